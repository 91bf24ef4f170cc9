"""Whether what is written can be read on what is behind it, also where the terminal has fewer colours."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from textual.color import Color as CssColor
from textual.theme import Theme

from tui.app.palette import look_of
from tui.app.themes import load_themes, looks_of

DEPTHS = (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD)
READABLE, LEGIBLE = 4.5, 3.0
"""Contrast ratios that WCAG asks for: of text, and of what is greyed on purpose."""
GREYED = ("dim", "stale")
TEXTS = (
    "foreground",
    "quote-up",
    "quote-down",
    "quote-flat",
    "own-order",
    "env-real",
    "env-paper",
    "warn",
    "failed",
    "lamp-live",
    "lamp-wait",
    "lamp-down",
    *GREYED,
)
GROUNDS = ("background", "surface", "cursor-row", "cursor-row-blurred", "pane-header")
PAIRS = (
    *product(TEXTS, GROUNDS),
    *product(("foreground", "quote-flat", "own-order"), ("bar-up", "bar-down")),
    ("pane-header-text", "background"),
    ("pane-header-text", "pane-header"),
    ("pane-header-focus-text", "pane-header-focus"),
)
_XTERM = (
    "#000000 #cd0000 #00cd00 #cdcd00 #0000ee #cd00cd #00cdcd #e5e5e5 "
    "#7f7f7f #ff0000 #00ff00 #ffff00 #5c5cff #ff00ff #00ffff #ffffff"
)
Rgb = tuple[int, int, int]


def ours() -> tuple[Theme, ...]:
    """Return our themes but those of the terminal's own colours, which are as readable as it is set to be."""
    themes, problems = load_themes([Path(__file__).resolve().parents[2] / "themes"])
    assert problems == ()
    return tuple(theme for theme in themes if not theme.ansi)


def shown(colour: Color, depth: ColorSystem) -> Rgb:
    """Return what a terminal with the colours of xterm makes of a colour."""
    number = colour.downgrade(depth).number
    if number is None:
        assert colour.triplet is not None
        return colour.triplet
    if number < 16:
        return CssColor.parse(_XTERM[8 * number : 8 * number + 7]).rgb
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    steps = (0, 95, 135, 175, 215, 255)
    return steps[(number - 16) // 36], steps[(number - 16) // 6 % 6], steps[(number - 16) % 6]


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the ratio of the luminances of two colours, as WCAG defines it."""

    def luminance(rgb: Rgb) -> float:
        parts = (part / 255 for part in rgb)
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class Looks:
    """The colours of a theme on one kind of terminal."""

    def __init__(self, theme: Theme, depth: ColorSystem) -> None:
        base = {
            "background": str(theme.background),
            "surface": str(theme.surface),
            "foreground": str(theme.foreground),
        }
        self._looks = {**base, **theme.variables, **looks_of(theme, depth)}
        self._depth = depth

    def colour(self, name: str, other: str) -> Rgb:
        """Return a colour; a look without one shows that of what it lies on."""
        colour, _ = look_of(self._looks[name])
        return shown(
            colour if colour is not None else look_of(self._looks[other])[0] or Color.default(), self._depth
        )

    def contrast(self, text: str, ground: str) -> float:
        """Return the contrast of a text; reversed it is the same."""
        return contrast(self.colour(text, "foreground"), self.colour(ground, "background"))


@pytest.mark.parametrize("depth", DEPTHS, ids=lambda depth: depth.name)
@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_text_can_be_read_on_what_is_behind_it(theme: Theme, depth: ColorSystem) -> None:
    looks = Looks(theme, depth)
    weak = {
        f"{text} on {ground}": round(ratio, 1)
        for text, ground in PAIRS
        if (ratio := looks.contrast(text, ground)) < (LEGIBLE if text in GREYED else READABLE)
    }
    assert weak == {}


@pytest.mark.parametrize("depth", DEPTHS, ids=lambda depth: depth.name)
@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_up_and_down_and_own_orders_look_different(theme: Theme, depth: ColorSystem) -> None:
    looks = Looks(theme, depth)
    inks = {name: looks.colour(name, "foreground") for name in ("quote-up", "quote-down", "own-order")}
    assert len(set(inks.values())) == len(inks)
    assert looks.colour("env-real", "foreground") != looks.colour("env-paper", "foreground")


@pytest.mark.parametrize("depth", DEPTHS[:2], ids=lambda depth: depth.name)
@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_the_row_at_the_cursor_and_the_bars_stand_out(theme: Theme, depth: ColorSystem) -> None:
    looks = Looks(theme, depth)
    grounds = ("cursor-row", "pane-header-focus", "bar-up", "bar-down")
    flat = {ground: looks.contrast(ground, "background") for ground in grounds}
    assert {ground: round(ratio, 2) for ground, ratio in flat.items() if ratio < 1.15} == {}
    assert looks.colour("cursor-row", "background") != looks.colour("cursor-row-blurred", "background")
    assert looks.colour("bar-up", "background") != looks.colour("bar-down", "background")


@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_where_there_are_few_colours_grounds_are_signs_of_another_kind(theme: Theme) -> None:
    looks = {**theme.variables, **looks_of(theme, ColorSystem.STANDARD)}
    for ground in ("cursor-row", "pane-header-focus", "bar-up", "bar-down"):
        assert look_of(looks[ground])[1] == {"reverse": True}
