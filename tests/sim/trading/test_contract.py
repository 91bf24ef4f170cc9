"""Trading terms of a listing, and the market trade messages name for it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sim.traders import contract
from tui.domain.accounts import Env
from tui.domain.markets import Currency, TradeMarket


@pytest.mark.parametrize(
    ("code", "currency", "paper", "real"),
    [
        ("00700", Currency.HKD, TradeMarket.HK, TradeMarket.HK),
        ("AAPL", Currency.USD, TradeMarket.US, TradeMarket.US),
        ("600519", Currency.CNH, TradeMarket.CN, TradeMarket.HKCC),
        ("000001", Currency.CNH, TradeMarket.CN, TradeMarket.HKCC),
        ("MHImain", Currency.HKD, TradeMarket.FUTURES_PAPER_HK, TradeMarket.FUTURES),
    ],
)
def test_currency_and_trade_market(
    code: str, currency: Currency, paper: TradeMarket, real: TradeMarket
) -> None:
    terms = contract(code)
    assert (terms.currency, terms.trade_market(Env.PAPER), terms.trade_market(Env.REAL)) == (
        currency,
        paper,
        real,
    )


@pytest.mark.parametrize(
    ("code", "lot", "value"), [("00700", 100, 9600), ("AAPL", 1, 9600), ("MHImain", 1, 96000)]
)
def test_lot_and_value(code: str, lot: int, value: int) -> None:
    terms = contract(code)
    assert (terms.lot, terms.value(Decimal(20), Decimal(480))) == (lot, Decimal(value))


def test_a_short_position_without_profit_is_worth_plain_zero() -> None:
    assert str(contract("AAPL").value(Decimal(-1), Decimal("0.00"))) == "0.00"
