"""Which screen is shown on which engine: the dashboard, the offline screen over it, the demo in its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual.app import App

from tui.app.demo import Demo, DemoError
from tui.app.ports import EnginePort
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.offline import OfflineScreen
from tui.client.address import Address
from tui.domain.ids import SecurityId
from tui.domain.link import LinkPhase
from tui.options import DashboardOptions
from tui.state.dirty import Dirty, Topic
from tui.trading.passwords import Passwords
from tui.trading.preferences import Preferences, why_not_real


class Stage:
    """Owns the engine and puts screens on the app; the lowest screen, the app's first, stays untouched."""

    def __init__(
        self,
        app: App[int],
        options: DashboardOptions,
        codes: tuple[SecurityId, ...],
        engine_for: Callable[[Address], EnginePort],
        now: Callable[[], datetime],
        trading: Preferences,
        passwords: Passwords | None,
    ) -> None:
        self._app = app
        self._options = options
        self._codes = codes
        self._engine_for = engine_for
        self._now = now
        self._trading = trading
        self._passwords = passwords
        self._engine: EnginePort | None = None
        self._started: EnginePort | None = None
        self._demo: Demo | None = None
        self._demo_asked = False
        self._was_live = False

    @property
    def engine(self) -> EnginePort | None:
        """The engine of the dashboard that is shown."""
        return self._engine

    async def open(self, engine: EnginePort | None) -> None:
        """Show the dashboard on this engine, else on one for the address asked for; a demo has none yet."""
        if engine is not None or not self._options.demo:
            await self._show(engine or self._engine_for(self._options.address))

    async def begin(self) -> None:
        """Start the engine of the dashboard that is shown, or else the demo."""
        if self._engine is None:
            await self.start_demo()
        else:
            await self._start(self._engine)

    async def _start(self, engine: EnginePort) -> None:
        """Start an engine once: a demo asked for early may run before the first engine has its turn."""
        if engine is not self._started:
            self._started = engine
            await engine.start()

    async def close(self) -> None:
        """Leave nothing running."""
        if self._engine is not None:
            await self._engine.stop()
        if self._demo is not None:
            await self._demo.stop()

    async def start_demo(self) -> None:
        """Start a simulator and play on it; what was shown before ends. One at a time, one at all."""
        if self._demo_asked:
            return
        self._demo_asked = True
        try:
            demo = await Demo.start()
        except DemoError as error:
            self._demo_asked = False
            self._tell_failure(str(error))
            return
        if self._was_live:
            # OpenD came in the meantime: nobody is taken away from a live market.
            self._demo_asked = False
            await demo.stop()
            return
        self._demo = demo
        if self._engine is not None:
            await self._engine.stop()
        engine = self._engine_for(demo.address)
        await self._show(engine)
        await self._start(engine)

    # ---- between dashboard and offline screen

    def wants(self, changes: Dirty) -> bool:
        """Whether the link changed."""
        return (Topic.LINK, None) in changes

    def paint(self) -> None:
        """Cover the dashboard while OpenD was never reached; later losses show in the dashboard itself."""
        engine = self._engine
        if engine is None:
            return
        link = engine.store.link
        offline = self._offline
        if link.phase in (LinkPhase.SYNCING, LinkPhase.LIVE):
            self._was_live = True
            if offline is not None:
                offline.dismiss()
        elif link.phase is LinkPhase.DOWN and link.reason and not self._was_live and offline is None:
            self._app.push_screen(OfflineScreen(engine, now=self._now))

    @property
    def _offline(self) -> OfflineScreen | None:
        return next((one for one in self._app.screen_stack if isinstance(one, OfflineScreen)), None)

    def _tell_failure(self, why: str) -> None:
        """Say that there is no demo; the end of a program that was to show nothing else."""
        if self._offline is not None:
            self._offline.say(failed=why)
        elif self._engine is None:
            self._app.exit(1, message=f"futu-tui: {why}")

    async def _show(self, engine: EnginePort) -> None:
        self._engine = engine
        dashboard = Dashboard(
            engine,
            self._codes,
            now=self._now,
            read_only=self._options.read_only,
            real_allowed=not why_not_real(self._trading, asked=self._options.real),
            passwords=self._passwords,
            arm_idle_s=self._trading.arm_idle_s,
        )
        dashboard.follow(self)
        while len(self._app.screen_stack) > 1:
            await self._app.pop_screen()
        await self._app.push_screen(dashboard)
