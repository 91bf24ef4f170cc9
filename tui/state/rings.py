"""Bounded memory for what is never conflated: prints and notices."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar, overload

T = TypeVar("T")


class Ring(Sequence[T]):
    """The newest entries, oldest first; what falls out is counted, never lost silently."""

    __slots__ = ("_entries", "_unseen", "capacity", "dropped", "unseen_dropped")

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.dropped = 0
        """Entries pushed out by newer ones."""
        self.unseen_dropped = 0
        """Those of them that no drain ever had a chance to show."""
        self._entries: deque[T] = deque()
        self._unseen = 0

    def append(self, entry: T) -> None:
        """Add the newest entry."""
        if len(self._entries) == self.capacity:
            self._entries.popleft()
            self.dropped += 1
            if self._unseen == self.capacity:
                self.unseen_dropped += 1
                self._unseen -= 1
        self._entries.append(entry)
        self._unseen += 1

    def extend(self, entries: Iterable[T]) -> None:
        """Add entries, oldest first."""
        for entry in entries:
            self.append(entry)

    def rewrite(self, entries: Sequence[T]) -> None:
        """Replace the content, for a merge of late entries; what does not fit counts as dropped."""
        excess = max(len(entries) - self.capacity, 0)
        self.dropped += excess
        self._entries = deque(islice(entries, excess, None))
        self._unseen = len(self._entries)

    def mark_seen(self) -> None:
        """Note that everything in here could be shown now."""
        self._unseen = 0

    def tail(self, count: int) -> tuple[T, ...]:
        """Return the newest entries, newest first."""
        return tuple(islice(reversed(self._entries), count))

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return tuple(self._entries)[index]
        return self._entries[index]
