"""A terminal that loses the focus and gets it back changes nothing in what is being typed."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from tests.app.face import dashboard, running, settled
from tests.app.fakes import FakeEngine
from tui.app.widgets.grid import Grid


async def test_what_is_typed_goes_on_where_it_was() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("slash", "0", "0")
        field = pilot.app.focused
        assert isinstance(field, Input)
        for event in (events.AppBlur(), events.AppFocus()):
            pilot.app.post_message(event)
            await settled(pilot)
            assert pilot.app.focused is field
        await pilot.press("7")
        assert (field.value, field.cursor_position) == ("007", 3)


async def test_a_ticket_goes_on_in_the_field_it_was_in() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("b", "7", "0", "0", "tab", "4", "1")
        panel = dashboard(pilot).panel
        ticket = panel.ticket
        assert ticket is not None
        before = (ticket.field, ticket.qty.text, ticket.price.text)
        for event in (events.AppBlur(), events.AppFocus()):
            pilot.app.post_message(event)
            await settled(pilot)
            assert panel.has_focus
            assert panel.ticket is ticket
            assert (ticket.field, ticket.qty.text, ticket.price.text) == before
        await pilot.press("1")
        assert (ticket.qty.text, ticket.price.text) == ("700", "411")


@pytest.mark.parametrize(
    "action",
    [
        "find_code",
        "show_orders",
        "show_positions",
        "show_fills",
        "show_tape",
        "show_ladder",
        "show_watchlist",
    ],
)
async def test_no_key_gets_behind_an_open_ticket(action: str) -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("b")
        screen = dashboard(pilot)
        await screen.run_action(action)  # As the palette does, whose keys come before the ticket's.
        await settled(pilot)
        if screen.finder.is_open:
            await pilot.press("escape")
            await settled(pilot)
        assert screen.focused is screen.panel
        await pilot.press("escape")
        await settled(pilot)
        assert not screen.panel.is_open
        assert isinstance(screen.focused, Grid)
