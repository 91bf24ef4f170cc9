"""The Textual application: first frame, themes, and the keys that work everywhere.

The first frame is the dashboard itself, on a store that is still empty; the engine is started behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import WorkerFailed

from tui.app.actions import Where
from tui.app.clipboard import Clipboard
from tui.app.commands import ActionCommands
from tui.app.copier import Copier, CopyWanted, carries
from tui.app.key_forms import is_modifier, make_plain
from tui.app.key_queue import KeyQueue
from tui.app.keymap import bindings_for, in_force
from tui.app.kill_switch import KillSwitch
from tui.app.line_profile import LineProfile
from tui.app.line_watch import LineWatch
from tui.app.output.hooks import GateDriver, colours_of, end_on_fault
from tui.app.output.outlet import Outlet
from tui.app.output.pace import Pace, Rates
from tui.app.output.panes import panes_of
from tui.app.palette import DEFAULTS, colours_alone, palette_of, swap_directions
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.starting import StartingScreen
from tui.app.settings import Settings
from tui.app.stage import Stage
from tui.app.stalls import BEAT_S, SUSPENDED, Resumption, Stalls, soon, suspend, why_not_suspend
from tui.app.themes import FALLBACK, NO_HUE, looks_of
from tui.app.widgets.lines import Lines
from tui.client.address import Address
from tui.options import DashboardOptions
from tui.trading.heartbeat import STOOD_STILL
from tui.trading.passwords import Passwords

if TYPE_CHECKING:
    from tui.app.ends import Ends
    from tui.app.ports import EnginePort

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def hong_kong_now() -> datetime:
    """Return the time on the wall of the exchange."""
    return datetime.now(HONG_KONG)


class FutuApp(App[int], inherit_bindings=False):
    """The face of one engine, which begins to work once the first frame is painted."""

    TITLE = "futu-tui"
    CSS_PATH = "styles/dashboard.tcss"
    COMMANDS = {ActionCommands}  # noqa: RUF012  Textual declares it as a plain class variable
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for(Where.EVERYWHERE),
        Binding("ctrl+c", "interrupt", "Leave", show=False, id="interrupt", tooltip="Leave, as q does"),
    ]
    _red_up = False
    _colours: ColorSystem | None = ColorSystem.TRUECOLOR
    _ascii_only = False
    _told_stale: float | None = None
    """Which standstill was told of."""

    def __init__(
        self,
        engine: EnginePort | None,
        options: DashboardOptions,
        settings: Settings,
        *,
        engine_for: Callable[[Address], EnginePort],
        now: Callable[[], datetime] = hong_kong_now,
        passwords: Passwords | None = None,
        on_ready: Callable[[], None] | None = None,
        driver_class: type[Driver] | None = None,
        line: LineWatch | None = None,
        on_choice: Callable[[str, str], None] = lambda _, __: None,
        ends: Ends | None = None,
    ) -> None:
        """Face this engine; without one, make one for the address of the options or for a demo.

        `on_choice` is told what the user chose by key: `theme` or `up`, and the value.
        """
        super().__init__(driver_class=driver_class)
        if self.no_color or driver_class is not None:
            self._colours = colours_of(self)
        self._engine = engine
        self._ends = ends
        self._line = line or LineWatch()
        if self._fewer_colours:
            self._colours = ColorSystem.EIGHT_BIT
        self._on_choice = on_choice
        self.animation_level = "basic" if self._line.profile.animation else "none"
        self._options = options
        self._settings = settings
        self._problems = (*settings.problems, *in_force().problems, *(ends.news if ends else ()))
        self._on_ready = on_ready
        self._stalls = Stalls()
        self._outlet: Outlet | None = None
        self._keys = KeyQueue(
            self,
            super().on_event,
            self._paste_dropped,
            stalls=self._stalls,
            on_stale=self._key_too_old,
            on_company=self._key_not_alone,
            on_taken=self._user_acted,
        )
        self._resumption = Resumption(self._resumed)
        self._stage = Stage(self, options, settings.codes, engine_for, now, settings.trading, passwords)
        self._kill_switch = KillSwitch(self, lambda: self._stage.engine)
        self._copier = Copier(self, Clipboard(self.control))
        self._ascii_only = options.ascii_only or self._line.profile.ascii
        self._red_up = settings.red_up if options.up_colour is None else options.up_colour == "red"
        self._take_themes()

    def get_default_screen(self) -> Screen[None]:
        """Say what is waited for while there is no dashboard yet."""
        return StartingScreen("futu-tui: starting a simulated OpenD..." if self._options.demo else "")

    async def on_mount(self) -> None:
        """Set the stage and tell what could not be read; the engine waits for the first frame."""
        self.set_keymap(in_force().overrides())
        self.theme_changed_signal.subscribe(self, self._repaint)
        self._resumption.hold()
        if self._ends is not None and isinstance(self._driver, GateDriver):
            self._ends.takes(self._driver)
        self._own_loop = asyncio.get_running_loop()
        self.set_interval(BEAT_S, self._beat, name="heartbeat")
        await self._stage.open(self._engine)
        for problem in self._problems:
            self.notify(problem, severity="warning", markup=False)
        self.call_after_refresh(self._begin)

    async def on_unmount(self) -> None:
        """Leave nothing running."""
        self._resumption.let_go()
        if self._outlet is not None:
            self._outlet.close()
        await self._stage.close()

    async def _begin(self) -> None:
        await self._stage.begin()
        if self._on_ready is not None:
            self.call_after_refresh(self._on_ready)

    def on_offline_screen_demo_wanted(self) -> None:
        """Start the demo in place of the OpenD that is not there."""
        self.run_worker(self._stage.start_demo(), name="demo")

    # ---- ends

    def exit(
        self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Begin to leave; what begins so comes to an end."""
        if self._ends is not None:
            self._ends.leaving(return_code if result is None else result)
        super().exit(result, return_code, message)

    def _handle_exception(self, error: Exception) -> None:
        """End on a fault of ours, without the values it happened with: a password may be among them."""
        if end_on_fault(self, error) and self._ends is not None:
            self._ends.fault(error.error if isinstance(error, WorkerFailed) else error)

    def action_suspend(self) -> None:
        """Give the terminal to the shell for a while; `fg` comes back, disarmed."""
        if why := why_not_suspend():
            self.notify(f"not suspended: {why}", severity="warning", markup=False)
            return
        self._disarm(SUSPENDED)
        suspend()

    # ---- output

    @property
    def outlet(self) -> Outlet | None:
        """The way to the terminal; None without one."""
        return self._outlet

    @property
    def answers_key(self) -> bool:
        """Whether the answer to a key is being painted."""
        return self._outlet is not None and self._outlet.answers_key

    def show_data(self, widgets: Iterable[Widget]) -> None:
        """Show what is no answer to a key by itself, so that answers go first."""
        if self._outlet is not None:
            self._outlet.display_data(widgets)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Hand what was drawn to the output, which decides when it goes."""
        driver = self._driver
        if not isinstance(driver, GateDriver):
            super()._display(screen, renderable)
            return
        if self._outlet is None:
            self._outlet = Outlet(
                self,
                driver,
                Pace(cap=self._line.profile.budget, frames_per_s=self._line.profile.frames_per_s),
                panes=lambda: panes_of(self.screen),
                busy=lambda: self._keys.busy,
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

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keep the cursor of a field from blinking, which costs bytes as long as it is open."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = self._line.profile.blink

    def control(self, text: str) -> bool:
        """Have the terminal obey a sequence that draws nothing; False when the line is too slow for it."""
        if self._driver is None or (self._outlet is not None and not carries(self._outlet.rates, len(text))):
            return False
        # Whatever writes: what is handed over in one piece stays in one piece, before or behind a frame.
        self._driver.write(text)
        return True

    def on_copy_wanted(self, event: CopyWanted) -> None:
        """Put a text where it can be pasted from."""
        event.stop()
        self._copier.copy(event.text, event.what, event.say)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what Textual's own fields hold the same way."""
        self._copier.copy(text, "text")

    def _unread(self) -> None:
        """Take keys for nothing while nobody sees what they do."""
        self._stalls.unread = True
        self._disarm("nobody reads the terminal")

    def _read_again(self) -> None:
        self._stalls.unread = False
        self._stalls.went_on(monotonic())
        self._disarm(STOOD_STILL)

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

    def _take_themes(self) -> None:
        """Register ours and leave out Textual's, which know no quotes."""
        ours = {theme.name: theme for theme in self._settings.themes}
        for theme in ours.values():
            self.register_theme(theme)
        wanted = self._options.theme or self._settings.theme
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

    # ---- keys

    async def on_event(self, event: events.Event) -> None:
        """Hand out keys one at a time; everything else at once."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            make_plain(event)
            if self._outlet is not None:
                self._outlet.poked()
            # Before every queue and every screen: nothing that is open, stuck or full may stop it.
            if event.key == "ctrl+z":
                self.action_suspend()
            elif not self._kill_switch.takes(event) and not is_modifier(event):
                await self._keys.put(event)
        elif isinstance(event, events.CursorPosition) and self._outlet is not None:
            self._outlet.answered(event)
        elif isinstance(event, events.AppBlur | events.AppFocus):
            # Textual would take the focus from what is typed in, and mark all of it on the way back.
            self._told_focus(has_it=isinstance(event, events.AppFocus))
        elif not isinstance(event, events.MouseEvent) or self._takes_clicks:
            await super().on_event(event)
            if isinstance(event, events.Resize) and self._outlet is not None:
                self._outlet.resized(event.size)

    @property
    def _takes_clicks(self) -> bool:
        """Whether a click may choose a pane or a tab: not while a ticket or a question is open."""
        return isinstance(self.screen, Dashboard) and not self.screen.panel.is_open

    def _told_focus(self, *, has_it: bool) -> None:
        """Disarm when somebody else may have the keys, if that is wished."""
        if not has_it and self._settings.trading.disarm_on_blur:
            self._disarm("the terminal lost the focus")

    def _user_acted(self) -> None:
        if self._outlet is not None:
            self._outlet.pressed()
        if self._stage.engine is not None:
            self._stage.engine.user_acted()

    def _disarm(self, why: str) -> None:
        if self._stage.engine is not None:
            self._stage.engine.disarm(why)

    def _beat(self) -> None:
        if self._outlet is not None and self._line.look(self._outlet.rates) and self._fewer_colours:
            self.draw_in(ColorSystem.EIGHT_BIT)
        if self._stalls.beat(monotonic()):
            self._disarm(STOOD_STILL)

    def _resumed(self) -> None:
        """Take note, between any two instructions; the loop does the rest."""
        self._stalls.went_on(monotonic())
        soon(self._own_loop, self._catch_up)

    def _catch_up(self) -> None:
        self._disarm(SUSPENDED)
        if self._stage.engine is not None:
            self._stage.engine.catch_up()

    def _key_too_old(self) -> None:
        self._disarm(STOOD_STILL)
        if self._told_stale != (ended := self._stalls.ended):
            self._told_stale = ended
            self.notify(
                "keys pressed while the program stood still were dropped: look, then press again",
                severity="warning",
                markup=False,
            )

    def _key_not_alone(self) -> None:
        self.notify(
            "nothing was sent: the key came together with others, as in a paste; press it by itself",
            severity="warning",
            markup=False,
        )

    def _paste_dropped(self) -> None:
        self.notify(
            "a paste was ignored: it would have been taken for commands", severity="warning", markup=False
        )

    def action_kill_switch(self) -> None:
        """Count as one press of its key, when chosen in the palette."""
        self._kill_switch.press()

    def action_show_help(self) -> None:
        """Show all keys."""
        from tui.app.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_show_palette(self) -> None:
        """Find any action by its name."""
        self.action_command_palette()

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

    async def action_interrupt(self) -> None:
        """Leave as the key q of the screen does; screens without one have another key to leave them."""
        if isinstance(self.screen, StartingScreen):
            self.exit(0)
        else:
            await self.run_action("screen.quit")
