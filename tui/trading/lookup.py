"""Finding an order again: what was to be sent, out of the journal, and which of the broker's orders it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from tui.domain.combos import ComboIntent
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind, split_remark
from tui.domain.journal import Entry, EntryKind
from tui.domain.numbered import NumberedEnum
from tui.domain.orders import Order, OrderType, Side, TimeInForce, TradeSession, Trail, TrailType
from tui.trading.entries import amount, leg_from

E = TypeVar("E", bound=NumberedEnum)

SKEW = timedelta(minutes=2)
"""How far the broker's clock may be behind ours."""
AROUND = timedelta(days=2)
"""How much history is read on either side: the texts are in the exchange's zone, which need not be ours."""
LONGEST = timedelta(days=60)
"""Orders further apart than this are looked for in reads of their own: OpenD reads 90 days at most."""


def intent_from(entry: Entry) -> OrderIntent | None:
    """Return the order that an entry was written for; None when it is none, or cannot be read."""
    code, qty = entry.facts.get("code"), amount(entry, "qty")
    if entry.kind is not EntryKind.INTENT or entry.env is None or entry.acc_id is None or qty is None:
        return None
    try:
        security = SecurityId.parse(str(code))
    except ValueError:
        return None
    return OrderIntent(
        entry.tag,
        entry.env,
        entry.acc_id,
        security,
        _member(Side, entry, "side"),
        _member(OrderType, entry, "type"),
        qty,
        amount(entry, "price"),
        _member(TimeInForce, entry, "tif"),
        note=str(entry.facts.get("note", "")),
        trigger_price=amount(entry, "trigger_price"),
        trail=_trail(entry),
        expires_on=_day(entry.facts.get("expires_on")),
        session=_member(TradeSession, entry, "session") if "session" in entry.facts else TradeSession.NONE,
    )


def combo_from(entry: Entry) -> ComboIntent | None:
    """Return the combined order that an entry was written for; None when it is none, or cannot be read."""
    legs, qty = entry.facts.get("legs"), amount(entry, "qty")
    if entry.kind is not EntryKind.COMBO or entry.env is None or entry.acc_id is None or qty is None:
        return None
    try:
        read = tuple(map(leg_from, legs)) if isinstance(legs, tuple) else ()
    except ValueError:
        return None
    kind, price = _member(OrderType, entry, "type"), amount(entry, "price")
    return ComboIntent(entry.tag, entry.env, entry.acc_id, read, kind, qty, price)


def outcome_from(entries: Iterable[Entry], ref: int) -> Outcome | None:
    """Return how the request at this place ended; None when no entry says that."""
    answer = next((one for one in entries if one.ref == ref and one.kind in _ENDS), None)
    if answer is None:
        return None
    searched = answer.kind is EntryKind.NOT_FOUND
    return Outcome(_ENDS[answer.kind], answer.order_id, str(answer.facts.get("text", "")), searched)


_ENDS = {
    EntryKind.ACCEPTED: OutcomeKind.ACCEPTED,
    EntryKind.FOUND: OutcomeKind.ACCEPTED,
    EntryKind.REJECTED: OutcomeKind.REJECTED,
    EntryKind.REFUSED: OutcomeKind.REJECTED,
    EntryKind.NOT_FOUND: OutcomeKind.UNKNOWN,
}


def words_of(entry: Entry) -> str:
    """Return what an order was to be, in a few words: `BUY 200 HK.00700 at 400.0`."""
    facts = entry.facts
    legs = facts.get("legs")
    what = " + ".join(legs) if isinstance(legs, tuple) else str(facts.get("code", "?"))
    side = "" if isinstance(legs, tuple) else f"{facts.get('side', '?')} "
    price = facts.get("price")
    at = f"at {price}" if price is not None else str(facts.get("type", "")).lower().replace("_", " ")
    return f"{side}{facts.get('qty', '?')} {what} {at}".rstrip()


def tagged(orders: Iterable[Order], tag: str) -> Order | None:
    """Return the order that carries our tag."""
    return next((order for order in orders if split_remark(order.remark)[0] == tag), None)


def lookalike(orders: Iterable[Order], intent: OrderIntent | None, since: datetime) -> Order | None:
    """Return an order that is not known to be another one and has the same terms: a hint, never a match."""
    if intent is None:
        return None
    terms = (intent.env, intent.acc_id, intent.id, intent.side, intent.qty, intent.price)
    return next(
        (
            order
            for order in orders
            if not split_remark(order.remark)[0]
            and (order.env, order.acc_id, order.id, order.side, order.qty, order.price) == terms
            and (order.created_at is None or order.created_at >= since - SKEW)
        ),
        None,
    )


def spans(moments: Sequence[datetime]) -> tuple[tuple[datetime, datetime], ...]:
    """Return as few spans of history as hold all these moments with some days around each."""
    found: list[tuple[datetime, datetime]] = []
    for moment in sorted(moments):
        if found and moment - found[-1][0] <= LONGEST:
            found[-1] = (found[-1][0], moment)
        else:
            found.append((moment, moment))
    return tuple((begin - AROUND, end + AROUND) for begin, end in found)


def _member(kind: type[E], entry: Entry, name: str) -> E:
    text = entry.facts.get(name)
    return next((one for one in kind if one.name == text), kind["UNKNOWN"])


def _trail(entry: Entry) -> Trail | None:
    value: Decimal | None = amount(entry, "trail")
    if value is None:
        return None
    return Trail(_member(TrailType, entry, "trail_type"), value, amount(entry, "trail_spread"))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
