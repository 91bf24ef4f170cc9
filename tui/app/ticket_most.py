"""OpenD's answer to how much could be traded: asked when a ticket has settled, used for that ticket only."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from decimal import Decimal

from tui.app.ticket_form import TicketForm
from tui.domain.accounts import Env, MaxQuantities
from tui.domain.ids import SecurityId
from tui.domain.orders import OrderType

SETTLED_S = 0.7
"""How long nothing may have changed before it is worth a question."""
MOST, WITHIN_S = 10, 30.0
"""OpenD's limit for an account."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the answer depends on."""

    env: Env
    acc_id: int
    id: SecurityId
    type: OrderType
    price: Decimal | None
    """None for an order that names none: it is asked at about what it would get."""
    order_id: str | None = None


def question_of(form: TicketForm) -> Question | None:
    """Return what to ask for a ticket; None while it is not filled in far enough."""
    account, price = form.account, form.limit
    if account is None or (form.type.needs_price and (price is None or price <= 0)):
        return None
    order_id = None if form.order is None else form.order.order_id
    return Question(account.env, account.acc_id, form.instrument.id, form.type, price, order_id)


class Most:
    """Which question is due, and the one answer that fits; seconds on any clock that does not go back."""

    def __init__(self) -> None:
        self._question: Question | None = None
        self._since = 0.0
        self._asked: Question | None = None
        self._times: dict[int, deque[float]] = {}
        self._answer: tuple[Question, MaxQuantities | None] | None = None

    def settle(self, question: Question | None, at: float) -> None:
        """Know what the ticket would ask now."""
        if question != self._question:
            self._question, self._since, self._asked = question, at, None

    def due(self, at: float) -> Question | None:
        """Return the question to ask now, once; None while the ticket changes or the limit is used up."""
        question = self._question
        if question is None or question == self._asked or at - self._since < SETTLED_S:
            return None
        if self._answer is not None and self._answer[0] == question:
            return None
        times = self._times.setdefault(question.acc_id, deque(maxlen=MOST))
        if len(times) == MOST and at - times[0] < WITHIN_S:
            return None
        times.append(at)
        self._asked = question
        return question

    def answered(self, question: Question, answer: MaxQuantities | None) -> bool:
        """Keep an answer if it is still the one wanted."""
        if question != self._question:
            return False
        self._answer = (question, answer)
        return True

    def answer(self, question: Question | None) -> MaxQuantities | None:
        """Return the answer to exactly this question."""
        known = self._answer
        return None if known is None or question is None or known[0] != question else known[1]

    def forget(self) -> None:
        """Ask anew: an order or a fill has changed what can be traded."""
        self._answer = self._asked = None
