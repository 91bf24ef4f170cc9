"""What draws lines of its own: it keeps them until they are to be drawn again, and follows the theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.widget import Widget

from tui.app.output.hooks import is_settled
from tui.app.palette import Palette, palette_of
from tui.app.widgets.pieces import WholeStrip

MOST_STYLES = 512


class Drawn(Widget):
    """Hands out lines as `render_line` draws them.

    There is no border around them and no colour mixed into them, which Textual's own way takes care of, for
    as much time as it takes to draw them; what has a margin inside is left to that.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._kept: dict[int, Strip] = {}
        """What is on each line since it was last refreshed."""
        self._kept_look: tuple[object, ...] = ()
        self._filtered: dict[int, tuple[Style | None, Style | None]] = {}
        """Styles, found by which object they are, and as they leave the filters of the app."""
        self._palette: Palette | None = None
        self._visual: VisualStyle | None = None
        self._base = Style.null()
        self._is_held = False

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines that are not kept, and hand all of them out."""
        if self.styles.gutter:
            return super().render_lines(crop)
        width, ground, filters = self.size.width, self.background_colors[1], self.get_line_filters()
        look = (width, ground, *filters)
        if look != self._kept_look:
            self._kept.clear()
            self._filtered.clear()
            self._kept_look = look
        strips: list[Strip] = []
        for y in crop.line_range:
            strip = self._kept.get(y)
            if strip is None:
                drawn = self.render_line(y)
                if drawn.cell_length != width:
                    drawn = drawn.adjust_cell_length(width, self._ground())
                strip = self._kept[y] = self._through(filters, drawn, ground)
            strips.append(strip)
        if crop.column_span != (0, width):
            return [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Have these lines drawn again, or all."""
        if regions:
            for region in regions:
                for y in region.line_range:
                    self._kept.pop(y, None)
        elif repaint:
            self._kept.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def hold(self) -> None:
        """Wait with what was drawn until it is let go: somebody is about to show it."""
        self._is_held = True

    def let_go(self) -> None:
        """Go the usual way with what was not shown by then."""
        self._is_held = False
        if not is_settled(self):
            self.check_idle()

    def check_idle(self) -> None:
        """Have what was drawn taken to the screen, by way of two messages and a timer."""
        if not self._is_held:
            super().check_idle()

    def notify_style_update(self) -> None:
        """Draw anew when the colours behind the text changed."""
        super().notify_style_update()
        if self._visual is not None and self._base != self.visual_style.rich_style:
            self._redraw()

    def _redraw(self) -> None:
        """Draw everything again."""
        self.refresh()

    def _ground(self) -> Style:
        """Text and background of the pane, under everything drawn: a line brings its own background."""
        visual = self.visual_style
        if visual is not self._visual:
            self._visual, self._base = visual, visual.rich_style
        return self._base

    def _colours(self) -> Palette:
        if self._palette is None:
            self._palette = palette_of(self.app)
        return self._palette

    def _through(self, filters: Sequence[LineFilter], drawn: Strip, ground: Color) -> Strip:
        """Return what is drawn as it leaves the filters, which change styles one by one and nothing else."""
        seen, same = self._filtered, True
        if len(seen) >= MOST_STYLES:
            seen.clear()
        for text, style, _ in drawn:
            known = seen.get(id(style))
            if known is None or known[0] is not style:
                sample = [Segment(text, style)]
                for one in filters:
                    sample = one.apply(sample, ground)
                known = seen[id(style)] = style, sample[0].style
            same = same and known[1] is style
        if same and isinstance(drawn, WholeStrip):
            return drawn
        return WholeStrip([Segment(text, seen[id(style)][1]) for text, style, _ in drawn], drawn.cell_length)
