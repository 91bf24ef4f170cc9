"""What the journal knows of an order, in plain words: an entry a line, with what was read before it below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TypeVar

from tui.domain.decimals import price_text, quantity_text
from tui.domain.instruments import Instrument
from tui.domain.journal import Entry, EntryKind
from tui.domain.orders import OrderStatus, OrderType, Side, TimeInForce
from tui.state.prices import tick_at
from tui.state.rows import Cell, Tone
from tui.state.words import ORDER_STATUSES, ORDER_TYPES, SIDES, TIMES_IN_FORCE

E = TypeVar("E", bound=Enum)

KINDS: dict[EntryKind, tuple[str, Tone]] = {
    EntryKind.STARTED: ("program began", Tone.DIM),
    EntryKind.ENDED: ("program ended", Tone.DIM),
    EntryKind.INTENT: ("sending", Tone.OWN),
    EntryKind.AMEND: ("sending change", Tone.OWN),
    EntryKind.CANCEL: ("sending cancel", Tone.OWN),
    EntryKind.CANCEL_ALL: ("cancelling all", Tone.OWN),
    EntryKind.COMBO: ("sending combo", Tone.OWN),
    EntryKind.REFUSED: ("NOT SENT", Tone.BAD),
    EntryKind.ACCEPTED: ("accepted", Tone.GOOD),
    EntryKind.REJECTED: ("REJECTED", Tone.BAD),
    EntryKind.UNKNOWN: ("NO ANSWER", Tone.WARN),
    EntryKind.LOOKED: ("looked for", Tone.WARN),
    EntryKind.FOUND: ("found", Tone.GOOD),
    EntryKind.NOT_FOUND: ("NOT FOUND", Tone.WARN),
    EntryKind.PUSH: ("broker says", Tone.PLAIN),
    EntryKind.STATE: ("now", Tone.STRONG),
    EntryKind.UNLOCKED: ("unlock", Tone.DIM),
    EntryKind.ARMED: ("armed", Tone.WARN),
    EntryKind.DISARMED: ("disarmed", Tone.DIM),
    EntryKind.LOCKED: ("LOCKED", Tone.BAD),
    EntryKind.RELEASED: ("released", Tone.DIM),
    EntryKind.PANIC: ("kill switch", Tone.BAD),
    EntryKind.GAP: ("journal was down", Tone.WARN),
    EntryKind.STRANGE: ("unknown entry", Tone.DIM),
}
_SAID: dict[EntryKind, str] = {
    EntryKind.REFUSED: "a check of ours said no; nothing left this program",
    EntryKind.UNKNOWN: "no readable answer: the order may be live; never sent again",
    EntryKind.LOOKED: "a complete read at the broker had no trace of it",
    EntryKind.NOT_FOUND: "no complete read found it: it is not at the broker",
}
"""Said where the entry itself has no words."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry."""

    time: Cell
    """With milliseconds, and the day in front where it is another than that of the entry before."""
    kind: Cell
    words: Cell
    more: tuple[Cell, ...] = ()
    """What was read and confirmed, warnings: each a line of its own."""


def journal_lines(
    entries: tuple[Entry, ...], instrument: Instrument | None, zone: tzinfo
) -> tuple[JournalLine, ...]:
    """Write entries, oldest first, with times of this zone."""
    lines: list[JournalLine] = []
    day: str = ""
    for entry in entries:
        at = (entry.at if entry.at.tzinfo else entry.at.replace(tzinfo=UTC)).astimezone(zone)
        today = f"{at:%Y-%m-%d}"
        if today != day:
            lines.append(JournalLine(Cell(today, Tone.DIM), Cell(""), Cell("")))
        day = today
        lines.append(_line(entry, at, instrument))
    return tuple(lines)


def _line(entry: Entry, at: datetime, instrument: Instrument | None) -> JournalLine:
    word, tone = KINDS[entry.kind]
    words = _words(entry, instrument)
    cell = Cell(words, tone if tone in (Tone.BAD, Tone.WARN) else Tone.PLAIN)
    return JournalLine(_clock(at), Cell(word, tone), cell, _consent(entry, at.tzinfo))


def _words(entry: Entry, instrument: Instrument | None) -> str:
    text = _text(entry, "text")
    if entry.kind in (EntryKind.INTENT, EntryKind.COMBO):
        # The net price of a combination is on no ladder.
        return _order(entry, None if entry.kind is EntryKind.COMBO else instrument)
    if entry.kind is EntryKind.AMEND:
        return f"to {_terms(entry, instrument)}"
    if entry.kind in (EntryKind.PUSH, EntryKind.STATE):
        return _report(entry, instrument)
    if entry.kind in (EntryKind.ACCEPTED, EntryKind.FOUND):
        return ", ".join(part for part in (f"order {entry.order_id}" if entry.order_id else "", text) if part)
    how = _text(entry, "how")
    return text or _SAID.get(entry.kind, "") or how or _rest(entry)


