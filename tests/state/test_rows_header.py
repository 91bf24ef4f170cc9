from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.makers import APPLE, TENCENT, D, instrument, quote
from tui.domain.book import Book
from tui.domain.events import (
    BookChanged,
    InstrumentsReported,
    LinkChanged,
    LinkPhase,
    MarketStatesReported,
    QuoteChanged,
)
from tui.domain.lazy import Lazy
from tui.domain.markets import MarketState, SecurityType
from tui.state.rows import Cell, Tone
from tui.state.rows_header import HeaderView, feed_age_s, header_of, header_view
from tui.state.store import Store


def test_everything_the_header_says() -> None:
    day = replace(quote(), open=D(416), high=D("421.4"), low=D("414.6"))
    view = header_view(TENCENT, instrument(), day, MarketState.MORNING, stale=False)
    assert view == HeaderView(
        id=TENCENT,
        code=Cell("HK.00700", Tone.STRONG),
        name=Cell("TENCENT"),
        last=Cell("419.8", Tone.UP),
        change=Cell("+4.6", Tone.UP),
        change_percent=Cell("+1.11%", Tone.UP),
        open=Cell("416.0", Tone.UP),
        high=Cell("421.4", Tone.UP),
        low=Cell("414.6", Tone.DOWN),
        prev_close=Cell("415.2"),
        volume=Cell("12.3M"),
        turnover=Cell("5.18B"),
        size_label="Lot",
        lot=Cell("100"),
        tick=Cell("0.2"),
        state=Cell("open (am)", Tone.GOOD),
        updated=Cell("10:00:00", Tone.DIM),
        freshness=Cell(""),
    )


def test_before_the_first_quote_there_are_dashes() -> None:
    view = header_view(TENCENT, instrument(), None, None, stale=True)
    assert {view.last.text, view.change.text, view.high.text, view.volume.text, view.tick.text} == {"-"}
    assert (view.name.text, view.lot.text, view.freshness.text) == ("TENCENT", "100", "")


def test_a_stale_header_says_stale() -> None:
    view = header_view(TENCENT, instrument(), quote(), MarketState.AFTERNOON, stale=True)
    assert view.freshness == Cell("STALE", Tone.WARN)
    assert {view.last.tone, view.high.tone, view.volume.tone} == {Tone.STALE}


@pytest.mark.parametrize(
    ("state", "suspended", "expected"),
    [
        (MarketState.REST, False, Cell("lunch break", Tone.WARN)),
        (MarketState.AFTERNOON, True, Cell("halted", Tone.WARN)),
        (None, False, Cell("-", Tone.DIM)),
    ],
)
def test_the_phase_in_words(state: MarketState | None, suspended: bool, expected: Cell) -> None:
    view = header_view(TENCENT, instrument(), quote(suspended=suspended), state, stale=False)
    assert view.state == expected


def test_the_step_of_a_security_without_a_table_is_opends() -> None:
    future = replace(quote("25000", "24900"), tick=D(1))
    view = header_view(TENCENT, instrument("HK.MHImain", SecurityType.FUTURE, 10), future, None, stale=False)
    assert (view.tick.text, view.last.text, view.lot.text) == ("1", "25,000", "10")


def test_the_header_of_the_store() -> None:
    store = Store()
    store.apply(LinkChanged(LinkPhase.LIVE))
    store.apply(InstrumentsReported((instrument(),)))
    store.apply(QuoteChanged(TENCENT, Lazy.of(quote())))
    store.apply(MarketStatesReported(((TENCENT, MarketState.MORNING),)))
    assert header_of(store, TENCENT) == header_view(
        TENCENT, instrument(), quote(), MarketState.MORNING, stale=False
    )
    assert header_of(store, APPLE).last.text == "-"


@pytest.mark.parametrize(
    ("age_s", "state", "word"),
    [
        (59.0, MarketState.MORNING, ""),
        (75.0, MarketState.MORNING, "STALE 75 s"),
        (221.0, MarketState.AFTERNOON, "STALE 3 min"),
        (9000.0, MarketState.AFTERNOON, "STALE 2 h"),
        (9000.0, MarketState.REST, ""),
        (9000.0, MarketState.CLOSED, ""),
        (9000.0, None, ""),
        (None, MarketState.MORNING, ""),
    ],
)
def test_a_silent_feed_is_stale_while_its_market_trades(
    age_s: float | None, state: MarketState | None, word: str
) -> None:
    view = header_view(TENCENT, instrument(), quote(), state, stale=False, age_s=age_s)
    assert view.freshness.text == word


def test_a_feed_is_as_old_as_the_newest_word_of_the_exchange() -> None:
    store, at = Store(), datetime(2026, 11, 20, 10, 3, tzinfo=UTC)
    assert feed_age_s(store, TENCENT, at) is None
    store.apply(QuoteChanged(TENCENT, Lazy.of(replace(quote(), updated_at=at))))
    later = at + timedelta(seconds=90)
    assert feed_age_s(store, TENCENT, later) == 90
    book = Book(TENCENT, "", (), (), bid_at=later, ask_at=at)
    store.apply(BookChanged(TENCENT, Lazy.of(book)))
    assert feed_age_s(store, TENCENT, later) == 0
    assert feed_age_s(store, TENCENT, at) == 0
