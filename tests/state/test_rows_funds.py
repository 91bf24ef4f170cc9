from __future__ import annotations

from decimal import Decimal

import pytest

from tui.domain.accounts import Env, Funds
from tui.domain.markets import Currency
from tui.state.rows_funds import funds_text, power_text, short_funds_text


def funds(frozen: int = 0, currency: Currency = Currency.HKD) -> Funds:
    return Funds(
        1,
        Env.PAPER,
        currency,
        power=Decimal("902640.40"),
        total_assets=Decimal(1_204_518),
        cash=Decimal(943_860),
        market_value=Decimal(0),
        frozen_cash=Decimal(frozen),
        debt=Decimal(0),
        withdrawable=Decimal(0),
    )


def test_money_names_its_currency() -> None:
    assert power_text(funds()) == "power HKD 902,640"
    assert power_text(funds(currency=Currency.USD)) == "power USD 902,640"
    assert power_text(funds(currency=Currency.UNKNOWN)) == "power 902,640"


@pytest.mark.parametrize("frozen", [0, 41_220])
def test_what_orders_hold_is_told_when_they_do(frozen: int) -> None:
    text = funds_text(funds(frozen))
    assert text.startswith(short_funds_text(funds()))
    assert short_funds_text(funds()) == "power HKD 902,640  cash HKD 943,860"
    assert ("held by orders HKD 41,220" in text) is bool(frozen)
    assert text.endswith("assets HKD 1,204,518")
