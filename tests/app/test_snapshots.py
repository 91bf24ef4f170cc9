"""Pictures of the dashboard. They guard layout and colours; what must be true is asserted elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.face import SIZES, face, on_stage, settled
from tests.app.fakes import FakeEngine

Compare = Callable[..., bool]


def before(engine: FakeEngine, *keys: str, live: bool = True) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Return what happens before the picture is taken."""

    async def happen(pilot: Pilot[Any]) -> None:
        await on_stage(pilot)
        if live:
            engine.go_live()
        else:
            engine.go_down()
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)

    return happen


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_dashboard(snap_compare: Compare, size: tuple[int, int]) -> None:
    engine = FakeEngine()
    assert snap_compare(face(engine), terminal_size=size, run_before=before(engine))


@pytest.mark.parametrize("keys", [("w",), ("b",), ("p",), ("slash", "0")], ids="-".join)
def test_compact(snap_compare: Compare, keys: tuple[str, ...]) -> None:
    engine = FakeEngine()
    assert snap_compare(face(engine), terminal_size=(80, 24), run_before=before(engine, *keys))


def test_stale(snap_compare: Compare) -> None:
    engine = FakeEngine()

    async def happen(pilot: Pilot[Any]) -> None:
        await before(engine)(pilot)
        engine.go_down()
        await settled(pilot)

    assert snap_compare(face(engine), terminal_size=(80, 24), run_before=happen)


def test_offline(snap_compare: Compare) -> None:
    engine = FakeEngine()
    assert snap_compare(face(engine), terminal_size=(80, 24), run_before=before(engine, live=False))
