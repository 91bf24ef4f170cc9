"""Pictures in text of dashboard and ticket, in every theme, in 16 colours and in ASCII.

They guard looks; whether those can be read is asserted in `test_contrast.py`.
"""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.pilot import Pilot

from tests.app.face import running, settled
from tests.app.fakes import FakeEngine
from tests.app.gated import Gated
from tui.app.app import FutuApp


class TextFiles(SingleFileSnapshotExtension):
    """Keeps each picture in a text file of its own."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"


async def drawn(pilot: Pilot[int], app: FutuApp) -> str:
    """Return the screen as text, in ASCII, and its looks in every theme, in all colours and in 16."""
    plain = Gated(app, ColorSystem.TRUECOLOR)
    ascii_only = Gated(app, ColorSystem.TRUECOLOR, ascii_only=True)
    assert ascii_only.bytes.isascii()
    assert [len(line) for line in ascii_only.lines] == [app.size.width] * app.size.height
    parts = ["-- text", *plain.lines, "-- ASCII", *ascii_only.lines]
    for colours in (ColorSystem.TRUECOLOR, ColorSystem.STANDARD):
        app.draw_in(colours)
        for theme in sorted(app.available_themes):
            app.theme = theme
            await settled(pilot)
            shown = Gated(app, colours)
            assert shown.lines == plain.lines
            parts += [f"-- {theme}, {colours.name}", shown.looks()]
    app.draw_in(ColorSystem.TRUECOLOR)
    return "\n".join(line.rstrip() for line in parts) + "\n"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_dashboard_and_ticket(snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    pictures = snapshot.use_extension(TextFiles)
    async with running(FakeEngine(), size) as pilot:
        app = pilot.app
        assert isinstance(app, FutuApp)
        assert len(app.available_themes) >= 6
        assert await drawn(pilot, app) == pictures(name="dashboard")
        await pilot.press("3", "b")
        await settled(pilot)
        assert await drawn(pilot, app) == pictures(name="ticket")
