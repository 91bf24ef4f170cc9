"""What a terminal shows of an app: its whole screen through our gate's surface and encoder into pyte."""

from __future__ import annotations

import re
from itertools import groupby
from string import ascii_letters
from typing import Any

import pyte
from pyte import modes
from rich.color import ColorSystem
from textual.app import App

from tui.app.output.diff import Encoder, changed
from tui.app.output.hooks import pieces
from tui.app.output.pens import Pen
from tui.app.output.surface import UNKNOWN, Surface

COLOURS = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3[0-79]|4[0-79]|9\d|10\d|[34]8)(?:;[\d;]*)?m")
"""A sequence that sets a colour."""


class Gated:
    """One screen as it is sent in some colours: the bytes, the text of each line, the pens."""

    def __init__(self, app: App[Any], colours: ColorSystem | None, *, ascii_only: bool = False) -> None:
        width, height = app.size
        surface = Surface(width, height, ascii_only=ascii_only)
        for y, x, segments in pieces(app.screen._compositor.render_full_update()):
            surface.put(y, x, segments, colours)
        encoder = Encoder()
        empty = Surface(width, height, shows=UNKNOWN)
        for y in range(height):
            for run in changed(empty, surface, y):
                encoder.add(surface, run)
        self.bytes = encoder.text()
        self.pens = surface.pens
        screen = pyte.Screen(width, height)
        screen.reset_mode(modes.DECAWM)
        pyte.Stream(screen).feed(self.bytes)
        self.lines = tuple(screen.display)

    def looks(self) -> str:
        """Return the pens as text: for each line how many cells have which, and what these are."""
        names: dict[Pen, str] = {}
        rows = []
        for pens in self.pens:
            runs = [(pen, len(list(cells))) for pen, cells in groupby(pens)]
            for pen, _ in runs:
                names.setdefault(pen, ascii_letters[len(names)])
            rows.append(" ".join(f"{cells}{names[pen]}" for pen, cells in runs))
        legend = [f"{name}: {pen.attributes} [{pen.ink}] [{pen.ground}]" for pen, name in names.items()]
        return "\n".join((*legend, *rows))
