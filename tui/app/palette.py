"""Theme variables turned into the styles that Line-API widgets draw with."""

from __future__ import annotations

from collections.abc import Mapping

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color, ColorParseError

from tui.state.rows import Tone

DEFAULTS: dict[str, str] = {
    "quote-up": "#3fb950",
    "quote-down": "#f0605d",
    "quote-flat": "#d0d7de",
    "bar-up": "#12351d",
    "bar-down": "#481c1c",
    "own-order": "#ffd866",
    "env-real": "#ff5f5f",
    "env-paper": "#58a6ff",
    "stale": "#6e7681",
    "dim": "#8b949e",
    "warn": "#e3b341",
    "failed": "#ff7b72",
    "lamp-live": "#3fb950",
    "lamp-wait": "#e3b341",
    "lamp-down": "#ff5f5f",
    "pane-header": "#21262d",
    "pane-header-text": "#8b949e",
    "pane-header-focus": "#1f4b7a",
    "pane-header-focus-text": "#ffffff",
    "cursor-row": "#2f4f73",
    "cursor-row-blurred": "#262c34",
}
"""Every variable of ours with the value that holds when a theme does not name it."""

SWAPPED = (("quote-up", "quote-down"), ("bar-up", "bar-down"))
"""What changes places where red means up."""

_TONES: dict[Tone, str] = {
    Tone.UP: "quote-up",
    Tone.DOWN: "quote-down",
    Tone.FLAT: "quote-flat",
    Tone.OWN: "own-order",
    Tone.DIM: "dim",
    Tone.STALE: "stale",
    Tone.GOOD: "lamp-live",
    Tone.WARN: "warn",
    Tone.BAD: "failed",
    Tone.REAL: "env-real",
    Tone.PAPER: "env-paper",
}
"""Tones with a colour of their own; the others are plain text."""

_REVERSED = Style(reverse=True)
_BOLD = frozenset({Tone.STRONG, Tone.OWN, Tone.WARN, Tone.BAD, Tone.REAL, Tone.PAPER})


def ink_of(tone: Tone) -> str:
    """Return the theme variable a tone is written in, empty for plain text."""
    return _TONES.get(tone, "")


def is_bold(tone: Tone) -> bool:
    """Whether a tone is written in bold."""
    return tone in _BOLD


def swap_directions(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables with the colours of up and down exchanged."""
    swapped = dict(variables)
    for one, other in SWAPPED:
        swapped[one], swapped[other] = variables[other], variables[one]
    return swapped


class Palette:
    """The styles of one theme; a new theme is a new palette."""

    def __init__(self, variables: Mapping[str, str], *, few_colours: bool = False) -> None:
        self._variables = variables
        self._few_colours = few_colours
        self._styles: dict[object, Style] = {}

    def tone(self, tone: Tone) -> Style:
        """Return how a view model's tone is drawn."""
        style = self._styles.get(tone)
        if style is None:
            variable = _TONES.get(tone)
            colour = None if variable is None else self._colour(variable)
            style = self._made(tone, Style(color=colour, bold=True if tone in _BOLD else None))
        return style

    def text(self, variable: str, *, bold: bool = False) -> Style:
        """Return a style that writes in the colour of a theme variable."""
        return self._made((variable, "text", bold), Style(color=self._colour(variable), bold=bold or None))

    def ground(self, variable: str) -> Style:
        """Return a style that fills with the colour of a theme variable."""
        return self._made((variable, "ground"), Style(bgcolor=self._colour(variable)))

    def bar(self, variable: str) -> Style:
        """Return how the filled share of a cell is drawn: where dark colours look like black, reversed."""
        return self._made((variable, "bar"), _REVERSED) if self._few_colours else self.ground(variable)

    def _made(self, key: object, style: Style) -> Style:
        return self._styles.setdefault(key, style)

    def _colour(self, variable: str) -> RichColor | None:
        value = self._variables.get(variable, DEFAULTS.get(variable, ""))
        try:
            return Color.parse(value).rich_color
        except ColorParseError:
            return None
