"""Bars: how prints grow them and short ones make long ones."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tui.domain.candles import CandleType
from tui.domain.ticks import Ladder
from tui.sim.market.candles import Bar, Day, Today, candle, merge_days, merge_minutes, minute_points
from tui.sim.market.steps import Steps

ZONE = ZoneInfo("Asia/Hong_Kong")
MIDNIGHT = int(datetime(2026, 11, 20, tzinfo=ZONE).timestamp())
STEPS = Steps(Ladder.flat(Decimal("0.5")))


def at(text: str) -> float:
    """Unix seconds of a local time of the day."""
    return datetime.fromisoformat(f"2026-11-20 {text}").replace(tzinfo=ZONE).timestamp()


def local(bar: Bar) -> str:
    return datetime.fromtimestamp(bar.at, ZONE).strftime("%H:%M")


def record(today: Today, when: str, index: int, volume: int) -> None:
    today.record(at(when), index, volume, STEPS.price(index) * volume)


@pytest.fixture
def today() -> Today:
    today = Today(MIDNIGHT, MIDNIGHT + 86400, 200)
    record(today, "09:30:00", 204, 100)
    record(today, "09:30:59.9", 202, 300)
    record(today, "09:31:00", 210, 100)
    record(today, "09:35:10", 206, 200)
    return today


def test_a_minute_is_stamped_with_its_end_and_follows_the_one_before(today: Today) -> None:
    rows = [
        (local(bar), bar.open, bar.high, bar.low, bar.close, bar.prev, bar.volume) for bar in today.minutes
    ]
    assert rows == [
        ("09:31", 204, 204, 202, 202, 200, 400),
        ("09:32", 210, 210, 210, 210, 202, 100),
        ("09:36", 206, 206, 206, 206, 210, 200),
    ]


def test_the_day_grows_with_the_minutes(today: Today) -> None:
    day = today.day
    assert day is not None
    assert (day.open, day.high, day.low, day.close, day.volume) == (204, 210, 202, 206, 700)
    assert day.turnover == Decimal(204 * 100 + 202 * 300 + 210 * 100 + 206 * 200) / 2
    assert today.last == 206
    assert Today(MIDNIGHT, MIDNIGHT + 86400, 200).last == 200


def test_a_backfilled_day_is_the_same_day(today: Today) -> None:
    other = Today(MIDNIGHT, MIDNIGHT + 86400, 200)
    other.backfill(today.minutes)
    assert other.day is not None
    assert today.day is not None
    assert [getattr(other.day, name) for name in Bar.__slots__] == [
        getattr(today.day, name) for name in Bar.__slots__
    ]


@pytest.mark.parametrize(
    ("length", "stamps"),
    [(1, ["09:31", "09:32", "09:36"]), (5, ["09:35", "09:40"]), (30, ["10:00"]), (240, ["12:00"])],
)
def test_longer_bars_end_on_multiples_from_midnight(today: Today, length: int, stamps: list[str]) -> None:
    bars = merge_minutes(Day(MIDNIGHT, today.minutes), length)
    assert [local(bar) for bar in bars] == stamps
    assert sum(bar.volume for bar in bars) == 700
    assert (bars[0].open, bars[-1].close, bars[0].prev) == (204, 206, 200)


def test_a_bar_is_not_stamped_after_the_close(today: Today) -> None:
    (bar,) = merge_minutes(Day(MIDNIGHT, today.minutes), 180, close=int(at("09:36:00")))
    assert local(bar) == "09:36"


def test_merging_leaves_the_minutes_alone(today: Today) -> None:
    before = [bar.volume for bar in today.minutes]
    merge_minutes(Day(MIDNIGHT, today.minutes), 60)
    assert [bar.volume for bar in today.minutes] == before


@pytest.mark.parametrize(
    ("candle_type", "stamps"),
    [
        (CandleType.K_WEEK, ["2025-12-30", "2026-01-05"]),
        (CandleType.K_MONTH, ["2025-12-30", "2026-01-02"]),
        (CandleType.K_QUARTER, ["2025-12-30", "2026-01-02"]),
        (CandleType.K_YEAR, ["2025-12-30", "2026-01-02"]),
    ],
)
def test_periods_are_stamped_with_their_first_trading_day(candle_type: CandleType, stamps: list[str]) -> None:
    days = []
    for place, text in enumerate(["2025-12-30", "2025-12-31", "2026-01-02", "2026-01-05"]):
        midnight = datetime.combine(date.fromisoformat(text), datetime.min.time(), ZONE)
        bar = Bar(int(midnight.timestamp()), 100 + place, 99 + place)
        bar.volume = 10
        days.append(bar)
    merged = merge_days(days, candle_type, ZONE)
    assert [datetime.fromtimestamp(bar.at, ZONE).date().isoformat() for bar in merged] == stamps
    assert sum(bar.volume for bar in merged) == 40
    assert merged[1].prev == merged[0].close


def test_a_candle_is_exact_and_counts_from_the_bar_before() -> None:
    bar = Bar(MIDNIGHT, 200, 160)
    bar.add(205, 300, Decimal("30750"))
    value = candle(bar, STEPS, ZONE, issued=1_000_000)
    assert (value.open, value.close, value.prev_close) == (Decimal(100), Decimal("102.5"), Decimal(80))
    assert (value.change_percent, value.turnover_rate) == (Decimal("28.125"), Decimal("0.00030"))
    assert value.at == datetime(2026, 11, 20, tzinfo=ZONE)
    assert candle(bar, STEPS, ZONE).turnover_rate is None


def test_the_intraday_line_carries_the_running_average(today: Today) -> None:
    points = minute_points(today, STEPS, ZONE, first=0, multiplier=1)
    assert [point.minute for point in points] == [571, 572, 576]
    assert [point.price for point in points] == [Decimal(101), Decimal(105), Decimal(103)]
    assert points[0].average_price == Decimal("101.250")
    assert points[-1].average_price == (Decimal(143200) / 2 / 700).quantize(Decimal("0.001"))
    assert minute_points(today, STEPS, ZONE, first=2, multiplier=1) == points[2:]
    assert minute_points(today, STEPS, ZONE, first=0, multiplier=None)[0].average_price is None
    assert minute_points(Today(MIDNIGHT, MIDNIGHT + 1, 200), STEPS, ZONE, first=0, multiplier=1) == ()
