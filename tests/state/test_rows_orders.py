from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.makers import APPLE, PAPER, REAL, T0, TENCENT, D, instrument, order
from tui.domain.accounts import Env
from tui.domain.events import InstrumentsReported, IntentChanged, OrderChanged
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import Fill, FillStatus, OrderStatus, OrderType, Side
from tui.state.pending import PendingOrder
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_orders import (
    OrderRow,
    OrderRows,
    Stage,
    account_tail,
    fill_row,
    fill_rows,
    order_row,
    order_rows,
    pending_row,
)
from tui.state.store import Store

S = OrderStatus
TAG = "ft:" + "A" * 26
KNOWN: dict[SecurityId, Instrument] = {TENCENT: instrument()}
INTENT = OrderIntent(TAG, Env.REAL, REAL, TENCENT, Side.SELL, OrderType.LIMIT, D(300), D(420))


def row(status: OrderStatus = S.SUBMITTED, **changes: object) -> OrderRow:
    return order_row(replace(order(status), **changes), KNOWN)  # type: ignore[arg-type]


def test_everything_an_order_row_says() -> None:
    made = order_row(order(S.FILLED_PART, filled=100, average="419.8", remark=f"{TAG} scalp"), KNOWN)
    assert made == OrderRow(
        key="A1",
        acc_id=PAPER,
        order_id="A1",
        tag=TAG,
        id=TENCENT,
        time=Cell("10:00:00", Tone.DIM),
        code=Cell("HK.00700", Tone.STRONG),
        name=Cell("TENCENT"),
        side=Cell("BUY", Tone.UP),
        type=Cell("limit"),
        tif=Cell("day", Tone.DIM),
        trigger=EMPTY,
        price=Cell("419.8"),
        qty=Cell("300"),
        filled=Cell("100"),
        average=Cell("419.8"),
        status=Cell("part filled", Tone.OWN),
        cause=EMPTY,
        account=Cell("*1001", Tone.DIM),
        env=Cell("PAPER", Tone.PAPER),
        working=True,
        stage=Stage.WORKING,
    )


@pytest.mark.parametrize("status", list(S))
def test_every_status_makes_a_row_and_unknown_ones_count_as_working(status: OrderStatus) -> None:
    made = row(status)
    assert made.status.text
    assert made.working is not status.terminal


def test_what_is_not_there_is_a_dash_or_empty() -> None:
    made = row(created_at=None, name="", type=OrderType.MARKET, price=None)
    assert (made.time, made.name.text, made.price, made.average.text) == (
        EMPTY,
        "TENCENT",
        Cell("market", Tone.DIM),
        "-",
    )
    assert order_row(replace(order(), name=""), {}).name.text == ""


def test_a_price_of_three_decimals_stays_one() -> None:
    assert row(price=D("8.125")).price.text == "8.125"
    assert row(price=D(8)).price.text == "8.000"


def test_the_error_of_the_broker_is_the_cause() -> None:
    assert row(S.FAILED, error="price too far").cause == Cell("price too far", Tone.BAD)


@pytest.mark.parametrize(
    ("outcome", "status", "cause", "dismissable"),
    [
        (None, Cell("sending", Tone.OWN), EMPTY, False),
        (Outcome(OutcomeKind.ACCEPTED, "A1"), Cell("accepted", Tone.OWN), EMPTY, False),
        (
            Outcome(OutcomeKind.REJECTED, text="no power"),
            Cell("rejected", Tone.BAD),
            Cell("no power", Tone.BAD),
            True,
        ),
        (
            Outcome(OutcomeKind.UNKNOWN, text="no answer"),
            Cell("UNKNOWN", Tone.WARN),
            Cell("no answer", Tone.BAD),
            False,
        ),
        (
            Outcome(OutcomeKind.UNKNOWN, text="not found at the broker", searched=True),
            Cell("UNKNOWN", Tone.WARN),
            Cell("not found at the broker", Tone.BAD),
            True,
        ),
    ],
)
def test_a_pending_order_is_a_row_of_its_own(
    outcome: Outcome | None, status: Cell, cause: Cell, dismissable: bool
) -> None:
    made = pending_row(PendingOrder(INTENT, outcome), KNOWN)
    assert (made.status, made.cause, made.dismissable) == (status, cause, dismissable)
    assert (made.key, made.tag, made.order_id, made.working) == (TAG, TAG, "", False)
    assert (made.side.text, made.price.text, made.qty.text, made.env) == (
        "SELL",
        "420.0",
        "300",
        Cell("REAL", Tone.REAL),
    )


