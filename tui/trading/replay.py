"""The journal replayed: what it alone says became of each order, whatever any program held in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.journal import PLACING, Entry, EntryKind
from tui.domain.numbered import NumberedEnum
from tui.domain.order_fsm import merge
from tui.domain.orders import Order, OrderStatus, OrderType, Side, TimeInForce
from tui.trading.entries import ORDER, PUSHED, amount

E = TypeVar("E", bound=NumberedEnum)


class Stand(Enum):
    """How far an order came, by the journal."""

    NEVER_SENT = "never sent"
    REJECTED = "rejected"
    UNKNOWN = "outcome unknown"
    """It was written to be sent, and no answer to it was."""
    NOT_FOUND = "not found at the broker"
    AT_BROKER = "at the broker"


@dataclass(slots=True)
class Replayed:
    """One order as the journal leaves it."""

    env: Env | None
    acc_id: int
    begun_at: datetime
    """Of its first entry."""
    tag: str = ""
    order_id: str = ""
    stand: Stand = Stand.UNKNOWN
    wish: Entry | None = None
    """What was to be sent; None for an order of another program."""
    order: Order | None = None
    """The last word of the broker, None when the journal has none."""
    text: str = ""
    """The cause that came with the stand."""
    amends: set[int] = field(default_factory=set)
    cancels: set[int] = field(default_factory=set)
    """Places of the requests that were not refused."""

    @property
    def name(self) -> str:
        """How it is called: by the broker's id, else by ours."""
        return self.order_id or self.tag


def replay(entries: Iterable[Entry]) -> tuple[Replayed, ...]:
    """Return every order that entries, oldest first, tell of, in the order they begin."""
    orders = _Orders()
    for entry in entries:
        orders.take(entry)
    return orders.all()


_STANDS = {
    EntryKind.ACCEPTED: Stand.AT_BROKER,
    EntryKind.FOUND: Stand.AT_BROKER,
    EntryKind.REJECTED: Stand.REJECTED,
    EntryKind.REFUSED: Stand.NEVER_SENT,
    EntryKind.UNKNOWN: Stand.UNKNOWN,
    EntryKind.NOT_FOUND: Stand.NOT_FOUND,
}
_SAID_NO = frozenset({EntryKind.REFUSED, EntryKind.REJECTED})


