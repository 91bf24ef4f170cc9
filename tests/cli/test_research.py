"""Flows, adjustments, search, news and rankings on the command line."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.cli.conftest import Run


def test_flow_of_today(futu: Run) -> None:
    rows = futu("flow", "700", "--json").json
    assert list(rows[0]) == ["time", "net", "main", "huge", "big", "mid", "small"]
    times = [datetime.fromisoformat(row["time"]) for row in rows]
    assert times == [times[0] + timedelta(minutes=past) for past in range(len(times))]
    assert len(times) >= min(100, times[-1].hour * 60 + times[-1].minute)
    assert all(row["main"] is None for row in rows)
    assert all(row["net"] == row["huge"] + row["big"] + row["mid"] + row["small"] for row in rows)
    assert times[0].utcoffset() == timedelta(hours=8)
    assert futu("flow", "700").out.splitlines()[0].split() == ["time", "net", "huge", "big", "mid", "small"]


@pytest.mark.parametrize(("period", "count"), [("day", 23), ("week", 5), ("month", 1)])
def test_flow_of_longer_slots(futu: Run, period: str, count: int) -> None:
    given = ("--period", period, "--from", "2026-07-01", "--to", "2026-07-31")
    rows = futu("flow", "AAPL", *given, "--json").json
    assert abs(len(rows) - count) <= 1
    assert all(row["main"] == row["huge"] + row["big"] for row in rows)
    assert "main" in futu("flow", "AAPL", *given).out.splitlines()[0]


def test_flow_without_days_takes_usual_ones(futu: Run) -> None:
    assert 15 <= len(futu("flow", "700", "--period", "day", "--json").json) <= 24


def test_distribution(futu: Run) -> None:
    record = futu("distribution", "700", "--json").json
    assert list(record) == ["code", "time", "sizes"]
    *sizes, total = record["sizes"]
    assert [row["size"] for row in sizes] == ["huge", "big", "mid", "small"]
    assert sum(row["net"] for row in sizes) == total["net"] == total["bought"] - total["sold"]
    assert len(futu("distribution", "700").out.splitlines()) == 6


def test_topten(futu: Run) -> None:
    record = futu("topten", "700", "--json").json
    assert record["live"] is True
    assert sum(row["net_volume"] for row in record["brokers"]) == 0
    assert "average price" in futu("topten", "700").out
    past = futu("topten", "700", "--days-before", "2")
    assert "average price" not in past.out
    assert "BUYER" in past.out


def test_rehab(futu: Run) -> None:
    rows = futu("rehab", "NVDA", "--json").json
    assert [date.fromisoformat(row["ex_day"]) for row in rows] == sorted(
        date.fromisoformat(row["ex_day"]) for row in rows
    )
    (split,) = (row for row in rows if row["what"] == "split 1:10")
    assert Decimal(split["forward_a"]) == Decimal("0.1")
    assert "split 1:10" in futu("rehab", "NVDA").out
    assert futu("rehab", "HK.01810", "--json").json == []
    assert futu("rehab", "HK.01810").out.startswith("ex day")


def test_history_quota(futu: Run) -> None:
    futu("kline", "PLTR", "--num", "1200")
    record = futu("history-quota", "--json").json
    assert record["used"] == len(record["codes"]) > 0
    assert "US.PLTR" in [row["code"] for row in record["codes"]]
    assert " left" in futu("history-quota").out


def test_find(futu: Run) -> None:
    first, *_ = futu("find", "tencent", "--json").json
    assert first == {"code": "HK.00700", "name": "TENCENT", "type": "STOCK", "watched": True}
    assert len(futu("find", "china", "--num", "2").out.splitlines()) == 3
    assert futu("find", "nobody at all", "--json").json == []


def test_news(futu: Run) -> None:
    rows = futu("news", "tencent", "--kind", "notice", "--num", "3", "--json").json
    assert [row["kind"] for row in rows] == ["NOTICE"] * len(rows)
    assert all("HK.00700" in row["codes"] and datetime.fromisoformat(row["time"]).tzinfo for row in rows)
    assert "TENCENT" in futu("news", "tencent").out


def test_movers(futu: Run) -> None:
    rows = futu("movers", "hk", "--num", "5", "--json").json
    changes = [row["change_percent"] for row in rows]
    assert changes == sorted(changes, reverse=True)
    falls = futu("movers", "HK", "--num", "5", "--losers", "--json").json
    assert falls[0]["change_percent"] < changes[0]
    large = futu("movers", "US", "--min-cap", "2e12", "--json").json
    assert all(row["market_cap"] >= 2 * 10**12 for row in large)
    assert "change percent" in futu("movers", "US").out


def test_hot(futu: Run) -> None:
    rows = futu("hot", "HK", "--by", "trade", "--num", "4", "--json").json
    heats = [row["trade"] for row in rows]
    assert heats == sorted(heats, reverse=True)
    assert len(heats) == 4
    assert "headline" in futu("hot", "US").out


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("flow", "700", "--from", "2026-01-01"), 2, "--period"),
        (("flow", "700", "--period", "day", "--from", "May"), 2, "--from 'May' is not a day"),
        (("flow", "700", "--period", "day", "--from", "2026-02-01", "--to", "2026-01-01"), 2, "after"),
        (("flow", "HK.800000"), 4, "no capital flow"),
        (("distribution", "MHImain"), 4, "no capital flow"),
        (("topten", "AAPL"), 4, "only Hong Kong"),
        (("topten", "700", "--days-before", "-1"), 2, "--days-before"),
        (("rehab", "HK.99999"), 4, "99999"),
        (("find", " "), 2, "nothing to search for"),
        (("news", "x", "--num", "0"), 2, "--num"),
        (("movers", "moon"), 2, "'moon' is not a market"),
        (("movers", "SH"), 4, "only HK and US"),
        (("movers", "HK", "--min-cap", "much"), 2, "--min-cap 'much' is not a number"),
        (("movers", "HK", "--min-cap", "nan"), 2, "--min-cap"),
        (("hot", "HK", "--num", "201"), 2, "between 1 and 200"),
    ],
)
def test_failures(futu: Run, arguments: tuple[str, ...], code: int, word: str) -> None:
    futu(*arguments).fails(code, word)
