"""Subscriptions and current values, asked for over the wire's own messages."""

from __future__ import annotations

import pytest

from tests.sim.bench import TENCENT, WARRANT, Bench
from tui.domain.candles import CandleType
from tui.domain.ids import SecurityId
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import (
    Feed,
    GetBook,
    GetBrokers,
    GetCandles,
    GetMinutes,
    GetQuotes,
    GetSubscriptions,
    GetTrades,
    RegisterPush,
    Subscribe,
)

AAPL, HSI = SecurityId.parse("AAPL"), SecurityId.parse("800000")


@pytest.fixture
def bench() -> Bench:
    return Bench()


def subscribe(bench: Bench, id_: SecurityId, *feeds: Feed) -> None:
    bench.ask(Subscribe((id_,), feeds, subscribe=True))


READS: list[Request[object]] = [
    GetQuotes((TENCENT,)),
    GetBook(TENCENT),
    GetBrokers(TENCENT),
    GetTrades(TENCENT, 10),
    GetCandles(TENCENT, CandleType.K_5M, 10),
    GetMinutes(TENCENT),
]


@pytest.mark.parametrize("request_", READS, ids=lambda request: type(request).__name__)
def test_values_need_a_subscription(bench: Bench, request_: Request[object]) -> None:
    with pytest.raises(RefusedError, match=r"HK\.00700 is not subscribed"):
        bench.ask(request_)


def test_another_connection_may_read_what_one_subscribed(bench: Bench) -> None:
    subscribe(bench, TENCENT, Feed.BOOK)
    assert bench.daemon.answer(bench.connect(), 3012, b"", bench.now)
    assert bench.ask(GetBook(TENCENT), bench.connect()).bids


@pytest.mark.parametrize(("levels", "given"), [(3, 3), (10, 10), (60, 10), (0, 1)])
def test_levels_of_a_book(bench: Bench, levels: int, given: int) -> None:
    subscribe(bench, TENCENT, Feed.BOOK)
    book = bench.ask(GetBook(TENCENT, levels))
    assert (len(book.bids), len(book.asks)) == (given, given)


def test_an_index_has_an_empty_book(bench: Bench) -> None:
    subscribe(bench, HSI, Feed.BOOK, Feed.QUOTE)
    assert bench.ask(GetBook(HSI)).bids == ()
    assert bench.ask(GetQuotes((HSI,)))[0].last is not None


@pytest.mark.parametrize(("count", "given"), [(5, 5), (1000, 1000), (5000, 1000)])
def test_rows_of_candles(bench: Bench, count: int, given: int) -> None:
    subscribe(bench, TENCENT, Feed.K_1M)
    assert len(bench.ask(GetCandles(TENCENT, CandleType.K_1M, count)).candles) == given


REFUSED: list[tuple[Request[object], str]] = [
    (Subscribe((SecurityId.parse("99999"),), (Feed.QUOTE,), subscribe=True), r"Unknown stock HK\.99999"),
    (Subscribe((AAPL,), (Feed.BROKERS,), subscribe=True), r"US\.AAPL has no broker queue"),
    (Subscribe((TENCENT,), (Feed.ODD_LOT_BOOK,), subscribe=True), "ODD_LOT_BOOK cannot be subscribed"),
    (Subscribe((), (Feed.QUOTE,), subscribe=True), "at least one code"),
    (Subscribe((TENCENT,), (), subscribe=True), "one type of data"),
    (Subscribe((), (), subscribe=True, everything=True), "not subscribed"),
    (RegisterPush((TENCENT,), (Feed.QUOTE,), register=True), "subscribe first"),
]


@pytest.mark.parametrize(("request_", "sentence"), REFUSED)
def test_refused(bench: Bench, request_: Request[object], sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        bench.ask(request_)
    assert bench.ask(GetSubscriptions()).total_used == 0


@pytest.mark.parametrize("count", [0, -1])
def test_a_number_of_rows_must_be_positive(bench: Bench, count: int) -> None:
    subscribe(bench, TENCENT, Feed.TRADES)
    with pytest.raises(RefusedError, match="more than 0"):
        bench.ask(GetTrades(TENCENT, count))


def test_unsubscribing_one_feed_and_then_everything(bench: Bench) -> None:
    bench.ask(Subscribe((TENCENT, WARRANT), (Feed.QUOTE, Feed.BOOK), subscribe=True, push=True))
    with pytest.raises(RefusedError, match="at least one minute"):
        bench.ask(Subscribe((TENCENT,), (Feed.BOOK,), subscribe=False))
    bench.now += 60
    bench.ask(Subscribe((TENCENT,), (Feed.BOOK,), subscribe=False))
    info = bench.ask(GetSubscriptions())
    assert (info.total_used, info.remaining) == (3, 997)
    assert dict(info.connections[0].feeds) == {Feed.QUOTE: (TENCENT, WARRANT), Feed.BOOK: (WARRANT,)}
    bench.ask(Subscribe((), (), subscribe=False, everything=True))
    assert bench.ask(GetSubscriptions()).total_used == 0
    bench.step(20)
    assert bench.pushes == []


def test_names_are_in_the_language_of_the_run() -> None:
    bench = Bench(language="zh")
    subscribe(bench, TENCENT, Feed.QUOTE)
    assert bench.ask(GetQuotes((TENCENT,)))[0].name == "騰訊控股"