def _order(entry: Entry, instrument: Instrument | None) -> str:
    legs = entry.facts.get("legs")
    what = " + ".join(legs) if isinstance(legs, tuple) else _text(entry, "code")
    side = _worded(SIDES, Side, _text(entry, "side"))
    tif = _worded(TIMES_IN_FORCE, TimeInForce, _text(entry, "tif"))
    head = " ".join(part for part in (side, _qty(entry), what) if part)
    return ", ".join(part for part in (f"{head} {_at(entry, instrument)}".rstrip(), tif) if part)


def _terms(entry: Entry, instrument: Instrument | None) -> str:
    return " ".join(part for part in (_qty(entry), _at(entry, instrument)) if part)


def _at(entry: Entry, instrument: Instrument | None) -> str:
    kind = _text(entry, "type")
    words = _worded(ORDER_TYPES, OrderType, kind)
    price, trigger = _price(entry, "price", instrument), _price(entry, "trigger_price", instrument)
    trail = _text(entry, "trail")
    parts = [
        f"at {price}" if price else "",
        "" if kind == OrderType.LIMIT.name else words,
        f"trigger {trigger}" if trigger else "",
        f"trail {trail}{'%' if _text(entry, 'trail_type') == 'RATIO' else ''}" if trail else "",
    ]
    return " ".join(part for part in parts if part)


def _report(entry: Entry, instrument: Instrument | None) -> str:
    if _text(entry, "what") == "fill":
        status = _text(entry, "status")
        stands = "" if status in ("", "OK") else f" {status}"
        price, fill = _price(entry, "price", instrument), _text(entry, "fill_id")
        return f"filled {_qty(entry)} at {price}{stands} (fill {fill})"
    status = _worded(ORDER_STATUSES, OrderStatus, _text(entry, "status"))
    filled, average = _amount(entry, "filled"), _price(entry, "avg", instrument)
    of = _qty(entry)
    parts = [
        status,
        f"{quantity_text(filled)} of {of} filled" if filled else f"{of} {_at(entry, instrument)}".strip(),
        f"average {average}" if filled and average else "",
        _text(entry, "error"),
    ]
    source = _text(entry, "source")
    told = "" if source in ("", "push") else f" (from the {source})"
    return ", ".join(part for part in parts if part) + told


def _consent(entry: Entry, zone: tzinfo | None) -> tuple[Cell, ...]:
    sentence, how = _text(entry, "sentence"), _text(entry, "how")
    lines: list[Cell] = []
    if sentence:
        lines.append(
            Cell(f"confirmed{_moment(entry, zone)}{f' with {how}' if how else ''}: {sentence}", Tone.DIM)
        )
    elif how and entry.kind in (EntryKind.INTENT, EntryKind.AMEND, EntryKind.COMBO):
        lines.append(Cell(f"asked for by {how}", Tone.DIM))
    warnings = entry.facts.get("warnings")
    lines += (
        [Cell(f"warned: {warning}", Tone.WARN) for warning in warnings] if isinstance(warnings, tuple) else []
    )
    repeats, note = _text(entry, "repeats"), _text(entry, "note")
    lines += [Cell(f"knowingly repeats {repeats}", Tone.WARN)] if repeats else []
    lines += [Cell("the quantity was typed once more", Tone.DIM)] if entry.facts.get("typed_qty") else []
    return (*lines, Cell(f"note: {note}", Tone.DIM)) if note else tuple(lines)


def _moment(entry: Entry, zone: tzinfo | None) -> str:
    text = _text(entry, "confirmed_at")
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return ""
    return "" if at is None or at.tzinfo is None else f" at {_clock(at.astimezone(zone)).text}"


def _clock(at: datetime) -> Cell:
    return Cell(f"{at:%H:%M:%S}.{at.microsecond // 1000:03}", Tone.DIM)


def _rest(entry: Entry) -> str:
    return ", ".join(f"{name} {value}" for name, value in entry.facts.items() if value not in (None, "", ()))


def _text(entry: Entry, name: str) -> str:
    value = entry.facts.get(name)
    return value if isinstance(value, str) else ""


def _amount(entry: Entry, name: str) -> Decimal | None:
    try:
        number = Decimal(_text(entry, name) or "NaN")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _qty(entry: Entry) -> str:
    qty = _amount(entry, "qty")
    return "" if qty is None else quantity_text(qty)


def _price(entry: Entry, name: str, instrument: Instrument | None) -> str:
    price = _amount(entry, name)
    return "" if price is None else price_text(price, tick_at(instrument, price))


def _worded(table: Mapping[E, str | tuple[str, Tone]], kind: type[E], name: str) -> str:
    """Return the words for the name of an enum; the name itself when it is of another version."""
    member = kind.__members__.get(name)
    if member is None:
        return name
    words = table[member]
    return words if isinstance(words, str) else words[0]
