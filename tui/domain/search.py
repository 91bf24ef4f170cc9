"""Find securities by code or name while a trader types."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from heapq import nsmallest

from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.pinyin import initials as initials_of

_LAST_CHARACTER = "\U0010ffff"


class Match(IntEnum):
    """How well a security fits; lower is better."""

    CODE = 0
    """The code, with or without its market."""
    BARE_CODE = 1
    """The code without its leading zeros."""
    CODE_PREFIX = 2
    NAME_PREFIX = 3
    WORD_PREFIX = 4
    """A later word of the name starts so."""
    INITIALS = 5
    """The initials of a Chinese name, in pinyin, start so."""
    INSIDE = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One security found."""

    instrument: Instrument
    match: Match


class SearchIndex:
    """Folded codes and names, prepared so that a look-up takes a few milliseconds at most.

    Instruments may be added at any time; one added again (renamed, or in another language) replaces
    the old one.
    """

    def __init__(self, instruments: Iterable[Instrument] = (), *, initials: bool = True) -> None:
        """`initials`: whether Chinese names are found by them as well."""
        self._by_initials = initials
        self._instruments: dict[SecurityId, Instrument] = {}
        self._ordered: list[Instrument] = []
        self._words: list[str] = []
        """Name of each ordered instrument with a space before every word."""
        self._inside: list[str] = []
        self._codes = _PrefixTable(())
        self._names = _PrefixTable(())
        self._initials = _PrefixTable(())
        self._prepared = True
        self.add(instruments)

    def __len__(self) -> int:
        return len(self._instruments)

    def add(self, instruments: Iterable[Instrument]) -> None:
        """Take in instruments, replacing those with the same id."""
        for instrument in instruments:
            if self._instruments.get(instrument.id) != instrument:
                self._instruments[instrument.id] = instrument
                self._prepared = False

    def find(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return the best matches, best first; equal ones by market and code."""
        wanted = _folded(query)
        if not wanted or limit <= 0:
            return ()
        self.prepare()
        hits: dict[int, Match] = {}
        for match, places in self._passes(wanted):
            room = limit - len(hits)
            for place in nsmallest(room, {place for place in places if place not in hits}):
                hits[place] = match
            if len(hits) >= limit:
                break
        return tuple(Hit(self._ordered[place], match) for place, match in hits.items())

    def _passes(self, wanted: str) -> Iterator[tuple[Match, Iterable[int]]]:
        exact = self._codes.exactly(wanted)
        full = [place for place in exact if wanted in _full_codes(self._ordered[place].id)]
        yield Match.CODE, full
        yield Match.BARE_CODE, exact
        yield Match.CODE_PREFIX, self._codes.starting(wanted)
        yield Match.NAME_PREFIX, self._names.starting(wanted)
        word = f" {wanted}"
        yield Match.WORD_PREFIX, (place for place, words in enumerate(self._words) if word in words)
        yield Match.INITIALS, self._initials.starting(wanted)
        yield Match.INSIDE, (place for place, text in enumerate(self._inside) if wanted in text)

    def prepare(self) -> None:
        """Do what the next look-up would do before it looks: 20 ms for 1,000 instruments that were added."""
        if self._prepared:
            return
        self._ordered = sorted(self._instruments.values(), key=lambda one: one.id)
        names = [_folded(one.name) for one in self._ordered]
        self._words = [f" {name}" for name in names]
        self._inside = [
            f"{one.id.symbol.lower()}\n{name}" for one, name in zip(self._ordered, names, strict=True)
        ]
        self._codes = _PrefixTable(
            (code, place) for place, one in enumerate(self._ordered) for code in _all_codes(one.id)
        )
        self._names = _PrefixTable((name, place) for place, name in enumerate(names))
        if self._by_initials:
            self._initials = _PrefixTable(
                (one, place) for place, name in enumerate(names) for one in initials_of(name)
            )
        self._prepared = True


class _PrefixTable:
    """Sorted keys with the places they belong to."""

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(entries)
        self._keys = [key for key, _ in ordered]
        self._places = [place for _, place in ordered]

    def starting(self, prefix: str) -> list[int]:
        first = bisect_left(self._keys, prefix)
        return self._places[first : bisect_left(self._keys, prefix + _LAST_CHARACTER, lo=first)]

    def exactly(self, key: str) -> list[int]:
        first = bisect_left(self._keys, key)
        return self._places[first : bisect_left(self._keys, key + "\0", lo=first)]


def _full_codes(security: SecurityId) -> tuple[str, str]:
    symbol = security.symbol.lower()
    return symbol, f"{security.market.name.lower()}.{symbol}"


def _all_codes(security: SecurityId) -> set[str]:
    bare = security.symbol.lower().lstrip("0")
    return {*_full_codes(security), bare, f"{security.market.name.lower()}.{bare}"}


def _folded(text: str) -> str:
    """Fold case and width, and make every run of spaces one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
