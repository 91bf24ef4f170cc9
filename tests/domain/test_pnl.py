from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.makers import D, instrument, position
from tui.domain.accounts import Position
from tui.domain.markets import SecurityType
from tui.domain.orders import Side
from tui.domain.pnl import cost_of, multiplier_of, order_value, position_after, value_position

LONG = position("500", cost="400", price="419.8")
SHORT = position("-10", cost="200", price="180")


@pytest.mark.parametrize(
    ("holding", "last", "multiplier", "market_value", "pl", "percent"),
    [
        (LONG, "420", "1", "210000", "10000", "5"),
        (LONG, None, "1", "209900", "9900", "4.95"),
        (LONG, "380", "1", "190000", "-10000", "-5"),
        (SHORT, "180", "1", "-1800", "200", "10"),
        (SHORT, "220", "1", "-2200", "-200", "-10"),
        (position("2", cost="25000"), "25010", "50", "2501000", "1000", "0.04"),
        (position("500", cost="0"), "420", "1", "210000", "210000", None),
        (position("500", cost=None), "420", "1", "210000", None, None),
        (position("500", price=None), None, "1", None, None, None),
        (position("500", cost="-10"), "10", "1", "5000", "10000", "200"),
    ],
)
def test_a_holding_at_a_price(
    holding: Position,
    last: str | None,
    multiplier: str,
    market_value: str | None,
    pl: str | None,
    percent: str | None,
) -> None:
    value = value_position(holding, None if last is None else D(last), D(multiplier))
    assert value.market_value == (None if market_value is None else D(market_value))
    assert value.pl == (None if pl is None else D(pl))
    assert value.pl_percent == (None if percent is None else D(percent))


def test_cost_comes_from_the_average_then_the_diluted_then_the_old_field() -> None:
    bare = replace(LONG, average_cost=None)
    assert cost_of(LONG) == D(400)
    assert cost_of(replace(bare, diluted_cost=D(390), cost=D(380))) == D(390)
    assert cost_of(replace(bare, cost=D(380))) == D(380)
    assert cost_of(bare) is None


@pytest.mark.parametrize(
    ("kind", "lot", "multiplier"),
    [(SecurityType.STOCK, 100, 1), (SecurityType.FUTURE, 50, 50), (SecurityType.OPTION, 100, 100)],
)
def test_a_contract_is_worth_its_size(kind: SecurityType, lot: int, multiplier: int) -> None:
    assert multiplier_of(instrument(kind=kind, lot=lot)) == multiplier
    assert multiplier_of(None) == 1


def test_what_an_order_is_worth_and_does_to_the_position() -> None:
    value = order_value(D(200), D("419.8"))
    assert value == D("83960.0")
    assert position_after(D(500), Side.BUY, D(200)) == 700
    assert position_after(D(100), Side.SELL, D(200)) == -100
    assert order_value(D(2), D(25_000), D(50)) == 2_500_000
