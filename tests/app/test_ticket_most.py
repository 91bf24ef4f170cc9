"""OpenD's largest quantity: asked when a ticket has settled, seldom, and used for that ticket only."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.app.listings import PAPER_HK, TENCENT
from tests.app.ticket_fakes import Seat, seat
from tests.app.ticket_values import ticket
from tui.app.ticket_most import MOST, SETTLED_S, WITHIN_S, Most, Question, question_of
from tui.domain.accounts import Env, MaxQuantities
from tui.domain.events import OrderChanged
from tui.domain.orders import OrderType

D = Decimal
ANSWER = MaxQuantities(cash_buy=D(2400), position_sell=D(500))


def question(price: str = "412.6") -> Question:
    return Question(Env.PAPER, PAPER_HK, TENCENT, OrderType.LIMIT, D(price))


def test_it_waits_until_nothing_changed_for_a_while_and_asks_once() -> None:
    most = Most()
    most.settle(question(), 10.0)
    assert most.due(10.0 + SETTLED_S - 0.01) is None
    most.settle(question("412.4"), 10.6)
    assert most.due(10.8) is None
    assert most.due(10.61 + SETTLED_S) == question("412.4")
    assert most.due(12.0) is None


def test_an_answer_to_another_price_is_dropped() -> None:
    most = Most()
    most.settle(question(), 10.0)
    assert most.due(11.0) == question()
    most.settle(question("412.4"), 11.1)
    assert not most.answered(question(), ANSWER)
    assert most.answer(question("412.4")) is None
    assert most.answered(question("412.4"), ANSWER)
    assert most.answer(question("412.4")) is ANSWER
    assert most.answer(question()) is None


def test_no_more_than_ten_questions_in_thirty_seconds() -> None:
    most, asked = Most(), []
    for n in range(40):
        most.settle(question(str(400 + n)), 9.0 + n)
        asked += [n] if most.due(10.0 + n) is not None else []
    assert asked == [*range(MOST), *range(30, 40)]
    assert WITHIN_S == 30.0


def test_it_asks_again_when_holdings_changed() -> None:
    most = Most()
    most.settle(question(), 10.0)
    assert most.due(11.0) is not None
    most.answered(question(), ANSWER)
    assert most.due(12.0) is None
    most.forget()
    assert most.answer(question()) is None
    assert most.due(12.0) == question()


def test_an_unfinished_ticket_asks_nothing_and_a_market_order_names_no_price() -> None:
    model = ticket()
    model.price.clear()
    assert question_of(model) is None
    model.switch_type()
    asked = question_of(model)
    assert asked is not None
    assert (asked.type, asked.price) == (OrderType.MARKET, None)


# ---- in the panel


async def answered(desk: Seat) -> None:
    """Let the ticket settle and OpenD answer."""
    desk.clock.step(1)
    desk.panel.ask_if_settled()
    await desk.pilot.app.workers.wait_for_complete([one for one in desk.app.workers if one.group == "most"])
    await desk.pilot.pause()


async def test_the_answer_is_shown_and_holds_for_its_price_only() -> None:
    async with seat() as desk:
        desk.broker.most = ANSWER
        await desk.press("b")
        assert "max buy" not in desk.text
        await answered(desk)
        assert "max buy 2,400" in desk.text
        await desk.press("2", "5", "0", "0")
        assert "! quantity: the account can buy at most 2,400  = takes 2,400" in desk.text
        await desk.press("tab", "up")
        assert "max buy" not in desk.text
        await desk.press("s")
        await answered(desk)
        assert "max sell 500" in desk.text


@pytest.mark.parametrize("key", ["m", "tab"])
async def test_a_fill_elsewhere_makes_the_answer_old(key: str) -> None:
    async with seat() as desk:
        desk.broker.most = ANSWER
        await desk.press("b", key)
        await answered(desk)
        assert "max buy 2,400" in desk.text
        desk.broker.most = None
        order = desk.broker.store.orders(PAPER_HK)[0]
        desk.broker.apply(OrderChanged(order))
        await desk.settle()
        assert "max buy" not in desk.text


async def test_nothing_is_asked_without_a_link() -> None:
    async with seat() as desk:
        desk.broker.most = ANSWER
        await desk.press("b")
        desk.broker.go_down()
        await desk.settle()
        await answered(desk)
        assert "max buy" not in desk.text
