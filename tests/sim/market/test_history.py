"""The past of a security: long enough, ending where today begins, and the same however it is read."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tui.domain.candles import CandleType
from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType, zone_of
from tui.sim.listings.calendar import calendar_of, is_trading_day
from tui.sim.listings.table import UNIVERSE
from tui.sim.market.exchange import Exchange

START = datetime(2026, 11, 20, 10, 0, 42, tzinfo=ZoneInfo("Asia/Hong_Kong")).timestamp()
TENCENT, APPLE = SecurityId.parse("00700"), SecurityId.parse("US.AAPL")
FUTURE, INDEX = SecurityId.parse("MHImain"), SecurityId.parse("HK.800000")
WARRANT, FUND = SecurityId.parse("16138"), SecurityId.parse("SH.510300")


@pytest.fixture(scope="module")
def exchange() -> Exchange:
    ids = [TENCENT, APPLE, FUTURE, WARRANT, FUND]
    return Exchange(UNIVERSE.only(ids), seed=1, rate=1.0, start=START)


@pytest.mark.parametrize("id_", [TENCENT, APPLE, FUTURE, INDEX, FUND])
def test_days_go_back_five_years_and_end_at_the_previous_close(exchange: Exchange, id_: SecurityId) -> None:
    days = exchange.candles(id_, CandleType.K_DAY, 2000)
    listing = UNIVERSE[id_]
    assert len(days) == 1301
    assert days[-2].close == days[-1].prev_close == listing.prev_close
    assert all(before.close == after.prev_close for before, after in pairwise(days))
    assert all(is_trading_day(calendar_of(id_.market), day.at.date()) for day in days)
    assert all(day.at.hour == 0 and day.at.tzinfo is zone_of(id_.market) for day in days)
    for day in days:
        assert day.low is not None
        assert day.high is not None
        assert day.open is not None
        assert day.close is not None
        assert listing.ladder.minimum <= day.low <= min(day.open, day.close)
        assert max(day.open, day.close) <= day.high
        assert day.volume > 0
        if id_ != INDEX:
            assert day.low <= day.turnover / day.volume / listing.multiplier <= day.high


@pytest.mark.parametrize(
    ("id_", "minutes", "last"), [(TENCENT, 330, "16:00"), (APPLE, 390, "16:00"), (FUTURE, 375, "16:30")]
)
def test_minutes_of_ten_days_make_those_days(
    exchange: Exchange, id_: SecurityId, minutes: int, last: str
) -> None:
    zone = zone_of(id_.market)
    days = exchange.candles(id_, CandleType.K_DAY, 11)[:-1]
    for day in days:
        bars = exchange.history(id_, CandleType.K_1M, day.at, day.at + timedelta(hours=23, minutes=59))
        assert (len(bars), bars[-1].at.strftime("%H:%M")) == (minutes, last)
        assert bars[-1].at.tzinfo is zone
        assert (bars[0].open, bars[-1].close, bars[0].prev_close) == (day.open, day.close, day.prev_close)
        assert max(bar.high for bar in bars if bar.high is not None) == day.high
        assert min(bar.low for bar in bars if bar.low is not None) == day.low
        assert sum(bar.volume for bar in bars) == day.volume
        assert sum(bar.turnover for bar in bars) == day.turnover
    before = days[0].at - timedelta(minutes=1)
    assert exchange.history(id_, CandleType.K_1M, before - timedelta(days=30), before) == ()


@pytest.mark.parametrize("candle_type", [each for each in CandleType if each.minutes])
def test_every_length_adds_up_to_the_same_day(exchange: Exchange, candle_type: CandleType) -> None:
    day = exchange.candles(TENCENT, CandleType.K_DAY, 2)[0]
    bars = exchange.history(TENCENT, candle_type, day.at, day.at + timedelta(hours=23))
    assert (bars[0].open, bars[-1].close) == (day.open, day.close)
    assert sum(bar.volume for bar in bars) == day.volume
    assert bars[-1].at.strftime("%H:%M") == "16:00"
    assert all(before.close == after.prev_close for before, after in pairwise(bars))


@pytest.mark.parametrize("candle_type", [each for each in CandleType if each is not CandleType.UNKNOWN])
def test_the_latest_bars_are_the_end_of_the_history(exchange: Exchange, candle_type: CandleType) -> None:
    begin = datetime(2020, 1, 1, tzinfo=zone_of(TENCENT.market))
    whole = exchange.history(TENCENT, candle_type, begin, begin + timedelta(days=3650))
    for count in (1, 2, 3, 7, 1000):
        assert exchange.candles(TENCENT, candle_type, count) == whole[-count:]
    assert exchange.candles(TENCENT, candle_type, 0) == ()


def test_history_keeps_to_the_asked_days(exchange: Exchange) -> None:
    zone = zone_of(TENCENT.market)
    begin, end = datetime(2026, 11, 9, tzinfo=zone), datetime(2026, 11, 13, 23, 59, 59, tzinfo=zone)
    days = exchange.history(TENCENT, CandleType.K_DAY, begin, end)
    assert [day.at.day for day in days] == [9, 10, 11, 12, 13]


def test_nothing_is_older_than_the_listing(exchange: Exchange) -> None:
    days = exchange.candles(WARRANT, CandleType.K_DAY, 1000)
    assert days[0].at.date() == UNIVERSE[WARRANT].listed_on


def test_a_follower_has_the_past_of_what_it_follows(exchange: Exchange) -> None:
    futures = exchange.candles(FUTURE, CandleType.K_DAY, 300)[:-1]
    indexes = exchange.candles(INDEX, CandleType.K_DAY, 300)[:-1]
    for future, index in zip(futures, indexes, strict=True):
        assert future.close is not None
        assert index.close is not None
        assert abs(future.close - index.close - 24) < 2


def test_the_past_is_drawn_only_as_far_as_it_is_asked_for() -> None:
    exchange = Exchange(UNIVERSE.only([FUTURE]), seed=9, rate=1.0, start=START)
    exchange.candles(INDEX, CandleType.K_DAY, 30)
    exchange.snapshot(FUTURE)
    first = exchange.candles(INDEX, CandleType.K_DAY, 30), exchange.candles(FUTURE, CandleType.K_WEEK, 20)
    whole = exchange.candles(INDEX, CandleType.K_DAY, 2000), exchange.candles(FUTURE, CandleType.K_WEEK, 999)
    assert first == (whole[0][-30:], whole[1][-20:])
    other = Exchange(UNIVERSE.only([FUTURE]), seed=9, rate=1.0, start=START)
    assert other.candles(FUTURE, CandleType.K_WEEK, 999) == whole[1]
    assert other.candles(INDEX, CandleType.K_DAY, 2000) == whole[0]


@pytest.mark.parametrize("candle_type", [CandleType.K_WEEK, CandleType.K_MONTH, CandleType.K_YEAR])
def test_a_period_that_began_before_the_asked_day_is_left_out(
    exchange: Exchange, candle_type: CandleType
) -> None:
    zone = zone_of(TENCENT.market)
    begin, end = datetime(2026, 2, 11, tzinfo=zone), datetime(2026, 11, 20, tzinfo=zone)
    whole = exchange.candles(TENCENT, candle_type, 1000)
    found = exchange.history(TENCENT, candle_type, begin, end)
    assert found == tuple(bar for bar in whole if bar.at >= begin)


def test_the_past_does_not_depend_on_when_it_is_asked_for() -> None:
    def past(wait_s: float) -> object:
        exchange = Exchange(UNIVERSE.only([TENCENT]), seed=9, rate=1.0, start=START)
        exchange.advance(START + wait_s)
        return exchange.candles(TENCENT, CandleType.K_DAY, 500)[:-1]

    assert past(0) == past(10)


def test_extremes_of_a_year_enclose_it(exchange: Exchange) -> None:
    snapshot = exchange.snapshot(TENCENT)
    year = exchange.candles(TENCENT, CandleType.K_DAY, 240)
    assert snapshot.high_52w is not None
    assert snapshot.low_52w is not None
    assert snapshot.high_52w >= max(day.high for day in year if day.high is not None)
    assert snapshot.low_52w <= min(day.low for day in year if day.low is not None)


def test_an_indexs_past_turns_over_what_its_constituents_do(exchange: Exchange) -> None:
    today, before = exchange.quote(INDEX), exchange.candles(INDEX, CandleType.K_DAY, 2)[0]
    assert 0.5 < (today.turnover / today.volume) / (before.turnover / before.volume) < 2


def test_every_kind_has_a_past() -> None:
    exchange = Exchange(UNIVERSE, seed=2, rate=1.0, start=START)
    for kind in (SecurityType.ETF, SecurityType.WARRANT, SecurityType.INDEX, SecurityType.FUTURE):
        for listing in UNIVERSE.of(kind=kind):
            assert len(exchange.candles(listing.id, CandleType.K_5M, 200)) == 200
