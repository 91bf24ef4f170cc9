"""The order panel: the ticket and the question before a cancel, in one fixed place of the dashboard."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic
from typing import Any, Protocol

from textual import events
from textual.message import Message

from tui.app.actions import Action, Where
from tui.app.guard import KeyGuard
from tui.app.keymap import action_for
from tui.app.ticket_accounts import choose_account
from tui.app.ticket_facts import funds_of, held_of, refresh, touch_of
from tui.app.ticket_model import Stage, TicketModel
from tui.app.ticket_text import cancel_question, order_words, outcome_text, ticket_words
from tui.app.ticket_view import HEIGHT, question_lines, ticket_lines
from tui.app.widgets.lines import Lines
from tui.domain.accounts import Account, Env, Position
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.markets import SecurityType
from tui.domain.orders import Order, Side
from tui.state.dirty import Dirty, Topic
from tui.state.prices import ladder_of
from tui.state.store import Store

_log = logging.getLogger(__name__)

READ_ONLY = "read-only: this program was started to watch, it sends no orders"
NOT_DESCRIBED = "{}: OpenD has not described it yet"
NOT_TRADED = "{} is {}: it cannot be traded"
OVER = "that order is over: nothing is left to change or cancel"
_TOPICS = frozenset(
    {Topic.ORDERS, Topic.POSITIONS, Topic.FUNDS, Topic.ACCOUNTS, Topic.LINK, Topic.INSTRUMENTS}
)
_MARKET_TOPICS = frozenset({Topic.QUOTE, Topic.BOOK, Topic.MARKET_STATE})


class OrderPort(Protocol):
    """What the panel needs of the engine."""

    store: Store

    async def place(self, intent: OrderIntent) -> Outcome:
        """Send one order; every end is an outcome."""

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Change one order."""

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Withdraw one order."""


@dataclass(slots=True)
class _CancelQuestion:
    order: Order
    guard: KeyGuard


class OrderPanel(Lines, can_focus=True):
    """Shows one ticket or one question at a time; hidden otherwise.

    While it has the focus every key is its own, except those that work everywhere: no key of the
    dashboard can act behind an open ticket.
    """

    DEFAULT_CSS = f"OrderPanel {{ height: {HEIGHT}; width: 1fr; display: none; background: $surface; }}"

    class Opened(Message):
        """The panel is shown and has the focus."""

    class Closed(Message):
        """The panel is hidden again."""

    class Sent(Message):
        """One intent went to the engine; `tag` is empty for amendments and cancels."""

        def __init__(self, acc_id: int, tag: str) -> None:
            super().__init__()
            self.acc_id = acc_id
            self.tag = tag

    class Told(Message):
        """Something the trader should read: an outcome, or why nothing happened."""

        def __init__(self, text: str, kind: OutcomeKind | None = None) -> None:
            super().__init__()
            self.text = text
            self.kind = kind
            """None when nothing was sent."""

    def __init__(
        self,
        engine: OrderPort,
        *,
        new_tag: Callable[[], str],
        read_only: bool = False,
        real_allowed: bool = False,
        clock: Callable[[], float] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._engine = engine
        self._store = engine.store
        self._new_tag = new_tag
        self._read_only = read_only
        self._real_allowed = real_allowed
        self._clock = clock
        self.chosen: Account | None = None
        """The account picked by hand, if any."""
        self._ticket: TicketModel | None = None
        self._refusal = ""
        self._question: _CancelQuestion | None = None

    # ---- opening

    @property
    def ticket(self) -> TicketModel | None:
        """The open ticket."""
        return self._ticket

    @property
    def is_open(self) -> bool:
        """Whether a ticket or a question is shown."""
        return self._ticket is not None or self._question is not None

    def open_ticket(
        self,
        security: SecurityId,
        side: Side,
        *,
        lots: int | None = None,
        qty: Decimal | None = None,
        price: Decimal | None = None,
        account: Account | None = None,
    ) -> bool:
        """Open a ticket on a security; False, with the cause told, when that cannot be.

        `price` is one the trader pointed at in the book: it is taken unless that is stale. `account` is the
        one the order should go to, where several may trade the security.
        """
        instrument = self._store.instruments.get(security)
        if self._read_only or instrument is None:
            return self._refuse(READ_ONLY if self._read_only else NOT_DESCRIBED.format(security))
        if not instrument.type.tradable:
            kind = "an index" if instrument.type is SecurityType.INDEX else "a plate"
            return self._refuse(NOT_TRADED.format(security, kind))
        choice = choose_account(
            self._store.accounts, instrument, account or self.chosen, real_allowed=self._real_allowed
        )
        ladder = ladder_of(instrument, self._store.quote(security))
        touch = touch_of(self._store, security)
        ticket = TicketModel(
            instrument, ladder, side, choice.eligible, touch, account=choice.account, qty=qty
        )
        if lots is not None:
            ticket.set_lots(lots)
        if price is not None and not self._store.is_stale(Topic.BOOK, security):
            ticket.price.set(price)
            ticket.note = ""
        self._open(ticket, choice.refusal)
        return True

    def open_on_position(self, position: Position, side: Side, *, lots: int | None = None) -> bool:
        """Open a ticket on a holding, in its account; a sell asks for all that can be sold."""
        sellable = position.can_sell_qty if side is Side.SELL and position.can_sell_qty > 0 else None
        return self.open_ticket(
            position.id,
            side,
            lots=lots,
            qty=None if lots is not None else sellable,
            account=self._store.account(position.acc_id),
        )

    def open_amend(self, order: Order) -> bool:
        """Open a ticket that changes a working order; False, with the cause told, when that cannot be."""
        instrument = self._store.instruments.get(order.id)
        account = self._store.account(order.acc_id)
        cause = self._why_not(order)
        if not cause and (instrument is None or account is None):
            cause = NOT_DESCRIBED.format(order.id)
        if cause or instrument is None or account is None:
            return self._refuse(cause)
        ladder = ladder_of(instrument, self._store.quote(order.id))
        ticket = TicketModel.amending(order, instrument, ladder, account, touch_of(self._store, order.id))
        self._open(ticket, "")
        return True

    def ask_cancel(self, order: Order) -> bool:
        """Ask whether to cancel an order; False, with the cause told, when that cannot be."""
        cause = self._why_not(order)
        if cause:
            return self._refuse(cause)
        self._ticket, self._question = None, _CancelQuestion(order, KeyGuard())
        self._appear()
        return True

    def close(self) -> None:
        """Hide the panel; nothing is sent."""
        if self.is_open:
            self._ticket = self._question = None
            self.display = False
            self.post_message(self.Closed())

    # ---- painting

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        if self._question is not None:
            return any(topic is Topic.ORDERS for topic, _ in changes)
        if self._ticket is None:
            return False
        security = self._ticket.instrument.id
        return any(
            topic in _TOPICS or (topic in _MARKET_TOPICS and key == security) for topic, key in changes
        )

    def paint(self) -> None:
        """Read the store and show what it says now."""
        ticket, question = self._ticket, self._question
        if question is not None:
            order = question.order = self._newest(question.order)
            if order.status.terminal:
                self.close()
                self._refuse(OVER)
                return
            text = cancel_question(order, self._store.instruments.get(order.id))
            self.show(question_lines(text, order.env, self.size.width))
            self.call_after_refresh(lambda: question.guard.painted(self._now()))
        elif ticket is not None:
            refresh(self._store, ticket, self._refusal)
            held, funds = held_of(self._store, ticket), funds_of(self._store, ticket)
            self.show(ticket_lines(ticket, held, self.size.width, funds))
            if ticket.stage is Stage.REVIEW:
                self.call_after_refresh(lambda: ticket.painted(self._now()))

    def on_resize(self, event: events.Resize) -> None:
        """Break the sentence for the new width."""
        del event
        self.paint()

    # ---- keys

    def on_key(self, event: events.Key) -> None:
        """Carry out the key's action in the stage we are in; unknown keys do nothing and go nowhere."""
        where = self._where()
        if where is None:
            return
        action = action_for(where, event.key)
        if action is None and action_for(Where.EVERYWHERE, event.key) is not None:
            return
        event.stop()
        event.prevent_default()
        at = event.time if self._clock is None else self._clock()
        if action is not None:
            self._act(action, event.character or "", at)
        elif self._ticket is not None and self._ticket.stage is Stage.REVIEW:
            self._ticket.pressed(at)
        elif self._question is not None:
            self._question.guard.accepts(at)
        self.paint()

    def _where(self) -> Where | None:
        if self._question is not None:
            return Where.CANCEL
        if self._ticket is None:
            return None
        return Where.TICKET if self._ticket.stage is Stage.EDIT else Where.REVIEW

    def _act(self, action: Action, char: str, at: float) -> None:
        ticket = self._ticket
        if action.id in ("confirm_cancel", "keep_order"):
            self._answer(action.id == "confirm_cancel", at)
        elif action.id == "close_ticket":
            self.close()
        elif ticket is None:
            return
        elif action.id in ("confirm_paper", "confirm_real"):
            self._confirm(ticket, Env.REAL if action.id == "confirm_real" else Env.PAPER, at)
        elif action.id == "type_number":
            ticket.type_key(char)
        elif action.id == "review_ticket":
            refresh(self._store, ticket, self._refusal)
            ticket.review()
        else:
            EDITS[action.id](ticket)

    # ---- sending

    def _confirm(self, ticket: TicketModel, env: Env, at: float) -> None:
        refresh(self._store, ticket, self._refusal)
        intent = ticket.send(env, at, self._new_tag())
        if isinstance(intent, OrderIntent):
            self._send(self._engine.place(intent), "order", ticket_words(ticket), intent.acc_id, intent.tag)
        elif intent is not None:
            self._send(self._engine.amend(intent), "change", ticket_words(ticket), intent.acc_id)

    def _answer(self, yes: bool, at: float) -> None:
        question = self._question
        if question is None or not yes:
            self.close()
        elif question.guard.accepts(at) and not (order := self._newest(question.order)).status.terminal:
            words = order_words(order, self._store.instruments.get(order.id))
            intent = CancelIntent(order.env, order.acc_id, order.order_id)
            self._send(self._engine.cancel(intent), "cancel", words, order.acc_id)

    def _send(
        self, request: Coroutine[Any, Any, Outcome], what: str, words: str, acc_id: int, tag: str = ""
    ) -> None:
        """Hand one request to the engine and close; the worker belongs to the app and outlives the panel."""
        self.app.run_worker(self._follow(request, what, words), group="orders", name=f"{what} {words}")
        self.post_message(self.Sent(acc_id, tag))
        self.close()

    async def _follow(self, request: Coroutine[Any, Any, Outcome], what: str, words: str) -> None:
        try:
            outcome = await request
        except Exception as error:  # noqa: BLE001  worker edge: an order must not end the program
            _log.exception("%s failed", what)
            outcome = Outcome(OutcomeKind.UNKNOWN, text=f"{type(error).__name__}")
        self.post_message(self.Told(outcome_text(what, words, outcome), outcome.kind))

    # ---- helpers

    def _now(self) -> float:
        return monotonic() if self._clock is None else self._clock()

    def _open(self, ticket: TicketModel, refusal: str) -> None:
        self._ticket, self._question, self._refusal = ticket, None, refusal
        self._appear()

    def _appear(self) -> None:
        self.display = True
        self.screen.set_focus(self, scroll_visible=False)
        self.paint()
        self.post_message(self.Opened())

    def _newest(self, order: Order) -> Order:
        return self._store.order(order.acc_id, order.order_id) or order

    def _why_not(self, order: Order) -> str:
        if self._read_only:
            return READ_ONLY
        if self._newest(order).status.terminal:
            return OVER
        if order.env is Env.REAL and not self._real_allowed:
            return "orders of real accounts can be changed after a start with --real"
        return ""

    def _refuse(self, cause: str) -> bool:
        self.post_message(self.Told(cause))
        return False


EDITS: dict[str, Callable[[TicketModel], None]] = {
    "erase": TicketModel.erase,
    "clear_field": TicketModel.clear,
    "step_up": lambda ticket: ticket.step(1),
    "step_down": lambda ticket: ticket.step(-1),
    "leap_up": lambda ticket: ticket.step(10),
    "leap_down": lambda ticket: ticket.step(-10),
    "next_field": lambda ticket: ticket.move(1),
    "previous_field": lambda ticket: ticket.move(-1),
    "price_bid": TicketModel.take_bid,
    "price_ask": TicketModel.take_ask,
    "price_last": TicketModel.take_last,
    "set_buy": lambda ticket: ticket.set_side(Side.BUY),
    "set_sell": lambda ticket: ticket.set_side(Side.SELL),
    "switch_type": TicketModel.switch_type,
    "next_account": TicketModel.next_account,
    "accept_hint": TicketModel.accept_hint,
    "back_to_ticket": TicketModel.back,
}
"""What the plain editing actions do to a ticket."""
