"""The dashboard by keys: what moves, what is focused, what is shown, at every size."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rich.cells import cell_len

from tests.app.face import SIZES, answer, dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import IDS, PAPER_HK, PAPER_US, TENCENT, order_changed, quote
from tui.app.screens.help import HelpScreen
from tui.app.screens.quit import QuitScreen
from tui.app.ticket_model import Stage
from tui.domain.events import QuoteChanged
from tui.domain.lazy import Lazy
from tui.domain.orders import OrderStatus, Side

HSBC, APPLE = IDS[1], IDS[7]


async def test_it_watches_the_codes_and_uses_the_paper_accounts_only() -> None:
    engine = FakeEngine()
    async with running(engine):
        assert engine.watched[: len(IDS)] == IDS
        assert engine.focused == TENCENT
        assert engine.used_accounts == (PAPER_HK, PAPER_US)


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_shows_what_a_trader_needs(size: tuple[int, int]) -> None:
    async with running(FakeEngine(), size) as pilot:
        lines = picture(pilot)
        assert lines[0].startswith(" HK.00700  騰訊控股  412.8 ▴ +6.6 +1.62%")
        assert any(line.split()[:2] == ["B1", "412.6"] for line in cut(lines))
        assert any(line.split()[:2] == ["A5", "413.6"] for line in cut(lines))
        assert any("working" in line and "413.6" in line for line in lines)
        assert lines[-2].startswith(" PAPER  *1001   OPEND LIVE    FUTU OK ")
        assert lines[-2].rstrip().endswith("10:03:10 HKT")
        assert {cell_len(line) for line in lines} == {size[0]}


def cut(lines: list[str]) -> list[str]:
    """Return the lines of the ladder without what stands left of it."""
    return [line[line.find("B1 ") :] if "B1 " in line else line[line.find("A5 ") :] for line in lines]


async def test_own_orders_and_brokers_stand_at_their_level() -> None:
    async with running(FakeEngine()) as pilot:
        rungs = {rung.level.text: rung for rung in dashboard(pilot).ladder.rows}
        assert rungs["A5"].own.text == "◂300"
        assert rungs["B3"].own.text == "◂300"
        assert rungs["B1"].brokers.text.startswith("Goldman Sachs")
        assert rungs["B10"].brokers.text == "Macquarie"
        line = next(line for line in picture(pilot) if "B3  " in line)
        assert "◂300" in line
        assert "BOCI" in line


async def test_keys_move_the_cursor_and_enter_focuses() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("j", "down", "k", "enter")
        await settled(pilot)
        assert engine.focused == HSBC
        assert picture(pilot)[0].startswith(" HK.00005  滙豐控股")
        assert dashboard(pilot).ladder.security == HSBC


@pytest.mark.parametrize(
    ("typed", "found"), [("aapl", APPLE), ("滙豐", HSBC), ("700", TENCENT), ("00005", HSBC), ("appl", APPLE)]
)
async def test_the_finder_takes_codes_and_names(typed: str, found: object) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.focus(IDS[2])
        await pilot.press("slash", *typed, "enter")
        await settled(pilot)
        assert engine.focused == found
        assert dashboard(pilot).watchlist.has_focus
        assert dashboard(pilot).watchlist.selected == found


async def test_leaving_the_finder_changes_nothing() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("slash", "a", "a", "p", "escape")
        assert engine.focused == TENCENT
        assert not dashboard(pilot).finder.is_open
        assert dashboard(pilot).watchlist.has_focus


async def test_an_unknown_code_is_offered_to_opend() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("slash", *"US.MSFT")
        assert "not known yet: ask OpenD" in "".join(picture(pilot))
        await pilot.press("enter")
        assert str(engine.focused) == "US.MSFT"


async def test_tab_visits_the_panes_in_sight() -> None:
    async with running(FakeEngine()) as pilot:
        board = dashboard(pilot)
        visited = []
        for _ in range(4):
            visited.append(next(p.id for p in (board.watchlist, board.ladder, board.orders) if p.has_focus))
            await pilot.press("tab")
        assert visited == ["watchlist", "ladder", "orders", "watchlist"]
        await pilot.press("shift+tab")
        assert board.watchlist.has_focus


@pytest.mark.parametrize(
    ("key", "pane"), [("p", "positions"), ("f", "fills"), ("r", "tape"), ("o", "orders")]
)
async def test_a_key_shows_another_list(key: str, pane: str) -> None:
    async with running(FakeEngine(), (80, 24)) as pilot:
        await pilot.press(key)
        await settled(pilot)
        shown = [p.id for p in dashboard(pilot).query("#lists Grid") if p.is_on_screen]
        assert shown == [pane]
        assert pilot.app.focused is dashboard(pilot).query_one(f"#{pane}")


async def test_a_list_has_its_rows_before_the_next_key_comes() -> None:
    async with running(FakeEngine(), (80, 24)) as pilot:
        board = dashboard(pilot)
        board.action_show_positions()
        assert board.positions.selected_position is not None
        board.action_show_watchlist()
        assert board.watchlist.selected == TENCENT


async def test_a_small_terminal_swaps_ladder_and_watchlist() -> None:
    engine = FakeEngine()
    async with running(engine, (80, 24)) as pilot:
        board = dashboard(pilot)
        assert board.ladder.is_on_screen
        assert not board.watchlist.is_on_screen
        await pilot.press("w")
        await settled(pilot)
        assert board.watchlist.has_focus
        assert not board.ladder.is_on_screen
        await pilot.press("j", "enter")
        await settled(pilot)
        assert engine.focused == HSBC
        assert board.ladder.is_on_screen


async def test_too_small_a_terminal_says_so_and_recovers() -> None:
    async with running(FakeEngine(), (59, 19)) as pilot:
        assert "Make the terminal at least 60 x 20 cells." in "".join(picture(pilot))
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "Make the terminal" not in "".join(picture(pilot))
        assert dashboard(pilot).ladder.is_on_screen


async def test_nothing_acts_on_an_order_that_cannot_be_seen() -> None:
    engine = FakeEngine()
    async with running(engine, (80, 24)) as pilot:
        await pilot.press("b")
        await pilot.resize_terminal(59, 19)
        await settled(pilot)
        assert pilot.app.focused is None
        await pilot.press("enter", "y", "s", "c", "y")
        assert (engine.placed, engine.cancelled) == ([], [])
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        panel = dashboard(pilot).panel
        assert panel.has_focus
        assert panel.ticket is not None
        assert panel.ticket.side is Side.BUY
        assert panel.ticket.stage is Stage.EDIT


async def test_pushes_reach_the_screen_at_the_next_paint() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.apply(QuoteChanged(TENCENT, Lazy.of(quote(TENCENT, "405.0"))))
        engine.send_depth(TENCENT, shift=-3)
        await settled(pilot)
        assert "405.0 ▾ -1.2 -0.30%" in picture(pilot)[0]
        assert any("B1" in line and "412.0" in line for line in picture(pilot))


async def test_an_order_push_wakes_the_screen_without_waiting_for_the_tick() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.apply(order_changed("A9", Side.BUY, "411.2", 700, OrderStatus.SUBMITTED))
        await pilot.pause()
        assert dashboard(pilot).orders.rows[0].order_id == "A9"


async def test_what_is_out_of_sight_is_painted_when_it_comes_into_sight() -> None:
    engine = FakeEngine()
    async with running(engine, (80, 24)) as pilot:
        watchlist = dashboard(pilot).watchlist
        assert watchlist.rows == ()
        await pilot.press("w")
        await settled(pilot)
        assert len(watchlist.rows) == len(IDS)


async def test_wide_names_keep_the_columns_in_line() -> None:
    async with running(FakeEngine()) as pilot:
        watchlist = dashboard(pilot).watchlist
        lines = [watchlist.render_line(y).text for y in range(1, len(IDS) + 1)]
        assert {cell_len(line) for line in lines} == {watchlist.size.width}
        assert all(line.endswith("%") for line in lines)


async def test_b_opens_the_ticket_on_the_row_at_the_cursor() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("j", "3", "b")
        await settled(pilot)
        ticket = dashboard(pilot).panel.ticket
        assert ticket is not None
        assert (ticket.instrument.id, ticket.side, ticket.qty.value) == (HSBC, Side.BUY, Decimal(1200))
        assert engine.focused == HSBC
        await pilot.press("escape")
        await settled(pilot)
        assert dashboard(pilot).watchlist.has_focus


async def test_the_key_line_says_the_size_until_the_ticket_is_open() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("3")
        await settled(pilot)
        assert picture(pilot)[-1].startswith(" 3 lots: now buy or sell")
        await pilot.press("b")
        await settled(pilot)
        assert "now buy or sell" not in picture(pilot)[-1]


@pytest.mark.parametrize("key", ["c", "e"])
async def test_without_orders_the_order_keys_say_so(key: str) -> None:
    async with running(FakeEngine(orders=False), (80, 24)) as pilot:
        await pilot.press(key)
        await settled(pilot)
        assert picture(pilot)[-1].strip() == "there are no orders: nothing to change or cancel"


async def test_the_ladder_gives_its_price_to_the_ticket() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("l", "b")
        await settled(pilot)
        ticket = dashboard(pilot).panel.ticket
        assert ticket is not None
        assert str(ticket.price.value) == "412.600"
        await pilot.press("escape", "j", "j", "s")
        await settled(pilot)
        ticket = dashboard(pilot).panel.ticket
        assert ticket is not None
        assert (ticket.side, str(ticket.price.value)) == (Side.SELL, "412.400")


async def test_q_asks_only_when_orders_are_working() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("q")
        assert isinstance(pilot.app.screen, QuitScreen)
        await answer(pilot, "n")
        assert len(pilot.app.screen_stack) == 2
        await pilot.press("q")
        await answer(pilot, "y")
        assert pilot.app.return_value == 0

    engine = FakeEngine(orders=False)
    async with running(engine) as pilot:
        await pilot.press("q")
        assert pilot.app.return_value == 0
    assert (engine.started, engine.stopped) == (1, 1)


async def test_cancel_acts_on_an_order_in_sight_only() -> None:
    async with running(FakeEngine(), (80, 24)) as pilot:
        await pilot.press("p", "c")
        await settled(pilot)
        board = dashboard(pilot)
        assert not board.panel.is_open
        assert board.orders.has_focus
        await pilot.press("c")
        assert board.panel.is_open


async def test_help_and_themes_are_one_key_away() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape")
        names = sorted(pilot.app.available_themes)
        following = names[(names.index(pilot.app.theme) + 1) % len(names)]
        before = list(dashboard(pilot).watchlist.render_line(2))
        await pilot.press("t")
        await settled(pilot)
        assert pilot.app.theme == following
        assert list(dashboard(pilot).watchlist.render_line(2)) != before


async def test_red_can_mean_up() -> None:
    async with running(FakeEngine()) as pilot:
        variables = pilot.app.theme_variables
        green, red = variables["quote-up"], variables["quote-down"]
        await pilot.press("u")
        await settled(pilot)
        assert pilot.app.theme_variables["quote-up"] == red
        assert pilot.app.theme_variables["quote-down"] == green
    async with running(FakeEngine(), up_colour="red") as pilot:
        assert pilot.app.theme_variables["quote-up"] == red


async def test_the_palette_runs_actions() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        await pilot.press(*"positions")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert dashboard(pilot).positions.is_on_screen
