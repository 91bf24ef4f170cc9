"""The whole face on a fake engine, driven by keys and read as text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

from textual.pilot import Pilot

from tests.app.fakes import FakeEngine
from tests.app.listings import IDS, NOW
from tui.app.app import FutuApp
from tui.app.guard import QUIET_S
from tui.app.line_watch import LineWatch
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.question import Question
from tui.app.settings import Settings, load_settings
from tui.options import DashboardOptions
from tui.trading.preferences import Preferences

THEMES = Path(__file__).resolve().parents[2] / "themes"
SIZES = ((80, 24), (120, 40), (200, 60))


class Clock:
    """The wall clock of a test: it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def settings() -> Settings:
    """Our own themes and the fake market's codes."""
    loaded = load_settings(THEMES, Path("nowhere"))
    return replace(loaded, codes=IDS, trading=Preferences(real=True))


def face(
    engine: FakeEngine,
    *others: FakeEngine,
    clock: Clock | None = None,
    line: LineWatch | None = None,
    **options: object,
) -> FutuApp:
    """Make the app on a fake engine; others take its place when the app asks for one again."""
    engines = iter((engine, *others))
    made = replace(DashboardOptions(engine.address), **options)  # type: ignore[arg-type]
    return FutuApp(
        None, made, settings(), engine_for=lambda _: next(engines), now=clock or Clock(), line=line
    )


@asynccontextmanager
async def running(
    engine: FakeEngine,
    size: tuple[int, int] = (120, 40),
    *,
    live: bool = True,
    clock: Clock | None = None,
    **options: object,
) -> AsyncIterator[Pilot[int]]:
    """Run the app; with `live` the market is there already."""
    app = face(engine, clock=clock, **options)  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        await on_stage(pilot)
        if live:
            engine.go_live()
        await settled(pilot)
        yield pilot


async def on_stage(pilot: Pilot[int]) -> None:
    """Wait until the dashboard has taken the place of the first frame."""
    while not any(isinstance(screen, Dashboard) for screen in pilot.app.screen_stack):
        await pilot.pause()


async def settled(pilot: Pilot[int]) -> None:
    """Paint what the store has now, and wait until it is on the screen."""
    for screen in pilot.app.screen_stack:
        if isinstance(screen, Dashboard):
            screen.paint_now()
    await pilot.pause()
    await pilot.pause()


_LATER = count(10)
"""Each answer is pressed well after the one before, however fast the machine is."""


async def answer(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys at a question that has been on the screen long enough to be read."""
    screen = pilot.app.screen
    assert isinstance(screen, Question)
    while not screen.is_painted:
        await pilot.pause()
    later = next(_LATER) * QUIET_S
    screen.clock = lambda: monotonic() + later
    await pilot.press(*keys)


def dashboard(pilot: Pilot[int]) -> Dashboard:
    """Return the dashboard, also when another screen covers it."""
    return next(screen for screen in pilot.app.screen_stack if isinstance(screen, Dashboard))


def picture(pilot: Pilot[int]) -> list[str]:
    """Return the screen as lines of text, as a reader sees it."""
    strips = pilot.app.screen._compositor.render_strips()
    return [strip.text for strip in strips]
