"""Entries of the journal made of what they tell: the one place that says which facts an entry has.

Every amount and price is exact text without an exponent, every name is that of its enum, every moment is
ISO 8601 in UTC, what is unknown or does not apply is left out.

- INTENT, COMBO: `code`, `side`, `type`, `qty`, `price`, `tif`, `note`, `trigger_price`, `trail_type`,
  `trail`, `trail_spread`, `expires_on`, `session`; `legs` of a combo (`BUY 1 HK.00700`); and the consent.
- AMEND: `qty`, `price`, `trigger_price` and the trail as they are sent, and the consent. CANCEL: `how`.
- CANCEL_ALL: `how`; `market` when it is for one only.
- consent: `how`, `confirmed_at`, `sentence`, `warnings`, `repeats`, `typed_qty`.
- ACCEPTED, REJECTED, UNKNOWN, REFUSED, LOOKED, FOUND, NOT_FOUND: `text`, and what the caller adds.
- PUSH, STATE of an order: `what` = `order`, `source` (`push`, `list`, `history`), the terms as above,
  `status`, `filled`, `avg`, `error`, `created_at`, `updated_at`. PUSH of a fill: `what` = `fill`,
  `source`, `fill_id`, `code`, `side`, `qty`, `price`, `status`, `filled_at`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

from tui.domain.accounts import Env
from tui.domain.combos import ComboIntent
from tui.domain.ids import SecurityId
from tui.domain.intents import (
    AmendIntent,
    CancelIntent,
    Consent,
    OrderIntent,
    Outcome,
    OutcomeKind,
    split_remark,
)
from tui.domain.journal import Entry, EntryKind, Fact
from tui.domain.orders import ComboLeg, Fill, Order, Side, TradeSession, Trail

ORDER, FILL = "order", "fill"
"""Values of the fact `what`."""
PUSHED, LISTED, HISTORY = "push", "list", "history"
"""Values of the fact `source`: how the broker told it."""

_OUTCOMES = {
    OutcomeKind.ACCEPTED: EntryKind.ACCEPTED,
    OutcomeKind.REJECTED: EntryKind.REJECTED,
    OutcomeKind.UNKNOWN: EntryKind.UNKNOWN,
}
Known = Decimal | Enum | SecurityId | date | Trail | str | int | bool | tuple[str, ...] | None


def intent_entry(intent: OrderIntent, at: datetime) -> Entry:
    """Return what is written before a new order is sent."""
    facts = _facts(
        code=intent.id,
        side=intent.side,
        type=intent.type,
        qty=intent.qty,
        price=intent.price,
        tif=intent.tif,
        note=intent.note,
        trigger_price=intent.trigger_price,
        trail=intent.trail,
        expires_on=intent.expires_on,
        session=_session(intent.session),
    )
    facts = {**facts, **_consent(intent.consent)}
    return Entry(EntryKind.INTENT, at, intent.env, intent.acc_id, intent.tag, facts=facts)


def combo_entry(intent: ComboIntent, at: datetime) -> Entry:
    """Return what is written before a combined order is sent."""
    facts = _facts(
        legs=tuple(map(_leg, intent.legs)),
        type=intent.type,
        qty=intent.qty,
        price=intent.price,
        tif=intent.tif,
        note=intent.note,
    )
    facts = {**facts, **_consent(intent.consent)}
    return Entry(EntryKind.COMBO, at, intent.env, intent.acc_id, intent.tag, facts=facts)


def amend_entry(intent: AmendIntent, at: datetime, tag: str = "") -> Entry:
    """Return what is written before new terms are sent; `tag` is the order's, if it is one of ours."""
    facts = _facts(qty=intent.qty, price=intent.price, trigger_price=intent.trigger_price, trail=intent.trail)
    facts = {**facts, **_consent(intent.consent)}
    return Entry(EntryKind.AMEND, at, intent.env, intent.acc_id, tag, intent.order_id, facts=facts)


def cancel_entry(intent: CancelIntent, at: datetime, tag: str = "") -> Entry:
    """Return what is written when an order is withdrawn."""
    facts = _facts(how=intent.how)
    return Entry(EntryKind.CANCEL, at, intent.env, intent.acc_id, tag, intent.order_id, facts=facts)


