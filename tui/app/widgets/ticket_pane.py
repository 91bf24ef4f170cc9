"""The place of the ticket: what is open in it, what it shows, and how much could be traded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil
from time import monotonic

from textual import events
from textual.message import Message
from textual.timer import Timer

from tui.app.eyes import when_shown
from tui.app.guard import KeyGuard
from tui.app.order_port import OrderPort
from tui.app.ticket_facts import Moment, around_of, refresh
from tui.app.ticket_frame import HEIGHT, height_for
from tui.app.ticket_model import Stage, TicketModel
from tui.app.ticket_most import Most, Question, question_of
from tui.app.ticket_opening import OVER, CannotOpenError, TicketOpening
from tui.app.ticket_question import CancelQuestion
from tui.app.ticket_text import Around, cancel_question, review_sentence
from tui.app.ticket_view import question_lines, ticket_lines
from tui.app.widgets.lines import Lines
from tui.domain.accounts import Account, Position
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent, OutcomeKind
from tui.domain.orders import Order, Side
from tui.state.dirty import Dirty, Topic

_LOOK_S = 0.1
"""How often it is seen whether a ticket has settled."""
_TRADED = frozenset({Topic.ORDERS, Topic.POSITIONS, Topic.FUNDS})
"""What changes how much can be traded."""
_TOPICS = _TRADED | {Topic.ACCOUNTS, Topic.LINK, Topic.INSTRUMENTS, Topic.SAFETY}
_MARKET_TOPICS = frozenset({Topic.QUOTE, Topic.BOOK, Topic.MARKET_STATE})


class TicketPane(Lines, can_focus=True):
    """Shows one ticket or one question at a time; hidden otherwise."""

    DEFAULT_CSS = f"TicketPane {{ height: {HEIGHT}; width: 1fr; display: none; background: $surface; }}"

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

    class CopyAsked(Message):
        """The ticket should be copied."""

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
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        id: str | None = None,
    ) -> None:
        """`clock` replaces the times of keys in tests; `wall` is the time of day, aware."""
        super().__init__(id=id)
        self._engine = engine
        self._store = engine.store
        self._new_tag = new_tag
        self._opening = TicketOpening(engine.store, read_only=read_only, real_allowed=real_allowed)
        self._clock = clock
        self._wall = wall
        self.chosen: Account | None = None
        """The account picked by hand, if any."""
        self._ticket: TicketModel | None = None
        self._refusal = ""
        self._question: CancelQuestion | None = None
        self._around = Around()
        """What the review on the screen says besides the ticket."""
        self._most = Most()
        self._shown_wait = 0
        """Seconds that OpenD's limits held the ticket back when it was painted, rounded up."""
        self._looking: Timer | None = None

    def on_mount(self) -> None:
        """Be ready to see when a ticket has settled."""
        self._looking = self.set_interval(_LOOK_S, self.ask_if_settled, pause=True)

    # ---- opening

    @property
    def ticket(self) -> TicketModel | None:
        """The open ticket."""
        return self._ticket

    @property
    def sentence(self) -> str:
        """The open ticket in one line, as its review says it; empty without one."""
        return "" if self._ticket is None else review_sentence(self._ticket, self._around)

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
        try:
            ticket, refusal = self._opening.on_security(
                security, side, account or self.chosen, qty=qty, price=price
            )
        except CannotOpenError as error:
            return self._refuse(str(error))
        if lots is not None:
            ticket.set_lots(lots)
        self._open(ticket, refusal)
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
        try:
            self._open(self._opening.on_order(order), "")
        except CannotOpenError as error:
            return self._refuse(str(error))
        return True

    def ask_cancel(self, order: Order) -> bool:
        """Ask whether to cancel an order; False, with the cause told, when that cannot be."""
        try:
            self._opening.check(order)
        except CannotOpenError as error:
            return self._refuse(str(error))
        self._ticket, self._question = None, CancelQuestion(order)
        self._appear()
        return True

    def close(self) -> None:
        """Hide the panel; nothing is sent."""
        if self.is_open:
            self._ticket = self._question = None
            self.display = False
            if self._looking is not None:
                self._looking.pause()
            self.post_message(self.Closed())

    # ---- painting

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        if self._question is not None:
            return any(topic is Topic.ORDERS for topic, _ in changes)
        if self._ticket is None:
            return False
        if any(topic in _TRADED for topic, _ in changes):
            self._most.forget()
        security = self._ticket.instrument.id
        return any(
            topic in _TOPICS or (topic in _MARKET_TOPICS and key == security) for topic, key in changes
        )

    def paint(self) -> None:
        """Read the store and show what it says now."""
        ticket, question = self._ticket, self._question
        size = (self.size.width, height_for(self.app.size.height))
        self.styles.height = size[1]
        if question is not None:
            order = question.order = self._newest(question.order)
            if order.status.terminal:
                self.close()
                self._refuse(OVER)
                return
            text = cancel_question(order, self._store.instruments.get(order.id))
            self.show(question_lines(text, order.env, size, question.said))
            self._wait_for_eyes(question.guard)
        elif ticket is not None:
            self._look_around(ticket)
            self.show(ticket_lines(ticket, self._around, size))
            if ticket.stage is Stage.REVIEW:
                self._wait_for_eyes(ticket.reading.guard)

    def _wait_for_eyes(self, guard: KeyGuard) -> None:
        """Let keys answer a while after the terminal shows what they answer."""
        if not guard.is_painted:
            asked = guard.asked
            when_shown(self, lambda: self._shown(guard, asked))

    def _shown(self, guard: KeyGuard, asked: int) -> None:
        if self.is_attached and self.screen.is_current:
            guard.painted(self._now(), asked)

    def _look_around(self, ticket: TicketModel) -> None:
        """Tell the ticket what the store says now, and know what is said around it."""
        question = question_of(ticket)
        self._most.settle(question, self._now())
        most = self._most.answer(question)
        wait_s = self._wait_s(ticket)
        self._shown_wait = ceil(wait_s)
        refresh(self._store, ticket, Moment(self._wall(), self._refusal, most, wait_s))
        self._around = around_of(self._store, ticket, most)
        if ticket.stage is Stage.REVIEW:
            intent = ticket.intent("")
            ticket.reading.repeat = (
                self._engine.repeat_of(intent) if isinstance(intent, OrderIntent) else None
            )

    def on_resize(self, event: events.Resize) -> None:
        """Break the sentence for the new width."""
        del event
        self.paint()

    # ---- how much can be traded

    def ask_if_settled(self) -> None:
        """Ask OpenD how much could be traded once nothing was typed for a while; count down its limits."""
        ticket = self._ticket
        if ticket is None or ticket.stage is Stage.SENT:
            return
        if ceil(self._wait_s(ticket)) != self._shown_wait:
            self.paint()
        if self._store.stale:
            return
        question = self._most.due(self._now())
        price = None if question is None else question.price or ticket.touch.opposite(ticket.side)
        if question is not None and price is not None:
            self.run_worker(self._ask_most(question, price), group="most", name="largest quantity")

    async def _ask_most(self, question: Question, price: Decimal) -> None:
        answer = await self._engine.max_quantities(
            question.env, question.acc_id, question.id, question.type, price, question.order_id
        )
        if self._most.answered(question, answer) and self.is_open:
            self.paint()

    # ---- helpers

    def _wait_s(self, ticket: TicketModel) -> float:
        amending = ticket.order is not None
        account = ticket.account
        return 0.0 if account is None else self._engine.order_wait_s(account.acc_id, amending=amending)

    def _now(self) -> float:
        return monotonic() if self._clock is None else self._clock()

    def _open(self, ticket: TicketModel, refusal: str) -> None:
        self._ticket, self._question, self._refusal = ticket, None, refusal
        self._appear()

    def _appear(self) -> None:
        self.display = True
        if self._looking is not None:
            self._looking.resume()
        self.screen.set_focus(self, scroll_visible=False)
        self.paint()
        self.post_message(self.Opened())

    def _newest(self, order: Order) -> Order:
        return self._store.order(order.acc_id, order.order_id) or order

    def _refuse(self, cause: str) -> bool:
        self.post_message(self.Told(cause))
        return False
