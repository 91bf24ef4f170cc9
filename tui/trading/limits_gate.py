"""The trader's own limits at the moment of sending: a breach sends nothing, whatever was typed before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tui.domain.accounts import Account
from tui.domain.combos import ComboIntent
from tui.domain.intents import AmendIntent, OrderIntent
from tui.domain.limits import NO_LIMITS, Limits
from tui.domain.orders import Order
from tui.domain.rules_combo_limits import combo_breach
from tui.domain.rules_limits import limit_rules, needs_typed_qty
from tui.domain.rules_model import Activity, TicketDraft
from tui.state.facts import activity_of, ticket_facts
from tui.state.store import Store
from tui.trading.gate import Wish

TYPE_IT = "above your soft limit: type the quantity to confirm"
MINUTE_S = 60.0
_KEPT = 100_000


class LimitsGate:
    """Judges an order by the limits of its account and by what the store knows of it now."""

    def __init__(self, store: Store, *, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        """`clock` counts seconds steadily; `now` is compared with the times of the broker."""
        self._store = store
        self._clock = clock
        self._now = now
        self._sent: dict[int, deque[float]] = {}

    def why_not(self, wish: Wish) -> str:
        """Return which limit forbids it; nothing when none does."""
        account = self._store.account(wish.acc_id)
        if account is None:
            return f"account {wish.acc_id} is not known, so its limits cannot be checked: wait for OpenD"
        book = self._store.safety.limits
        limits = book.of(account)
        if limits is None:
            return book.why_closed(account)
        if limits == NO_LIMITS:
            return ""
        if isinstance(wish, ComboIntent):
            lately = activity_of(self._store, account.acc_id, limits, self._now(), sending=wish.tag)
            return combo_breach(wish, limits, self._lately(account.acc_id, lately))
        return self._judge(wish, account, limits)

    def sent(self, wish: Wish) -> None:
        """Count a new order."""
        if not isinstance(wish, AmendIntent):
            self._sent.setdefault(wish.acc_id, deque(maxlen=_KEPT)).append(self._clock())

    def _judge(self, wish: OrderIntent | AmendIntent, account: Account, limits: Limits) -> str:
        amending, sending = None, ""
        if isinstance(wish, OrderIntent):
            draft, sending = draft_of(wish), wish.tag
        else:
            amending = self._store.order(account.acc_id, wish.order_id)
            if amending is None:
                return (
                    f"order {wish.order_id} is not in the list, so your limits cannot be checked: wait for it"
                )
            draft = amended_draft(wish, amending)
        facts = ticket_facts(
            self._store, draft.id, account.acc_id, now=self._now(), amending=amending, sending=sending
        )
        facts = replace(facts, limits=limits, activity=self._lately(account.acc_id, facts.activity))
        breach = next((one.cause for one in limit_rules(draft, facts) if one.blocks), "")
        if breach or wish.consent.typed_qty or not needs_typed_qty(draft, facts):
            return breach
        return TYPE_IT

    def _lately(self, acc_id: int, activity: Activity | None) -> Activity:
        """Count what was sent from here, too: the broker's times may be of another clock, or late."""
        sent, since = self._sent.get(acc_id, deque()), self._clock() - MINUTE_S
        while sent and sent[0] <= since:
            sent.popleft()
        activity = activity or Activity()
        return replace(activity, sent_last_minute=max(activity.sent_last_minute, len(sent)))


def draft_of(intent: OrderIntent) -> TicketDraft:
    """Return a new order as the rules read it."""
    return TicketDraft(
        id=intent.id,
        side=intent.side,
        type=intent.type,
        qty=intent.qty,
        price=intent.price,
        env=intent.env,
        acc_id=intent.acc_id,
        tif=intent.tif,
        trigger=intent.trigger_price,
        trail=intent.trail,
        expires_on=intent.expires_on,
        session=intent.session,
        note=intent.note,
    )


def amended_draft(intent: AmendIntent, order: Order) -> TicketDraft:
    """Return a working order with its new terms; what the intent leaves out stays as it is."""
    return TicketDraft(
        id=order.id,
        side=order.side,
        type=order.type,
        qty=order.qty if intent.qty is None else intent.qty,
        price=order.price if intent.price is None else intent.price,
        env=intent.env,
        acc_id=intent.acc_id,
        tif=order.tif,
        trigger=order.trigger_price if intent.trigger_price is None else intent.trigger_price,
        trail=order.trail if intent.trail is None else intent.trail,
        expires_on=order.expires_on,
        session=order.session,
    )
