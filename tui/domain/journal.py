"""What the journal of the order path holds: one entry for everything that happened, in the order it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from tui.domain.accounts import Env

Fact = str | int | bool | None | tuple[str, ...]
"""What an entry may hold by name; amounts and prices are text, exactly as they were sent."""


class EntryKind(Enum):
    """What happened."""

    STARTED = "started"
    """A run of the program began; `facts` name its version and how it was started."""
    ENDED = "ended"
    """It ended in order. A run without it was killed."""
    INTENT = "intent"
    """An order is about to be sent: written and on the disk before its first byte leaves."""
    AMEND = "amend"
    CANCEL = "cancel"
    CANCEL_ALL = "cancel all"
    COMBO = "combo"
    REFUSED = "refused"
    """A check of ours said no; nothing was sent. `ref` is the intent, if it was written before."""
    ACCEPTED = "accepted"
    """The answer to `ref`, as are the next two."""
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    """No answer that can be read: the order may be live."""
    LOOKED = "looked"
    """A complete read at the broker had no trace of the order of `ref`."""
    FOUND = "found"
    """The order of `ref` is this order at the broker."""
    NOT_FOUND = "not found"
    """As many complete reads as make sense found nothing: the order of `ref` is not at the broker."""
    PUSH = "push"
    """The broker told of an order or a fill."""
    STATE = "state"
    """What we hold an order for changed."""
    UNLOCKED = "unlocked"
    """OpenD was asked to unlock trading; `facts` say how that ended, never with what."""
    ARMED = "armed"
    DISARMED = "disarmed"
    LOCKED = "locked"
    """The kill switch: from here on nothing is sent for this account, or for any when it names none."""
    RELEASED = "released"
    PANIC = "panic"
    """What became of one order under the kill switch."""


SETTLING = frozenset(
    {EntryKind.REFUSED, EntryKind.ACCEPTED, EntryKind.REJECTED, EntryKind.FOUND, EntryKind.NOT_FOUND}
)
"""An intent that has one of these for an answer is resolved: it is known whether the broker has it."""
PLACING = frozenset({EntryKind.INTENT, EntryKind.COMBO})
"""Requests that make a new order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. Secrets never go in."""

    kind: EntryKind
    at: datetime
    """Aware, in UTC."""
    env: Env | None = None
    acc_id: int | None = None
    tag: str = ""
    """Our own id of the order."""
    order_id: str = ""
    """The broker's id of the order."""
    ref: int | None = None
    """The entry this one answers."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    seq: int = 0
    """Place in the journal; 0 until it is written."""
    run: str = ""
    """Which run of the program wrote it."""


def unsettled(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the new orders of which it is not known whether the broker has them, oldest first."""
    open_: dict[int, Entry] = {}
    for entry in entries:
        if entry.kind in PLACING:
            open_[entry.seq] = entry
        elif entry.kind in SETTLING and entry.ref is not None:
            open_.pop(entry.ref, None)
    return tuple(open_.values())


def lock_on(entries: Iterable[Entry], acc_id: int | None) -> Entry | None:
    """Return what keeps trading locked for an account: the last lock on it, or on all, not released since."""
    last: dict[int | None, Entry] = {}
    for entry in entries:
        if entry.kind in (EntryKind.LOCKED, EntryKind.RELEASED):
            last[entry.acc_id] = entry
    locks = [one for scope in (None, acc_id) if (one := last.get(scope)) and one.kind is EntryKind.LOCKED]
    return max(locks, key=lambda one: one.seq, default=None)
