"""A journal without a disk, for tests on a stepped clock: what is committed is there at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tui.domain.journal import PLACING, Entry, EntryKind, lock_on, locks, of_order, unsettled
from tui.trading.records import JournalError, LockedError, RepeatedError


class MemoryJournal:
    """Keeps entries in a list; `trouble` may be set to make every commit fail."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.trouble = ""

    async def commit(self, *entries: Entry) -> tuple[int, ...]:
        """Write at once."""
        if self.trouble:
            raise JournalError(self.trouble)
        return tuple(self._put(entry) for entry in entries)

    async def commit_order(self, entry: Entry) -> int:
        """Write unless locked or written before."""
        lock = lock_on(self.entries, entry.acc_id)
        if lock is not None:
            raise LockedError(f"trading is locked: {lock.facts.get('why')}")
        if entry.kind in PLACING and any(
            one.kind in PLACING and one.tag == entry.tag for one in self.entries
        ):
            raise RepeatedError(f"{entry.tag} was sent before: one intent is one order")
        return (await self.commit(entry))[0]

    def note(self, entry: Entry) -> None:
        """Write at once."""
        self._put(entry)

    async def unsettled(self) -> tuple[Entry, ...]:
        """Return the orders nothing is known of."""
        return unsettled(self.entries)

    async def lock_on(self, acc_id: int | None) -> Entry | None:
        """Return the lock."""
        return lock_on(self.entries, acc_id)

    async def locks(self) -> tuple[Entry, ...]:
        """Return the locks."""
        return locks(self.entries)

    async def of_order(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return the entries of an order."""
        return of_order(self.entries, acc_id, order_id=order_id, tag=tag)

    async def between(self, begin: datetime, end: datetime) -> tuple[Entry, ...]:
        """Return the entries of a span."""
        return tuple(one for one in self.entries if begin <= one.at < end)

    async def close(self) -> None:
        """Nothing to let go of."""

    def kinds(self) -> list[EntryKind]:
        """Return what happened, in order."""
        return [entry.kind for entry in self.entries]

    def _put(self, entry: Entry) -> int:
        self.entries.append(replace(entry, seq=len(self.entries) + 1, run="test"))
        return len(self.entries)
