"""A day in numbers: what cannot be valued is counted, not guessed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.domain.makers import APPLE, TENCENT, D, instrument, order
from tui.domain.fees import OrderFee
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, SecurityType, TradeMarket
from tui.domain.orders import ComboLeg, Order, OrderStatus, Side
from tui.state.rows_day import day_orders, day_totals, fees_cell, paper_fills

S = OrderStatus


def filled(order_id: str, qty: int, average: str, side: Side = Side.BUY, **changes: object) -> Order:
    made = order(S.FILLED_ALL, order_id=order_id, filled=qty, average=average, side=side)
    return replace(made, **changes)  # type: ignore[arg-type]


def told(*orders: Order, fees: dict[str, OrderFee] | None = None, known: object = None) -> list[str]:
    instruments = {} if known is None else known
    return [cell.text for cell in day_totals(orders, instruments, fees)]  # type: ignore[arg-type]


def test_bought_and_sold_are_summed_by_currency() -> None:
    orders = (
        filled("1", 100, "400", currency=Currency.HKD),
        filled("2", 200, "401.5"),
        filled("3", 10, "230.25", id=APPLE),
        filled("4", 300, "402", Side.SELL),
        filled("5", 50, "1", Side.SELL_SHORT),
        order(S.CANCELLED_ALL, order_id="6"),
    )
    assert told(*orders) == [
        "6 orders, 5 filled",
        "bought HKD 120,300.00 + USD 2,302.50",
        "sold HKD 120,650.00",
    ]


def test_a_day_without_orders() -> None:
    assert told() == ["0 orders, 0 filled"]
    assert told(fees={}) == ["0 orders, 0 filled"]


@pytest.mark.parametrize(
    "odd",
    [
        filled("1", 2, "3.5", id=SecurityId.parse("US.AAPL261218C200000")),
        filled("1", 2, "25000", market=TradeMarket.FUTURES),
        filled("1", 2, "3.5", legs=(ComboLeg(APPLE, Side.BUY, 1),)),
        filled("1", 2, "3.5", avg_fill_price=None),
    ],
    ids=["option", "future", "combo", "no average"],
)
def test_what_cannot_be_valued_is_counted(odd: Order) -> None:
    assert told(odd) == ["1 order, 1 filled", "1 not valued: contract size or price not known"]


def test_a_known_contract_is_valued_by_its_size() -> None:
    option = SecurityId.parse("US.AAPL261218C200000")
    known = {option: instrument("US.AAPL261218C200000", SecurityType.OPTION, 100)}
    assert told(filled("1", 2, "3.5", id=option), known=known) == ["1 order, 1 filled", "bought USD 700.00"]


def test_fees_say_of_how_many_orders_they_are() -> None:
    orders = (filled("1", 100, "400"), filled("2", 100, "400"))
    one, both = {"1": OrderFee("1", D("12.5"))}, {"1": OrderFee("1", D("12.5")), "2": OrderFee("2", D(3))}
    assert told(*orders, fees=one)[-1] == "fees HKD 12.50 (of 1 of 2 orders)"
    assert told(*orders, fees=both)[-1] == "fees HKD 15.50"
    assert told(*orders, fees={"1": OrderFee("1", None)})[-1] == "fees not told"


def test_each_row_has_its_fees_where_they_are_told() -> None:
    rows = day_orders(
        [filled("1", 100, "400"), filled("2", 1, "1")], {}, {"1": OrderFee("1", Decimal("12.5"))}
    )
    assert [(one.row.key, one.fees.text) for one in rows] == [("1", "12.50"), ("2", "")]
    assert fees_cell(OrderFee("1", None)).text == ""


def test_paper_fills_are_worked_out_one_an_order() -> None:
    fills = paper_fills([filled("1", 100, "400"), order(S.CANCELLED_ALL, order_id="2")])
    assert [(fill.order_id, fill.qty, fill.price, fill.id) for fill in fills] == [
        ("1", D(100), D(400), TENCENT)
    ]
    assert fills[0].fill_id.startswith("local:")
