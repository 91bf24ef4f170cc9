"""What the safety switches did by themselves, said once in the key line."""

from __future__ import annotations

from collections.abc import Callable

from tui.domain.safety import Safety
from tui.state.dirty import Dirty, Topic
from tui.state.rows import Tone
from tui.state.store import Store

_SAID_TWICE = "trading is locked: "


class SafetyNews:
    """Tells that arming was lost, and why; that trading was locked elsewhere; that nothing can be written."""

    def __init__(self, store: Store, say: Callable[[str, Tone], None]) -> None:
        self._store = store
        self._say = say
        self._before = Safety()

    def wants(self, changes: Dirty) -> bool:
        """Whether a switch moved."""
        return any(topic is Topic.SAFETY for topic, _ in changes)

    def paint(self) -> None:
        """Say what is new."""
        before, now = self._before, self._store.safety
        self._before = now
        if now.locked and not before.locked:
            self._say(f"LOCKED: {now.locked.removeprefix(_SAID_TWICE)}", Tone.BAD)
        elif before.locked and not now.locked:
            self._say("released: orders may leave again; nothing is armed", Tone.PLAIN)
        elif now.journal_trouble and not before.journal_trouble:
            self._say(f"NO JOURNAL, no order leaves: {now.journal_trouble}", Tone.BAD)
        elif before.armed is not None and now.armed is None:
            self._say(f"DISARMED: {now.disarmed_because}", Tone.WARN)
