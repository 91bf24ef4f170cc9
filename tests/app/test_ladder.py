"""The ladder: one line a level, the spread in the middle, brokers where they stand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import IDS, TENCENT, book, brokers
from tui.app.widgets.ladder import SPREAD, rungs
from tui.domain.book import Book, Level
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.events import BookChanged, BrokersChanged
from tui.domain.ids import SecurityId
from tui.domain.lazy import Lazy
from tui.state.rows import Tone
from tui.state.rows_book import BookView, book_view

UNSENT = SecurityId.parse("HK.00001")
"""A code of which the fake engine sends nothing by itself."""


def view(of: Book | None = None, queue: BrokerQueue | None = None, *, stale: bool = False) -> BookView:
    return book_view(None, of or book(TENCENT), queue, {}, levels=5, stale=stale)


def test_asks_stand_above_bids_and_the_best_meet_in_the_middle() -> None:
    lines = rungs(view(), 5, numbers=False)
    assert [line.level.text for line in lines] == [
        *("A5", "A4", "A3", "A2", "A1"),
        "",
        *("B1", "B2", "B3", "B4", "B5"),
    ]
    prices = [line.price_value for line in lines if line.price_value is not None]
    assert prices == sorted(prices, reverse=True)
    assert lines[5].price.text == "0.2"
    assert lines[5].own.text == "spread"


def test_missing_levels_leave_the_spread_where_it_is() -> None:
    full = book(TENCENT)
    thin = replace(full, asks=full.asks[:2], bids=())
    lines = rungs(view(thin), 5, numbers=False)
    assert len(lines) == 11
    assert lines[5].key == SPREAD
    assert [line.level.text for line in lines[:5]] == ["", "", "", "A2", "A1"]
    assert all(line.price.text == "" for line in lines[6:])


def test_a_broker_with_several_orders_is_named_once() -> None:
    entries = tuple(BrokerEntry(number, name, 1) for number, name in [(1, "UBS"), (2, "UBS"), (3, "Futu")])
    queue = BrokerQueue(TENCENT, "", entries, ())
    lines = rungs(view(queue=queue), 5, numbers=False)
    assert lines[6].brokers.text == "UBS x2, Futu"
    assert rungs(view(queue=queue), 5, numbers=True)[6].brokers.text == "1 UBS, 2 UBS, 3 Futu"


def test_brokers_of_another_moment_than_the_level_are_marked() -> None:
    one_order = replace(book(TENCENT), bids=(Level(Decimal("412.6"), 100, 1),))
    entries = (BrokerEntry(1, "UBS", 1), BrokerEntry(3, "Futu", 1))
    line = rungs(view(one_order, BrokerQueue(TENCENT, "", entries, ())), 5, numbers=False)[6]
    assert line.brokers.text == "~ UBS, Futu"
    assert line.brokers.tone is Tone.DIM


def test_size_bars_are_shares_of_the_largest_level() -> None:
    lines = rungs(view(), 5, numbers=False)
    shares = {line.level.text: line.bar.share for line in lines if line.bar}
    assert max(shares.values()) == 1.0
    assert {line.bar.variable for line in lines[:5] if line.bar} == {"bar-down"}
    assert {line.bar.variable for line in lines[6:] if line.bar} == {"bar-up"}


async def test_only_the_lines_of_changed_levels_change() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        ladder = dashboard(pilot).ladder
        before = [ladder.render_line(y) for y in range(1, ladder.size.height)]
        now = book(TENCENT)
        now = replace(now, bids=(replace(now.bids[0], volume=now.bids[0].volume + 100), *now.bids[1:]))
        engine.apply(BookChanged(TENCENT, Lazy.of(now)))
        await settled(pilot)
        after = [ladder.render_line(y) for y in range(1, ladder.size.height)]
        changed = [old.text.split()[0] for old, new in zip(before, after, strict=True) if old is not new]
        assert changed == ["B1"]


@pytest.mark.parametrize(
    ("security", "says"),
    [
        (IDS[6], "HK.800000 has no order book"),
        (IDS[7], "(brokers: Hong Kong only)"),
        (UNSENT, "OpenD has not described HK.00001: is the code right?"),
    ],
)
async def test_what_a_market_does_not_have_is_said(security: object, says: str) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        board = dashboard(pilot)
        board.show_security(security)  # type: ignore[arg-type]
        await settled(pilot)
        assert says in "".join(picture(pilot))


async def test_the_cursor_starts_on_the_spread_of_every_book() -> None:
    async with running(FakeEngine()) as pilot:
        ladder = dashboard(pilot).ladder
        await pilot.press("l", "j", "j")
        assert str(ladder.selected_price) == "412.400"
        dashboard(pilot).show_security(IDS[1])
        await settled(pilot)
        assert ladder.selected_price is None


async def test_brokers_arrive_after_the_book() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        board = dashboard(pilot)
        board.show_security(UNSENT)
        engine.apply(BookChanged(UNSENT, Lazy.of(replace(book(IDS[1]), id=UNSENT))))
        await settled(pilot)
        assert len(board.ladder.rows) == 21
        assert all(not rung.brokers.text for rung in board.ladder.rows if rung.price_value)
        engine.apply(BrokersChanged(UNSENT, Lazy.of(brokers(IDS[1]))))
        await settled(pilot)
        assert any(rung.brokers.text for rung in board.ladder.rows if rung.price_value)


async def test_size_bars_are_seen_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(FakeEngine()) as pilot:
        ladder = dashboard(pilot).ladder
        bars = [
            "".join(s.text for s in ladder.render_line(y) if s.style and s.style.reverse) for y in (1, 15)
        ]
        assert all(any(char.isdigit() for char in bar) for bar in bars)
