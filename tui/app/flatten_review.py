"""What closing or turning over a position would send: the orders, their checks, and what is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tui.app.keymap import key_of
from tui.app.ladder_trading import is_stale
from tui.app.order_port import OrderPort
from tui.app.ticket_costs import costs_text, plan_of
from tui.app.ticket_facts import Moment, facts_of, findings_of, funds_of, refresh, touch_of
from tui.app.ticket_model import TicketModel
from tui.app.ticket_opening import CannotOpenError, TicketOpening
from tui.app.ticket_text import Around, review_sentence
from tui.domain.accounts import Account, Env, Firm, MaxQuantities, Position
from tui.domain.decimals import quantity_text
from tui.domain.flattening import MOST_TICKS, TICKS, Leg, Plan, Touch, Wish, plan_for
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent
from tui.domain.orders import Order
from tui.domain.rules import TicketDraft, TicketFacts
from tui.domain.rules_side import shorted_by
from tui.state.prices import ladder_of
from tui.state.rows_ladder import resting

WITHIN_S = 4.0
"""How long the closing order may take to fill; an order confirmed over 5 s ago is not sent anyway."""
CHANGED = "the position has changed: {} takes it anew"
NOT_READ = "a fill is not in the position yet: wait a moment"
TURNS = "more than there is to close: {} takes the position anew"
ON_ITS_WAY = "an order of the code is on its way or of unknown outcome: wait, or use a ticket"
AT_WORK_AGAIN = "orders of the code are at work again"
CLOSES_TOO = "working orders would close it, too, and turn it over: {} cancels them first"
SOFT = "above your soft limit: a ticket asks to type the quantity"


@dataclass(frozen=True, slots=True)
class Holding:
    """Which position, and whether it is to be turned over."""

    account: Account
    id: SecurityId
    reverse: bool


class FlattenReview:
    """One plan, frozen when it was taken, judged anew at each look."""

    def __init__(
        self, engine: OrderPort, opening: TicketOpening, holding: Holding, wall: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._store = engine.store
        self._opening = opening
        self._wall = wall
        self.holding = holding
        self.ticks = TICKS
        self.cancels = bool(self.working)
        """Whether working orders of the code are cancelled first."""
        self.most: MaxQuantities | None = None
        """OpenD's answer to how much can be sold short, once it came."""
        self.plan = Plan()
        self.tickets: tuple[TicketModel, ...] = ()
        self._held = Decimal(0)
        self._last_fill = 0
        self.why = ""
        """Why nothing may be sent now; empty when it may."""
        self.take()

    # ---- what there is

    @property
    def env(self) -> Env:
        """Paper or real."""
        return self.holding.account.env

    @property
    def position(self) -> Position | None:
        """The holding as the broker shows it now."""
        return self._store.position(self.holding.account.acc_id, self.holding.id)

    @property
    def working(self) -> tuple[Order, ...]:
        """The working orders of the account in the code."""
        acc_id = self.holding.account.acc_id
        return tuple(one for one in self._store.working_orders(acc_id) if one.id == self.holding.id)

    @property
    def is_unchanged(self) -> bool:
        """Whether the holding is the one the plan was made for, and nothing was filled in it since."""
        now = self.position
        qty = Decimal(0) if now is None else now.qty
        return qty == self._held and self._fills_heard == self._last_fill

    @property
    def is_current(self) -> bool:
        """Whether the holding was read after the last fill in it that is known."""
        return self._store.position_is_current(self.holding.account.acc_id, self.holding.id)

    def in_the_way(self, *, cancelled: bool) -> str:
        """Return which orders of the code forbid to close it now; `cancelled` is what was to be cancelled."""
        acc_id, security = self.holding.account.acc_id, self.holding.id
        if any(one.may_be_live and one.intent.id == security for one in self._store.pending(acc_id)):
            return ON_ITS_WAY
        if self.cancels:
            return AT_WORK_AGAIN if cancelled and self.working else ""
        first = self.plan.legs[0]
        same = (one.open_qty for one in self.working if one.side.buys is first.side.buys)
        closing = sum(same, first.qty)
        return CLOSES_TOO.format(key_of("flatten_cancels")) if closing > abs(self._held) else ""

    # ---- keys

    def take(self) -> None:
        """Make the plan from position and touch as they are now."""
        store, holding = self._store, self.holding
        position, instrument = self.position, store.instruments.get(holding.id)
        self._held = Decimal(0) if position is None else position.qty
        self._last_fill = self._fills_heard
        self.tickets = ()
        if instrument is None:
            self.plan = Plan(why=f"{holding.id}: OpenD has not described it yet")
            return
        fresh = not is_stale(store, holding.id)
        book = store.book(holding.id) if fresh else None
        touch = Touch(None, None) if book is None else Touch(book.best_bid, book.best_ask)
        wish = Wish(
            holding.reverse,
            self.bound,
            self._freed(position),
            own_short_sides=holding.account.firm is Firm.MOOMOO_JP,
        )
        self.plan = plan_for(
            position, instrument, ladder_of(instrument, store.quote(holding.id)), touch, wish
        )
        try:
            self.tickets = tuple(self._ticket(leg) for leg in self.plan.legs)
        except CannotOpenError as error:
            self.plan = replace(self.plan, legs=(), why=str(error))
            self.tickets = ()
        self.look()

    def reach(self, ticks: int) -> None:
        """Reach so many ticks further."""
        self.ticks = min(max(self.bound + ticks, 0), MOST_TICKS)
        self.take()

    def switch_cancels(self) -> None:
        """Cancel working orders first, or leave them."""
        self.cancels = not self.cancels and bool(self.working)
        self.take()

    # ---- checks

    def look(self) -> None:
        """Judge the orders by what the store says now."""
        for at in range(len(self.tickets)):
            self.judge(at, freed=True)
        self.why = self._why()

    def judge(self, at: int, *, freed: bool = False) -> str:
        """Check one order as it will be when its turn comes; return why it may not be sent.

        With `freed` what working orders hold back counts as free, because they are cancelled first.
        """
        ticket, position = self.tickets[at], self.position
        moment = Moment(self._wall(), most=self.most if at else None)
        refresh(self._store, ticket, moment)
        facts = facts_of(self._store, ticket, moment)
        if at:  # the closing order is filled by then, whether the position shows it already or not
            left = self.plan.rest + self.plan.held_back
            most = None if self.most is None else replace(self.most, position_sell=Decimal(0))
            after = None if position is None else replace(position, qty=left, can_sell_qty=Decimal(0))
            facts = replace(facts, position=after, max_quantities=most)
        elif freed and position is not None:
            sellable = position.can_sell_qty + self._freed(position)
            facts = replace(facts, position=replace(position, can_sell_qty=sellable))
        ticket.findings = findings_of(self._store, ticket, facts)
        blocking, reading = ticket.blocking, ticket.reading
        if blocking is not None:
            return blocking.cause
        if not at and _turns(ticket.draft, facts):
            return TURNS.format(key_of("flatten_price"))
        return SOFT if reading.wants_qty is not None else reading.not_armed

    def sentence(self, at: int) -> str:
        """Return one order as it is confirmed."""
        return review_sentence(self.tickets[at], self.around(at))

    def around(self, at: int) -> Around:
        """Return what is said around one order."""
        ticket = self.tickets[at]
        held = self.plan.rest + self.plan.held_back if at else self._held
        costs = costs_text(ticket, held, plan_of(self._store, ticket))
        return Around(held, funds_of(self._store, ticket), None, costs)

    def _why(self) -> str:
        if self.plan.why:
            return self.plan.why
        if is_stale(self._store, self.holding.id):
            return "prices are stale: nothing can be sent"
        if not self.is_current:
            return NOT_READ
        if not self.is_unchanged:
            return CHANGED.format(key_of("flatten_price"))
        why = self.in_the_way(cancelled=False)
        if why:
            return why
        for at in range(len(self.tickets)):
            why = self.judge(at, freed=True)
            if why:
                return f"the opening order: {why}" if at else why
        bare = self.tickets[0].intent("")
        repeat = self._engine.repeat_of(bare) if isinstance(bare, OrderIntent) else None
        return "" if repeat is None else f"sent before: {repeat.words}: wait for it, or use a ticket"

    # ---- helpers

    @property
    def bound(self) -> int:
        """How many ticks the limit goes through the touch: no more than the trader's own limit."""
        limits = self._store.safety.limits.of(self.holding.account)
        most = None if limits is None else limits.max_ticks_through
        return self.ticks if most is None else min(self.ticks, most)

    @property
    def _fills_heard(self) -> int:
        return self._store.last_fill(self.holding.account.acc_id, self.holding.id)

    def _freed(self, position: Position | None) -> Decimal:
        """Return what the working orders that are to be cancelled hold back."""
        if not self.cancels or position is None or not position.can_sell_qty < abs(position.qty):
            return Decimal(0)
        acc_id, sells = self.holding.account.acc_id, position.qty > 0
        mine = resting(self._store, self.holding.id, acc_id)
        held = sum((one.open_qty for one in mine if one.side.buys is not sells), Decimal(0))
        return min(held, abs(position.qty) - abs(position.can_sell_qty))

    def _ticket(self, leg: Leg) -> TicketModel:
        ticket, refusal = self._opening.on_security(
            self.holding.id, leg.side, self.holding.account, qty=leg.qty, price=leg.price
        )
        if refusal or ticket.account != self.holding.account:
            raise CannotOpenError(refusal or "this account may not trade the code")
        ticket.update(touch_of(self._store, self.holding.id))
        return ticket


def _turns(closing: TicketDraft, facts: TicketFacts) -> bool:
    """Whether an order that is to close a holding is larger than that."""
    held = Decimal(0) if facts.position is None else facts.position.qty
    if closing.side.buys:
        return closing.qty is None or closing.qty > max(-held, Decimal(0))
    return shorted_by(closing, facts) > 0


def rest_words(plan: Plan) -> str:
    """Say what stays of the holding; nothing when nothing does."""
    parts = []
    if plan.rest:
        parts.append(f"an odd rest of {quantity_text(plan.rest)} stays")
    if plan.held_back:
        parts.append(f"{quantity_text(plan.held_back)} cannot be closed now and stay")
    return "; ".join(parts)
