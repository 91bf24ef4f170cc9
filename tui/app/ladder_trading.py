"""Orders by one key on the ladder: only while armed, one a press, under the same checks as a ticket."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tui.app.guard import PressGuard
from tui.app.keymap import key_of
from tui.app.order_port import OrderPort
from tui.app.ticket_facts import Moment, around_of, refresh
from tui.app.ticket_model import TicketModel
from tui.app.ticket_opening import CannotOpenError, TicketOpening
from tui.app.ticket_review_view import warnings_of
from tui.app.ticket_text import outcome_text, review_sentence, ticket_words
from tui.domain.accounts import Account
from tui.domain.ids import SecurityId
from tui.domain.intents import Consent, OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import Side
from tui.domain.repeats import Repeat
from tui.state.dirty import Topic
from tui.state.rows import Tone
from tui.state.rows_orders import account_tail
from tui.state.store import Store
from tui.state.words import ENVS

_log = logging.getLogger(__name__)

HELD = "one order a press: let the key go and press it again; nothing was sent"
STALE = "prices are stale: nothing was sent"
NO_PRICE = "there is no price at the cursor: nothing was sent"
NO_ACCOUNT = "it is not sure which account is meant: choose one first; nothing was sent"
NOT_A_REPEAT = "nothing was refused as a repeat: there is nothing to say again"
TONES = {OutcomeKind.ACCEPTED: Tone.GOOD, OutcomeKind.REJECTED: Tone.BAD, OutcomeKind.UNKNOWN: Tone.WARN}

Say = Callable[[str, Tone], None]
Spawn = Callable[[Coroutine[Any, Any, None], str], None]
"""Carry on with something under a name, whatever is on the screen."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a key asks for."""

    side: Side
    id: SecurityId
    price: Decimal | None
    lots: int
    key: str
    """As a reader knows it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the order keys need of the dashboard."""

    opening: TicketOpening
    account: Callable[[], Account | None]
    """The one an order in the code shown goes to; None when that is not sure."""
    wall: Callable[[], datetime]
    say: Say
    spawn: Spawn


class LadderTrading:
    """Turns a key into at most one order, or into the cause why there is none."""

    def __init__(self, engine: OrderPort, around: Surroundings, new_tag: Callable[[], str]) -> None:
        self._engine = engine
        self._store: Store = engine.store
        self._around = around
        self._new_tag = new_tag
        self._refused: Repeat | None = None
        self._knows = ""
        self.guard = PressGuard()

    def press(self, wanted: Wanted, at: float) -> None:
        """Send the order a key asks for; the cause is said when it is not sent. `at` is the key's time."""
        if not self.guard.accepts(wanted.key, at):
            self._around.say(HELD, Tone.WARN)
            return
        why = self._send(wanted)
        if why:
            self._around.say(why, Tone.WARN)

    def again(self) -> None:
        """Say that the order refused as a repeat is meant."""
        if self._refused is None:
            self._around.say(NOT_A_REPEAT, Tone.WARN)
            return
        self._knows = self._refused.name
        self._around.say(f"{self._refused.words}: its key again sends another one", Tone.WARN)

    def _send(self, wanted: Wanted) -> str:
        knows, self._knows, self._refused = self._knows, "", None
        account = self._around.account()
        why = self._why_closed(wanted, account)
        if why or account is None:
            return why
        try:
            ticket, refusal = self._around.opening.on_security(
                wanted.id, wanted.side, account, price=wanted.price
            )
        except CannotOpenError as error:
            return f"{error}; nothing was sent"
        ticket.set_lots(wanted.lots)
        wait_s = self._engine.order_wait_s(account.acc_id, amending=False)
        refresh(self._store, ticket, Moment(self._around.wall(), refusal, next_slot_s=wait_s))
        why = _why_not(ticket, account)
        if why:
            return why
        bare = ticket.intent("")
        repeat = self._engine.repeat_of(bare) if isinstance(bare, OrderIntent) else None
        if repeat is not None and repeat.name != knows:
            self._refused = repeat
            return (
                f"not sent: {repeat.words}; {key_of('again_at_cursor')}, then {wanted.key} sends another one"
            )
        consent = Consent(
            how=f"ladder key {wanted.key}",
            at=self._around.wall(),
            sentence=review_sentence(ticket, around_of(self._store, ticket, None)),
            warnings=warnings_of(ticket),
        )
        ticket.reading.repeat = repeat
        if repeat is not None:
            ticket.reading.repeat_knowingly()
        intent = ticket.intent(self._new_tag(), consent)
        if isinstance(intent, OrderIntent):
            words = f"{ticket_words(ticket)}{_noted(ticket)}"
            self._around.say(f"sending {words}", Tone.OWN)
            self._around.spawn(self._follow(intent, words), f"order {words}")
        return ""

    def _why_closed(self, wanted: Wanted, account: Account | None) -> str:
        """Return why no order goes by key now, whatever it is."""
        if account is None:
            return NO_ACCOUNT
        safety = self._store.safety
        if not safety.is_armed(account.env, account.acc_id):
            lost = f" ({safety.disarmed_because})" if safety.disarmed_because else ""
            name = f"{ENVS[account.env][0]} account {account_tail(account.acc_id)}"
            ways = f"{key_of('arm_account')} arms it, {_tickets()} open a ticket"
            return f"{name} is not armed{lost}: {ways}"
        if wanted.price is None:
            return NO_PRICE
        if is_stale(self._store, wanted.id):
            return STALE
        return ""

    async def _follow(self, intent: OrderIntent, words: str) -> None:
        try:
            outcome = await self._engine.place(intent)
        except Exception as error:  # noqa: BLE001  worker edge: an order must not end the program
            _log.exception("an order by key failed")
            outcome = Outcome(OutcomeKind.UNKNOWN, text=f"{type(error).__name__}")
        self._around.say(outcome_text("order", words, outcome), TONES[outcome.kind])


def _tickets() -> str:
    return f"{key_of('open_buy')} {key_of('open_sell')}"


def is_stale(store: Store, security: SecurityId) -> bool:
    """Whether the prices of a security are not those of now."""
    return (
        store.stale
        or store.book(security) is None
        or store.is_stale(Topic.BOOK, security)
        or store.is_stale(Topic.QUOTE, security)
    )


def _why_not(ticket: TicketModel, account: Account) -> str:
    """Return why this order is not sent: what blocks, else what only a ticket can ask."""
    blocking, reading = ticket.blocking, ticket.reading
    if blocking is not None:
        return f"not sent: {blocking.cause}"
    if ticket.account != account:
        return f"not sent: account {account_tail(account.acc_id)} may not trade {ticket.instrument.id}"
    if reading.not_armed:
        return reading.not_armed
    if reading.wants_qty is not None:
        return f"not sent: above your soft limit; a ticket ({_tickets()}) asks to type the quantity"
    return ""


def _noted(ticket: TicketModel) -> str:
    warnings = warnings_of(ticket)
    return f" (note: {'; '.join(warnings)})" if warnings else ""
