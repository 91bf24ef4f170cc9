"""A block of styled lines that repaints only the lines that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tui.app.palette import Palette
from tui.app.widgets.drawn import Drawn
from tui.app.widgets.fit import printable


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one look; colours are names of theme variables, never values."""

    text: str
    ink: str = ""
    bold: bool = False
    ground: str = ""
    reverse: bool = False
    """Swapped colours: seen without any colour at all."""


Line = tuple[Span, ...]
BLANK: Line = ()


class Lines(Drawn):
    """Lines of spans, one a row; `show` compares with what is there and repaints the rows that differ."""

    DEFAULT_CSS = "Lines { height: auto; width: 1fr; }"

    def __init__(
        self, lines: Sequence[Line] = (), *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = tuple(lines)
        self._inks: dict[tuple[str, bool, str, bool], Style] = {}
        """Looks of spans, in the colours of `_inks_on`."""
        self._inks_on: tuple[Palette, Style] | None = None

    @property
    def text(self) -> str:
        """What is shown, without looks; what tests read."""
        return "\n".join(text_of(line) for line in self._lines)

    def show(self, lines: Iterable[Line]) -> None:
        """Show these lines from now on."""
        old, new = self._lines, tuple(lines)
        if old == new:
            return
        self._lines = new
        if len(old) != len(new):
            self.refresh(layout=self.styles.height is not None and self.styles.height.is_auto)
            return
        width = self.size.width
        changed = [y for y, (was, now) in enumerate(zip(old, new, strict=True)) if was != now]
        self.refresh(*(Region(0, y, width, 1) for y in changed))

    def repaint_in(self, palette: Palette) -> None:
        """Draw everything again in the colours of a new theme."""
        self._palette, self._visual = palette, None
        self.refresh()

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many rows as lines."""
        del container, viewport, width
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """Draw one line, cut or filled to the width."""
        line = self._lines[y] if y < len(self._lines) else BLANK
        colours, ground = self._colours(), self._ground()
        if self._inks_on != (colours, ground):
            self._inks_on = colours, ground
            self._inks.clear()
        segments: list[Segment] = []
        left = self.size.width
        for span in line:
            if left <= 0:
                break
            text = printable(span.text)
            if cell_len(text) > left:
                text = set_cell_size(text, left)
            segments.append(Segment(text, self._ink(span, colours, ground)))
            left -= cell_len(text)
        if left > 0:
            segments.append(Segment(" " * left, ground))
        return Strip(segments, self.size.width)

    def _ink(self, span: Span, colours: Palette, ground: Style) -> Style:
        key = (span.ink, span.bold, span.ground, span.reverse)
        style = self._inks.get(key)
        if style is None:
            style = self._inks[key] = ground + style_of(span, colours)
        return style


def style_of(span: Span, palette: Palette) -> Style:
    """Return how a span is drawn in a theme."""
    style = palette.text(span.ink, bold=span.bold) if span.ink else Style(bold=span.bold or None)
    if span.ground:
        style = palette.over(style, span.ground)
    return style + Style(reverse=not style.reverse) if span.reverse else style


def text_of(line: Line) -> str:
    """Return a line without its looks."""
    return "".join(span.text for span in line)


def pad(text: str, width: int) -> str:
    """Fill a text up to this many cells; a longer one stays whole."""
    return text + " " * max(width - cell_len(text), 0)


def wrap(text: str, width: int) -> tuple[str, ...]:
    """Break a text between words into lines of at most this many cells; longer words are broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while cell_len(line) > width > 0:
            head = set_cell_size(line, width).rstrip()
            lines.append(head)
            line = line[len(head) :]
    return (*lines, line) if line else tuple(lines)
