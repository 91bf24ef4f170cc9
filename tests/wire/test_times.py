from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import moments
from tui.domain.markets import Market, zone_of
from tui.wire.times import read_date, read_stamp, read_time, read_traded_time, write_date, write_time

HK, NEW_YORK, UTC = ZoneInfo("Asia/Hong_Kong"), ZoneInfo("America/New_York"), ZoneInfo("UTC")
# The vendor's own example of a text and its unix seconds.
EXAMPLE, EXAMPLE_STAMP = "2021-09-09 16:08:17", 1631174897.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EXAMPLE, datetime(2021, 9, 9, 16, 8, 17, tzinfo=HK)),
        ("2026-11-20 10:00:00.123", datetime(2026, 11, 20, 10, 0, 0, 123000, HK)),
        ("2026-11-20 10:00:00.123456", datetime(2026, 11, 20, 10, 0, 0, 123456, HK)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=HK)),
        ("", None),
        ("0000-00-00 00:00:00", None),
        ("0001-01-01 00:00:00", None),
        ("9999-12-31 23:59:59", None),
        ("2026-02-30", None),
        ("16:08:17", None),
        ("2026-11-20 10:00:00+01:00", None),
        ("yesterday", None),
        (b"\xff", None),
    ],
)
def test_text_is_local_time_of_the_exchange(text: str | bytes, expected: datetime | None) -> None:
    assert read_time(text, 0.0, HK) == expected


def test_text_and_seconds_name_the_same_instant() -> None:
    assert read_time(EXAMPLE, 0.0, HK) == read_stamp(EXAMPLE_STAMP, HK)


def test_seconds_stand_in_for_a_text_that_is_missing_or_damaged() -> None:
    for text in ("", "garbage"):
        at = read_time(text, EXAMPLE_STAMP, HK)
        assert at is not None
        assert (at.hour, at.tzinfo) == (16, HK)


def test_seconds_win_for_orders_whose_text_may_be_in_another_zone() -> None:
    at = read_traded_time("2021-09-09 04:08:17", EXAMPLE_STAMP, NEW_YORK)
    assert at == datetime(2021, 9, 9, 4, 8, 17, tzinfo=NEW_YORK)
    assert read_traded_time(EXAMPLE, EXAMPLE_STAMP, NEW_YORK) == at
    assert read_traded_time(EXAMPLE, 0.0, HK) == at


@pytest.mark.parametrize("stamp", [0.0, -1.0, 1e12, float("nan"), float("inf")])
def test_impossible_seconds_are_unknown(stamp: float) -> None:
    assert read_stamp(stamp, HK) is None


@given(st.sampled_from(list(Market)), st.data())
def test_an_instant_survives_its_text(market: Market, data: st.DataObject) -> None:
    at = data.draw(moments(market))
    assert read_time(write_time(at, zone_of(market)), 0.0, zone_of(market)) == at


def test_text_is_written_in_the_zone_of_the_exchange() -> None:
    at = datetime(2026, 11, 20, 2, 0, 0, tzinfo=UTC)
    assert write_time(at, HK) == "2026-11-20 10:00:00"
    assert write_time(at.replace(microsecond=5000), HK) == "2026-11-20 10:00:00.005"
    assert write_time(at.replace(microsecond=5), HK) == "2026-11-20 10:00:00.000005"
    assert write_time(None, HK) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2004-06-16", date(2004, 6, 16)),
        ("2004-06-16 00:00:00", date(2004, 6, 16)),
        ("", None),
        ("N/A", None),
        ("0000-00-00", None),
        (b"\xff", None),
    ],
)
def test_dates(text: str | bytes, expected: date | None) -> None:
    assert read_date(text) == expected
    assert read_date(write_date(expected)) == expected
