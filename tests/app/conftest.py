"""Pilots that go on when the app is at rest, and not at the next fiftieth of a second."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from textual._context import active_app

from tui.app.app import FutuApp
from tui.app.lone_keys import ALONE_S

LEAST_S = 0.002
"""Loops in tests that wait for a condition count pauses: each takes some time."""
CALM_TURNS = 3
"""So many turns of the loop with nothing to do in a row: what comes from elsewhere has had its chance."""
PAINTS_PER_S = 500
"""How often a screen looks whether it has something to paint; Textual's 60 only keep tests waiting."""

HELD_S = 2 * ALONE_S
"""A key that sends is let go by then; one on its way for longer ended in a screen that is closed."""


async def at_rest(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until the loop has nothing to do and no screen has anything to paint.

    Textual's own way looks at the processor time of the last 20 ms, twice for each key: on a busy machine
    that says little, and on any machine it takes most of the time of a test.
    """
    began, calm, app = monotonic(), 0, active_app.get(None)
    await asyncio.sleep(max(min_sleep, LEAST_S))
    while calm < CALM_TURNS and (waited := monotonic() - began) < max_sleep:
        await asyncio.sleep(0)
        if _is_busy(asyncio.get_running_loop()):
            calm = 0
        elif _is_to_paint(app) or _has_keys(app, waited):
            calm = 0
            await asyncio.sleep(1 / PAINTS_PER_S)
        else:
            calm += 1


def _is_busy(loop: Any) -> bool:
    """Whether the loop has more to do at once than the task that asks."""
    return bool(loop._ready)


def _is_to_paint(app: Any) -> bool:
    if app is None:
        return False
    return app._resize_event is not None or any(
        screen._update_timer._active.is_set() for screen in app.screen_stack
    )


def _has_keys(app: Any, waited_s: float) -> bool:
    """Whether keys wait for their turn, or one is held back that will be let go in a moment."""
    keys = app._keys if isinstance(app, FutuApp) else None
    return keys is not None and bool(keys._waiting or (keys.busy and waited_s < HELD_S))


@pytest.fixture(autouse=True)
def quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every pilot of a test wait our way."""
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 1 / PAINTS_PER_S)
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", at_rest)


@pytest.fixture
def collector() -> Iterator[None]:
    """Leave the collector as it was."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)
    gc.enable()
