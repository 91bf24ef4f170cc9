"""Pictures of order management. They guard layout and colours; what must be true is asserted elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.face import face, settled
from tests.app.fakes import FakeEngine
from tests.app.test_cancel_many import asked
from tests.app.test_order_detail import told
from tests.app.test_snapshots import before

Compare = Callable[..., bool]


def test_marked_and_filtered(snap_compare: Compare) -> None:
    engine = FakeEngine()
    keys = ("o", "home", "space", "ctrl+f", *"buy")
    assert snap_compare(face(engine), terminal_size=(120, 40), run_before=before(engine, *keys))


@pytest.mark.parametrize("keys", [("X",), ("X", "a")], ids="-".join)
def test_cancel_many(snap_compare: Compare, keys: tuple[str, ...]) -> None:
    engine = FakeEngine()

    async def happen(pilot: Pilot[Any]) -> None:
        await before(engine)(pilot)
        await asked(pilot, *keys)
        await settled(pilot)

    assert snap_compare(face(engine), terminal_size=(80, 24), run_before=happen)


def test_one_order(snap_compare: Compare) -> None:
    engine = FakeEngine()
    engine.entries = told()

    async def happen(pilot: Pilot[Any]) -> None:
        await before(engine, "o", "down", "d")(pilot)
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)

    assert snap_compare(face(engine), terminal_size=(120, 40), run_before=happen)
