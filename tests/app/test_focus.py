"""A terminal that loses the focus and gets it back changes nothing in what is being typed."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from tests.app.face import running, settled
from tests.app.fakes import FakeEngine


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
