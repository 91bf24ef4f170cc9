"""Corporate actions: a sound table, and candles that are adjusted by just its factors."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tui.domain.candles import Candle, CandleType, Rehab
from tui.domain.ids import SecurityId
from tui.domain.markets import zone_of
from tui.domain.rehabs import factors_on
from tui.sim.listings.calendar import calendar_of, is_trading_day
from tui.sim.listings.corporate_actions import actions_of, securities_with_actions
from tui.sim.listings.table import UNIVERSE
from tui.sim.market.exchange import Exchange

START = datetime(2026, 11, 20, 10, 0, 42, tzinfo=ZoneInfo("Asia/Hong_Kong")).timestamp()
TODAY = date(2026, 11, 20)
TENCENT, NVIDIA, BYD = map(SecurityId.parse, ("HK.00700", "US.NVDA", "HK.01211"))
RIGHTS, MERGED, PLAIN = map(SecurityId.parse, ("HK.02007", "US.FFAI", "HK.01810"))
ALL = (TENCENT, NVIDIA, BYD, RIGHTS, MERGED)
ROUNDING = Decimal("0.0002")


@pytest.fixture(scope="module")
def exchange() -> Exchange:
    return Exchange(UNIVERSE.only([*ALL, PLAIN]), seed=3, rate=1.0, start=START)


@pytest.mark.parametrize("id_", securities_with_actions(), ids=str)
def test_the_table_fits_the_universe_and_the_calendar(id_: SecurityId) -> None:
    listing, actions = UNIVERSE[id_], actions_of(id_, date.max)
    days = [action.ex_day for action in actions]
    assert days == sorted(set(days))
    assert listing.follows is None
    assert days[0] > listing.listed_on
    for action in actions:
        assert is_trading_day(calendar_of(id_.market), action.ex_day)
        assert action.text
        there_and_back = action.backward.then(action.forward).apply(Decimal(100))
        assert abs(there_and_back - 100) < Decimal("0.00001")


def test_only_what_has_happened_counts() -> None:
    days = [action.ex_day for action in actions_of(TENCENT, date(2025, 5, 16))]
    assert days[-1] == date(2024, 5, 17)
    assert actions_of(PLAIN, TODAY) == ()


@pytest.mark.parametrize(
    ("id_", "day", "a", "b"),
    [
        (TENCENT, "2026-05-15", "1", "-5.3"),
        (NVIDIA, "2024-06-10", "0.1", "0"),
        (MERGED, "2024-08-19", "40", "0"),
        (BYD, "2025-06-10", "0.333333333", "-1.446666667"),
        (RIGHTS, "2022-12-15", "0.909090909", "0.036363636"),
    ],
)
def test_factors_of_each_kind(id_: SecurityId, day: str, a: str, b: str) -> None:
    (action,) = (each for each in actions_of(id_, TODAY) if each.ex_day == date.fromisoformat(day))
    assert (action.forward.a, action.forward.b) == (Decimal(a), Decimal(b))


def days_of(exchange: Exchange, id_: SecurityId, rehab: Rehab) -> tuple[Candle, ...]:
    return exchange.candles(id_, CandleType.K_DAY, 1300, rehab)


def prices(candle: Candle) -> list[Decimal]:
    found = (candle.open, candle.high, candle.low, candle.close)
    return [price for price in found if price is not None]


@pytest.mark.parametrize("rehab", [Rehab.FORWARD, Rehab.BACKWARD])
@pytest.mark.parametrize("id_", ALL, ids=str)
def test_adjusted_candles_are_raw_ones_times_a_plus_b(
    exchange: Exchange, id_: SecurityId, rehab: Rehab
) -> None:
    raw, adjusted = days_of(exchange, id_, Rehab.NONE), days_of(exchange, id_, rehab)
    actions = actions_of(id_, TODAY)
    assert len(raw) == len(adjusted) == 1300
    for before, after in zip(raw, adjusted, strict=True):
        assert (before.at, before.volume, before.turnover) == (after.at, after.volume, after.turnover)
        factors = factors_on(before.at.date(), actions, rehab)
        for price, found in zip(prices(before), prices(after), strict=True):
            assert abs(factors.apply(price) - found) <= ROUNDING
    assert all(one.close == two.prev_close for one, two in pairwise(adjusted))


@pytest.mark.parametrize("id_", ALL, ids=str)
def test_adjusting_closes_the_gaps(exchange: Exchange, id_: SecurityId) -> None:
    ex_days = {action.ex_day for action in actions_of(id_, TODAY)}
    adjusted = days_of(exchange, id_, Rehab.FORWARD)
    changes = {candle.at.date(): candle.change_percent for candle in adjusted}
    for day in ex_days:
        change = changes.get(day)
        assert change is not None
        assert abs(change) < 12, day


def test_the_price_falls_to_a_tenth_at_a_split_as_traded(exchange: Exchange) -> None:
    (change,) = (
        candle.change_percent
        for candle in days_of(exchange, NVIDIA, Rehab.NONE)
        if candle.at.date() == date(2024, 6, 10)
    )
    assert change is not None
    assert -92 < change < -87


def test_old_shares_trade_in_smaller_numbers(exchange: Exchange) -> None:
    raw = days_of(exchange, NVIDIA, Rehab.NONE)
    split = date(2024, 6, 10)
    before = [candle.volume for candle in raw if candle.at.date() < split][-60:]
    after = [candle.volume for candle in raw if candle.at.date() >= split][:60]
    assert 5 < sum(after) / sum(before) < 20


@pytest.mark.parametrize("candle_type", [CandleType.K_WEEK, CandleType.K_MONTH, CandleType.K_YEAR])
@pytest.mark.parametrize("rehab", [Rehab.FORWARD, Rehab.BACKWARD])
def test_longer_bars_are_made_of_adjusted_days(
    exchange: Exchange, candle_type: CandleType, rehab: Rehab
) -> None:
    zone = zone_of(NVIDIA.market)
    begin, end = datetime(2022, 1, 1, tzinfo=zone), datetime(2026, 12, 31, tzinfo=zone)
    longer = exchange.history(NVIDIA, candle_type, begin, end, rehab=rehab)
    days = exchange.history(NVIDIA, CandleType.K_DAY, begin, end, rehab=rehab)
    assert max(bar.high for bar in longer if bar.high) == max(day.high for day in days if day.high)
    assert min(bar.low for bar in longer if bar.low) == min(day.low for day in days if day.low)
    assert sum(bar.volume for bar in longer) == sum(day.volume for day in days)
    assert (longer[0].open, longer[-1].close) == (days[0].open, days[-1].close)


@pytest.mark.parametrize("candle_type", [CandleType.K_1M, CandleType.K_60M, CandleType.K_DAY])
def test_without_actions_nothing_changes(exchange: Exchange, candle_type: CandleType) -> None:
    raw = exchange.candles(PLAIN, candle_type, 500)
    assert exchange.candles(PLAIN, candle_type, 500, Rehab.FORWARD) == raw
    assert exchange.candles(PLAIN, candle_type, 500, Rehab.BACKWARD) == raw


def test_minutes_are_adjusted_like_their_day() -> None:
    ex_day = date(2026, 5, 15)
    start = datetime(2026, 5, 19, 10, 0, 42, tzinfo=ZoneInfo("Asia/Hong_Kong"))
    exchange = Exchange(UNIVERSE.only([TENCENT]), seed=3, rate=1.0, start=start.timestamp())
    begin = datetime(2026, 5, 14, tzinfo=start.tzinfo)
    raw = exchange.history(TENCENT, CandleType.K_1M, begin, start)
    adjusted = exchange.history(TENCENT, CandleType.K_1M, begin, start, rehab=Rehab.FORWARD)
    for before, after in zip(raw, adjusted, strict=True):
        paid = Decimal("5.3") if before.at.date() < ex_day else Decimal(0)
        assert before.close is not None
        assert after.close == before.close - paid
    assert all(one.close == two.prev_close for one, two in pairwise(adjusted))


def test_extremes_of_a_year_are_those_of_todays_shares(exchange: Exchange) -> None:
    snapshot = exchange.snapshot(TENCENT)
    year = [
        candle
        for candle in days_of(exchange, TENCENT, Rehab.FORWARD)
        if candle.at.date() >= TODAY - timedelta(weeks=52)
    ]
    assert snapshot.high_52w is not None
    assert snapshot.low_52w is not None
    # Half a step of the ladder lies between.
    assert abs(snapshot.high_52w - max(day.high for day in year if day.high)) <= Decimal("0.25")
    assert abs(snapshot.low_52w - min(day.low for day in year if day.low)) <= Decimal("0.1")
