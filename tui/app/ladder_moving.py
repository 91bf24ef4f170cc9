"""Own orders moved on the ladder: each step a change of the price, never two of one order under way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from decimal import Decimal

from tui.app.ladder_trading import STALE, TONES, Surroundings, is_stale
from tui.app.order_moves import Due, Key, Moves
from tui.app.order_port import OrderPort
from tui.app.ticket_facts import Moment, around_of, refresh
from tui.app.ticket_model import TicketModel
from tui.app.ticket_opening import CannotOpenError
from tui.app.ticket_review_view import warnings_of
from tui.app.ticket_text import outcome_text, review_sentence, ticket_words
from tui.domain.decimals import price_text
from tui.domain.intents import AmendIntent, Consent, Outcome, OutcomeKind
from tui.domain.orders import Order
from tui.state.dirty import Dirty, Topic
from tui.state.rows import Tone

_log = logging.getLogger(__name__)

CONDITIONAL = "an order that waits for its trigger is changed in the ticket"
TOO_LATE = "OpenD's limits held the change back too long: nothing was changed; move it again"
Wake = Callable[[float, Callable[[], None]], None]
"""Call something after so many seconds."""


class LadderMoving:
    """Wants orders elsewhere, sends the changes as they may go, and tells how they ended."""

    def __init__(
        self,
        engine: OrderPort,
        around: Surroundings,
        *,
        clock: Callable[[], float],
        wake: Wake,
        on_change: Callable[[], None],
    ) -> None:
        """`on_change` is told when what is wanted of an order changed."""
        self._engine = engine
        self._store = engine.store
        self._around = around
        self._clock = clock
        self._wake = wake
        self._on_change = on_change
        self.moves = Moves()

    # ---- as a pane: told of changes

    def wants(self, changes: Dirty) -> bool:
        """Whether orders changed while something is wanted of one."""
        return bool(self.moves.keys) and any(topic is Topic.ORDERS for topic, _ in changes)

    def paint(self) -> None:
        """See where the orders are now."""
        for key in self.moves.keys:
            self.moves.seen(key, self._store.order(*key))
        self._flush()

    # ---- keys

    def move(
        self, orders: Sequence[Order], to: Callable[[Decimal], Decimal | None], key: str
    ) -> Decimal | None:
        """Want orders elsewhere: `to` tells the new price of a wanted one; return where the last one goes."""
        went: Decimal | None = None
        for order in orders:
            now = self.moves.price_of(order)
            price = None if now is None else to(now)
            if price is None or price == now:
                continue
            why = self._why_not(order, price) or self.moves.want(order, price, key, self._clock())
            if why:
                self._around.say(f"not moved: {why}", Tone.WARN)
                break
            went = price
        if went is not None:
            self._around.say(f"moving to {price_text(went)}", Tone.OWN)
            self._flush()
        return went

    def drop(self, orders: Sequence[Order]) -> None:
        """Want nothing of these any more."""
        for order in orders:
            self.moves.drop((order.acc_id, order.order_id))
        self._on_change()

    # ---- sending

    def _flush(self) -> None:
        now = self._clock()
        if self.moves.drop_old(now):
            self._around.say(TOO_LATE, Tone.WARN)
        for due in self.moves.due(now):
            self._send(due)
        wait = self.moves.next_in_s(now)
        if wait is not None:
            self._wake(max(wait, 0.05), self._flush)
        self._on_change()

    def _send(self, due: Due) -> None:
        order = self._store.order(*due.key)
        ticket = None if order is None else self._ticket(order, due.price)
        if ticket is None or isinstance(ticket, str) or ticket.unchanged:
            refused = Outcome(OutcomeKind.REJECTED, text=ticket if isinstance(ticket, str) else "")
            self.moves.replied(due.key, refused, self._clock())
            if refused.text:
                self._around.say(f"not moved: {refused.text}", Tone.WARN)
            return
        consent = Consent(
            how=f"ladder key {due.how}",
            at=self._around.wall(),
            sentence=review_sentence(ticket, around_of(self._store, ticket, None)),
            warnings=warnings_of(ticket),
        )
        intent = ticket.intent("", consent)
        if isinstance(intent, AmendIntent):
            words = ticket_words(ticket)
            self._around.spawn(self._follow(due.key, intent, words), f"change {words}")

    async def _follow(self, key: Key, intent: AmendIntent, words: str) -> None:
        try:
            outcome = await self._engine.amend(intent)
        except Exception as error:  # noqa: BLE001  worker edge: a change must not end the program
            _log.exception("a change by key failed")
            outcome = Outcome(OutcomeKind.UNKNOWN, text=f"{type(error).__name__}")
        self.moves.replied(key, outcome, self._clock())
        if outcome.wait_s is not None:
            self._around.say(f"change waits {outcome.wait_s:.1f} s for OpenD's limits: {words}", Tone.WARN)
        else:
            self._around.say(outcome_text("change", words, outcome), TONES[outcome.kind])
        self.paint()

    # ---- checks

    def _why_not(self, order: Order, price: Decimal) -> str:
        ticket = self._ticket(order, price)
        return ticket if isinstance(ticket, str) else ""

    def _ticket(self, order: Order, price: Decimal) -> TicketModel | str:
        """Return the change as a ticket, or why it must not be sent."""
        if order.type.conditional:
            return CONDITIONAL
        if is_stale(self._store, order.id):
            return STALE
        try:
            ticket = self._around.opening.on_order(order)
        except CannotOpenError as error:
            return str(error)
        ticket.price.set(price)
        refresh(self._store, ticket, Moment(self._around.wall()))
        blocking, reading = ticket.blocking, ticket.reading
        if blocking is not None and not ticket.unchanged:
            return blocking.cause
        if reading.wants_qty is not None:
            return "above your soft limit: the ticket asks to type the quantity"
        return reading.not_armed or ticket
