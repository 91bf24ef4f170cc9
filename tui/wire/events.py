"""Building the events of hot pushes, a third faster than their frozen dataclass builds itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tui.domain.events import BookChanged, BrokersChanged, QuoteChanged
from tui.domain.ids import SecurityId
from tui.domain.lazy import Lazy

E = TypeVar("E")
T = TypeVar("T")


def _maker(kind: type[E], value_field: str) -> Callable[[SecurityId, Lazy[T]], E]:
    """Return `kind(id, value)` without the two guarded assignments that make the dataclass frozen."""
    new: Any = object.__new__
    put_id = kind.__dict__["id"].__set__
    put_value = kind.__dict__[value_field].__set__

    def make(id: SecurityId, value: Lazy[T]) -> E:
        event: E = new(kind)
        put_id(event, id)
        put_value(event, value)
        return event

    return make


quote_changed = _maker(QuoteChanged, "quote")
book_changed = _maker(BookChanged, "book")
brokers_changed = _maker(BrokersChanged, "brokers")