def test_pending_orders_come_first_then_working_ones_then_the_rest() -> None:
    store = Store()
    store.apply(OrderChanged(order(S.CANCELLED_ALL, order_id="over")))
    store.apply(OrderChanged(order(S.SUBMITTED, order_id="works")))
    store.apply(IntentChanged(INTENT, None))
    store.apply(IntentChanged(replace(INTENT, tag="ft:" + "B" * 26), None))
    assert [made.key[:5] for made in order_rows(store, [PAPER, REAL])] == ["ft:BB", "ft:AA", "works", "over"]
    assert [made.key for made in order_rows(store, [PAPER])] == ["works", "over"]


@pytest.mark.parametrize(
    ("fill_id", "status", "expected"),
    [
        ("F1", FillStatus.OK, Cell("")),
        ("local:A1:100", FillStatus.OK, Cell("local", Tone.DIM)),
        ("F1", FillStatus.CANCELLED, Cell("busted", Tone.BAD)),
        ("F1", FillStatus.UNKNOWN, Cell("unknown", Tone.WARN)),
    ],
)
def test_a_fill_row(fill_id: str, status: FillStatus, expected: Cell) -> None:
    fill = Fill(
        fill_id, "A1", REAL, Env.REAL, TENCENT, "", Side.BUY, D(100), D("419.8"), T0, status, 8305, "Futu"
    )
    made = fill_row(fill, KNOWN)
    assert made.status == expected
    assert [
        cell.text for cell in (made.time, made.name, made.side, made.qty, made.price, made.counterparty)
    ] == [
        "10:00:00",
        "TENCENT",
        "BUY",
        "100",
        "419.8",
        "Futu",
    ]
    assert fill_row(replace(fill, broker_name="", broker_id=8305), KNOWN).counterparty.text == "8305"
    assert fill_row(replace(fill, broker_name="", broker_id=None, id=APPLE), {}).counterparty.text == ""


def test_fills_of_paper_orders_have_rows() -> None:
    store = Store()
    store.apply(OrderChanged(order(S.FILLED_ALL, filled=300, average="419.8")))
    assert [(made.qty.text, made.status.text) for made in fill_rows(store, [PAPER])] == [("300", "local")]


def test_the_tail_of_an_account_number() -> None:
    assert account_tail(281756455998014976) == "*4976"
    assert account_tail(7) == "*7"


def test_only_rows_of_changed_orders_are_made_anew() -> None:
    store, made = Store(), OrderRows()
    store.apply(OrderChanged(order(S.SUBMITTED, order_id="A1")))
    store.apply(OrderChanged(order(S.SUBMITTED, order_id="A2")))
    before = {one.key: one for one in made.of(store, [PAPER])}
    store.apply(OrderChanged(order(S.FILLED_ALL, order_id="A2", filled=300, updated=1)))
    after = {one.key: one for one in made.of(store, [PAPER])}
    assert after["A1"] is before["A1"]
    assert (before["A2"].status.text, after["A2"].status.text) == ("working", "filled")
    store.apply(InstrumentsReported((instrument(name="RENAMED"),)))
    assert made.of(store, [PAPER])[0] is not after["A1"]
    assert made.of(store, [REAL]) == ()
