"""Whether what is written can be read on what is behind it, in the colours of xterm."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from rich.color import Color, ColorSystem
from textual.color import Color as CssColor
from textual.theme import Theme

from tui.app.palette import look_of
from tui.app.themes import looks_of

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
"""Each text with each ground that it may stand on."""
_XTERM = (
    "#000000 #cd0000 #00cd00 #cdcd00 #0000ee #cd00cd #00cdcd #e5e5e5 "
    "#7f7f7f #ff0000 #00ff00 #ffff00 #5c5cff #ff00ff #00ffff #ffffff"
)
Rgb = tuple[int, int, int]


class Looks:
    """The colours of a theme on one kind of terminal; of one that is not of the terminal's own colours."""

    def __init__(self, theme: Theme, depth: ColorSystem) -> None:
        made = theme.to_color_system().generate()
        base = {name: made[name] for name in ("background", "surface", "foreground")}
        self._looks = {**base, **theme.variables, **looks_of(theme, depth)}
        self._depth = depth

    def colour(self, name: str, other: str) -> Rgb:
        """Return a colour; a look without one shows that of what it lies on."""
        colour, _ = look_of(self._looks[name])
        return _shown(
            colour if colour is not None else look_of(self._looks[other])[0] or Color.default(), self._depth
        )

    def contrast(self, text: str, ground: str) -> float:
        """Return the contrast of a text; reversed it is the same."""
        return _contrast(self.colour(text, "foreground"), self.colour(ground, "background"))

    def weak(self, readable: float = READABLE) -> Iterator[tuple[float, str, str]]:
        """Yield contrast, text and ground where the text has less contrast than is asked for."""
        for text, ground in PAIRS:
            ratio = self.contrast(text, ground)
            if ratio < min(readable, LEGIBLE if text in GREYED else readable):
                yield ratio, text, ground


def _shown(colour: Color, depth: ColorSystem) -> Rgb:
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


def _contrast(one: Rgb, other: Rgb) -> float:
    """Return the ratio of the luminances of two colours, as WCAG defines it."""

    def luminance(rgb: Rgb) -> float:
        parts = (part / 255 for part in rgb)
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
