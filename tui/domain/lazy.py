"""A value that is decoded when somebody first looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """A parsed message and the function that turns it into a domain value; the value is kept once made.

    Latest-wins pushes (quotes, books, brokers) arrive far more often than they are drawn, so a value
    nobody looks at must cost nothing to convert.
    """

    __slots__ = ("_decode", "_source", "_value")

    def __init__(self, source: Any, decode: Callable[[Any], T]) -> None:
        self._source = source
        self._decode: Callable[[Any], T] | None = decode
        self._value: T | None = None

    @classmethod
    def of(cls, value: T) -> Lazy[T]:
        """Wrap a value that is already there."""
        lazy = cls(None, lambda _: value)
        lazy._value = value
        lazy._decode = None
        return lazy

    def decode(self) -> T:
        """Return the value, converting it on the first call only."""
        if self._decode is not None:
            self._value = self._decode(self._source)
            self._decode = None
            self._source = None
        return self._value  # type: ignore[return-value]
