"""Orders that are being moved to another price: one change at a time each, the last wanted price wins.

Pure: no Textual, no clock, no store. Times come from the caller, in seconds on any clock.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil

from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.orders import Order

GAP_S = 1.5
"""Between two changes of one order: OpenD takes 20 in 30 s."""
MOST, WITHIN_S = 6, 9.0
"""Changes of one account in so many seconds, so that others than moves have room, too."""
OLDEST_S = 4.0
"""A wish that had to wait longer than this is dropped: the market is another one."""

LOOK_S = 15.0
"""So long after a change without an answer an order that shows no change is free again: it was read anew."""

Key = tuple[int, str]
"""Account and order id."""


@dataclass(slots=True)
class _Move:
    order: Order
    """As it was when the newest wish came."""
    wanted: Decimal
    how: str
    asked_at: float
    sending: Decimal | None = None
    """The price of the change whose answer is waited for."""
    settled: Decimal | None = None
    """The price that the broker has accepted and does not show yet."""
    lost: Order | None = None
    """The order as it was when a change ended without an answer."""
    free_at: float = 0.0
    """From when on it may be moved although it shows none of that change."""
    passed: set[Decimal | None] = field(default_factory=set)
    """The prices the broker may still show before the last one."""
    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Due:
    """A change that is to be sent now."""

    key: Key
    price: Decimal
    how: str
    """The key that asked for it."""


class Moves:
    """What is wanted, what is under way, and when the next change may leave."""

    def __init__(self) -> None:
        self._moves: dict[Key, _Move] = {}
        self._sent: dict[int, deque[float]] = {}

    @property
    def wanted(self) -> dict[Key, Decimal]:
        """The prices orders are to have, until the broker shows them there."""
        return {key: move.wanted for key, move in self._moves.items() if move.lost is None}

    def price_of(self, order: Order) -> Decimal | None:
        """Return the price an order is to have: the wanted one, else its own."""
        return self.wanted.get(_key(order), order.price)

    def want(self, order: Order, price: Decimal, how: str, at: float) -> str:
        """Want an order at another price; return why that cannot be, nothing when it can."""
        key = _key(order)
        move = self._moves.get(key)
        if move is not None and move.lost is not None:
            if at < move.free_at:
                wait_s = ceil(move.free_at - at)
                return f"its last change had no answer: look at the order, move it again in {wait_s} s"
            move = None
        if move is None:
            self._moves[key] = _Move(order, price, how, at, passed={order.price})
        else:
            move.order, move.wanted, move.how, move.asked_at = order, price, how, at
        return ""

    def due(self, at: float) -> tuple[Due, ...]:
        """Return the changes that may leave now; each counts as sent from here on."""
        made: list[Due] = []
        for key, move in self._moves.items():
            if self._is_idle(move) or at < self._slot(key, move, at):
                continue
            move.sending, move.not_before = move.wanted, at + GAP_S
            move.passed.add(move.wanted)
            self._sent.setdefault(key[0], deque(maxlen=MOST)).append(at)
            made.append(Due(key, move.wanted, move.how))
        return tuple(made)

    def next_in_s(self, at: float) -> float | None:
        """Return how long until the next change may leave; None when none waits for that."""
        waits = [
            self._slot(key, move, at) - at for key, move in self._moves.items() if not self._is_idle(move)
        ]
        return max(min(waits), 0.0) if waits else None

    def drop_old(self, at: float) -> tuple[Order, ...]:
        """Forget wishes that had to wait too long, and return their orders."""
        old = [
            key
            for key, move in self._moves.items()
            if not self._is_idle(move) and at - move.asked_at > OLDEST_S
        ]
        return tuple(self._moves.pop(key).order for key in old)

    def replied(self, key: Key, outcome: Outcome, at: float) -> None:
        """Know how a change ended: accepted, not sent and free to go later, refused, or unknown."""
        move = self._moves.get(key)
        if move is None:
            return
        sent, move.sending = move.sending, None
        if outcome.kind is OutcomeKind.ACCEPTED:
            move.settled = sent
        elif outcome.kind is OutcomeKind.UNKNOWN:
            move.lost, move.free_at = move.order, at + LOOK_S
        elif outcome.wait_s is not None:
            move.not_before = at + outcome.wait_s
        else:
            del self._moves[key]

    def drop(self, key: Key) -> None:
        """Want nothing of an order any more; a change under way is waited for."""
        move = self._moves.get(key)
        if move is not None and move.sending is not None:
            move.wanted = move.sending
        else:
            self._moves.pop(key, None)

    def seen(self, key: Key, order: Order | None) -> None:
        """Know an order as the broker shows it now, None when it is over."""
        move = self._moves.get(key)
        if move is None or move.sending is not None:
            return
        if order is None or order.status.terminal:
            del self._moves[key]
            return
        if move.lost is None:
            move.order = order
        elif order != move.lost:
            del self._moves[key]
            return
        if (
            move.lost is None
            and move.settled == move.wanted
            and (order.price == move.wanted or order.price not in move.passed)
        ):
            del self._moves[key]

    @property
    def keys(self) -> tuple[Key, ...]:
        """The orders something is wanted of, or waited for."""
        return tuple(self._moves)

    # ---- helpers

    def _is_idle(self, move: _Move) -> bool:
        return move.sending is not None or move.lost is not None or move.wanted == move.settled

    def _slot(self, key: Key, move: _Move, at: float) -> float:
        """Return when a change of this order may leave."""
        if move.settled is not None and move.wanted == move.order.price:
            return at + GAP_S  # back to where the broker still shows it: only once it shows the way there
        sent = self._sent.get(key[0], deque())
        full = len(sent) == MOST and sent[0] + WITHIN_S > at
        return max(move.not_before, sent[0] + WITHIN_S if full else at)


def _key(order: Order) -> Key:
    return order.acc_id, order.order_id
