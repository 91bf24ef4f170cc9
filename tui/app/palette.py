"""Theme variables turned into the styles that Line-API widgets draw with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.color import Color as RichColor
from rich.style import Style
from textual.app import App
from textual.color import Color, ColorParseError

from tui.state.rows import Tone

DEFAULTS: dict[str, str] = {
    "quote-up": "#4ac46a",
    "quote-down": "#ff7b72",
    "quote-flat": "#d0d7de",
    "bar-up": "#12351d",
    "bar-down": "#481c1c",
    "own-order": "#ffd866",
    "env-real": "#ff7b72",
    "env-paper": "#79b8ff",
    "stale": "#848d97",
    "dim": "#8b949e",
    "warn": "#e3b341",
    "failed": "#ff7b72",
    "lamp-live": "#4ac46a",
    "lamp-wait": "#e3b341",
    "lamp-down": "#ff7b72",
    "pane-header": "#1c232c",
    "pane-header-text": "#9aa4af",
    "pane-header-focus": "#1f4b7a",
    "pane-header-focus-text": "#ffffff",
    "cursor-row": "#243b53",
    "cursor-row-blurred": "#1c232c",
}
"""Every variable of ours with the value that holds when a theme does not name it."""

IN_16: dict[str, str] = {
    "bar-up": "reverse",
    "bar-down": "reverse",
    "pane-header": "underline",
    "pane-header-text": "plain",
    "pane-header-focus": "reverse",
    "pane-header-focus-text": "plain",
    "cursor-row": "reverse",
    "cursor-row-blurred": "underline",
}
"""What takes the place of grounds where there are 16 colours: none of those leaves all inks readable."""

_GROUNDS = frozenset(IN_16) - {"pane-header-text", "pane-header-focus-text"}

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

_BOLD = frozenset({Tone.STRONG, Tone.OWN, Tone.WARN, Tone.BAD, Tone.REAL, Tone.PAPER})
_ATTRIBUTES = frozenset({"bold", "dim", "italic", "underline", "reverse"})
PLAIN = "plain"
"""Says that a look has no colour of its own."""


class LookError(ValueError):
    """A text that is no look."""


def look_of(text: str) -> tuple[RichColor | None, dict[str, bool]]:
    """Read a look: a colour as in CSS, attributes such as bold and reverse, or both; LookError otherwise."""
    words = text.split()
    attributes = {word: True for word in words if word in _ATTRIBUTES}
    colour = " ".join(word for word in words if word not in _ATTRIBUTES and word != PLAIN)
    if not words:
        raise LookError(f"{text!r} is not a colour")
    try:
        return (Color.parse(colour).rich_color if colour else None), attributes
    except ColorParseError:
        raise LookError(f"{text!r} is not a colour") from None


def colours_alone(looks: Mapping[str, str], *, ink: str, ground: str) -> dict[str, str]:
    """Return our variables as style sheets take them: a look without a colour is `ink` or `ground`."""
    return {name: _alone(name, looks, ink, ground) for name in DEFAULTS}


def _alone(name: str, looks: Mapping[str, str], ink: str, ground: str) -> str:
    words = looks[name].split()
    colour = " ".join(word for word in words if word not in _ATTRIBUTES and word != PLAIN)
    reverse = "reverse" in words or "reverse" in looks.get(name.removesuffix("-text"), "").split()
    return colour or (ground if (name in _GROUNDS) is not reverse else ink)


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

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._styles: dict[object, Style] = {}

    def tone(self, tone: Tone) -> Style:
        """Return how a view model's tone is drawn."""
        style = self._styles.get(tone)
        if style is None:
            variable = _TONES.get(tone)
            style = Style() if variable is None else self._read(variable, ground=False)
            style = self._made(tone, style + Style(bold=True) if tone in _BOLD else style)
        return style

    def text(self, variable: str, *, bold: bool = False) -> Style:
        """Return a style that writes in the look of a theme variable."""
        key = (variable, "text", bold)
        style = self._styles.get(key)
        if style is None:
            style = self._read(variable, ground=False)
            style = self._made(key, style + Style(bold=True) if bold else style)
        return style

    def ground(self, variable: str) -> Style:
        """Return a style that fills with the look of a theme variable."""
        key = (variable, "ground")
        style = self._styles.get(key)
        return self._made(key, self._read(variable, ground=True)) if style is None else style

    def over(self, style: Style, variable: str) -> Style:
        """Return a style on another ground; on one that is reversed already, that ground is upright."""
        ground = self.ground(variable)
        return style + (Style(reverse=False) if style.reverse and ground.reverse else ground)

    def _made(self, key: object, style: Style) -> Style:
        return self._styles.setdefault(key, style)

    def _read(self, variable: str, *, ground: bool) -> Style:
        try:
            colour, attributes = look_of(self._variables.get(variable, DEFAULTS.get(variable, PLAIN)))
        except LookError:
            return Style()
        if ground:
            return Style(bgcolor=colour, **attributes)  # type: ignore[arg-type]
        return Style(color=colour, **attributes)  # type: ignore[arg-type]


def palette_of(app: App[Any]) -> Palette:
    """Return the palette of the theme that an app shows now."""
    return Palette(app.theme_variables)
