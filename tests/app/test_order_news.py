"""Fills and late refusals are told wherever the trader looks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import PAPER_HK, TENCENT, order, order_changed
from tests.app.ticket_fakes import order_of
from tui.domain.accounts import Env
from tui.domain.events import IntentChanged, OrderChanged
from tui.domain.intents import OrderIntent, OutcomeKind
from tui.domain.orders import OrderStatus, OrderType, Side
from tui.trading.tags import new_tag


async def test_what_was_filled_before_the_start_is_no_news() -> None:
    async with running(FakeEngine()) as pilot:
        assert "FILLED" not in picture(pilot)[-1]


async def test_a_fill_is_told_in_the_key_line() -> None:
    engine = FakeEngine()
    async with running(engine, (80, 24)) as pilot:
        await pilot.press("w")
        engine.apply(order_changed("A3", Side.SELL, "413.6", 300, OrderStatus.FILLED_PART, 100))
        await settled(pilot)
        said = picture(pilot)[-1].strip()
        assert said == "FILLED 100 (100 of 300): SELL 300 HK.00700 at 413.6, average 413.6"
        engine.apply(order_changed("A3", Side.SELL, "413.6", 300, OrderStatus.FILLED_ALL, 300))
        await settled(pilot)
        assert picture(pilot)[-1].startswith(" FILLED 200: SELL 300 HK.00700 at 413.6")


async def test_an_order_of_ours_that_fills_at_once_says_so_and_not_only_accepted() -> None:
    engine = FakeEngine()
    intent = OrderIntent(
        new_tag(), Env.PAPER, PAPER_HK, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), Decimal("412.8")
    )
    async with running(engine) as pilot:
        engine.apply(IntentChanged(intent, None))
        await settled(pilot)
        filled = replace(
            order_of(intent, "P1"),
            status=OrderStatus.FILLED_ALL,
            filled_qty=Decimal(100),
            avg_fill_price=Decimal("412.8"),
        )
        engine.apply(OrderChanged(filled))
        await settled(pilot)
        told = "FILLED 100: BUY 100 HK.00700 at 412.8, average 412.8"
        assert picture(pilot)[-1].strip() == told
        board = dashboard(pilot)
        for accepted, shown in (
            ("order accepted: BUY 100 HK.00700 at 412.8", told),
            ("order accepted: SELL 1 US.AAPL at 1.00", "order accepted: SELL 1 US.AAPL at 1.00"),
        ):
            board.post_message(board.panel.Told(accepted, OutcomeKind.ACCEPTED))
            await settled(pilot)
            assert picture(pilot)[-1].strip() == shown


async def test_a_late_refusal_is_told_with_its_cause() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        failed = order("A3", Side.SELL, "413.6", 300, OrderStatus.FAILED)
        engine.apply(OrderChanged(replace(failed, error="price out of range")))
        await settled(pilot)
        said = picture(pilot)[-1].strip()
        assert said == "order REFUSED: SELL 300 HK.00700 at 413.6: price out of range"
