"""The orders pane by keys: views, filter, marks; nothing hidden is forgotten, nothing typed is a command."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import PAPER_HK, order, order_changed
from tui.domain.accounts import Env
from tui.domain.events import OrderChanged
from tui.domain.orders import OrderStatus, Side
from tui.domain.safety import Unresolved

TAG = "ft:" + "U" * 26


async def keys_of(pilot: object) -> list[str]:
    return [row.key for row in dashboard(pilot).orders.rows]  # type: ignore[arg-type]


def with_more(engine: FakeEngine) -> FakeEngine:
    """Add to A3 (sells), A2 (part filled) and A1 (cancelled) an unknown and a failed one."""
    engine.apply(order_changed("A4", Side.BUY, "410.0", 200, OrderStatus.TIMEOUT))
    failed = order("A5", Side.SELL, "500.0", 100, OrderStatus.FAILED)
    engine.apply(OrderChanged(replace(failed, error="[/] price out of band")))
    return engine


async def test_one_key_goes_round_the_views_and_the_title_counts_all() -> None:
    engine = FakeEngine()
    async with running(engine, (200, 60)) as pilot:
        with_more(engine)
        await settled(pilot)
        await pilot.press("o")
        seen = []
        for _ in range(4):
            title = next(line for line in picture(pilot) if " o Orders" in line)
            seen.append((title.split("  ")[0].strip(), sorted(await keys_of(pilot))))
            await pilot.press("v")
            await settled(pilot)
        counts = "2 working 1 unknown 2 done"
        assert seen == [
            (f"o Orders {counts}", ["A1", "A2", "A3", "A4", "A5"]),
            (f"o Orders (working only) {counts}", ["A2", "A3", "A4"]),
            (f"o Orders (unknown only) {counts}", ["A4"]),
            (f"o Orders (done only) {counts}", ["A1", "A5"]),
        ]


@pytest.mark.parametrize(
    ("size", "title"),
    [((120, 40), " o Orders 2 working 1 unknown 2 done "), ((80, 24), " o Orders 2w 1? 2d ")],
)
async def test_the_strip_of_tabs_counts_as_far_as_there_is_room(size: tuple[int, int], title: str) -> None:
    engine = FakeEngine()
    async with running(engine, size) as pilot:
        with_more(engine)
        await settled(pilot)
        assert any(title in line and "f Fills" in line for line in picture(pilot))


async def test_what_is_typed_filters_and_is_no_command() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        with_more(engine)
        await pilot.press("o", "ctrl+f", *"sell", "space", *"q", "backspace", *"band")
        await settled(pilot)
        assert pilot.app.is_running
        assert await keys_of(pilot) == ["A5"]
        assert any("Orders" in line and "/sell band_" in line for line in picture(pilot))
        assert picture(pilot)[-1].split() == ["Enter", "Keep", "Bksp", "Erase", "Esc", "Drop"]
        await pilot.press("enter")
        await settled(pilot)
        assert any("/sell band" in line and "/sell band_" not in line for line in picture(pilot))
        assert "Buy" in picture(pilot)[-1]
        assert dashboard(pilot).panel.is_open is False
        await pilot.press("escape")
        assert len(await keys_of(pilot)) == 5


async def test_escape_while_typing_drops_the_filter_and_a_moving_key_keeps_it() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("o", "ctrl+f", *"buy", "escape")
        assert len(await keys_of(pilot)) == 3
        await pilot.press("ctrl+f", *"buy", "down")
        assert len(await keys_of(pilot)) == 2
        await pilot.press("tab")
        assert dashboard(pilot).watchlist.has_focus


async def test_a_filter_that_fits_nothing_says_how_to_see_all() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("o", "ctrl+f", *"[/]", "enter")
        await settled(pilot)
        assert any("none of 3 orders fits: Esc shows all" in line for line in picture(pilot))


async def test_marks_show_and_last_until_the_order_is_over() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("o", "home", "space", "space")
        await settled(pilot)
        pane = dashboard(pilot).orders
        assert [one.order_id for one in pane.marked_orders] == ["A3", "A2"]
        assert sum(line.startswith("▸ ") and "PAPER" in line for line in picture(pilot)) == 2
        assert any("2 working" in line and "▸2" in line for line in picture(pilot))
        engine.apply(order_changed("A3", Side.SELL, "413.6", 300, OrderStatus.FILLED_ALL, 300))
        await settled(pilot)
        assert [one.order_id for one in pane.marked_orders] == ["A2"]
        await pilot.press("escape")
        assert pane.marked_orders == ()


async def test_all_in_view_are_marked_and_hidden_marks_stay() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        with_more(engine)
        await settled(pilot)
        await pilot.press("o", "ctrl+f", *"buy", "enter", "m")
        pane = dashboard(pilot).orders
        assert {one.order_id for one in pane.marked_orders} == {"A2", "A4"}
        await pilot.press("escape", "m")
        assert {one.order_id for one in pane.marked_orders} == {"A2", "A3", "A4"}
        await pilot.press("m")
        assert pane.marked_orders == ()


async def test_what_is_over_cannot_be_marked_and_says_so() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("o", "end", "space")
        assert dashboard(pilot).orders.marked_orders == ()
        assert "only orders that the broker shows as working" in dashboard(pilot).keys.said


async def test_the_cursor_stays_on_its_order_through_views() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        with_more(engine)
        await settled(pilot)
        pane = dashboard(pilot).orders
        await pilot.press("o")
        assert pane.move_to((PAPER_HK, "A2"))
        await pilot.press("v")
        assert pane.selected_order is not None
        assert pane.selected_order.order_id == "A2"


async def test_an_order_just_sent_is_shown_whatever_view_hid_it() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("o", "v", "v", "v")
        pane = dashboard(pilot).orders
        assert {row.key for row in pane.rows} == {"A1"}
        pane.await_row((PAPER_HK, "A3"))
        assert pane.selected_order is not None
        assert pane.selected_order.order_id == "A3"


async def test_an_order_of_an_earlier_run_is_a_row_and_choosing_it_ends_nothing() -> None:
    engine = FakeEngine()
    async with running(engine, (120, 40)) as pilot:
        words, state = "BUY 100 HK.00700 at 400.0", "looked once, again in 7 s"
        engine.change_safety(unresolved=(Unresolved(Env.PAPER, PAPER_HK, TAG, words, state),))
        await settled(pilot)
        row = next(line for line in picture(pilot) if "UNKNOWN" in line and "*1001" in line)
        assert words in row or "BUY 100" in row
        await pilot.press("o", "home", "enter", "c")
        assert "the broker has not shown that order yet" in dashboard(pilot).keys.said
