"""What changed since the face last looked."""

from __future__ import annotations

from collections.abc import Hashable
from enum import Enum, auto


class Topic(Enum):
    """Kinds of facts a pane can depend on; the comment names the key that goes with each."""

    # Enum's own runs in Python, and a paint hashes hundreds.
    __hash__ = object.__hash__

    QUOTE = auto()
    """SecurityId, as for all market topics."""
    BOOK = auto()
    BROKERS = auto()
    TRADES = auto()
    CANDLES = auto()
    MINUTES = auto()
    ORDERS = auto()
    """acc_id, as for the other account topics; pending orders count as orders."""
    FILLS = auto()
    POSITIONS = auto()
    FUNDS = auto()
    ACCOUNTS = auto()
    """None: the whole list."""
    INSTRUMENTS = auto()
    """None: some of them."""
    MARKET_STATE = auto()
    """SecurityId."""
    LINK = auto()
    """None."""
    NOTICE = auto()
    """None."""
    SAFETY = auto()
    """None."""


Dirty = frozenset[tuple[Topic, Hashable]]


class DirtySets:
    """One set of keys a topic: adding is one set operation and hashes no enum."""

    __slots__ = ("_sets",)

    def __init__(self) -> None:
        self._sets: dict[Topic, set[Hashable]] = {topic: set() for topic in Topic}

    def of(self, topic: Topic) -> set[Hashable]:
        """Return the live set of a topic, for its writer to keep at hand."""
        return self._sets[topic]

    def drain(self) -> Dirty:
        """Return everything that was added and forget it."""
        drained: set[tuple[Topic, Hashable]] = set()
        for topic, keys in self._sets.items():
            if keys:
                drained.update((topic, key) for key in keys)
                keys.clear()
        return frozenset(drained)
