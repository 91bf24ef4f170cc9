"""The order panel: the ticket and the question before a cancel, driven by keys and answered by the engine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from textual import events

from tui.app.actions import Action, Where
from tui.app.key_names import label_of
from tui.app.keymap import action_for, key_of
from tui.app.ticket_keys import ANSWERS, EDITS, NUMBER, READINGS, takes_typed
from tui.app.ticket_model import Stage, TicketModel
from tui.app.ticket_question import CancelQuestion
from tui.app.ticket_review_view import warnings_of
from tui.app.ticket_text import order_words, outcome_text, review_sentence, ticket_words
from tui.app.widgets.ticket_pane import TicketPane
from tui.domain.accounts import Env
from tui.domain.intents import CancelIntent, Consent, OrderIntent, Outcome, OutcomeKind
from tui.domain.rules import Field

_log = logging.getLogger(__name__)

PASTE_DROPPED = "a paste was ignored: it would have been taken for commands"
TURNS = 4
"""Turns of the loop from a worker to the socket."""


class OrderPanel(TicketPane):
    """Takes keys and sends what they confirm.

    While it has the focus every key is its own, except those that work everywhere: no key of the
    dashboard can act behind an open ticket.
    """

    # ---- keys

    def takes_typed(self, key: events.Key) -> bool:
        """Whether a key is text for the field at the cursor: a paste may bring it."""
        return takes_typed(self._ticket, key) if self._question is None else False

    def is_answer(self, key: events.Key) -> bool:
        """Whether a question stands here that a letter may answer; digits are typed, not answered with."""
        asked = self._where() in (Where.REVIEW, Where.CANCEL)
        return asked and key.is_printable and key.character not in NUMBER

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste into the field at the cursor; nowhere else is it anything."""
        ticket = self._ticket
        event.stop()
        event.prevent_default()
        fills_in = self._question is None and ticket is not None and ticket.stage is Stage.EDIT
        if ticket is not None and fills_in and ticket.paste(event.text):
            self.paint()
        else:
            self._refuse(PASTE_DROPPED)

    def on_key(self, event: events.Key) -> None:
        """Carry out the key's action in the stage we are in; unknown keys do nothing and go nowhere."""
        where = self._where()
        if where is None:
            return
        at = event.time if self._clock is None else self._clock()
        action = action_for(where, event.key)
        if self._writes(event):
            action = None
        elif action is None and _goes_on(event.key):
            self._put_behind()
            return
        event.stop()
        event.prevent_default()
        if action is not None:
            self._act(action, event, at)
        elif self._ticket is not None and self._ticket.stage is Stage.REVIEW:
            self._ticket.reading.accepts(at, event.key)
        elif self._question is not None:
            self._question.answers(at, event.key)
        if self._ticket is not None and self._ticket.stage is Stage.EDIT:
            self._ticket.pressed(event.key, at)
        self.paint()

    def _put_behind(self) -> None:
        """Something may lie over the panel from now on: what it asks must be read anew after that."""
        if self._question is not None:
            self._question.guard.ask()
        elif self._ticket is not None:
            self._ticket.reading.cover()

    def _writes(self, event: events.Key) -> bool:
        """Write a character of the note; there no key is anything else."""
        ticket = self._ticket
        if self._where() is not Where.TICKET or ticket is None or ticket.field is not Field.NOTE:
            return False
        if event.character is None or not event.is_printable:
            return False
        ticket.type_key(event.character)
        return True

    def _where(self) -> Where | None:
        if self._question is not None:
            return Where.CANCEL
        if self._ticket is None:
            return None
        return Where.TICKET if self._ticket.stage is Stage.EDIT else Where.REVIEW

    def _act(self, action: Action, event: events.Key, at: float) -> None:
        ticket = self._ticket
        if action.id in ("confirm_cancel", "keep_order"):
            self._answer(action.id == "confirm_cancel", event.key, at)
        elif ticket is None:
            return
        elif action.id == "close_ticket":
            self.close()
        elif action.id in ("copy_draft", "copy_review"):
            if ticket.stage is Stage.REVIEW:
                ticket.reading.accepts(at, event.key)
            self.post_message(self.CopyAsked())
        elif action.id in ("confirm_paper", "confirm_real"):
            self._confirm(ticket, Env.REAL if action.id == "confirm_real" else Env.PAPER, event.key, at)
        elif action.where is Where.REVIEW:
            if ticket.reading.accepts(at, event.key if action.id in ANSWERS else ""):
                READINGS[action.id](ticket, event.character or "")
        elif action.id == "type_number":
            ticket.type_key(event.character or "")
        elif action.id == "review_ticket":
            self._review(ticket)
        else:
            EDITS[action.id](ticket)

    def _review(self, ticket: TicketModel) -> None:
        if ticket.field is Field.NOTE:
            ticket.said = f"a text field sends nothing: {key_of('next_field')} leaves it"
            return
        self._look_around(ticket)
        ticket.review()

    # ---- sending

    def _confirm(self, ticket: TicketModel, env: Env, key: str, at: float) -> None:
        self._look_around(ticket)
        consent = Consent(
            how=f"key {label_of(key)}",
            at=self._wall(),
            sentence=review_sentence(ticket, self._around),
            warnings=warnings_of(ticket),
        )
        intent = ticket.send(env, at, self._new_tag(), key=key, consent=consent)
        if isinstance(intent, OrderIntent):
            self._send(self._engine.place(intent), "order", ticket_words(ticket), intent.acc_id, intent.tag)
        elif intent is not None:
            self._send(self._engine.amend(intent), "change", ticket_words(ticket), intent.acc_id)

    def _answer(self, yes: bool, key: str, at: float) -> None:
        question = self._question
        if question is None or not question.answers(at, key):
            return
        order = self._newest(question.order)
        if not yes:
            self.close()
        elif not order.status.terminal:
            words = order_words(order, self._store.instruments.get(order.id))
            intent = CancelIntent(order.env, order.acc_id, order.order_id, how=f"key {label_of(key)}")
            self._send(self._engine.cancel(intent), "cancel", words, order.acc_id)

    def _send(
        self, request: Coroutine[Any, Any, Outcome], what: str, words: str, acc_id: int, tag: str = ""
    ) -> None:
        """Hand one request to the engine and close; the worker belongs to the app and outlives the panel."""
        # Begun before the worker is: what the key has yet to paint stands in the loop's queue already.
        under_way = asyncio.ensure_future(request)
        follow = self._follow(under_way, self.Sent(acc_id, tag), (self._ticket, self._question), what, words)
        self.app.run_worker(follow, group="orders", name=f"{what} {words}")

    async def _follow(
        self,
        under_way: asyncio.Future[Outcome],
        sent: TicketPane.Sent,
        asked: tuple[TicketModel | None, CancelQuestion | None],
        what: str,
        words: str,
    ) -> None:
        # Painting comes after the bytes of the order, which would wait for it.
        for _ in range(TURNS):
            await asyncio.sleep(0)
        self.post_message(sent)
        if (self._ticket, self._question) == asked:
            self.close()
        try:
            outcome = await under_way
        except Exception as error:  # noqa: BLE001  worker edge: an order must not end the program
            _log.exception("%s failed", what)
            outcome = Outcome(OutcomeKind.UNKNOWN, text=f"{type(error).__name__}")
        self.post_message(self.Told(outcome_text(what, words, outcome), outcome.kind))


def _goes_on(key: str) -> bool:
    """Whether a key is for the dashboard although a ticket is open: what works everywhere, and arming."""
    if action_for(Where.EVERYWHERE, key) is not None:
        return True
    action = action_for(Where.DASHBOARD, key)
    return action is not None and action.id == "arm_account"
