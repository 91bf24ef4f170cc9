"""The Textual application: themes, screens, and the life of the engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.theme import Theme

from tui.app.actions import Where
from tui.app.commands import ActionCommands
from tui.app.demo import Demo, DemoError
from tui.app.key_queue import KeyQueue
from tui.app.keymap import bindings_for
from tui.app.palette import DEFAULTS, Palette, swap_directions
from tui.app.ports import EnginePort
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.help import HelpScreen
from tui.app.screens.offline import OfflineScreen
from tui.app.screens.starting import StartingScreen
from tui.app.settings import Settings
from tui.app.themes import FALLBACK
from tui.app.widgets.lines import Lines
from tui.client.address import Address
from tui.domain.events import LinkPhase
from tui.options import DashboardOptions
from tui.state.dirty import Dirty, Topic

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def hong_kong_now() -> datetime:
    """Return the time on the wall of the exchange."""
    return datetime.now(HONG_KONG)


class FutuApp(App[int], inherit_bindings=False):
    """One face on one engine; the demo replaces the engine, and the dashboard with it."""

    TITLE = "futu-tui"
    CSS_PATH = "styles/dashboard.tcss"
    COMMANDS = {ActionCommands}  # noqa: RUF012  Textual declares it as a plain class variable
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for(Where.EVERYWHERE),
        Binding("ctrl+c", "interrupt", "Leave", show=False, id="interrupt", tooltip="Leave, as q does"),
    ]
    _red_up = False

    def __init__(
        self,
        engine: EnginePort | None,
        options: DashboardOptions,
        settings: Settings,
        *,
        engine_for: Callable[[Address], EnginePort],
        now: Callable[[], datetime] = hong_kong_now,
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        """Face this engine; without one the demo is started first."""
        super().__init__()
        self.animation_level = "none"
        self._engine = engine
        self._engine_for = engine_for
        self._options = options
        self._settings = settings
        self._now = now
        self._on_ready = on_ready
        self._demo: Demo | None = None
        self._was_live = False
        self._keys = KeyQueue(self, super().on_event)
        self._problems = settings.problems
        self._red_up = settings.red_up or options.up_colour == "red"
        self._take_themes()

    async def on_mount(self) -> None:
        """Start the engine, or the demo that it needs."""
        self.theme_changed_signal.subscribe(self, self._repaint)
        for problem in self._problems:
            self.notify(problem, severity="warning", markup=False)
        if self._engine is None:
            await self.push_screen(StartingScreen())
            self.run_worker(self._start_demo(), name="demo")
        else:
            await self.push_screen(self._dashboard(self._engine))
            await self._engine.start()
        if self._on_ready is not None:
            self.call_after_refresh(self._on_ready)

    async def on_unmount(self) -> None:
        """Leave nothing running."""
        if self._engine is not None:
            await self._engine.stop()
        if self._demo is not None:
            await self._demo.stop()

    # ---- the link

    def wants(self, changes: Dirty) -> bool:
        """Whether the link changed: the app decides between dashboard and offline screen."""
        return (Topic.LINK, None) in changes

    def paint(self) -> None:
        """Cover the dashboard while OpenD was never reached; later losses show in the dashboard itself."""
        if self._engine is None:
            return
        link = self._engine.store.link
        offline = next((one for one in self.screen_stack if isinstance(one, OfflineScreen)), None)
        if link.phase in (LinkPhase.SYNCING, LinkPhase.LIVE):
            self._was_live = True
            if offline is not None:
                offline.dismiss()
        elif link.phase is LinkPhase.DOWN and link.reason and not self._was_live and offline is None:
            self.push_screen(OfflineScreen(self._engine, now=self._now))

    @on(OfflineScreen.DemoWanted)
    def _demo_wanted(self, event: OfflineScreen.DemoWanted) -> None:
        event.stop()
        self.run_worker(self._start_demo(), name="demo")

    async def _start_demo(self) -> None:
        try:
            demo = await Demo.start()
        except DemoError as error:
            if isinstance(self.screen, OfflineScreen):
                self.screen.say(failed=str(error))
            else:
                self.exit(1, message=f"futu-tui: {error}")
            return
        self._demo = demo
        old, self._engine = self._engine, self._engine_for(demo.address)
        if old is not None:
            await old.stop()
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        await self.switch_screen(self._dashboard(self._engine))
        await self._engine.start()

    def _dashboard(self, engine: EnginePort) -> Dashboard:
        dashboard = Dashboard(
            engine,
            self._settings.codes,
            now=self._now,
            read_only=self._options.read_only,
            real_allowed=self._options.real,
        )
        dashboard.follow(self)
        return dashboard

    # ---- looks

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give every variable of ours a value, for themes that do not name it."""
        return DEFAULTS

    def get_css_variables(self) -> dict[str, str]:
        """Exchange up and down where red means up."""
        variables = super().get_css_variables()
        if self._red_up:
            variables = self.theme_variables = swap_directions(variables)
        return variables

    def _take_themes(self) -> None:
        """Register ours and leave out Textual's, which know no quotes."""
        ours = {theme.name: theme for theme in self._settings.themes}
        for theme in ours.values():
            self.register_theme(theme)
        wanted = self._options.theme or self._settings.theme
        if wanted in ours:
            self.theme = wanted
        elif FALLBACK in ours:
            self.theme = FALLBACK
            self._problems += (f"there is no theme {wanted!r}: {', '.join(sorted(ours))}",)
        for name in set(self.available_themes) - set(ours) if ours else ():
            self.unregister_theme(name)

    def _repaint(self, _: Theme) -> None:
        palette = Palette(self.theme_variables)
        for screen in self.screen_stack:
            for lines in screen.query(Lines):
                lines.repaint_in(palette)

    # ---- keys

    async def on_event(self, event: events.Event) -> None:
        """Hand out keys one at a time; everything else at once."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._keys.put(event)
        else:
            await super().on_event(event)

    def action_show_help(self) -> None:
        """Show all keys."""
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_show_palette(self) -> None:
        """Find any action by its name."""
        self.action_command_palette()

    def action_next_theme(self) -> None:
        """Take the next theme."""
        names = sorted(self.available_themes)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def action_switch_colours(self) -> None:
        """Exchange the colours of up and down."""
        self._red_up = not self._red_up
        self.refresh_css(animate=False)
        self.theme_changed_signal.publish(self.current_theme)

    async def action_interrupt(self) -> None:
        """Leave as the dashboard's own key does; other screens have a key for it."""
        if isinstance(self.screen, Dashboard):
            self.screen.action_quit()
        elif isinstance(self.screen, OfflineScreen | StartingScreen):
            self.exit(0)
