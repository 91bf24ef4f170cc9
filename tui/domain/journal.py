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
    GAP = "gap"
    """The journal can be written again; `facts` say since when it could not, why, and what was `lost`."""
    STRANGE = "strange"
    """A newer program wrote what this one does not know; the fact `kind` is what it called it."""


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


def of_order(
    entries: Iterable[Entry], acc_id: int, *, order_id: str = "", tag: str = ""
) -> tuple[Entry, ...]:
    """Return everything about one order of an account, oldest first, named by either id.

    Where an entry has both ids, those with only one of them follow, and so do requests and their answers.
    """
    entries = tuple(entries)
    own = [one for one in entries if one.acc_id == acc_id]
    tags = {tag, *(one.tag for one in own if order_id and one.order_id == order_id)} - {""}
    ids = {order_id, *(one.order_id for one in own if one.tag in tags)} - {""}
    named = [one for one in own if one.tag in tags or one.order_id in ids]
    seqs = {one.seq for one in named}
    asked = {one.ref for one in named}
    return tuple(one for one in entries if one.seq in seqs or one.seq in asked or one.ref in seqs)


def locks(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return every lock that holds, oldest first: on an account, or on all when it names none."""
    last: dict[int | None, Entry] = {}
    for entry in entries:
        if entry.kind in (EntryKind.LOCKED, EntryKind.RELEASED):
            last[entry.acc_id] = entry
    holding = (entry for entry in last.values() if entry.kind is EntryKind.LOCKED)
    return tuple(sorted(holding, key=lambda entry: entry.seq))


def lock_on(entries: Iterable[Entry], acc_id: int | None) -> Entry | None:
    """Return what keeps trading locked for an account: the last lock on it, or on all, not released since."""
    last: dict[int | None, Entry] = {}
    for entry in entries:
        if entry.kind in (EntryKind.LOCKED, EntryKind.RELEASED):
            last[entry.acc_id] = entry
    locks = [one for scope in (None, acc_id) if (one := last.get(scope)) and one.kind is EntryKind.LOCKED]
    return max(locks, key=lambda one: one.seq, default=None)
