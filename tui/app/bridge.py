"""From the store to the panes: one drain a paint, and only for panes that can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from textual.message_pump import MessagePump
from textual.widget import Widget

from tui.state.dirty import Dirty
from tui.state.store import Store

PAINTS_PER_S = 10
MOST_PUT_OFF = 2
"""So many paints in a row may wait for the answers to keys."""


class Pane(Protocol):
    """A widget that shows part of the store."""

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""

    def paint(self) -> None:
        """Read the store and show what it says now."""


class Bridge:
    """Drains the store at the paint rate, and at once when an order, a fill or the link changed.

    A pane out of sight is not painted; it is remembered, and painted when it comes into sight. While a key is
    answered what is due is painted the next time, so that the answer is not one paint with it.
    """

    def __init__(self, host: MessagePump, store: Store, *, answers_key: Callable[[], bool] = bool) -> None:
        self._host = host
        self._answers_key = answers_key
        self._put_off = 0
        self._store = store
        self._panes: list[Pane] = []
        self._owed: set[int] = set()
        self.changes = 0
        """Changes drained since the start, for the rate in the status line."""

    def start(self) -> None:
        """Begin to paint."""
        self._store.on_urgent = self._wake
        self._host.set_interval(1 / PAINTS_PER_S, self.due, name="paint")

    def stop(self) -> None:
        """Be woken no more."""
        self._store.on_urgent = None

    def add(self, *panes: Pane) -> None:
        """Paint these from now on, the first time at the next tick."""
        self._panes += panes
        self._owed.update(id(pane) for pane in panes)

    def drop(self, pane: Pane) -> None:
        """Paint this one no more."""
        self._panes.remove(pane)
        self._owed.discard(id(pane))

    def owe(self, panes: Iterable[Pane] | None = None) -> None:
        """Paint some panes, or all, at the next tick whatever changed."""
        self._owed.update(id(pane) for pane in (self._panes if panes is None else panes))

    def tick(self) -> None:
        """Take what changed and paint the panes that show it."""
        changes = self._store.drain()
        self.changes += len(changes)
        if not changes and not self._owed:
            return
        for pane in self._panes:
            owed = id(pane) in self._owed
            if not owed and not pane.wants(changes):
                continue
            if in_sight(pane):
                self._owed.discard(id(pane))
                pane.paint()
            else:
                self._owed.add(id(pane))

    def due(self) -> None:
        """Tick, or the next time when a key is being answered; that a few times at most."""
        if self._put_off < MOST_PUT_OFF and self._answers_key():
            self._put_off += 1
            return
        self._put_off = 0
        self.tick()

    def _wake(self) -> None:
        self._host.call_next(self.tick)


def in_sight(pane: Pane) -> bool:
    """Whether a pane is on the screen; what is no widget always is."""
    return pane.is_on_screen if isinstance(pane, Widget) else True
