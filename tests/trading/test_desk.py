"""The desk: three outcomes, one request an intent, no order for nobody in particular."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import pytest

from tests.journals import MemoryJournal
from tui.domain.accounts import Account, Env
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, OutcomeKind
from tui.domain.markets import Market, TradeMarket
from tui.domain.orders import (
    ModifyOp,
    Order,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
    Trail,
    TrailType,
)
from tui.trading.desk import Desk, place_market
from tui.trading.port import NoAnswerError, NotSentError
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.trade import (
    GetHistoryOrders,
    Header,
    ModifyOrder,
    OrderReply,
    PlaceOrder,
)

R = TypeVar("R")

PAPER = Account(1001, Env.PAPER, (TradeMarket.HK,))
REAL = Account(2002, Env.REAL, (TradeMarket.HK, TradeMarket.US))
CONNECT = Account(3003, Env.REAL, (TradeMarket.HKCC,))
TENCENT = SecurityId(Market.HK, "00700")
TAG = "ft:" + "0" * 26
INTENT = OrderIntent(
    TAG,
    Env.PAPER,
    PAPER.acc_id,
    TENCENT,
    Side.BUY,
    OrderType.LIMIT,
    Decimal(200),
    Decimal("400.2"),
    note="dip",
)
TRAIL = Trail(TrailType.RATIO, Decimal(5), Decimal("0.2"))
TRAILING: dict[str, Any] = {"type": OrderType.TRAILING_STOP_LIMIT, "price": None, "trail": TRAIL}
ORDER = Order(
    "A1", PAPER.acc_id, Env.PAPER, TENCENT, "TENCENT", Side.BUY, OrderType.LIMIT, OrderStatus.SUBMITTED,
    Decimal(200), Decimal(400),
)  # fmt: skip
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ACCEPT = OrderReply(Header(Env.PAPER, PAPER.acc_id, TradeMarket.HK), "B1", 1)


@dataclass
class Port:
    """Answers from a script; a list of answers is used up one by one."""

    order_answers: list[Any] = field(default_factory=lambda: [ACCEPT])
    orders: tuple[Order, ...] | Exception = (ORDER,)
    history: tuple[Order, ...] = ()
    sent: list[Any] = field(default_factory=list)
    asked: list[Request[Any]] = field(default_factory=list)

    async def request(self, request: Request[R]) -> R:
        self.asked.append(request)
        answer: Any = self.history if isinstance(request, GetHistoryOrders) else self.orders
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    async def request_order(self, build: Callable[[PacketId], Request[R]]) -> R:
        if isinstance(self.order_answers[0], NotSentError):
            raise self.order_answers.pop(0)
        self.sent.append(build(PacketId(77, len(self.sent) + 1)))
        answer = self.order_answers.pop(0) if len(self.order_answers) > 1 else self.order_answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]


def desk_on(port: Port, *, allow_real: bool = False) -> Desk:
    return Desk(
        port, lambda: (PAPER, REAL, CONNECT), journal=MemoryJournal(), now=lambda: NOW, allow_real=allow_real
    )


async def test_an_order_is_sent_with_our_tag_and_its_own_stamp() -> None:
    port = Port()
    outcome = await desk_on(port).place(INTENT)
    assert (outcome.kind, outcome.order_id) == (OutcomeKind.ACCEPTED, "B1")
    (sent,) = port.sent
    assert sent == PlaceOrder(
        PacketId(77, 1),
        Header(Env.PAPER, PAPER.acc_id, TradeMarket.HK),
        TENCENT,
        Side.BUY,
        OrderType.LIMIT,
        Decimal(200),
        Decimal("400.2"),
        remark=f"{TAG} dip",
    )


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (ACCEPT, OutcomeKind.ACCEPTED),
        (RefusedError(2202, "not enough buying power"), OutcomeKind.REJECTED),
        (RefusedError(2202, "invalid", ret_type=-500), OutcomeKind.REJECTED),
        (RefusedError(2202, "timed out inside OpenD", ret_type=-100), OutcomeKind.UNKNOWN),
        (RefusedError(2202, "lost Futu", ret_type=-200), OutcomeKind.UNKNOWN),
        (RefusedError(2202, "", ret_type=-400), OutcomeKind.UNKNOWN),
        (RefusedError(2202, "a number of tomorrow", ret_type=-777), OutcomeKind.UNKNOWN),
        (NoAnswerError("no answer within 12 s"), OutcomeKind.UNKNOWN),
        (BodyError("undecodable"), OutcomeKind.UNKNOWN),
    ],
)
async def test_each_answer_has_one_outcome_and_nothing_is_sent_again(answer: Any, kind: OutcomeKind) -> None:
    port = Port([answer])
    desk = desk_on(port)
    outcomes = [
        await desk.place(INTENT),
        await desk.amend(AmendIntent(Env.PAPER, PAPER.acc_id, "A1", Decimal(100), Decimal(401))),
        await desk.cancel(CancelIntent(Env.PAPER, PAPER.acc_id, "A1")),
    ]
    assert [outcome.kind for outcome in outcomes] == [kind] * 3
    assert [type(sent) for sent in port.sent] == [PlaceOrder, ModifyOrder, ModifyOrder]
    if kind is not OutcomeKind.ACCEPTED:
        assert all(outcome.text for outcome in outcomes)


@pytest.mark.parametrize("answer", [ACCEPT, NoAnswerError("late"), RefusedError(2202, "no")])
async def test_one_intent_is_never_two_orders(answer: Any) -> None:
    port = Port([answer, ACCEPT])
    desk = desk_on(port)
    await desk.place(INTENT)
    again = await desk.place(replace(INTENT, note="again"))
    assert (again.kind, len(port.sent)) == (OutcomeKind.REJECTED, 1)
    assert "sent before" in again.text
    assert (await desk.place(replace(INTENT, tag="ft:" + "1" * 26))).kind is OutcomeKind.ACCEPTED


async def test_an_order_that_never_left_is_rejected_with_the_cause() -> None:
    port = Port([NotSentError("not connected to OpenD: refused")])
    outcome = await desk_on(port).place(INTENT)
    assert (outcome.kind, outcome.text) == (OutcomeKind.REJECTED, "not connected to OpenD: refused")
    assert port.sent == []


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"acc_id": 9}, "lists no account 9"),
        ({"env": Env.REAL}, "account 1001 is PAPER, the order says REAL"),
        ({"env": Env.UNKNOWN}, "the order says UNKNOWN"),
        ({"env": Env.REAL, "acc_id": REAL.acc_id}, "trades paper only"),
        ({"tag": ""}, "no tag"),
        ({"tag": "x" * 29}, "no tag"),
        ({"side": Side.UNKNOWN}, "no side"),
        ({"qty": Decimal(0)}, "not positive"),
        ({"qty": Decimal("NaN")}, "not positive"),
        ({"price": None}, "needs a price"),
        ({"price": Decimal("Infinity")}, "not a price"),
        ({"price": Decimal(0)}, "not a price"),
        ({"price": Decimal(-400)}, "not a price"),
        ({"type": OrderType.MARKET}, "carries no price"),
        ({"type": OrderType.STOP_LIMIT}, "needs a trigger price"),
        ({"trigger_price": Decimal(410)}, "has no trigger price"),
        ({"type": OrderType.STOP_LIMIT, "trigger_price": Decimal("NaN")}, "not a trigger price"),
        ({"type": OrderType.TRAILING_STOP, "price": None}, "needs a distance"),
        ({"trail": TRAIL}, "does not trail"),
        ({**TRAILING, "trail": replace(TRAIL, value=Decimal(0))}, "by no distance"),
        ({**TRAILING, "trail": replace(TRAIL, spread=Decimal(-1))}, "by no distance"),
        ({**TRAILING, "trail": replace(TRAIL, type=TrailType.UNKNOWN)}, "by no distance"),
        ({"tif": TimeInForce.UNKNOWN}, "how long it lives"),
        ({"tif": TimeInForce.GTD}, "GTD order needs its last day"),
        ({"expires_on": date(2026, 12, 1)}, "DAY order has no last day"),
    ],
)
async def test_unsound_orders_never_leave(change: dict[str, Any], cause: str) -> None:
    port = Port()
    outcome = await desk_on(port).place(replace(INTENT, **change))
    assert outcome.kind is OutcomeKind.REJECTED
    assert cause in outcome.text
    assert port.sent == []


async def test_real_account_with_permission() -> None:
    port = Port()
    intent = replace(INTENT, env=Env.REAL, acc_id=REAL.acc_id, type=OrderType.MARKET, price=None)
    assert (await desk_on(port, allow_real=True).place(intent)).kind is OutcomeKind.ACCEPTED
    assert port.sent[0].price is None


async def test_amend_reads_what_it_is_not_given() -> None:
    port = Port()
    await desk_on(port).amend(AmendIntent(Env.PAPER, PAPER.acc_id, "A1", None, Decimal("401.4")))
    assert port.sent == [
        ModifyOrder(
            PacketId(77, 1),
            Header(Env.PAPER, PAPER.acc_id, TradeMarket.HK),
            ModifyOp.AMEND,
            "A1",
            Decimal(200),
            Decimal("401.4"),
        )
    ]


async def test_a_conditional_order_carries_its_trigger_trail_and_last_day() -> None:
    port = Port()
    day = date(2026, 12, 1)
    stop: dict[str, Any] = {"type": OrderType.STOP_LIMIT, "trigger_price": Decimal(410)}
    await desk_on(port).place(replace(INTENT, **stop, tif=TimeInForce.GTD, expires_on=day))
    await desk_on(port).place(replace(INTENT, **TRAILING))
    first, second = port.sent
    assert (first.trigger_price, first.price, first.tif, first.expires_on) == (
        Decimal(410), Decimal("400.2"), TimeInForce.GTD, day,
    )  # fmt: skip
    assert (second.trail, second.price, second.trigger_price) == (TRAIL, None, None)


async def test_amending_a_trigger_keeps_the_rest() -> None:
    stop = replace(ORDER, type=OrderType.STOP_LIMIT, trigger_price=Decimal(410))
    port = Port(orders=(stop,))
    amend = AmendIntent(Env.PAPER, PAPER.acc_id, "A1", None, None, trigger_price=Decimal(411))
    assert (await desk_on(port).amend(amend)).kind is OutcomeKind.ACCEPTED
    (sent,) = port.sent
    assert (sent.op, sent.qty, sent.price, sent.trigger_price, sent.trail_type) == (
        ModifyOp.AMEND, Decimal(200), Decimal(400), Decimal(411), None,
    )  # fmt: skip


async def test_amending_the_quantity_keeps_trigger_and_trail() -> None:
    trailing = replace(ORDER, type=OrderType.TRAILING_STOP_LIMIT, price=None, trail=TRAIL)
    port = Port(orders=(trailing,))
    await desk_on(port).amend(AmendIntent(Env.PAPER, PAPER.acc_id, "A1", Decimal(300), None))
    (sent,) = port.sent
    assert (sent.qty, sent.price) == (Decimal(300), None)
    assert (sent.trail_type, sent.trail_value, sent.trail_spread) == (
        TrailType.RATIO,
        Decimal(5),
        Decimal("0.2"),
    )


@pytest.mark.parametrize(
    "change", [{"trigger_price": Decimal("Infinity")}, {"trail": replace(TRAIL, value=Decimal(-1))}]
)
async def test_an_unsound_trigger_never_leaves(change: dict[str, Any]) -> None:
    port = Port()
    amend = AmendIntent(Env.PAPER, PAPER.acc_id, "A1", Decimal(100), Decimal(400))
    outcome = await desk_on(port).amend(replace(amend, **change))
    assert (outcome.kind, port.sent) == (OutcomeKind.REJECTED, [])


@pytest.mark.parametrize(
    ("orders", "cause"),
    [
        ((), "no order A1 today"),
        (NoAnswerError("late"), "nothing was sent"),
        (RefusedError(2201, "busy"), "busy"),
    ],
)
async def test_amend_of_an_order_that_cannot_be_read_sends_nothing(orders: Any, cause: str) -> None:
    port = Port(orders=orders)
    outcome = await desk_on(port).amend(AmendIntent(Env.PAPER, PAPER.acc_id, "A1", Decimal(100), None))
    assert outcome.kind is OutcomeKind.REJECTED
    assert cause in outcome.text
    assert port.sent == []


@pytest.mark.parametrize(
    ("order_id", "qty", "price", "cause"),
    [
        ("A1", "0", "1", "cancel it"),
        ("A1", "NaN", "1", "cancel it"),
        ("A1", "100", "NaN", "not a price"),
        ("", "100", "1", "names no order"),
    ],
)
async def test_unsound_changes_never_leave(order_id: str, qty: str, price: str, cause: str) -> None:
    port = Port()
    intent = AmendIntent(Env.PAPER, PAPER.acc_id, order_id, Decimal(qty), Decimal(price))
    outcome = await desk_on(port).amend(intent)
    assert outcome.kind is OutcomeKind.REJECTED
    assert cause in outcome.text
    assert port.sent == []


async def test_a_cancel_of_no_order_never_leaves() -> None:
    port = Port()
    outcome = await desk_on(port).cancel(CancelIntent(Env.PAPER, PAPER.acc_id, ""))
    assert (outcome.kind, port.sent) == (OutcomeKind.REJECTED, [])


async def test_a_fault_of_ours_is_an_unknown_outcome() -> None:
    port = Port([ZeroDivisionError("boom")])
    outcome = await desk_on(port).place(INTENT)
    assert outcome.kind is OutcomeKind.UNKNOWN
    assert "ZeroDivisionError" in outcome.text
    assert len(port.sent) == 1


async def test_a_remark_that_cannot_be_written_is_refused() -> None:
    port = Port()
    outcome = await desk_on(port).place(replace(INTENT, note="\udcff"))
    assert (outcome.kind, port.sent) == (OutcomeKind.REJECTED, [])
    assert "type it anew" in outcome.text


async def test_cancel_all_of_a_paper_account_cancels_each_working_order() -> None:
    done = replace(ORDER, order_id="A2", status=OrderStatus.FILLED_ALL)
    port = Port(orders=(ORDER, done, replace(ORDER, order_id="A3")))
    outcome = await desk_on(port).cancel_all(env=Env.PAPER, acc_id=PAPER.acc_id)
    assert [(sent.op, sent.order_id, sent.everything) for sent in port.sent] == [
        (ModifyOp.CANCEL, "A1", False),
        (ModifyOp.CANCEL, "A3", False),
    ]
    assert (outcome.kind, outcome.text) == (OutcomeKind.ACCEPTED, "2 of 2 working orders cancelled")


async def test_cancel_all_tells_the_worst() -> None:
    port = Port([RefusedError(2205, "filled already"), NoAnswerError("late"), ACCEPT], orders=(ORDER,) * 3)
    outcome = await desk_on(port).cancel_all(env=Env.PAPER, acc_id=PAPER.acc_id)
    assert (outcome.kind, outcome.text) == (OutcomeKind.UNKNOWN, "1 of 3 working orders cancelled; late")


async def test_cancel_all_of_a_real_account_is_one_request() -> None:
    port = Port()
    await desk_on(port, allow_real=True).cancel_all(env=Env.REAL, acc_id=REAL.acc_id)
    assert [(sent.op, sent.everything) for sent in port.sent] == [(ModifyOp.CANCEL, True)]


async def test_cancel_all_falls_back_to_single_cancels_when_refused() -> None:
    port = Port([RefusedError(2205, "not supported"), ACCEPT])
    outcome = await desk_on(port, allow_real=True).cancel_all(env=Env.REAL, acc_id=REAL.acc_id)
    assert [sent.everything for sent in port.sent] == [True, False]
    assert outcome.kind is OutcomeKind.ACCEPTED


async def test_cancel_all_through_stock_connect_has_no_single_request() -> None:
    port = Port()
    await desk_on(port, allow_real=True).cancel_all(env=Env.REAL, acc_id=CONNECT.acc_id)
    assert [sent.everything for sent in port.sent] == [False]


@pytest.mark.parametrize(
    ("code", "account", "market"),
    [
        ("HK.00700", PAPER, TradeMarket.HK),
        ("US.AAPL", REAL, TradeMarket.US),
        ("SH.600519", CONNECT, TradeMarket.HKCC),
        ("SZ.000001", Account(4, Env.PAPER, (TradeMarket.CN,)), TradeMarket.CN),
        ("HK.MHImain", Account(5, Env.PAPER, (TradeMarket.FUTURES_PAPER_HK,)), TradeMarket.FUTURES_PAPER_HK),
    ],
)
def test_market_in_the_header(code: str, account: Account, market: TradeMarket) -> None:
    assert place_market(SecurityId.parse(code), account) is market
