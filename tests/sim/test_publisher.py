"""Pushes: the first one, one encoding for all, and slow readers that miss quotes but never trades."""

from __future__ import annotations

import pytest

from tests.sim.bench import TENCENT, Bench
from tui.domain.candles import CandleType
from tui.domain.events import (
    BookChanged,
    BrokersChanged,
    CandlesChanged,
    MinutesChanged,
    QuoteChanged,
    TradesPrinted,
)
from tui.sim.publisher import Delivery
from tui.wire.messages.quote import (
    Feed,
    GetBook,
    GetBrokers,
    GetCandles,
    GetMinutes,
    GetQuotes,
    GetTrades,
    RegisterPush,
    Subscribe,
)

ALL = (Feed.QUOTE, Feed.BOOK, Feed.BROKERS, Feed.TRADES, Feed.MINUTES, Feed.K_1M, Feed.K_DAY)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def subscribe(bench: Bench, *feeds: Feed, first: bool | None = None) -> None:
    bench.ask(Subscribe((TENCENT,), feeds, subscribe=True, push=True, first_push=first))


def deliveries(bench: Bench) -> list[Delivery]:
    bench.now += 0.5
    return list(bench.daemon.step(bench.now, bench.slow.__contains__))


def test_the_first_step_brings_the_current_value_of_everything(bench: Bench) -> None:
    subscribe(bench, *ALL)
    bench.step()
    kinds = [type(event) for event in bench.pushes]
    assert kinds == [
        QuoteChanged,
        BookChanged,
        BrokersChanged,
        TradesPrinted,
        MinutesChanged,
        CandlesChanged,
        CandlesChanged,
    ]


def test_first_pushes_agree_with_what_can_be_read(bench: Bench) -> None:
    subscribe(bench, *ALL)
    bench.step()
    quote, book, brokers, trades, minutes, candle, day = bench.pushes
    assert isinstance(quote, QuoteChanged)
    assert isinstance(book, BookChanged)
    assert isinstance(brokers, BrokersChanged)
    assert isinstance(trades, TradesPrinted)
    assert isinstance(minutes, MinutesChanged)
    assert isinstance(candle, CandlesChanged)
    assert isinstance(day, CandlesChanged)
    assert (quote.quote.decode(),) == bench.ask(GetQuotes((TENCENT,)))
    assert book.book.decode() == bench.ask(GetBook(TENCENT))
    assert brokers.brokers.decode() == bench.ask(GetBrokers(TENCENT))
    assert trades.trades == bench.ask(GetTrades(TENCENT, 10)).trades
    assert minutes.points == bench.ask(GetMinutes(TENCENT)).points[-1:]
    assert candle.candles == bench.ask(GetCandles(TENCENT, CandleType.K_1M, 1)).candles
    assert (day.type, day.candles) == (
        CandleType.K_DAY,
        bench.ask(GetCandles(TENCENT, CandleType.K_DAY, 1)).candles,
    )


def test_first_pushes_that_cost_much_come_two_a_step(bench: Bench) -> None:
    feeds = (Feed.K_WEEK, Feed.K_MONTH, Feed.K_QUARTER, Feed.K_YEAR, Feed.K_DAY)
    subscribe(bench, *feeds)
    came: list[CandleType] = []
    for expected in (3, 5):
        bench.pushes.clear()
        bench.step()
        came += [event.type for event in bench.pushed(CandlesChanged) if event.type not in came]
        assert len(came) == expected
    assert set(came) == {feed.candle_type for feed in feeds}


def test_no_first_push_when_it_is_not_wanted(bench: Bench) -> None:
    subscribe(bench, Feed.K_DAY, first=False)
    assert bench.pushes == []
    bench.step_until(lambda: bench.pushes)
    (candle,) = bench.pushed(CandlesChanged)
    assert candle.candles == bench.ask(GetCandles(TENCENT, CandleType.K_DAY, 1)).candles


def test_nothing_is_pushed_without_registration(bench: Bench) -> None:
    bench.ask(Subscribe((TENCENT,), ALL, subscribe=True, push=False))
    bench.step(100)
    assert bench.pushes == []
    bench.ask(RegisterPush((TENCENT,), (Feed.BOOK,), register=True))
    bench.step(20)
    assert {type(event) for event in bench.pushes} == {BookChanged}
    bench.ask(RegisterPush((TENCENT,), (Feed.BOOK,), register=False))
    bench.pushes.clear()
    bench.step(20)
    assert bench.pushes == []


def test_every_trade_is_pushed_once(bench: Bench) -> None:
    subscribe(bench, Feed.TRADES)
    bench.step(400)
    sequences = [trade.sequence for event in bench.pushed(TradesPrinted) for trade in event.trades]
    assert sequences == sorted(set(sequences))
    kept = [trade.sequence for trade in bench.ask(GetTrades(TENCENT, 1000)).trades]
    assert sequences == kept[-len(sequences) :]
    assert len(sequences) > 20


def test_a_push_is_encoded_once_for_all_listeners(bench: Bench) -> None:
    other = bench.connect()
    subscribe(bench, Feed.QUOTE)
    bench.ask(Subscribe((TENCENT,), (Feed.QUOTE,), subscribe=True, push=True), other)
    deliveries(bench)
    bench.step_until(lambda: bench.pushes)
    shared = [one for _ in range(10) for one in deliveries(bench)]
    assert shared
    assert {one.listeners for one in shared} == {(bench.caller, other)}


def test_a_slow_reader_misses_books_but_gets_the_last_one(bench: Bench) -> None:
    subscribe(bench, Feed.BOOK, Feed.TRADES)
    bench.step()
    bench.slow.add(bench.caller)
    bench.pushes.clear()
    bench.step(200)
    assert bench.pushed(BookChanged) == []
    assert len(bench.pushed(TradesPrinted)) > 5
    bench.slow.clear()
    bench.pushes.clear()
    bench.step()
    assert bench.pushed(BookChanged)[-1].book.decode() == bench.ask(GetBook(TENCENT))
