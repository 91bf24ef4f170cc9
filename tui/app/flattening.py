"""Carries a flatten or a reverse out: cancels first where chosen, then the closing order, then the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from time import monotonic
from typing import Protocol

from tui.app.flatten_review import NOT_READ, WITHIN_S, FlattenReview
from tui.app.ladder_trading import TONES
from tui.app.order_port import OrderPort
from tui.app.ticket_review_view import warnings_of
from tui.app.ticket_text import outcome_text, ticket_words
from tui.app.withdrawing import Withdrawer
from tui.domain.decimals import quantity_text
from tui.domain.intents import Consent, OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import OrderStatus
from tui.domain.withdrawals import Scope
from tui.state.dirty import Dirty, Topic
from tui.state.rows import Tone

_log = logging.getLogger(__name__)

_TOPICS = frozenset({Topic.ORDERS, Topic.FILLS, Topic.POSITIONS})
NOT_OPENED = "the opening order was not sent"
Say = Callable[[str, Tone], None]


class Engine(OrderPort, Withdrawer, Protocol):
    """What is needed of the engine."""


class Flattening:
    """One of them under way. Each order is sent once, and the second only after the first is filled whole."""

    def __init__(
        self,
        engine: Engine,
        review: FlattenReview,
        *,
        new_tag: Callable[[], str],
        wall: Callable[[], datetime],
        say: Say,
        how: str,
        within_s: float = WITHIN_S,
    ) -> None:
        """`how` is the key that confirmed it, now."""
        self._engine = engine
        self._store = engine.store
        self._review = review
        self._new_tag = new_tag
        self._say = say
        self._word = "reverse" if review.holding.reverse else "flatten"
        # What was read is what is confirmed; later looks may put it in other words.
        self._consents = tuple(
            Consent(f"{how}, {self._word}", wall(), review.sentence(at), warnings_of(ticket))
            for at, ticket in enumerate(review.tickets)
        )
        self._within_s = within_s
        self._deadline = 0.0
        self._moved = asyncio.Event()

    # ---- as a pane: told of changes

    def wants(self, changes: Dirty) -> bool:
        """Whether orders, fills or positions changed."""
        return any(topic in _TOPICS for topic, _ in changes)

    def paint(self) -> None:
        """Look again at what is waited for."""
        self._moved.set()

    # ---- what is done

    async def run(self) -> None:
        """Do it; how it went is said."""
        self._deadline = monotonic() + self._within_s
        try:
            why = await self._cancel_first() or await self._send_both()
        except Exception as error:  # noqa: BLE001  worker edge: an order must not end the program
            _log.exception("%s failed", self._word)
            why = f"internal error: {type(error).__name__}: look at orders and position"
        if why:
            self._say(f"{self._word} STOPPED: {why}", Tone.BAD)

    async def _cancel_first(self) -> str:
        review, holding = self._review, self._review.holding
        orders = review.working
        if not review.cancels or not orders:
            return ""
        self._say(f"{self._word}: cancelling {len(orders)} working orders first", Tone.OWN)
        account = holding.account
        scope = Scope(((account.env, account.acc_id),), id=holding.id, how=self._consents[0].how)
        withdrawal = await self._engine.withdraw(scope, lambda _: None)
        if not withdrawal.confirmed:
            trouble = f" ({withdrawal.trouble})" if withdrawal.trouble else ""
            return f"not all working orders are surely cancelled{trouble}: no order was sent"
        qty = review.plan.legs[0].qty
        if not await self._until(
            lambda: not review.is_unchanged or (review.is_current and self._free >= qty)
        ):
            return "the broker does not show the holding as free yet: no order was sent, look and try again"
        return ""

    async def _send_both(self) -> str:
        review = self._review
        # A fill makes the holding that was read before it an old one, even where its quantity is the same.
        if not await self._until(lambda: not review.is_unchanged or review.is_current):
            return f"{NOT_READ}: no order was sent, look and try again"
        if not review.is_unchanged:
            return "the position changed meanwhile: no order was sent, look and try again"
        why = review.in_the_way(cancelled=True)
        if why:
            return f"{why}: no order was sent, look and try again"
        first, outcome, why = await self._send(0)
        if not self._review.holding.reverse:
            return why
        if why or first is None or outcome.kind is not OutcomeKind.ACCEPTED:
            return f"the closing order: {why or outcome.text or outcome.kind.value}; {NOT_OPENED}"
        acc_id, order_id = first.acc_id, outcome.order_id
        over = await self._until(lambda: self._is_over(acc_id, order_id))
        if not self._is_filled(first, order_id):
            order = self._store.order(acc_id, order_id)
            filled = "0" if order is None else quantity_text(order.filled_qty)
            end = "and over" if over else f"after {self._within_s:g} s, and stays as it is"
            return f"the closing order is filled {filled} of {quantity_text(first.qty)} {end}; {NOT_OPENED}"
        _, _, why = await self._send(1, repeats=first.tag)
        return f"closed, but {NOT_OPENED}: {why}" if why else ""

    async def _send(self, at: int, repeats: str = "") -> tuple[OrderIntent | None, Outcome, str]:
        """Check an order once more and send it; return it, how it ended, and why it was not sent."""
        nothing = Outcome(OutcomeKind.REJECTED)
        why = self._review.judge(at)
        ticket = self._review.tickets[at]
        intent = ticket.intent(self._new_tag())
        if why or not isinstance(intent, OrderIntent):
            return None, nothing, why or "the order is not complete"
        intent = replace(intent, consent=replace(self._consents[at], repeats=repeats))
        words = ticket_words(ticket)
        outcome = await self._engine.place(intent)
        which = ("closing" if at == 0 else "opening") if self._review.holding.reverse else self._word
        self._say(outcome_text(f"{which} order", words, outcome), TONES[outcome.kind])
        return intent, outcome, ""

    # ---- what is waited for

    @property
    def _free(self) -> Decimal:
        """What can be closed now; brokers that do not say it of a short leave that zero."""
        position = self._review.position
        if position is None:
            return Decimal(0)
        free = abs(position.can_sell_qty)
        return free if position.qty > 0 or free else abs(position.qty)

    def _is_over(self, acc_id: int, order_id: str) -> bool:
        order = self._store.order(acc_id, order_id)
        return order is not None and order.status.terminal

    def _is_filled(self, intent: OrderIntent, order_id: str) -> bool:
        order = self._store.order(intent.acc_id, order_id)
        return order is not None and order.status is OrderStatus.FILLED_ALL and order.filled_qty == intent.qty

    async def _until(self, met: Callable[[], bool]) -> bool:
        """Wait for a condition, until the time is up; whether it is met."""
        while not met():
            self._moved.clear()
            left = self._deadline - monotonic()
            if left <= 0:
                return False
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                return met()
        return True
