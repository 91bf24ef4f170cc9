"""The order ticket as a state machine: filling in, reading, and the one intent that may come out.

Pure: no Textual, no clock, no store. Times and the state of the market come in as arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto

from tui.app.guard import KeyGuard
from tui.app.ticket_form import TicketForm
from tui.app.ticket_review import Review
from tui.app.ticket_touch import Touch
from tui.domain.accounts import Account, Env
from tui.domain.instruments import Instrument
from tui.domain.intents import NO_CONSENT, AmendIntent, Consent, OrderIntent
from tui.domain.markets import MarketState
from tui.domain.orders import Order, Side
from tui.domain.rules import Field
from tui.domain.ticks import Ladder

TOO_EARLY = "too early, or held: press it again"


class Stage(Enum):
    """How far a ticket is."""

    EDIT = auto()
    REVIEW = auto()
    SENT = auto()
    """The one intent is out; nothing can be sent from this ticket again."""


class TicketModel(TicketForm):
    """One ticket, from opening to its one intent."""

    def __init__(
        self,
        instrument: Instrument,
        ladder: Ladder | None,
        side: Side,
        accounts: Sequence[Account],
        touch: Touch,
        *,
        account: Account | None = None,
        qty: Decimal | None = None,
    ) -> None:
        super().__init__(instrument, ladder, side, accounts, touch, account=account, qty=qty)
        self.stage = Stage.EDIT
        self._guard = KeyGuard()
        self.reading = Review(self._guard)

    @classmethod
    def amending(
        cls, order: Order, instrument: Instrument, ladder: Ladder | None, account: Account, touch: Touch
    ) -> TicketModel:
        """Open on a working order, with its own quantity, prices and distances, each exact."""
        ticket = cls(instrument, ladder, order.side, (account,), touch, qty=order.qty)
        ticket.order, ticket.type = order, order.type
        ticket.tif, ticket.session = order.tif, order.session
        ticket.expires.set(order.expires_on)
        ticket._take_over(order)
        ticket.said = ""
        return ticket

    # ---- what changes around it

    def update(
        self,
        touch: Touch,
        state: MarketState | None = None,
        now: datetime | None = None,
        today: date | None = None,
    ) -> None:
        """Know the market as it is now. What is filled in stays; an empty untouched price is filled in."""
        self._touch, self._state, self._now, self._today = touch, state, now, today
        empty = self.price.value is None and not self.price.touched
        if empty and self.order is None and self.stage is Stage.EDIT and touch.join(self.side) is not None:
            self.price.set(touch.join(self.side), touched=False)
            self.said = ""

    def follow(self, order: Order) -> None:
        """Know the order under change as it is now; numbers nobody touched stay its own."""
        known, self.order = self.order, order
        if known is None or _terms(known) == _terms(order):
            return
        self._take_over(order)
        self.back()
        self.said = "the order was changed meanwhile"

    @property
    def unchanged(self) -> bool:
        """Whether an amendment asks for nothing that the order does not have."""
        order = self.order
        if order is None:
            return False
        mine = (self.qty.value, self.limit, self.stop, self.trail)
        return mine == (
            order.qty,
            order.price if self.type.needs_price else None,
            order.trigger_price if self.type.needs_trigger else None,
            order.trail if self.type.trails else None,
        )

    # ---- review and send

    def review(self) -> bool:
        """Go from filling in to reading; False, with the cursor on the cause, when something forbids it."""
        blocking = self.blocking
        if self.stage is Stage.EDIT and blocking is not None and blocking.field in self.fields:
            self.move(self.fields.index(blocking.field) - self.fields.index(self.field))
        if self.stage is not Stage.EDIT or blocking is not None:
            return False
        self.stage = Stage.REVIEW
        self.said = ""
        self.reading = Review(self._guard)
        return True

    def pressed(self, key: str, at: float) -> None:
        """Tell of a key pressed while filling in: it may still be held when the review comes."""
        self._guard.note(key, at)

    def back(self) -> None:
        """Go back from reading to filling in."""
        if self.stage is Stage.REVIEW:
            self.stage = Stage.EDIT
            for number in (self.qty, self.price, self.trigger, self.distance, self.spread):
                number.select()

    def send(
        self, confirmed: Env, at: float, tag: str, *, key: str = "", consent: Consent = NO_CONSENT
    ) -> OrderIntent | AmendIntent | None:
        """Return the intent, once in the life of a ticket; None and a cause for every other press.

        `confirmed` is the environment whose confirm key was pressed.
        """
        if self.stage is not Stage.REVIEW:
            return None
        if not self.reading.accepts(at, key):
            self.said = TOO_EARLY
            return None
        if self.blocking is not None:
            self.back()
            return None
        account = self.account
        if account is None or account.env is not confirmed:
            self.said = "that is the key of the other environment: nothing was sent"
            return None
        if not self.reading.ready:
            self.said = ""
            return None
        intent = self.intent(tag, consent)
        if intent is not None:
            self.stage = Stage.SENT
        return intent

    def intent(self, tag: str, consent: Consent = NO_CONSENT) -> OrderIntent | AmendIntent | None:
        """Return what would be sent now; None while a number is missing."""
        account, draft = self.account, self.draft
        qty, price = draft.qty, draft.price
        if account is None or qty is None or (price is None and self.type.needs_price):
            return None
        reading = self.reading
        consent = replace(consent, typed_qty=reading.qty_is_typed, repeats=reading.repeats)
        if self.order is not None:
            return AmendIntent(
                account.env,
                account.acc_id,
                self.order.order_id,
                qty,
                price,
                trigger_price=draft.trigger,
                trail=draft.trail,
                consent=consent,
            )
        return OrderIntent(
            tag=tag,
            env=account.env,
            acc_id=account.acc_id,
            id=draft.id,
            side=draft.side,
            type=draft.type,
            qty=qty,
            price=price,
            tif=draft.tif,
            note=draft.note,
            trigger_price=draft.trigger,
            trail=draft.trail,
            expires_on=draft.expires_on,
            session=draft.session,
            consent=consent,
        )

    # ---- helpers

    def _take_over(self, order: Order) -> None:
        trail = order.trail
        if trail is not None and not self.distance.touched:
            self.trail_type = trail.type
        for number, value in (
            (self.qty, order.qty),
            (self.price, order.price),
            (self.trigger, order.trigger_price),
            (self.distance, None if trail is None else trail.value),
            (self.spread, None if trail is None else trail.spread),
        ):
            if not number.touched:
                number.set(value, touched=False)
        if self.field not in self.fields:
            self.field = Field.QTY


def _terms(order: Order) -> tuple[object, ...]:
    return order.qty, order.price, order.trigger_price, order.trail
