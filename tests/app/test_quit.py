"""Leaving: asked only when something stays at the broker, and told what."""

from __future__ import annotations

from decimal import Decimal

import pytest
from textual.app import App

from tui.app.screens.quit import AtWork, QuitScreen, orders_at_work, quit_question
from tui.app.widgets.lines import Lines
from tui.domain.accounts import Account, Env
from tui.domain.events import AccountsReported, IntentChanged, OrderChanged
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.markets import Market, TradeMarket
from tui.domain.orders import Order, OrderStatus, OrderType, Side
from tui.state.store import Store

TENCENT = SecurityId(Market.HK, "00700")
PAPER = Account(281756455988241234, Env.PAPER, (TradeMarket.HK,))
REAL = Account(281756455988245678, Env.REAL, (TradeMarket.HK,))


def order(account: Account, order_id: str, status: OrderStatus) -> Order:
    return Order(
        order_id=order_id,
        acc_id=account.acc_id,
        env=account.env,
        id=TENCENT,
        name="TENCENT",
        side=Side.BUY,
        type=OrderType.LIMIT,
        status=status,
        qty=Decimal(200),
        price=Decimal("400.000"),
    )


def intent(tag: str) -> OrderIntent:
    return OrderIntent(
        tag, Env.PAPER, PAPER.acc_id, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), Decimal(400)
    )


def test_only_what_may_still_trade_is_counted() -> None:
    store = Store()
    store.apply(AccountsReported((PAPER, REAL)))
    store.apply(OrderChanged(order(PAPER, "1", OrderStatus.SUBMITTED)))
    store.apply(OrderChanged(order(PAPER, "2", OrderStatus.CANCELLED_ALL)))
    store.apply(OrderChanged(order(PAPER, "3", OrderStatus.TIMEOUT)))
    store.apply(OrderChanged(order(REAL, "4", OrderStatus.FILLED_PART)))
    store.apply(IntentChanged(intent("ft:a"), None))
    store.apply(IntentChanged(intent("ft:b"), Outcome(OutcomeKind.UNKNOWN)))
    store.apply(IntentChanged(intent("ft:c"), Outcome(OutcomeKind.REJECTED, text="no")))
    assert orders_at_work(store) == AtWork(paper=2, real=1, unknown=2)


def test_nothing_at_work_asks_nothing() -> None:
    store = Store()
    store.apply(AccountsReported((PAPER,)))
    assert orders_at_work(store).none


@pytest.mark.parametrize(
    ("at_work", "said"),
    [
        (AtWork(paper=1), "1 PAPER order is working"),
        (AtWork(paper=3), "3 PAPER orders are working"),
        (AtWork(paper=1, real=2), "2 REAL orders are working and 1 PAPER order is working"),
        (AtWork(unknown=1), "1 order is not answered yet"),
    ],
)
def test_the_question_counts_and_says_what_happens_to_them(at_work: AtWork, said: str) -> None:
    question = quit_question(at_work)
    assert said in question
    assert "Leaving cancels nothing" in question


@pytest.mark.parametrize(
    ("at_work", "said"),
    [
        (AtWork(flattens=1), "A flatten or reverse is under way. Leaving stops it where it is"),
        (AtWork(flattens=2), "2 flattens or reverses are under way. Leaving stops them where they are"),
        (AtWork(paper=1, flattens=1), "A flatten or reverse is under way. Leaving stops it where it is"),
    ],
)
def test_a_flatten_under_way_is_told_of(at_work: AtWork, said: str) -> None:
    assert not at_work.none
    question = quit_question(at_work)
    assert said in question
    assert ("1 PAPER order is working" in question) is bool(at_work.paper)


@pytest.mark.parametrize(("key", "leaves"), [("y", True), ("n", False), ("escape", False)])
async def test_the_answer_is_one_key(key: str, leaves: bool) -> None:
    app: App[None] = App()
    answers: list[bool | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(QuitScreen(AtWork(paper=2)), answers.append)
        await pilot.pause()
        assert "2 PAPER orders are working" in app.screen.query_one("#question", Lines).text.replace(
            "\n", " "
        )
        await pilot.press("q", "enter", "space")
        assert answers == []
        await pilot.press(key)
        await pilot.pause()
        assert answers == [leaves]
