"""The life of an order as one table, and the rule that decides which of two reports is the newer one.

Pushes come before the reply, twice, or late. `is_newer` orders reports by what they say and not by when
they arrive, so the same set of reports ends in the same state in any order.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tui.domain.orders import Order, OrderStatus

_S = OrderStatus

RANK: dict[OrderStatus, int] = {
    _S.UNKNOWN: 0,
    _S.UNSUBMITTED: 1,
    _S.WAITING_SUBMIT: 2,
    _S.SUBMITTING: 3,
    _S.TIMEOUT: 4,
    _S.SUBMITTED: 5,
    _S.DISABLED: 6,
    _S.FILLED_PART: 7,
    _S.CANCELLING_ALL: 8,
    _S.CANCELLING_PART: 9,
    _S.SUBMIT_FAILED: 10,
    _S.FAILED: 11,
    _S.CANCELLED_ALL: 12,
    _S.CANCELLED_PART: 13,
    _S.FILLED_ALL: 14,
    _S.FILL_CANCELLED: 15,
    _S.DELETED: 16,
}
"""How far along an order is: decides between two reports that carry the same time."""

_STARTING = {
    _S.SUBMITTED,
    _S.FILLED_PART,
    _S.FILLED_ALL,
    _S.CANCELLING_ALL,
    _S.CANCELLED_ALL,
    _S.SUBMIT_FAILED,
    _S.TIMEOUT,
    _S.FAILED,
    _S.DISABLED,
}
_STEPS: dict[OrderStatus, set[OrderStatus]] = {
    _S.UNSUBMITTED: {_S.WAITING_SUBMIT, _S.SUBMITTING} | _STARTING,
    _S.WAITING_SUBMIT: {_S.SUBMITTING} | _STARTING,
    _S.SUBMITTING: {_S.WAITING_SUBMIT} | _STARTING,
    _S.TIMEOUT: {_S.WAITING_SUBMIT, _S.SUBMITTING} | _STARTING,
    _S.SUBMITTED: {_S.WAITING_SUBMIT, _S.SUBMITTING} | _STARTING - {_S.SUBMIT_FAILED},
    _S.DISABLED: {_S.WAITING_SUBMIT, _S.SUBMITTING, _S.DELETED} | _STARTING,
    _S.CANCELLING_ALL: {_S.SUBMITTED, _S.FILLED_PART, _S.FILLED_ALL, _S.CANCELLED_ALL, _S.FAILED},
    _S.FILLED_PART: {_S.FILLED_ALL, _S.CANCELLING_PART, _S.CANCELLED_PART, _S.FILL_CANCELLED},
    _S.CANCELLING_PART: {_S.FILLED_PART, _S.FILLED_ALL, _S.CANCELLED_PART},
    _S.CANCELLED_PART: {_S.FILL_CANCELLED},
    _S.FILLED_ALL: {_S.FILL_CANCELLED},
    _S.SUBMIT_FAILED: {_S.DELETED},
    _S.FAILED: {_S.DELETED},
    _S.CANCELLED_ALL: {_S.DELETED},
    _S.FILL_CANCELLED: set(),
    _S.DELETED: set(),
}
"""One step in the life of an order."""


def _closure() -> dict[OrderStatus, frozenset[OrderStatus]]:
    reached: dict[OrderStatus, frozenset[OrderStatus]] = {}
    for start in _STEPS:
        seen: set[OrderStatus] = {start}
        waiting = [start]
        while waiting:
            fresh = _STEPS[waiting.pop()] - seen
            seen |= fresh
            waiting.extend(fresh)
        reached[start] = frozenset(seen)
    return reached


REACHABLE = _closure()
"""Statuses an order may be seen in later; reports in between may have been missed."""


def may_follow(earlier: OrderStatus, later: OrderStatus) -> bool:
    """Whether an order seen in one status may later be in the other; unknown statuses are not judged."""
    if earlier is _S.UNKNOWN or later is _S.UNKNOWN:
        return True
    return later in REACHABLE[earlier]


def is_newer(candidate: Order, known: Order) -> bool:
    """Whether candidate tells at least as much as known: ended beats live, then time, fills and rank."""
    return _key(candidate) >= _key(known)


def is_tie(one: Order, other: Order) -> bool:
    """Whether two reports differ and nothing but their arrival says which one is newer."""
    return _key(one) == _key(other) and _terms(one) != _terms(other)


def merge(known: Order, report: Order, *, complete_read: bool = False) -> Order:
    """Return the order after a report: the newer of both, with fixed facts it lacks taken from the other.

    A complete read of the account may revive an order that we hold for ended, if it is the later one:
    the broker's list is the truth, a single push is not.
    """
    newer = is_newer(report, known) or (complete_read and _is_later(report, known))
    return completed(report, known) if newer else completed(known, report)


def completed(winner: Order, other: Order) -> Order:
    """Return a report with the fixed facts it lacks taken from another one of the same order."""
    remark = winner.remark or other.remark
    name = winner.name or other.name
    created_at = winner.created_at or other.created_at
    if (remark, name, created_at) == (winner.remark, winner.name, winner.created_at):
        return winner
    return replace(winner, remark=remark, name=name, created_at=created_at)


def contradiction(known: Order, report: Order) -> str | None:
    """Return why two reports of one order cannot both be true; None when they can."""
    earlier, later = (known, report) if is_newer(report, known) else (report, known)
    if _is_later(earlier, later):  # live, yet dated after the end
        earlier, later = later, earlier
    if not may_follow(earlier.status, later.status):
        return f"{later.status.name} after {earlier.status.name}"
    if later.filled_qty < earlier.filled_qty and later.status is not OrderStatus.FILL_CANCELLED:
        return f"filled quantity fell from {earlier.filled_qty} to {later.filled_qty}"
    return None


def _key(order: Order) -> tuple[bool, float, Decimal, int]:
    at = order.updated_at
    time = float("-inf") if at is None else at.timestamp()
    return order.status.terminal, time, order.filled_qty, RANK[order.status]


def _terms(order: Order) -> tuple[object, ...]:
    return order.qty, order.price, order.trigger_price, order.avg_fill_price


def _is_later(one: Order, other: Order) -> bool:
    return one.updated_at is not None and other.updated_at is not None and one.updated_at > other.updated_at
