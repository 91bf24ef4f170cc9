"""What is told of feeds that OpenD does not carry: each of them once, and one sentence for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tui.client.quota import FeedKey, Pot
from tui.domain.events import Event, FeedRefused, FeedServed, NoticeKind, NoticeReceived
from tui.domain.feeds import Feed
from tui.domain.refusals import Cause

DROPPED = "OpenD accepted the subscription and does not carry it; asked for again"
_WORDS = {
    Feed.QUOTE: "quote",
    Feed.BOOK: "order book",
    Feed.TRADES: "trades",
    Feed.MINUTES: "intraday line",
    Feed.BROKERS: "broker queue",
}


class PotUse(NamedTuple):
    """How much of one quota is in use."""

    pot: Pot
    used: int
    total: int | None
    own: int
    alone: bool
    """Whether there is no other quota."""

    @property
    def units(self) -> str:
        """What is short, by the name of its quota where there are two."""
        return "subscription units" if self.alone else f"units of the {self.pot.value} quota"


class Complaints:
    """Remembers what was told on this link, and keeps what is to be told until the round is over."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._told: dict[FeedKey, tuple[Cause, str]] = {}
        self._due: dict[str, list[tuple[FeedKey, float]]] = {}
        self._told_short: set[Pot] = set()

    def forget(self) -> None:
        """Start over on a new link."""
        for key in self._told:
            self._emit(FeedServed(key.id, key.feed))
        self._told.clear()
        self._due.clear()
        self._told_short.clear()

    def served(self, keys: Iterable[FeedKey]) -> None:
        """These are carried now."""
        for key in keys:
            if self._told.pop(key, None) is not None:
                self._emit(FeedServed(key.id, key.feed))

    def refused(self, key: FeedKey, cause: Cause, line: str, delay_s: float) -> None:
        """This one was refused; said once, whatever the number of tries."""
        if self._note(key, cause, line):
            self._due.setdefault(line, []).append((key, delay_s))

    def dropped(self, key: FeedKey) -> None:
        """OpenD took this one and does not carry it."""
        self._note(key, Cause.OTHER, DROPPED)

    def waiting(self, keys: Sequence[FeedKey], use: PotUse) -> None:
        """These have no unit of a quota, and no others lack one of it."""
        line = f"no quota: all {use.units} are in use; it comes when one is free"
        for key in keys:
            self._note(key, Cause.QUOTA, line)
        if not keys:
            self._told_short.discard(use.pot)
        elif use.pot not in self._told_short:
            self._told_short.add(use.pot)
            counts = "" if use.total is None else f": {use.used} of {use.total} {use.units} in use"
            here = f", {use.own} of them here" if counts else ""
            advice = "they come as units get free, or watch fewer codes"
            text = f"no quota for {len(keys)} feeds{counts}{here}; {advice}"
            self._emit(NoticeReceived(NoticeKind.UNKNOWN, text))

    def tell(self) -> None:
        """Say what was refused since the last time, each cause in one sentence."""
        due, self._due = self._due, {}
        for line, entries in due.items():
            key, delay_s = entries[0]
            what = f"{key.id} {_WORDS.get(key.feed, key.feed.name)}"
            more = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
            text = f"{what}{more}: not subscribed: {line} (again in {delay_s:g} s)"
            self._emit(NoticeReceived(NoticeKind.UNKNOWN, text))

    def _note(self, key: FeedKey, cause: Cause, line: str) -> bool:
        if self._told.get(key) == (cause, line):
            return False
        self._told[key] = (cause, line)
        self._emit(FeedRefused(key.id, key.feed, cause, line))
        return True
