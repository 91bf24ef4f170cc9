"""Rows come, go and move between the key and the question; the question stays on its order."""

from __future__ import annotations

import pytest

from tests.app.listings import PAPER_HK, order
from tests.app.test_ticket_dashboard import Seat, dashboard
from tui.domain.accounts import Env
from tui.domain.events import OrderChanged, OrdersReported
from tui.domain.intents import CancelIntent
from tui.domain.orders import OrderStatus, Side

BEFORE = tuple(OrderChanged(order(f"A{n}", Side.BUY, "400.0", 100, OrderStatus.SUBMITTED)) for n in (7, 8, 9))


async def asked_to_cancel(seat: Seat, order_id: str) -> None:
    """Have the question about an order on the screen."""
    await seat.press("o")
    seat.screen.orders.move_to((PAPER_HK, order_id))
    await seat.press("c")
    await seat.until(lambda: seat.screen.panel.is_open)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_question_and_the_cancel_name_the_order_the_key_was_pressed_on(
    size: tuple[int, int],
) -> None:
    async with dashboard(size) as seat:
        await asked_to_cancel(seat, "A2")
        seat.broker.apply(*BEFORE)
        seat.broker.apply(OrderChanged(order("A3", Side.SELL, "413.6", 300, OrderStatus.FILLED_ALL, 300)))
        await seat.until(lambda: len(seat.screen.orders.rows) >= 6)
        await seat.press("y")
        await seat.until(lambda: seat.broker.cancelled != [])
        assert seat.broker.cancelled == [CancelIntent(Env.PAPER, PAPER_HK, "A2", how="key y")]


async def test_a_row_that_went_away_under_the_cursor_is_not_replaced_by_its_neighbour() -> None:
    async with dashboard((120, 40)) as seat:
        await seat.press("o")
        seat.screen.orders.move_to((PAPER_HK, "A2"))
        others = tuple(one for one in seat.broker.store.orders(PAPER_HK) if one.order_id != "A2")
        seat.broker.store.on_urgent = None  # The screen does not know yet.
        seat.broker.apply(OrdersReported(PAPER_HK, Env.PAPER, others))
        seat.screen.action_cancel_order()
        assert not seat.screen.panel.is_open
        assert seat.broker.cancelled == []
