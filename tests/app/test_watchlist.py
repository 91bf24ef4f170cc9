"""The watchlist: prices in the tone of their day, the focused row marked, old prices dimmed."""

from __future__ import annotations

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.flatten_fakes import holding
from tests.app.listings import IDS, PAPER_HK, TENCENT, instrument, quote
from tui.app.watching import Watching
from tui.domain.events import FeedRefused, InstrumentsReported, QuoteChanged
from tui.domain.feeds import Feed
from tui.domain.ids import SecurityId
from tui.domain.lazy import Lazy
from tui.domain.markets import Market
from tui.domain.refusals import Cause
from tui.state.rows import Tone
from tui.state.store import Store


async def test_rows_carry_code_name_price_and_change() -> None:
    async with running(FakeEngine()) as pilot:
        rows = dashboard(pilot).watchlist.rows
        assert [line.row.id for line in rows] == list(IDS)
        first, second, third = (line.row for line in rows[:3])
        assert (first.last.text, first.change_percent.text, first.last.tone) == ("412.8", "+1.62%", Tone.UP)
        assert (second.last.text, second.last.tone) == ("98.55", Tone.DOWN)
        assert (third.last.text, third.last.tone) == ("118.3", Tone.FLAT)


async def test_a_wide_terminal_shows_names_whole_here_and_in_the_positions() -> None:
    engine = FakeEngine()
    async with running(engine, (200, 60)) as pilot:
        engine.apply(
            InstrumentsReported((instrument(TENCENT, name="Kweichow Moutai"),)),
            holding(PAPER_HK, TENCENT, "99900"),
        )
        await settled(pilot)
        lines = picture(pilot)
        assert any("SPDR S&P 500 ETF " in line for line in lines)
        (held,) = (line for line in lines if "99,900" in line)
        assert "Kweichow Moutai " in held
        assert held.split()[-1].endswith("%")


async def test_the_focused_row_is_marked() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("j", "j", "enter")
        await settled(pilot)
        marked = [line.row.id for line in dashboard(pilot).watchlist.rows if line.focused]
        assert marked == [IDS[2]]
        assert sum(line.startswith("▸") for line in picture(pilot)) == 1


async def test_a_quote_repaints_its_own_line_only() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        watchlist = dashboard(pilot).watchlist
        before = [watchlist.render_line(y) for y in range(1, len(IDS) + 1)]
        engine.apply(QuoteChanged(IDS[4], Lazy.of(quote(IDS[4], "26.00"))))
        await settled(pilot)
        after = [watchlist.render_line(y) for y in range(1, len(IDS) + 1)]
        assert [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old is not new] == [4]


async def test_prices_of_a_lost_link_are_dimmed_and_said_to_be_stale() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        watchlist = dashboard(pilot).watchlist
        fresh = [segment.style for segment in watchlist.render_line(2)]
        engine.go_down()
        await settled(pilot)
        assert watchlist.rows[0].row.last.tone is Tone.STALE
        assert watchlist.render_line(0).text.rstrip().endswith("STALE")
        assert [segment.style for segment in watchlist.render_line(2)] != fresh


async def test_a_held_code_is_watched_too() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        board = dashboard(pilot)
        assert TENCENT in engine.watched
        assert set(engine.watched) >= {row.id for row in board.positions.rows}


async def test_numbers_are_whole_or_replaced() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.apply(QuoteChanged(TENCENT, Lazy.of(quote(TENCENT, "123456789.8"))))
        await settled(pilot)
        line = dashboard(pilot).watchlist.render_line(1).text
        assert "###" in line
        assert "123" not in line


def test_what_is_in_view_is_wanted_first() -> None:
    told: list[tuple[SecurityId, ...]] = []
    in_view = IDS[:4]
    watching = Watching(Store(), lambda ids: told.append(tuple(ids)), IDS, tuple, lambda: in_view)
    watching.paint()
    in_view = IDS[-4:]
    watching.paint()
    watching.paint()
    assert told == [IDS, (*IDS[-4:], *IDS[:-4])]


async def test_rows_in_view_follow_the_cursor() -> None:
    async with running(FakeEngine(), size=(120, 40)) as pilot:
        watchlist = dashboard(pilot).watchlist
        watchlist.codes = tuple(SecurityId(Market.HK, f"{number:05}") for number in range(100))
        watchlist.paint()
        room = watchlist.visible_rows
        assert watchlist.in_view == watchlist.codes[:room]
        watchlist.action_row_last()
        assert watchlist.in_view == watchlist.codes[100 - room :]


async def test_a_row_without_a_feed_says_why() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.apply(FeedRefused(IDS[1], Feed.QUOTE, Cause.QUOTA, "no quota"))
        await settled(pilot)
        (line,) = [line for line in picture(pilot) if "no quota" in line]
        assert str(IDS[1]) in line
        assert "98.55" not in line
