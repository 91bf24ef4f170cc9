"""Own orders moved, joined to the touch and cancelled at the ladder's cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.app.face import settled
from tests.app.ladder_fakes import Rider, riding
from tests.app.listings import ACCOUNTS, PAPER_HK, REAL_HK, TENCENT, order, order_changed
from tests.app.ticket_fakes import Broker, order_of
from tests.engines import intent_of
from tui.app.screens.ladder_keys import BOTH_SIDES, NONE_HERE
from tui.domain.accounts import Env
from tui.domain.events import IntentChanged, OrderChanged
from tui.domain.intents import AmendIntent, Outcome, OutcomeKind
from tui.domain.limits import NO_LIMITS, Limits, LimitsBook
from tui.domain.orders import OrderStatus, Side
from tui.domain.withdrawals import Scope, Withdrawal

D = Decimal
MINE = "412.2"
"""Where the buy of 500, of which 200 are filled, stands."""


class Slow(Broker):
    """Answers changes when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Wait for the test."""
        self.amended.append(intent)
        await self.gate.wait()
        self.apply(moved(intent))
        return Outcome(OutcomeKind.ACCEPTED, intent.order_id)


def moved(intent: AmendIntent) -> OrderChanged:
    return order_changed("A2", Side.BUY, str(intent.price), 500, OrderStatus.FILLED_PART, 200)


def prices(rider: Rider) -> list[Decimal | None]:
    return [one.price for one in rider.broker.amended]


def mine(rider: Rider, price: str) -> str:
    return next(one for one in rider.screen.ladder.rows if one.price_value == D(price)).own.text


@pytest.mark.parametrize(
    ("key", "price"),
    [
        ("full_stop", "412.4"),
        ("shift+up", "412.4"),
        ("comma", "412.0"),
        ("shift+down", "412.0"),
        ("z", "412.6"),
        ("x", "412.8"),
    ],
)
async def test_a_key_moves_the_order_and_keeps_its_total(key: str, price: str) -> None:
    async with riding(armed=False) as rider:
        await rider.go(MINE)
        await rider.press(key)
        (intent,) = rider.broker.amended
        assert (intent.order_id, intent.qty, intent.price) == ("A2", D(500), D(price))
        assert intent.consent.how.startswith("ladder key ")
        assert intent.consent.sentence.startswith("PAPER account *1001 (HK): CHANGE BUY HK.00700")
        assert rider.screen.ladder.selected_price == D(price)


async def test_wishes_during_a_change_become_one_and_are_shown() -> None:
    broker = Slow()
    async with riding(broker=broker, armed=False) as rider:
        await rider.go(MINE)
        for _ in range(5):
            rider.clock.step(0.03)
            await rider.tap("comma")
        await settled(rider.pilot)
        assert prices(rider) == [D("412.0")]
        assert (mine(rider, MINE), mine(rider, "411.2")) == ("300", "300*")
        assert rider.screen.ladder.selected_price == D("411.2")
        rider.clock.step(1.6)
        broker.gate.set()
        await rider.until(lambda: len(broker.amended) == 2)
        await rider.settle()
        assert prices(rider) == [D("412.0"), D("411.2")]
        assert (mine(rider, MINE), mine(rider, "411.2")) == ("", "300")


async def test_an_order_that_is_filled_meanwhile_is_moved_no_more() -> None:
    broker = Slow()
    async with riding(broker=broker, armed=False) as rider:
        await rider.go(MINE)
        await rider.tap("comma")
        await rider.tap("comma")
        rider.clock.step(1.6)
        broker.apply(order_changed("A2", Side.BUY, MINE, 500, OrderStatus.FILLED_ALL, 500))
        broker.gate.set()
        await rider.settle()
        assert len(broker.amended) == 1


async def test_a_refused_change_is_told_and_the_order_stays() -> None:
    async with riding(broker=Broker(Outcome(OutcomeKind.REJECTED, text="too late")), armed=False) as rider:
        await rider.go(MINE)
        await rider.press("comma")
        assert rider.said.startswith("change REJECTED: BUY 500 HK.00700 at 412.0: too late")
        assert mine(rider, "412.0") == ""


async def test_after_an_unknown_change_the_next_key_sends_nothing() -> None:
    async with riding(broker=Broker(Outcome(OutcomeKind.UNKNOWN)), armed=False) as rider:
        await rider.go(MINE)
        await rider.press("comma")
        assert rider.said.startswith("change UNKNOWN")
        await rider.go(MINE)
        await rider.press("comma")
        assert len(rider.broker.amended) == 1
        assert rider.said.startswith("not moved: its last change had no answer")


async def test_a_check_that_blocks_moves_nothing() -> None:
    async with riding(armed=False) as rider:
        rider.broker.change_safety(limits=LimitsBook(paper=Limits(max_value=D(100_000))))
        await rider.go(MINE)
        await rider.press("full_stop")
        assert rider.broker.amended == []
        assert rider.said.startswith("not moved: worth 206,200.00: your limit is 100,000.00")


async def test_all_orders_at_the_price_move() -> None:
    async with riding(armed=False) as rider:
        rider.broker.apply(order_changed("A9", Side.BUY, MINE, 100, OrderStatus.SUBMITTED))
        await settled(rider.pilot)
        await rider.go(MINE)
        await rider.press("comma")
        assert sorted(one.order_id for one in rider.broker.amended) == ["A2", "A9"]


async def test_buys_and_sells_at_one_price_are_left_to_the_orders_pane() -> None:
    async with riding(armed=False) as rider:
        rider.broker.apply(order_changed("A9", Side.SELL, MINE, 100, OrderStatus.SUBMITTED))
        await settled(rider.pilot)
        await rider.go(MINE)
        await rider.press("comma")
        assert (rider.broker.amended, rider.said) == ([], BOTH_SIDES)


async def test_without_an_own_order_nothing_moves_or_is_cancelled() -> None:
    async with riding(armed=False) as rider:
        await rider.go("412.4")
        for key in ("comma", "z", "delete"):
            await rider.press(key)
            assert rider.said == NONE_HERE
        assert (rider.broker.amended, rider.broker.scopes) == ([], [])


async def test_real_orders_move_only_while_armed_and_are_cancelled_always() -> None:
    async with riding(armed=False, real=True) as rider:
        broker = rider.broker
        broker.change_safety(limits=LimitsBook(real={REAL_HK: NO_LIMITS}))
        rider.screen._account_chosen(ACCOUNTS[2])
        await settled(rider.pilot)
        await rider.go(MINE)
        await rider.press("comma")
        assert broker.amended == []
        assert rider.said.startswith("not moved: not armed: nothing real leaves")
        rider.arm(Env.REAL, REAL_HK)
        await rider.press("comma")
        assert [(one.env, one.acc_id) for one in broker.amended] == [(Env.REAL, REAL_HK)]
        broker.disarm("test")
        await rider.go(MINE)
        await rider.press("delete")
        assert [one.accounts for one in broker.scopes] == [((Env.REAL, REAL_HK),)]


@pytest.mark.parametrize("key", ["delete", "backspace"])
async def test_one_key_cancels_all_at_the_price_without_arming(key: str) -> None:
    async with riding(armed=False) as rider:
        rider.broker.apply(order_changed("A9", Side.BUY, MINE, 100, OrderStatus.SUBMITTED))
        await settled(rider.pilot)
        await rider.go(MINE)
        await rider.press(key)
        label = {"delete": "Del", "backspace": "Bksp"}[key]
        accounts = ((Env.PAPER, PAPER_HK),)
        assert rider.broker.scopes == [
            Scope(accounts, side=Side.BUY, id=TENCENT, price=D(MINE), how=f"ladder key {label}")
        ]
        assert rider.said.startswith("cancels (HK.00700 at 412.2): ")


async def test_a_cancel_takes_back_what_was_wanted() -> None:
    broker = Slow()
    async with riding(broker=broker, armed=False) as rider:
        await rider.go(MINE)
        await rider.tap("comma")
        await rider.tap("comma")
        await rider.go(MINE)
        await rider.pilot.press("delete")
        rider.clock.step(1.6)
        broker.gate.set()
        await rider.settle()
        assert len(broker.amended) == 1
        assert len(broker.scopes) == 1


def test_the_fakes_order_is_what_the_tests_say() -> None:
    assert order("A2", Side.BUY, MINE, 500, OrderStatus.FILLED_PART, 200).open_qty == 300


class Stuck(Slow):
    """Goes on cancelling until the test ends it."""

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        """Note the scope and wait."""
        self.scopes.append(scope)
        await self.gate.wait()
        return Withdrawal(over=True)


async def cancel_held(rider: Rider, times: int) -> None:
    for _ in range(times):
        await rider.tap("delete")


async def test_a_held_cancel_is_one_and_takes_what_came_since_with_another() -> None:
    broker = Stuck()
    async with riding(broker=broker, armed=False) as rider:
        await rider.go(MINE)
        await cancel_held(rider, 3)
        assert len(broker.scopes) == 1
        newer = intent_of(acc_id=PAPER_HK, price=D(MINE))
        broker.apply(IntentChanged(newer, None))
        await cancel_held(rider, 2)
        assert len(broker.scopes) == 2
        assert rider.said == "cancelling 2 at 412.2"
        broker.apply(OrderChanged(order_of(newer, "B7")))
        await cancel_held(rider, 2)
        assert len(broker.scopes) == 2
        broker.apply(order_changed("A9", Side.BUY, MINE, 100, OrderStatus.SUBMITTED))
        await cancel_held(rider, 2)
        assert len(broker.scopes) == 3
        broker.gate.set()
        await rider.settle()


async def test_an_order_without_a_row_yet_can_be_cancelled_where_it_stands() -> None:
    async with riding(armed=False) as rider:
        rider.broker.apply(IntentChanged(intent_of(acc_id=PAPER_HK, price=D("412.4")), None))
        await rider.go("412.4")
        await rider.press("delete")
        assert [(one.accounts, one.side, one.price) for one in rider.broker.scopes] == [
            (((Env.PAPER, PAPER_HK),), Side.BUY, D("412.4"))
        ]
