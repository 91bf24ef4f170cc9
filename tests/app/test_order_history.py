"""Past days: orders, fills and fees of a day, day by day, within OpenD's limits and with every gap named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from textual.app import App
from textual.pilot import Pilot

from tests.app.face import Clock, dashboard, picture, running
from tests.app.fakes import FakeEngine
from tests.app.listings import ACCOUNTS, NOW, PAPER_HK, REAL_HK, TENCENT, order, order_changed
from tui.app.day_reader import DayReader, TradingDays, calendar_of, market_of
from tui.app.screens.order_history import OrderHistoryScreen
from tui.domain.accounts import Account, Env
from tui.domain.fees import OrderFee
from tui.domain.markets import Market, TradeMarket
from tui.domain.orders import Fill, Order, OrderStatus, Side
from tui.domain.sessions import CalendarMarket, DayKind, TradingDay
from tui.wire.messages.quote import GetTradingDays
from tui.wire.messages.trade import GetHistoryFills, GetHistoryOrders
from tui.wire.messages.trade_extras import GetOrderFees

TODAY = NOW.date()
HOLIDAY = date(2026, 11, 18)
REAL = next(account for account in ACCOUNTS if account.env is Env.REAL)


def open_days() -> tuple[TradingDay, ...]:
    days = (TODAY - timedelta(days=back) for back in range(100))
    return tuple(TradingDay(day, DayKind.WHOLE) for day in days if day.weekday() < 5 and day != HOLIDAY)


def past(order_id: str = "H1", *, real: bool = False, day: date = date(2026, 11, 19)) -> Order:
    made = order(order_id, Side.BUY, "411.0", 300, OrderStatus.FILLED_ALL, 300)
    at = NOW.replace(day=day.day)
    made = replace(made, created_at=at, updated_at=at)
    return replace(made, acc_id=REAL_HK, env=Env.REAL) if real else made


def fill(order_id: str = "H1") -> Fill:
    return Fill(
        "F1", order_id, REAL_HK, Env.REAL, TENCENT, "[/]", Side.BUY, Decimal(300), Decimal(411), NOW,
        broker_name="Futu [b]",
    )  # fmt: skip


def engine_with(*orders: Order) -> FakeEngine:
    engine = FakeEngine()
    engine.go_live()
    engine.replies[GetHistoryOrders] = orders
    engine.replies[GetTradingDays] = open_days()
    return engine


@asynccontextmanager
async def screen_of(
    engine: FakeEngine, accounts: tuple[Account, ...] = ACCOUNTS[:2], size: tuple[int, int] = (120, 30)
) -> AsyncIterator[tuple[OrderHistoryScreen, Pilot[None]]]:
    app: App[None] = App()
    async with app.run_test(size=size) as pilot:
        screen = OrderHistoryScreen(engine, accounts, None, Clock())
        await app.push_screen(screen)
        await settled(pilot)
        yield screen, pilot


async def settled(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def text(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


def periods(engine: FakeEngine) -> list[tuple[int, str | None, str | None]]:
    asked = [one for one in engine.asked if isinstance(one, GetHistoryOrders)]
    return [(one.header.acc_id, one.filter.begin, one.filter.end) for one in asked]


async def test_left_and_right_go_from_trading_day_to_trading_day_up_to_today() -> None:
    engine = engine_with(past())
    async with screen_of(engine) as (screen, pilot):
        seen = [screen.day]
        for key in ("left", "left", "left", "left", "right", "right", "right", "right", "right"):
            await pilot.press(key)
            await settled(pilot)
            seen.append(screen.day)
        days = [20, 19, 17, 16, 13, 16, 17, 19, 20, 20]
        assert [day.day for day in seen] == days
        assert periods(engine)[1] == (PAPER_HK, "2026-11-19 00:00:00", "2026-11-19 23:59:59")
        assert sum(isinstance(one, GetTradingDays) for one in engine.asked) == 1


async def test_a_day_is_told_with_its_totals_and_paper_fills_say_where_they_come_from() -> None:
    engine = engine_with(past())
    async with screen_of(engine) as (_, pilot):
        await pilot.press("left")
        await settled(pilot)
        shown = text(pilot)
        for words in (
            "Orders of Thu 2026-11-19",
            "PAPER *1001",
            "filled",
            "HK.00700",
            "1 order, 1 filled",
            "bought HKD 123,300.00",
            "the broker tells no fees of paper orders",
        ):
            assert words in shown, words
        await pilot.press("f")
        await settled(pilot)
        shown = text(pilot)
        assert "Fills of Thu 2026-11-19" in shown
        assert "paper: worked out from order reports" in shown
        assert "local" in shown
        assert not any(isinstance(one, GetHistoryFills | GetOrderFees) for one in engine.asked)


async def test_today_has_the_live_orders_too_and_each_once() -> None:
    engine = engine_with(past("A2"), past("H7", day=TODAY))
    engine.use_accounts((PAPER_HK,))
    engine.apply(order_changed("A2", Side.BUY, "412.2", 500, OrderStatus.FILLED_PART, 200))
    async with screen_of(engine) as (screen, pilot):
        assert "(today)" in text(pilot)
        assert sorted(one.row.key for one in screen._orders.rows) == ["A1", "A2", "A3", "H7"]
        assert "part filled" in text(pilot)


async def test_a_real_day_has_fills_and_fees() -> None:
    engine = engine_with(past(real=True))
    engine.replies[GetHistoryFills] = (fill(),)
    engine.replies[GetOrderFees] = (OrderFee("H1", Decimal("58.5")),)
    async with screen_of(engine, (REAL,), (160, 30)) as (_, pilot):
        shown = text(pilot)
        assert "REAL *9003" in shown
        assert "fees HKD 58.50" in shown
        assert "58.50" in next(line for line in shown.splitlines() if "HK.00700" in line)
        await pilot.press("tab")
        await settled(pilot)
        assert "Futu [b]" in text(pilot)
        asked = next(one for one in engine.asked if isinstance(one, GetOrderFees))
        assert asked.order_ids == ("H1",)


async def test_the_next_account_is_read_for_the_same_day() -> None:
    engine = engine_with(past())
    async with screen_of(engine) as (screen, pilot):
        await pilot.press("left", "a")
        await settled(pilot)
        assert "PAPER *1002" in text(pilot)
        assert screen.day == date(2026, 11, 19)
        assert periods(engine)[-1][0] == 1002


async def test_an_empty_day_and_a_refusal_say_so() -> None:
    engine = engine_with()
    async with screen_of(engine) as (_, pilot):
        await pilot.press("left")
        await settled(pilot)
        assert "no orders on this day" in text(pilot)
        del engine.replies[GetHistoryOrders]
        await pilot.press("g")
        await settled(pilot)
        assert "not prepared" in text(pilot)
        assert "0 orders" not in text(pilot)


async def test_a_wait_for_the_limit_is_shown_while_it_lasts() -> None:
    engine = engine_with()
    gate: asyncio.Future[tuple[Order, ...]] = asyncio.get_running_loop().create_future()
    engine.replies[GetHistoryOrders] = gate
    engine.waits[GetHistoryOrders] = 12.1
    reader = DayReader(engine, engine.store, ACCOUNTS[0], date(2026, 11, 19), TODAY, lambda: None)
    task = asyncio.create_task(reader.read())
    await asyncio.sleep(0)
    assert reader.orders.why.text == "waits 13 s: OpenD limits these reads"
    gate.set_result(())
    await task
    assert reader.orders.value == ()


async def test_without_a_calendar_weekdays_count() -> None:
    engine = FakeEngine()
    days = TradingDays(engine)
    await days.read(CalendarMarket.HK, TODAY)
    monday = date(2026, 11, 16)
    assert days.step(CalendarMarket.HK, monday, -1, TODAY) == date(2026, 11, 13)
    assert days.step(CalendarMarket.HK, TODAY, 1, TODAY) == TODAY


async def test_days_before_the_calendar_read_are_weekdays() -> None:
    days = TradingDays(engine_with())
    await days.read(CalendarMarket.HK, TODAY)
    long_ago = TODAY - timedelta(days=300)
    assert days.step(CalendarMarket.HK, long_ago, -1, TODAY).weekday() < 5


@pytest.mark.parametrize(
    ("markets", "calendar", "market"),
    [
        ((TradeMarket.HK, TradeMarket.US), CalendarMarket.HK, Market.HK),
        ((TradeMarket.US,), CalendarMarket.US, Market.US),
        ((TradeMarket.HKCC,), CalendarMarket.NORTHBOUND, Market.HK),
        ((TradeMarket.FUTURES,), CalendarMarket.UNKNOWN, Market.HK),
        ((), CalendarMarket.UNKNOWN, Market.HK),
    ],
)
def test_an_account_follows_the_days_of_its_first_market(
    markets: tuple[TradeMarket, ...], calendar: CalendarMarket, market: Market
) -> None:
    account = Account(1, Env.REAL, markets)
    assert (calendar_of(account), market_of(account)) == (calendar, market)


async def test_it_opens_from_the_dashboard_and_closes() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("h")
        await pilot.pause()
        assert isinstance(pilot.app.screen, OrderHistoryScreen)
        assert any("Orders of Fri 2026-11-20" in line for line in picture(pilot))
        await pilot.press("h")
        assert not isinstance(pilot.app.screen, OrderHistoryScreen)
        assert dashboard(pilot).watchlist.has_focus
