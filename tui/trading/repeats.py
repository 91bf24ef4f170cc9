"""What keeps an order from being sent twice by mistake, and too many from being sent at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tui.domain.combos import ComboIntent
from tui.domain.decimals import quantity_text
from tui.domain.intents import AmendIntent, OrderIntent, OutcomeKind, split_remark
from tui.domain.orders import Order, OrderStatus
from tui.domain.repeats import WITHIN_S, Repeat, Terms, terms_of
from tui.state.pending import PendingOrder
from tui.state.store import Store
from tui.state.words import ORDER_STATUSES
from tui.trading.gate import Wish

_KEPT = 256
"""Orders remembered; more than that are never sent within the time."""
_OUTCOME_UNKNOWN = "of unknown outcome"
_CLOCKS_APART_S = 2.0
"""How far the broker's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class _Sent:
    terms: Terms
    tag: str
    at: float
    unknown: bool


class RepeatGate:
    """Refuses an order in the same terms as one of the last seconds, unless the trader knows of that one.

    As long as it is not known whether the broker has the earlier one, it does not grow old. One that was
    rejected on its way in is none: nothing is at the market.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        within_s: float = WITHIN_S,
    ) -> None:
        """`clock` counts seconds steadily; `now` is compared with the times of the broker."""
        self._store = store
        self._clock = clock
        self._now = now
        self._within_s = within_s
        self._sent: deque[_Sent] = deque(maxlen=_KEPT)

    def repeat_of(self, intent: OrderIntent | ComboIntent) -> Repeat | None:
        """Return the newest earlier order in the terms of this one, None when there is none to ask about."""
        return self._own(intent) or self._unknown(intent) or self._listed(intent)

    def why_not(self, wish: Wish) -> str:
        """Return the sentence about the earlier order, unless the trader has consented to repeat it."""
        if isinstance(wish, AmendIntent):
            return ""
        repeat = self.repeat_of(wish)
        if repeat is None or wish.consent.repeats == repeat.name:
            return ""
        return f"{repeat.words}: confirm once more if you want another one"

    def sent(self, wish: Wish) -> None:
        """Remember an order."""
        if not isinstance(wish, AmendIntent):
            self.remember(wish)

    def remember(
        self, intent: OrderIntent | ComboIntent, seconds_ago: float = 0.0, *, unknown: bool = False
    ) -> None:
        """Know of an order that was sent, here or by another program; the newest last.

        `unknown` marks a combined one of unknown outcome, which the store does not hold.
        """
        self._sent.append(_Sent(terms_of(intent), intent.tag, self._clock() - seconds_ago, unknown))

    # ---- where an earlier one is found

    def _own(self, intent: OrderIntent | ComboIntent) -> Repeat | None:
        terms, now = terms_of(intent), self._clock()
        for one in reversed(self._sent):
            if one.terms != terms or one.tag == intent.tag:
                continue
            if one.unknown and self._row(intent.acc_id, one.tag) is None:
                return Repeat(one.tag, _OUTCOME_UNKNOWN)
            if now - one.at >= self._within_s:
                continue
            state = self._state_of(intent.acc_id, one.tag)
            if state is not None:
                return Repeat(one.tag, state, now - one.at)
        return None

    def _unknown(self, intent: OrderIntent | ComboIntent) -> Repeat | None:
        """Find one of which it is not known whether, or how, the broker has it."""
        terms, sent = terms_of(intent), {one.tag for one in self._sent}
        for pending in reversed(self._store.pending(intent.acc_id)):
            tag, outcome = pending.intent.tag, pending.outcome
            if tag == intent.tag or terms_of(pending.intent) != terms:
                continue
            # Without an outcome and not sent it only waits for its turn behind this one.
            unknown = outcome is not None and outcome.kind is OutcomeKind.UNKNOWN and not outcome.searched
            if unknown or (outcome is None and tag in sent):
                return Repeat(tag, _pending_words(pending))
        for order in self._store.orders(intent.acc_id):
            if order.status is OrderStatus.TIMEOUT and terms_of(order) == terms:
                return Repeat(_name_of(order), _order_words(order))
        return None

    def _listed(self, intent: OrderIntent | ComboIntent) -> Repeat | None:
        """Find one that another program sent."""
        terms, now = terms_of(intent), self._now()
        for order in self._store.orders(intent.acc_id):
            if order.created_at is None or terms_of(order) != terms or _name_of(order) == intent.tag:
                continue
            age_s = (now - order.created_at).total_seconds()
            if -_CLOCKS_APART_S <= age_s < self._within_s:
                return Repeat(_name_of(order), _order_words(order), max(age_s, 0.0))
        return None

    def _state_of(self, acc_id: int, tag: str) -> str | None:
        """Return what has become of an order of ours, None when it was rejected."""
        row = self._row(acc_id, tag)
        if row is not None:
            return _order_words(row)
        pending = next((one for one in self._store.pending(acc_id) if one.intent.tag == tag), None)
        if pending is None:
            return "sent"
        rejected = pending.outcome is not None and pending.outcome.kind is OutcomeKind.REJECTED
        return None if rejected else _pending_words(pending)

    def _row(self, acc_id: int, tag: str) -> Order | None:
        return next((one for one in self._store.orders(acc_id) if _name_of(one) == tag), None)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many orders and changes may be sent in how many seconds."""

    most: int = 10
    within_s: float = 10.0


class PaceGate:
    """Refuses, and disarms, when more is sent than a hand does: a key that is held, a program gone wild."""

    def __init__(self, pace: Pace, *, clock: Callable[[], float], disarm: Callable[[str], None]) -> None:
        self._clock = clock
        self._disarm = disarm
        self._pace = pace
        self._sent: deque[float] = deque(maxlen=pace.most)

    def why_not(self, wish: Wish) -> str:
        """Return that too much was sent just now; then nothing stays armed, either."""
        del wish
        pace = self._pace
        if len(self._sent) < pace.most or self._clock() - self._sent[0] >= pace.within_s:
            return ""
        why = f"{pace.most} orders and changes were sent within {pace.within_s:g} s"
        self._disarm(why)
        return f"{why}: wait a little; nothing was sent"

    def sent(self, wish: Wish) -> None:
        """Count it."""
        del wish
        self._sent.append(self._clock())


def _pending_words(pending: PendingOrder) -> str:
    outcome = pending.outcome
    if outcome is None:
        return "on its way"
    if outcome.kind is OutcomeKind.UNKNOWN:
        return "not found at the broker" if outcome.searched else _OUTCOME_UNKNOWN
    return str(outcome.kind.value)


def _order_words(order: Order) -> str:
    words = ORDER_STATUSES[order.status][0]
    if not order.filled_qty or order.filled_qty == order.qty:
        return words
    return f"{words}, {quantity_text(order.filled_qty)} of {quantity_text(order.qty)} filled"


def _name_of(order: Order) -> str:
    """Return our tag of an order, else the broker's id."""
    tag, _ = split_remark(order.remark)
    return tag or order.order_id
