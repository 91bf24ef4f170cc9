"""OpenD's pace in the ticket: said before anything is sent, and counted down."""

from __future__ import annotations

from tests.app.listings import PAPER_HK
from tests.app.ticket_fakes import seat
from tui.domain.orders import Side


async def test_a_used_up_limit_is_said_counts_down_and_sends_nothing() -> None:
    async with seat() as desk:
        desk.broker.order_waits = {False: 7.2}
        await desk.press("b")
        assert "OpenD's limit of orders is reached: next slot in 8 s" in desk.text
        await desk.press("enter", "y")
        assert desk.broker.placed == []
        desk.broker.order_waits = {False: 1.9}
        desk.panel.ask_if_settled()
        assert "next slot in 2 s" in desk.text
        desk.broker.order_waits = {}
        desk.panel.ask_if_settled()
        assert "next slot" not in desk.text


async def test_a_limit_reached_under_the_review_keeps_the_order_here() -> None:
    async with seat() as desk:
        await desk.press("b", "enter")
        desk.broker.order_waits = {False: 3.0}
        await desk.press("y")
        assert desk.broker.placed == []
        assert "next slot in 3 s" in desk.text


async def test_a_change_has_a_limit_of_its_own() -> None:
    async with seat() as desk:
        desk.broker.order_waits = {True: 4.0}
        await desk.press("b")
        assert "next slot" not in desk.text
        await desk.press("escape")
        order = next(one for one in desk.broker.store.orders(PAPER_HK) if one.side is Side.BUY)
        desk.panel.open_amend(order)
        await desk.press("up")
        assert "OpenD's limit of changes is reached: next slot in 4 s" in desk.text
