"""The journal held against the broker's own list: every order of which they do not say the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from tui.domain.accounts import Env
from tui.domain.intents import split_remark
from tui.domain.orders import Order, OrderStatus
from tui.trading.entries import amount
from tui.trading.replay import Replayed, Stand


class Mismatch(Enum):
    """In what they differ."""

    MISSING = "missing at the broker"
    UNEXPECTED = "at the broker all the same"
    """The journal says that it was never sent, refused, or not found."""
    UNRESOLVED = "outcome unknown"
    STATUS = "status differs"
    FILLED = "filled differs"
    TERMS = "terms differ"
    NOT_WRITTEN = "not in the journal"
    """It has our tag, and no entry."""
    UNLISTED = "account not listed"
    """This OpenD does not list the account: nothing can be said."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One point in which they differ."""

    mismatch: Mismatch
    env: Env | None
    acc_id: int
    tag: str
    order_id: str
    journal: str
    """What the journal says, what the broker says."""
    broker: str


_FAILED = frozenset({OrderStatus.SUBMIT_FAILED, OrderStatus.FAILED, OrderStatus.DELETED})
"""As which the broker may list an order that it rejected."""


def differences(
    replayed: Iterable[Replayed], orders: Iterable[Order], known_tags: Collection[str]
) -> tuple[Difference, ...]:
    """Compare orders of one account with the broker's; `known_tags` are those of the whole journal."""
    by_id = {order.order_id: order for order in orders}
    by_tag = {tag: order for order in by_id.values() if (tag := split_remark(order.remark)[0])}
    found: list[Difference] = []
    for one in replayed:
        order = by_id.get(one.order_id) or by_tag.get(one.tag)
        found += _compared(one, order)
    found += [
        Difference(
            Mismatch.NOT_WRITTEN, order.env, order.acc_id, tag, order.order_id, "nothing", _said(order)
        )
        for tag, order in by_tag.items()
        if tag not in known_tags
    ]
    return tuple(found)


def _compared(one: Replayed, order: Order | None) -> list[Difference]:
    if order is None:
        if one.stand is Stand.AT_BROKER:
            return [_difference(Mismatch.MISSING, one, None, _held(one), "no such order")]
        if one.stand is Stand.UNKNOWN:
            return [_difference(Mismatch.UNRESOLVED, one, None, one.stand.value, "no such order")]
        return []
    if one.stand is Stand.UNKNOWN:
        return [_difference(Mismatch.UNRESOLVED, one, order, one.stand.value, _said(order))]
    if one.stand is Stand.REJECTED and order.status in _FAILED and not order.filled_qty:
        return []
    if one.stand is not Stand.AT_BROKER:
        return [_difference(Mismatch.UNEXPECTED, one, order, one.stand.value, _said(order))]
    return _told(one, one.order, order) if one.order is not None else _asked(one, order)


def _told(one: Replayed, held: Order, order: Order) -> list[Difference]:
    """Compare with what the broker itself was last heard to say."""
    found = []
    if held.status is not order.status:
        found.append(_difference(Mismatch.STATUS, one, order, held.status.name, order.status.name))
    if held.filled_qty != order.filled_qty:
        found.append(
            _difference(Mismatch.FILLED, one, order, f"{held.filled_qty:f}", f"{order.filled_qty:f}")
        )
    if (held.qty, held.price) != (order.qty, order.price):
        found.append(_difference(Mismatch.TERMS, one, order, _terms(held.qty, held.price), _terms_of(order)))
    return found


def _asked(one: Replayed, order: Order) -> list[Difference]:
    """Compare with what was sent: the journal has the answer to it and nothing after that."""
    wish = one.wish
    if wish is None or one.amends or order.legs:
        return []
    wanted = (wish.facts.get("code"), wish.facts.get("side"), amount(wish, "qty"))
    if wanted == (str(order.id), order.side.name, order.qty):
        return []
    words = f"{wanted[1]} {wanted[0]} {_terms(wanted[2], amount(wish, 'price'))}"
    return [
        _difference(Mismatch.TERMS, one, order, words, f"{order.side.name} {order.id} {_terms_of(order)}")
    ]


def _difference(
    mismatch: Mismatch, one: Replayed, order: Order | None, journal: str, broker: str
) -> Difference:
    order_id = one.order_id if order is None else order.order_id
    return Difference(mismatch, one.env, one.acc_id, one.tag, order_id, journal, broker)


def _held(one: Replayed) -> str:
    return "accepted" if one.order is None else _said(one.order)


def _said(order: Order) -> str:
    filled = f", {order.filled_qty:f} of {order.qty:f} filled" if order.filled_qty else ""
    return f"{order.status.name}{filled}"


def _terms_of(order: Order) -> str:
    return _terms(order.qty, order.price)


def _terms(qty: Decimal | None, price: Decimal | None) -> str:
    at = "" if price is None else f" at {price:f}"
    return f"{'?' if qty is None else f'{qty:f}'}{at}"
