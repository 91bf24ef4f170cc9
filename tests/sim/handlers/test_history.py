"""Pulls that need no subscription."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sim.bench import TENCENT, Bench
from tui.domain.candles import Candle, CandleType
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, MarketState, SecurityType
from tui.domain.sessions import CalendarMarket, DayKind
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import (
    GetHistoryCandles,
    GetInstruments,
    GetMarketStates,
    GetSnapshots,
    GetTradingDays,
)

AAPL, NOBODY = SecurityId.parse("AAPL"), SecurityId.parse("99999")


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


def history(begin: str, end: str, **more: object) -> GetHistoryCandles:
    return GetHistoryCandles(TENCENT, CandleType.K_DAY, begin, end, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [1, 7, 20, 21, 1000, None])
def test_pages_join_to_the_whole(bench: Bench, size: int | None) -> None:
    whole = bench.ask(history("2026-10-01", "2026-10-31"))
    assert whole.next_key is None
    assert len(whole.candles) == 20
    joined: list[Candle] = []
    key, pages = None, 0
    while pages == 0 or key is not None:
        page = bench.ask(history("2026-10-01", "2026-10-31", page_size=size, key=key))
        assert len(page.candles) <= (size or 1000)
        joined += page.candles
        key, pages = page.next_key, pages + 1
    assert tuple(joined) == whole.candles
    assert pages == -(-20 // (size or 1000))


def test_dates_and_times_are_the_exchanges_and_both_ends_count(bench: Bench) -> None:
    days = bench.ask(history("2026-10-05", "2026-10-06")).candles
    assert [candle.at.date() for candle in days] == [date(2026, 10, 5), date(2026, 10, 6)]
    minutes = bench.ask(
        GetHistoryCandles(TENCENT, CandleType.K_1M, "2026-11-20 15:58:00", "2026-11-20 23:00:00")
    ).candles
    assert [f"{candle.at:%H:%M}" for candle in minutes] == ["15:58", "15:59", "16:00"]


def test_a_page_holds_a_thousand_days_and_the_next_one_the_rest(bench: Bench) -> None:
    first = bench.ask(history("2000-01-01", "2030-01-01"))
    assert len(first.candles) == 1000
    assert first.next_key is not None
    second = bench.ask(history("2000-01-01", "2030-01-01", key=first.next_key))
    assert (len(second.candles), second.next_key) == (301, None)
    assert first.candles[-1].at < second.candles[0].at
    assert first.candles[-1].close == second.candles[0].prev_close


REFUSED: list[tuple[Request[object], str]] = [
    (history("yesterday", "2026-10-06"), "not a time"),
    (history("2026-10-07", "2026-10-06"), "before its beginning"),
    (history("2026-10-05", "2026-10-06", key=b"\xff"), "page key"),
    (GetHistoryCandles(TENCENT, CandleType.UNKNOWN, "2026-10-05", "2026-10-06"), "candle type"),
    (GetHistoryCandles(NOBODY, CandleType.K_DAY, "2026-10-05", "2026-10-06"), "Unknown stock"),
    (GetSnapshots((TENCENT, NOBODY)), r"Unknown stock HK\.99999"),
    (GetSnapshots(()), "at least one code"),
    (GetSnapshots((TENCENT,) * 401), "401, at most 400"),
    (GetMarketStates((NOBODY,)), "Unknown stock"),
    (GetInstruments((NOBODY,)), "Unknown stock"),
    (GetTradingDays(CalendarMarket.UNKNOWN, date(2026, 1, 1), date(2026, 2, 1)), "no calendar of"),
    (
        GetTradingDays(CalendarMarket.SG_FUTURE, date(2026, 1, 1), date(2026, 2, 1)),
        "no calendar of .* SG_FUTURE",
    ),
    (GetTradingDays(CalendarMarket.HK, date(2026, 2, 2), date(2026, 2, 1)), "end after its beginning"),
    (GetTradingDays(CalendarMarket.HK, date(1990, 2, 2), date(2026, 2, 1)), "within ten years"),
]


@pytest.mark.parametrize(("request_", "sentence"), REFUSED)
def test_refused(bench: Bench, request_: Request[object], sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        bench.ask(request_)


def test_instruments_by_code_by_market_and_by_kind(bench: Bench) -> None:
    (tencent,) = bench.ask(GetInstruments((TENCENT,)))
    assert (tencent.name, tencent.lot, tencent.type) == ("TENCENT", 100, SecurityType.STOCK)
    american = bench.ask(GetInstruments((), Market.US))
    assert [one.id.symbol for one in american] == ["AAPL", "NVDA"]
    warrants = bench.ask(GetInstruments((), Market.HK, SecurityType.WARRANT))
    assert "55182" in {one.id.symbol for one in warrants}
    assert {one.owner for one in warrants} >= {TENCENT, SecurityId.parse("00005")}


def test_snapshots_keep_the_order_asked_for(bench: Bench) -> None:
    first, second = bench.ask(GetSnapshots((AAPL, TENCENT)))
    assert (first.quote.id, second.quote.id) == (AAPL, TENCENT)
    assert first.bid is not None
    assert first.ask is not None
    assert first.bid < first.ask


def test_market_states(bench: Bench) -> None:
    states = bench.ask(GetMarketStates((TENCENT, AAPL)))
    assert [one.state for one in states] == [MarketState.MORNING, MarketState.AFTERNOON]


def test_trading_days_of_a_market_or_of_a_code(bench: Bench) -> None:
    days = bench.ask(GetTradingDays(CalendarMarket.HK, date(2026, 12, 23), date(2026, 12, 28)))
    assert [(one.day.day, one.kind) for one in days] == [
        (23, DayKind.WHOLE),
        (24, DayKind.MORNING),
        (28, DayKind.WHOLE),
    ]
    of_code = bench.ask(GetTradingDays(CalendarMarket.UNKNOWN, date(2026, 11, 25), date(2026, 11, 27), AAPL))
    assert [one.day.day for one in of_code] == [25, 27]
