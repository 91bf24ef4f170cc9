"""Many cancels at once, line by line: how far they are, and what has become of each order.

The kill switch and the cancel menu show the same lines.
"""

from __future__ import annotations

from math import ceil

from tui.domain.decimals import price_text, quantity_text
from tui.domain.orders import Order
from tui.domain.withdrawals import Fate, OrderFate, Withdrawal
from tui.state.rows import Cell, Tone
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS, ORDER_TYPES, SIDES

FATES: dict[Fate, tuple[str, Tone]] = {
    Fate.LIVE: ("STILL LIVE", Tone.BAD),
    Fate.UNKNOWN: ("UNKNOWN", Tone.WARN),
    Fate.SENT: ("cancel sent", Tone.OWN),
    Fate.WAITING: ("waiting", Tone.PLAIN),
    Fate.FILLED: ("FILLED", Tone.GOOD),
    Fate.CANCELLED: ("cancelled", Tone.DIM),
}
"""In words, what needs reading most first; the lines stand in this order."""
_GONE = (Fate.CANCELLED, Fate.FILLED)
_RANK = {fate: rank for rank, fate in enumerate(FATES)}
_FATE_WIDTH = max(len(word) for word, _ in FATES.values())

CellLine = tuple[Cell, ...]
"""The parts of one line, left to right."""


def withdrawal_lines(withdrawal: Withdrawal, width: int) -> tuple[CellLine, ...]:
    """Return how far it is, what stands in its way, then each order; the broker's word below it if long."""
    lines: list[CellLine] = [(withdrawal_head(withdrawal),)]
    if withdrawal.trouble:
        lines.append((Cell(withdrawal.trouble, Tone.BAD),))
    for one in sorted(withdrawal.orders, key=lambda one: _RANK[one.fate]):
        lines += _order_lines(one, width)
    return tuple(lines)


def withdrawal_head(withdrawal: Withdrawal) -> Cell:
    """Return the one sentence that counts: `7/23 gone, next cancel in 3 s`."""
    total, gone = len(withdrawal.orders), withdrawal.count(*_GONE)
    if withdrawal.over:
        return _result(withdrawal, total, gone)
    if not total:
        return Cell("reading the orders...", Tone.WARN)
    parts = [f"{gone}/{total} gone"]
    if withdrawal.next_in_s is not None:
        parts.append(f"next cancel in {ceil(withdrawal.next_in_s)} s")
    parts += _left(withdrawal)
    return Cell(", ".join(parts), Tone.WARN)


def _result(withdrawal: Withdrawal, total: int, gone: int) -> Cell:
    if not withdrawal.confirmed:
        unread = "" if total else "nothing is known to be gone"
        return Cell(", ".join([unread or f"{gone}/{total} gone", *_left(withdrawal)]), Tone.BAD)
    if not total:
        return Cell("there was no working order to cancel", Tone.PLAIN)
    filled = withdrawal.count(Fate.FILLED)
    first = f", {filled} filled before" if filled else ""
    return Cell(f"{gone}/{total} gone{first}: none of them is live any more", Tone.GOOD)


def _left(withdrawal: Withdrawal) -> list[str]:
    counts = ((withdrawal.count(fate), FATES[fate][0]) for fate in (Fate.LIVE, Fate.UNKNOWN))
    return [f"{count} {word}" for count, word in counts if count]


def _order_lines(one: OrderFate, width: int) -> list[CellLine]:
    word, tone = FATES[one.fate]
    words = order_brief(one.order)
    line = (Cell(f"{word:<{_FATE_WIDTH}}  ", tone), *words)
    if not one.text:
        return [line]
    used = sum(len(cell.text) for cell in line)
    if used + 2 + len(one.text) <= width:
        return [(*line, Cell(f"  {one.text}", Tone.DIM))]
    return [line, (Cell(f"{'':{_FATE_WIDTH}}  {one.text}", Tone.DIM),)]


def order_brief(order: Order) -> CellLine:
    """Name an order in short with its account: `PAPER *1001 BUY 200 HK.00700 at 400 (100 filled)`."""
    env, env_tone = ENVS[order.env]
    side, side_tone = SIDES[order.side]
    at = price_text(order.price) if order.type.needs_price else ORDER_TYPES[order.type]
    filled = f" ({quantity_text(order.filled_qty)} filled)" if order.filled_qty else ""
    return (
        Cell(env, env_tone),
        Cell(f" {account_tail(order.acc_id)} "),
        Cell(f"{side:<5}", side_tone),
        Cell(f" {quantity_text(order.qty)} {order.id} at {at}{filled}"),
    )