def cancel_all_entry(env: Env, acc_id: int, at: datetime, *, how: str = "", market: str = "") -> Entry:
    """Return what is written when all orders of an account are withdrawn with one request."""
    return Entry(EntryKind.CANCEL_ALL, at, env, acc_id, facts=_facts(how=how, market=market))


def answer_entry(
    kind: EntryKind, request: Entry, ref: int, at: datetime, *, order_id: str = "", **facts: Known
) -> Entry:
    """Return how a request ended, or how far the search for it is; `ref` is the place of the request."""
    return replace(
        request,
        kind=kind,
        at=at,
        order_id=order_id or request.order_id,
        ref=ref,
        facts=_facts(**facts),
        seq=0,
        run="",
    )


def refused_entry(request: Entry, text: str) -> Entry:
    """Return what is written of a request that a check of ours held back before it was written itself."""
    return replace(request, kind=EntryKind.REFUSED, facts={**request.facts, "text": text})


def outcome_entry(outcome: Outcome, request: Entry, ref: int, at: datetime) -> Entry:
    """Return the answer to a request as an entry; what a check of ours refuses is REFUSED instead."""
    return answer_entry(
        _OUTCOMES[outcome.kind], request, ref, at, order_id=outcome.order_id, text=outcome.text
    )


def order_entry(kind: EntryKind, order: Order, at: datetime, source: str = PUSHED) -> Entry:
    """Return an order as the broker tells of it (PUSH), or as we hold it from then on (STATE)."""
    facts = _facts(
        what=ORDER,
        source=source,
        code=order.id,
        side=order.side,
        type=order.type,
        qty=order.qty,
        price=order.price,
        status=order.status,
        filled=order.filled_qty,
        avg=order.avg_fill_price,
        error=order.error,
        tif=order.tif,
        trigger_price=order.trigger_price,
        trail=order.trail,
        expires_on=order.expires_on,
        session=_session(order.session),
        legs=tuple(map(_leg, order.legs)),
        created_at=order.created_at,
        updated_at=order.updated_at,
    )
    tag, _ = split_remark(order.remark)
    return Entry(kind, at, order.env, order.acc_id, tag, order.order_id, facts=facts)


def fill_entry(fill: Fill, at: datetime, source: str = PUSHED) -> Entry:
    """Return a fill as the broker tells of it."""
    facts = _facts(
        what=FILL,
        source=source,
        fill_id=fill.fill_id,
        code=fill.id,
        side=fill.side,
        qty=fill.qty,
        price=fill.price,
        status=fill.status,
        filled_at=fill.at,
    )
    return Entry(EntryKind.PUSH, at, fill.env, fill.acc_id, order_id=fill.order_id, facts=facts)


def amount(entry: Entry, name: str) -> Decimal | None:
    """Read an amount back; None when the entry has none that can be read."""
    text = entry.facts.get(name)
    if not isinstance(text, str):
        return None
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _consent(consent: Consent) -> Mapping[str, Fact]:
    return _facts(
        how=consent.how,
        confirmed_at=consent.at,
        sentence=consent.sentence,
        warnings=consent.warnings,
        repeats=consent.repeats,
        typed_qty=consent.typed_qty or None,
    )


def _facts(**known: Known) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for name, value in known.items():
        if isinstance(value, Trail):
            facts |= _facts(trail_type=value.type, trail=value.value, trail_spread=value.spread)
        elif value is not None and value not in ("", ()):
            facts[name] = _fact(value)
    return facts


def _fact(value: Known) -> Fact:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, SecurityId):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    assert not isinstance(value, Trail)
    return value


def _session(session: TradeSession) -> TradeSession | None:
    return None if session is TradeSession.NONE else session


def _leg(leg: ComboLeg) -> str:
    closes = "" if leg.position_id is None else f" closing {leg.position_id}"
    return f"{leg.side.name} {leg.ratio} {leg.id}{closes}"


def leg_from(text: str) -> ComboLeg:
    """Read a leg back; ValueError when it cannot be read."""
    side, ratio, code, *closes = text.split(" ")
    if side not in Side.__members__:
        raise ValueError(f"{side!r} is no side")
    return ComboLeg(SecurityId.parse(code), Side[side], int(ratio), int(closes[1]) if closes else None)
