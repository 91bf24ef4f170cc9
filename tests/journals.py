"""A journal without a disk, for tests on a stepped clock: what is committed is there at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tui.domain.journal import Entry, EntryKind, lock_on, unsettled
from tui.trading.records import JournalError, LockedError


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
        """Write unless locked."""
        lock = lock_on(self.entries, entry.acc_id)
        if lock is not None:
            raise LockedError(f"trading is locked: {lock.facts.get('why')}")
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

    async def of_order(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return the entries of an order."""
        refs = {one.seq for one in self.entries if _named(one, acc_id, order_id, tag)}
        return tuple(one for one in self.entries if one.seq in refs or one.ref in refs)

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


def _named(entry: Entry, acc_id: int, order_id: str, tag: str) -> bool:
    if tag and entry.tag == tag:
        return True
    return bool(order_id) and entry.acc_id == acc_id and entry.order_id == order_id
