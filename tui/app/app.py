"""The Textual application: first frame, what it does at its ends, and the keys that work everywhere.

The first frame is the dashboard itself, on a store that is still empty; the engine is started behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from textual import events
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.worker import WorkerFailed

from tui.app.actions import Where
from tui.app.clipboard import Clipboard
from tui.app.commands import ActionCommands
from tui.app.copier import Copier, CopyWanted
from tui.app.drawn_app import PAUSE_S, DrawnApp
from tui.app.key_forms import is_modifier, make_plain
from tui.app.key_queue import KeyQueue
from tui.app.keymap import bindings_for, in_force
from tui.app.kill_switch import KillSwitch
from tui.app.line_watch import LineWatch
from tui.app.memory import tidy
from tui.app.output.hooks import GateDriver, end_on_fault
from tui.app.screens.base import BasePalette
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.starting import StartingScreen
from tui.app.settings import Settings, told_at_start
from tui.app.stage import Stage
from tui.app.stalls import BEAT_S, SUSPENDED, Resumption, Stalls, soon, suspend, why_not_suspend
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


class FutuApp(DrawnApp, inherit_bindings=False):
    """The face of one engine, which begins to work once the first frame is painted."""

    TITLE = "futu-tui"
    CSS_PATH = "styles/dashboard.tcss"
    COMMANDS = {ActionCommands}  # noqa: RUF012  Textual declares it as a plain class variable
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for(Where.EVERYWHERE),
        Binding("ctrl+c", "interrupt", "Leave", show=False, id="interrupt", tooltip="Leave, as q does"),
    ]
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
        super().__init__(options, settings, driver_class=driver_class, line=line, on_choice=on_choice)
        self._engine = engine
        self._ends = ends
        self._options = options
        self._settings = settings
        mistakes = told_at_start((*self._problems, *in_force().problems))
        self._problems = (*mistakes, *(ends.news if ends else ()))
        self._on_ready = on_ready
        self._stalls = Stalls()
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

    def get_default_screen(self) -> Screen[None]:
        """Say what is waited for while there is no dashboard yet."""
        return StartingScreen("futu-tui: starting a simulated OpenD..." if self._options.demo else "")

    async def on_mount(self) -> None:
        """Set the stage and tell what could not be read; the engine waits for the first frame."""
        self.set_keymap(in_force().overrides())
        self.theme_changed_signal.subscribe(self, self._repaint)
        self._resumption.hold()
        if isinstance(self._driver, GateDriver):
            self._driver.on_keys = self._keys_came
            if self._ends is not None:
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

    # ---- copying

    def on_copy_wanted(self, event: CopyWanted) -> None:
        """Put a text where it can be pasted from."""
        event.stop()
        self._copier.copy(event.text, event.what, event.say)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what Textual's own fields hold the same way."""
        self._copier.copy(text, "text")

    # ---- what the terminal tells

    def _handles_key(self) -> bool:
        return self._keys.busy

    def _unread(self) -> None:
        """Take keys for nothing while nobody sees what they do."""
        self._stalls.unread = True
        self._disarm("nobody reads the terminal")

    def _read_again(self) -> None:
        self._stalls.unread = False
        self._stalls.went_on(monotonic())
        self._disarm(STOOD_STILL)

    # ---- keys

    def _keys_came(self, keys: Sequence[events.Key]) -> None:
        """Know which keys came with one read, in the thread that read them."""
        self._keys.came(keys)
        if keys and self._outlet is not None:
            self._outlet.key_came()

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
        self._look_at_line()
        if self._outlet is not None and self._outlet.keyless_s >= PAUSE_S:
            tidy()
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

    def action_command_palette(self) -> None:
        """Open one that shows what is typed while prices move behind it."""
        if not isinstance(self.screen, BasePalette):
            self.push_screen(BasePalette())

    async def action_interrupt(self) -> None:
        """Leave as the key q of the screen does; screens without one have another key to leave them."""
        if isinstance(self.screen, StartingScreen):
            self.exit(0)
        else:
            await self.run_action("screen.quit")