class _Orders:
    def __init__(self) -> None:
        self._found: list[Replayed] = []
        self._by_tag: dict[tuple[int, str], Replayed] = {}
        self._by_id: dict[tuple[int, str], Replayed] = {}
        self._placed: dict[int, Replayed] = {}
        self._changed: dict[int, Replayed] = {}
        """By the place of the request in the journal."""

    def all(self) -> tuple[Replayed, ...]:
        return tuple(self._found)

    def take(self, entry: Entry) -> None:
        if entry.kind in PLACING:
            self._begin(entry)
        elif entry.kind in (EntryKind.AMEND, EntryKind.CANCEL):
            self._change(entry)
        elif entry.kind in (EntryKind.PUSH, EntryKind.STATE):
            self._report(entry)
        elif entry.kind in _STANDS:
            self._answer(entry)

    def _begin(self, entry: Entry) -> None:
        order = self._of(entry)
        if order is not None:
            order.wish = entry
            self._placed[entry.seq] = order

    def _change(self, entry: Entry) -> None:
        order = self._of(entry)
        if order is not None:
            (order.amends if entry.kind is EntryKind.AMEND else order.cancels).add(entry.seq)
            self._changed[entry.seq] = order

    def _answer(self, entry: Entry) -> None:
        changed = self._changed.get(entry.ref or 0)
        if changed is not None:
            if entry.kind in _SAID_NO:
                changed.amends.discard(entry.ref or 0)
                changed.cancels.discard(entry.ref or 0)
            return
        order = self._placed.get(entry.ref or 0)
        if order is None and entry.ref is None and entry.kind is EntryKind.REFUSED:
            order = self._refused(entry)
        if order is None:
            return
        self._name(order, entry)
        stand = _STANDS[entry.kind]
        # The broker's own word on an order overrules what we could not find, or were not told.
        if order.order is None or stand is Stand.AT_BROKER:
            order.stand, order.text = stand, _text(entry, "text")

    def _refused(self, entry: Entry) -> Replayed | None:
        """Return the order that was refused before it was written; none for changes and repetitions."""
        new = entry.tag and not entry.order_id and (entry.acc_id, entry.tag) not in self._by_tag
        order = self._of(entry) if new else None
        if order is not None:
            order.wish = entry
        return order

    def _report(self, entry: Entry) -> None:
        report = order_of(entry)
        order = None if report is None else self._of(entry)
        if order is None or report is None:
            return
        order.stand, order.text = Stand.AT_BROKER, ""
        read = _text(entry, "source") != PUSHED
        order.order = report if order.order is None else merge(order.order, report, complete_read=read)

    def _of(self, entry: Entry) -> Replayed | None:
        """Return the order an entry names, a new one when it names a new one."""
        if entry.acc_id is None or not (entry.tag or entry.order_id):
            return None
        order = self._by_tag.get((entry.acc_id, entry.tag)) or self._by_id.get((entry.acc_id, entry.order_id))
        if order is None:
            order = Replayed(entry.env, entry.acc_id, entry.at)
            self._found.append(order)
        self._name(order, entry)
        return order

    def _name(self, order: Replayed, entry: Entry) -> None:
        """Add the names of an entry; an order known by its other name alone turns out to be this one."""
        if entry.tag:
            order.tag = entry.tag
            self._by_tag.setdefault((order.acc_id, entry.tag), order)
        if not entry.order_id:
            return
        other = self._by_id.get((order.acc_id, entry.order_id))
        if other is not None and other is not order:
            self._absorb(order, other)
        order.order_id = entry.order_id
        self._by_id[order.acc_id, entry.order_id] = order

    def _absorb(self, order: Replayed, other: Replayed) -> None:
        if other.order is not None:
            order.order = other.order if order.order is None else merge(order.order, other.order)
            order.stand, order.text = Stand.AT_BROKER, ""
        order.amends |= other.amends
        order.cancels |= other.cancels
        for seq in order.amends | order.cancels:
            self._changed[seq] = order
        self._found.remove(other)


def order_of(entry: Entry) -> Order | None:
    """Read the broker's word on an order back; None when the entry is of something else."""
    qty = amount(entry, "qty")
    if entry.facts.get("what") != ORDER or entry.env is None or entry.acc_id is None or qty is None:
        return None
    try:
        security = SecurityId.parse(_text(entry, "code"))
    except ValueError:
        return None
    return Order(
        entry.order_id,
        entry.acc_id,
        entry.env,
        security,
        "",
        _member(Side, entry, "side"),
        _member(OrderType, entry, "type"),
        _member(OrderStatus, entry, "status"),
        qty,
        amount(entry, "price"),
        amount(entry, "filled") or Decimal(0),
        amount(entry, "avg"),
        remark=entry.tag,
        error=_text(entry, "error"),
        tif=_member(TimeInForce, entry, "tif"),
        created_at=moment(entry, "created_at"),
        updated_at=moment(entry, "updated_at"),
        trigger_price=amount(entry, "trigger_price"),
    )


def moment(entry: Entry, name: str) -> datetime | None:
    """Read a moment back; None when the entry has none."""
    try:
        at = datetime.fromisoformat(_text(entry, name))
    except ValueError:
        return None
    return None if at.tzinfo is None else at


def _member(kind: type[E], entry: Entry, name: str) -> E:
    return next((one for one in kind if one.name == entry.facts.get(name)), kind["UNKNOWN"])


def _text(entry: Entry, name: str) -> str:
    text = entry.facts.get(name)
    return text if isinstance(text, str) else ""
