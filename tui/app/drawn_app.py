"""The application as far as it is drawn: its looks, and the way from a paint to the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.driver import Driver
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget
from textual.widgets import Input

from tui.app.line_profile import LineProfile
from tui.app.line_watch import LineWatch
from tui.app.output.hooks import GateDriver, colours_of
from tui.app.output.outlet import Outlet
from tui.app.output.pace import Pace, Rates
from tui.app.output.panes import Panes
from tui.app.palette import DEFAULTS, colours_alone, palette_of, swap_directions
from tui.app.settings import Settings
from tui.app.themes import FALLBACK, NO_HUE, looks_of
from tui.app.widgets.lines import Lines
from tui.options import DashboardOptions

PAUSE_S = 2.0
"""Who has pressed no key for so long is not typing."""


class DrawnApp(App[int], inherit_bindings=False):
    """Draws through the gate on a terminal of its own, through Textual's driver on any other."""

    _red_up = False
    _colours: ColorSystem | None = ColorSystem.TRUECOLOR
    _ascii_only = False

    def __init__(
        self,
        options: DashboardOptions,
        settings: Settings,
        *,
        driver_class: type[Driver] | None,
        line: LineWatch | None,
        on_choice: Callable[[str, str], None],
    ) -> None:
        """`on_choice` is told what the user chose by key: `theme` or `up`, and the value."""
        super().__init__(driver_class=driver_class)
        if self.no_color or driver_class is not None:
            self._colours = colours_of(self)
        self._line = line or LineWatch()
        if self._fewer_colours:
            self._colours = ColorSystem.EIGHT_BIT
        self._on_choice = on_choice
        self.animation_level = "basic" if self._line.profile.animation else "none"
        self._outlet: Outlet | None = None
        self._ascii_only = options.ascii_only or self._line.profile.ascii
        self._red_up = settings.red_up if options.up_colour is None else options.up_colour == "red"
        self._problems = settings.problems
        self._take_themes(options.theme or settings.theme, settings.themes)

    def pop_screen(self) -> AwaitComplete:
        """Leave a screen, and forget what it drew: Textual remembers colours by what drew them, all of it."""
        left = self.screen
        popped = super().pop_screen()
        for widget in (left, *left.query()):
            # Nobody draws it again; to be told to is what makes it give up its lines.
            widget.refresh()
            if widget.show_vertical_scrollbar:
                widget.vertical_scrollbar.refresh()
        return popped

    # ---- output

    @property
    def outlet(self) -> Outlet | None:
        """The way to the terminal; None without one."""
        return self._outlet

    @property
    def answers_key(self) -> bool:
        """Whether a key waits for the loop, or its answer is being painted."""
        return self._outlet is not None and (self._outlet.expects_key or self._outlet.answers_key)

    def show_data(self, widgets: Iterable[Widget], *, more: bool) -> None:
        """Show what is no answer to a key by itself, so that answers go first; `more` of it follows."""
        if self._outlet is not None:
            self._outlet.display_data(widgets, more=more)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Hand what was drawn to the output, which decides when it goes."""
        driver = self._driver
        if not isinstance(driver, GateDriver):
            super()._display(screen, renderable)
            return
        if self._outlet is None:
            panes = Panes()
            self._outlet = Outlet(
                self,
                driver,
                Pace(cap=self._line.profile.budget, frames_per_s=self._line.profile.frames_per_s),
                panes=lambda: panes.of(self.screen),
                busy=self._handles_key,
                on_unread=self._unread,
                on_read=self._read_again,
                colours=self._colours,
                ascii_only=self._ascii_only,
            )
        self._outlet.display(renderable)
        self.post_display_hook()

    @property
    def line_profile(self) -> LineProfile:
        """How the line to the terminal is treated now."""
        return self._line.profile

    def line_rates(self) -> Rates | None:
        """Return what went over the line of late; None without a terminal of ours."""
        return None if self._outlet is None else self._outlet.rates

    @property
    def _fewer_colours(self) -> bool:
        """Whether more colours are drawn now than the line carries well."""
        return self._line.profile.colours == "256" and self._colours is ColorSystem.TRUECOLOR

    def _look_at_line(self) -> None:
        """Draw with fewer colours on a line that turned out to be slow, once nobody types.

        All of it is drawn again then, and a key would wait for that and for the line.
        """
        if self._outlet is None:
            return
        self._line.look(self._outlet.rates)
        if self._fewer_colours and self._outlet.keyless_s >= PAUSE_S:
            self.draw_in(ColorSystem.EIGHT_BIT)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keep the cursor of a field from blinking, which costs bytes as long as it is open."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = self._line.profile.blink

    def control(self, text: str) -> bool:
        """Have the terminal obey a sequence that draws nothing; False when the line is too slow for it."""
        if self._outlet is not None:
            return self._outlet.control(text)
        if self._driver is None:
            return False
        self._driver.write(text)
        return True

    def action_redraw(self) -> None:
        """Have the terminal show again what is on the screen, whatever wrote over it."""
        if self._outlet is not None:
            self._outlet.redraw()

    # ---- what the keys know

    def _handles_key(self) -> bool:
        """Whether a key is on its way through the widgets."""
        return False

    def _unread(self) -> None:
        """Nobody reads the terminal any more."""

    def _read_again(self) -> None:
        """Somebody does again."""

    # ---- looks

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give every variable of ours a value, for themes that do not name it."""
        return DEFAULTS

    def get_css_variables(self) -> dict[str, str]:
        """Exchange up and down where red means up; style sheets get the colours of looks alone."""
        plain = super().get_css_variables()
        looks = plain | looks_of(self.current_theme, self._colours)
        self.theme_variables = swap_directions(looks) if self._red_up else looks
        return plain | colours_alone(looks, ink=plain["foreground"], ground=plain["background"])

    @property
    def colours(self) -> ColorSystem | None:
        """How many colours are drawn with; None is none at all."""
        return self._colours

    def draw_in(self, colours: ColorSystem | None) -> None:
        """Draw with so many colours from now on; never with any where none are wished."""
        if colours is self._colours or self._colours is None:
            return
        self._colours = colours
        if self._outlet is not None:
            self._outlet.draw_in(colours)
        self._restyle()

    def _take_themes(self, wanted: str, themes: Iterable[Theme]) -> None:
        """Register ours and leave out Textual's, which know no quotes."""
        ours = {theme.name: theme for theme in themes}
        for theme in ours.values():
            self.register_theme(theme)
        if self._colours is None and NO_HUE in ours:
            ours = {NO_HUE: ours[NO_HUE]}
            self.theme = NO_HUE
        elif wanted in ours:
            self.theme = wanted
        elif FALLBACK in ours:
            self.theme = FALLBACK
            self._problems += (f"there is no theme {wanted!r}: {', '.join(sorted(ours))}",)
        for name in set(self.available_themes) - set(ours) if ours else ():
            self.unregister_theme(name)

    def _repaint(self, _: Theme) -> None:
        palette = palette_of(self)
        for screen in self.screen_stack:
            for lines in screen.query(Lines):
                lines.repaint_in(palette)

    def action_next_theme(self) -> None:
        """Take the next theme."""
        names = sorted(self.available_themes)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self._on_choice("theme", self.theme)

    def action_switch_colours(self) -> None:
        """Exchange the colours of up and down."""
        self._red_up = not self._red_up
        self._on_choice("up", "red" if self._red_up else "green")
        self._restyle()

    def _restyle(self) -> None:
        self.refresh_css(animate=False)
        self.theme_changed_signal.publish(self.current_theme)
