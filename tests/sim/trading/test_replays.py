"""The memory of order requests."""

from __future__ import annotations

import pytest

from tui.sim.refusal import RefusalError
from tui.sim.trading import replays
from tui.sim.trading.replays import Replays
from tui.wire.messages.base import PacketId


def test_the_same_stamp_is_refused_once_it_was_seen() -> None:
    memory = Replays()
    memory.refuse_repeated(PacketId(1, 1))
    memory.refuse_repeated(PacketId(1, 2))
    memory.refuse_repeated(PacketId(2, 1))
    with pytest.raises(RefusalError, match="carried out before"):
        memory.refuse_repeated(PacketId(1, 1))


def test_a_stamp_without_connection_says_nothing() -> None:
    memory = Replays()
    memory.refuse_repeated(PacketId(0, 1))
    memory.refuse_repeated(PacketId(0, 1))


def test_old_stamps_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "_REMEMBERED", 2)
    memory = Replays()
    for serial in (1, 2, 3):
        memory.refuse_repeated(PacketId(1, serial))
    memory.refuse_repeated(PacketId(1, 1))
    with pytest.raises(RefusalError):
        memory.refuse_repeated(PacketId(1, 3))
