"""From the store to the panes: one drain a paint, and only for panes that can be seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Protocol

from textual.message_pump import MessagePump
from textual.widget import Widget

from tui.app.widgets.drawn import Drawn
from tui.state.dirty import Dirty
from tui.state.store import Store

PAINTS_PER_S = 10
MOST_PUT_OFF = 2
"""So many paints in a row may wait for the answers to keys."""
TURN_S = 0.001
"""After so long of painting the loop does what else there is: keys, say."""


class Pane(Protocol):
    """A widget that shows part of the store."""

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""

    def paint(self) -> None:
        """Read the store and show what it says now."""


class Bridge:
    """Drains the store at the paint rate, and at once when an order, a fill or the link changed.

    A pane out of sight is not painted; it is remembered, and painted when it comes into sight. While a key is
    answered what is due is painted the next time, so that the answer is not one paint with it, and a key that
    comes while many panes are painted does not wait for all of them.
    """

    def __init__(
        self,
        host: MessagePump,
        store: Store,
        *,
        answers_key: Callable[[], bool] = bool,
        show: Callable[[Sequence[Drawn], bool], object] = lambda _, __: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`show` has what was painted shown at once; without it that takes its course.

        It is told whether more follows: what is painted in several turns is still one picture.
        """
        self._host = host
        self._show = show
        self._answers_key = answers_key
        self._clock = clock
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
        """Take what changed and paint the panes that show it, all of them now."""
        changes = self._take()
        for pane in self._panes:
            if self._is_due(pane, changes):
                self._paint(pane)

    async def at_once(self) -> None:
        """Do the same in turns with what else the loop has: the bytes of an order, say, whose row this is."""
        changes = self._take()
        for pane in self._panes:
            self._owes(pane, changes)
        began = self._clock()
        for pane in tuple(self._panes):
            if pane in self._panes and self._is_due(pane, changes):
                self._paint(pane)
                if self._clock() - began >= TURN_S:
                    await asyncio.sleep(0)
                    began = self._clock()

    async def due(self) -> None:
        """Take what changed and paint the panes that show it, in turns with what else the loop has.

        While a key is being answered they wait for the next time; that a few times at most.
        """
        changes = self._take()
        # All of it is owed from now on: a tick may come between two turns.
        for pane in self._panes:
            self._owes(pane, changes)
        began = self._clock()
        painted: list[Drawn] = []
        for pane in tuple(self._panes):
            if pane in self._panes and self._is_due(pane, changes):
                if self._put_off < MOST_PUT_OFF and self._answers_key():
                    self._put_off += 1
                    self._show_now(painted, more=False)
                    return
                if isinstance(pane, Drawn):
                    pane.hold()
                    painted.append(pane)
                self._paint(pane)
                if self._clock() - began >= TURN_S:
                    self._show_now(painted, more=True)
                    painted.clear()
                    await asyncio.sleep(0)
                    began = self._clock()
        self._show_now(painted, more=False)
        self._put_off = 0

    def _take(self) -> Dirty:
        changes = self._store.drain()
        self.changes += len(changes)
        return changes

    def _owes(self, pane: Pane, changes: Dirty) -> bool:
        if id(pane) not in self._owed:
            if not changes or not pane.wants(changes):
                return False
            self._owed.add(id(pane))
        return True

    def _is_due(self, pane: Pane, changes: Dirty) -> bool:
        # What a pane wants may follow from what another one has painted just now.
        return self._owes(pane, changes) and in_sight(pane)

    def _paint(self, pane: Pane) -> None:
        self._owed.discard(id(pane))
        pane.paint()

    def _show_now(self, painted: Sequence[Drawn], *, more: bool) -> None:
        self._show(painted, more)
        for pane in painted:
            pane.let_go()

    def _wake(self) -> None:
        self._host.call_next(self.at_once)


def in_sight(pane: Pane) -> bool:
    """Whether a pane is on the screen; what is no widget always is."""
    return pane.is_on_screen if isinstance(pane, Widget) else True
