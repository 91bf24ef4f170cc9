"""The simulator begins on any day and at any hour: before the open, on half days, holidays and weekends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.sim.bench import SMALL, TENCENT, WARRANT, Bench
from tui.domain.candles import CandleType
from tui.domain.events import QuoteChanged
from tui.domain.extras import WarrantExtras
from tui.domain.ids import SecurityId
from tui.domain.orders import OrderStatus, Side
from tui.domain.sessions import CalendarMarket
from tui.sim.listings.calendar import is_trading_day
from tui.sim.listings.table import UNIVERSE
from tui.sim.trading.accounts import PAPER_HK
from tui.wire.messages.lists import GetFutureTerms
from tui.wire.messages.options import GetExpiries
from tui.wire.messages.quote import Feed, GetHistoryCandles, GetSnapshots, Subscribe

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
STARTS = {
    "monday_before_the_open": "2026-11-23 09:29:58",
    "sunday": "2026-11-22 10:00:00",
    "midnight": "2026-11-23 23:59:58",
    "half_day": "2026-12-31 11:59:58",
    "new_year": "2027-01-01 10:00:00",
    "eve_of_the_lunar_new_year": "2027-02-05 11:59:58",
    "saturday_of_the_lunar_new_year": "2027-02-06 10:00:00",
    "leap_day": "2028-02-29 10:00:00",
    "years_later": "2031-06-16 10:00:00",
}
MAIN = SecurityId.parse("HK.MHImain")
DERIVATIVES = UNIVERSE.only([SecurityId.parse("16138"), *(listing.id for listing in SMALL)])


@pytest.fixture(params=STARTS.values(), ids=list(STARTS))
def bench(request: pytest.FixtureRequest) -> Bench:
    """A simulator that has just begun."""
    begins = datetime.fromisoformat(request.param).replace(tzinfo=HONG_KONG)
    return Bench(start=begins.timestamp(), universe=DERIVATIVES)


def today(bench: Bench) -> date:
    """The day in Hong Kong."""
    return datetime.fromtimestamp(bench.now, HONG_KONG).date()


def test_the_market_moves_and_an_order_fills(bench: Bench) -> None:
    bench.ask(Subscribe((TENCENT,), (Feed.QUOTE, Feed.BOOK), subscribe=True, push=True))
    bench.follow(PAPER_HK)
    bench.step(100)
    assert len(bench.pushed(QuoteChanged)) > 3
    placed = bench.place(PAPER_HK, Side.BUY, 100, bench.away(6))
    bench.step_until(lambda: OrderStatus.FILLED_ALL in bench.statuses(placed.order_id))


def test_options_end_on_days_to_come(bench: Bench) -> None:
    for owner in (TENCENT, SecurityId.parse("US.AAPL")):
        days = [expiry.day for expiry in bench.ask(GetExpiries(owner)) if expiry.day is not None]
        assert len(days) > 3
        assert days == sorted(days)
        assert days[0] >= today(bench) - timedelta(days=1)


def test_warrants_have_months_to_live_and_are_named_after_their_end(bench: Bench) -> None:
    ids = SecurityId.parse("16138"), WARRANT
    for snapshot in bench.ask(GetSnapshots(ids)):
        assert isinstance(snapshot.extras, WarrantExtras)
        maturity = snapshot.extras.maturity
        assert maturity is not None
        assert maturity > today(bench) + timedelta(days=50)
        listing = bench.daemon.world.exchange.universe[snapshot.quote.id]
        assert f"{maturity:%y%m}" in listing.name_en
        assert "一二三四五六七八九十甲乙"[maturity.month - 1] in listing.name_zh


def test_the_main_contract_has_a_month_and_a_price(bench: Bench) -> None:
    (snapshot,) = bench.ask(GetSnapshots((MAIN,)))
    assert snapshot.quote.last
    (terms,) = bench.ask(GetFutureTerms((MAIN,)))
    assert terms.last_trade_on is None


def test_the_past_ends_no_later_than_today_and_has_no_days_off(bench: Bench) -> None:
    begin = (today(bench) - timedelta(days=40)).isoformat()
    asked = GetHistoryCandles(TENCENT, CandleType.K_DAY, begin, today(bench).isoformat())
    days = [candle.at.astimezone(HONG_KONG).date() for candle in bench.ask(asked).candles]
    assert 20 <= len(days) <= 30
    assert days == sorted(set(days))
    assert days[-1] <= today(bench)
    assert all(is_trading_day(CalendarMarket.HK, day) for day in days[:-1])
