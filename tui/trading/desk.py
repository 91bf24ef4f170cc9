"""The order desk: the only place that sends orders, each of them written first and sent exactly once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tui.domain.accounts import Account, Env
from tui.domain.combos import ComboIntent
from tui.domain.intents import (
    AmendIntent,
    CancelIntent,
    Consent,
    OrderIntent,
    Outcome,
    OutcomeKind,
    split_remark,
)
from tui.domain.journal import Entry, EntryKind
from tui.domain.markets import TradeMarket
from tui.domain.orders import Order
from tui.trading import sender
from tui.trading.entries import (
    amend_entry,
    answer_entry,
    cancel_all_entry,
    cancel_entry,
    combo_entry,
    intent_entry,
    outcome_entry,
    refused_entry,
)
from tui.trading.gate import Gate, Wish
from tui.trading.handed import Handed
from tui.trading.headers import place_market as place_market
from tui.trading.headers import takes_cancel_all as takes_cancel_all
from tui.trading.port import NotSentError, OrderPort
from tui.trading.reading import find_order, rejected, working_orders
from tui.trading.records import JournalError, LockedError, Records, RepeatedError
from tui.trading.sender import Build
from tui.trading.soundness import unsound_amendment, unsound_combo, unsound_order
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.trade import OrderReply

_log = logging.getLogger(__name__)

GAP_S = 0.04
"""OpenD wants this much time between two modify requests of an account."""
OLDEST_S = 5.0
"""An order that was confirmed longer ago than this is not sent: it was meant for another market."""


class Desk:
    """Turns intents into requests and answers into outcomes. Nothing is ever sent again.

    Orders and new terms are written to the journal before their first byte leaves, and refused when they
    cannot be; cancels leave at once and are written as well as that can be done. Every intent names its
    account and environment; one that names a real account is refused unless the desk was built for real
    trading. A desk that is closed refuses every intent.
    """

    def __init__(
        self,
        port: OrderPort,
        accounts: Callable[[], Sequence[Account]],
        *,
        journal: Records,
        gates: Sequence[Gate] = (),
        now: Callable[[], datetime],
        allow_real: bool = False,
        why_not_real: str = "this desk trades paper only",
        closed: str = "",
    ) -> None:
        """Refuse everything for the reason `closed` gives, if there is one."""
        self._port = port
        self._accounts = accounts
        self._journal = journal
        self._gates = tuple(gates)
        self._now = now
        self._allow_real = allow_real
        self._why_not_real = why_not_real
        self._closed = closed
        self.handed = Handed()
        """Every order that was sent, or might have been."""
        self._turn = asyncio.Lock()
        """Between the first gate and the journal: an order must not pass a gate beside another one."""
        self._writing: set[asyncio.Task[None]] = set()

    # ---- orders and new terms

    async def place(self, intent: OrderIntent) -> Outcome:
        """Send one new order."""
        asked, entry = self._asked(intent.consent), intent_entry(intent, self._now())
        account = self._account(intent.env, intent.acc_id)
        trouble = account if isinstance(account, str) else unsound_order(intent) or self._claim(intent.tag)
        if isinstance(account, str) or trouble:
            return self._refuse(entry, trouble)
        return self._took(
            intent, await self._send_written(intent, entry, sender.new_order(intent, account), asked)
        )

    async def place_combo(self, intent: ComboIntent) -> Outcome:
        """Send one new combined order; it ends, is looked up and is never sent again like any other."""
        asked, entry = self._asked(intent.consent), combo_entry(intent, self._now())
        account = self._account(intent.env, intent.acc_id)
        trouble = account if isinstance(account, str) else unsound_combo(intent) or self._claim(intent.tag)
        if isinstance(account, str) or trouble:
            return self._refuse(entry, trouble)
        return self._took(
            intent, await self._send_written(intent, entry, sender.new_combo(intent, account), asked)
        )

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Change a working order; what the intent leaves out is first read from the broker."""
        asked, tag = self._asked(intent.consent), ""
        account = self._account(intent.env, intent.acc_id)
        if isinstance(account, str):
            return self._refuse(amend_entry(intent, self._now()), account)
        if intent.qty is None or intent.price is None:
            order = await find_order(self._port, account, intent.order_id)
            if isinstance(order, Outcome):
                return self._refuse(amend_entry(intent, self._now()), order.text)
            intent, (tag, _) = _filled_in(intent, order), split_remark(order.remark)
        entry, trouble = amend_entry(intent, self._now(), tag), unsound_amendment(intent)
        if trouble:
            return self._refuse(entry, trouble)
        return await self._send_written(intent, entry, sender.new_terms(intent, account), asked)

    # ---- cancels: never held back by the journal, a gate or a lock

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Withdraw one working order; real ones too, whether or not real orders may leave this desk."""
        entry = cancel_entry(intent, self._now())
        account = self._account(intent.env, intent.acc_id, adds_risk=False)
        if isinstance(account, str):
            return self._refuse(entry, account)
        if not intent.order_id:
            return self._refuse(entry, "the request names no order")
        return await self._send_at_once(entry, sender.withdrawal(intent.order_id, account))

    async def cancel_all(self, *, env: Env, acc_id: int, how: str = "") -> Outcome:
        """Withdraw every working order of an account, whoever placed it.

        Real accounts have a request for that; paper and Stock Connect accounts have not, and there, or
        when it is refused, each order is cancelled by itself.
        """
        entry = cancel_all_entry(env, acc_id, self._now(), how=how)
        account = self._account(env, acc_id, adds_risk=False)
        if isinstance(account, str):
            return self._refuse(entry, account)
        if env is Env.REAL and TradeMarket.HKCC not in account.markets:
            outcome = await self._send_at_once(entry, sender.withdrawal_of_all(account))
            if outcome.kind is not OutcomeKind.REJECTED:
                return outcome
        orders = await working_orders(self._port, account)
        if isinstance(orders, Outcome):
            return self._refuse(entry, orders.text)
        outcomes: list[Outcome] = []
        for order in orders:
            outcomes.append(await self.cancel(CancelIntent(env, acc_id, order.order_id, how)))
            await asyncio.sleep(GAP_S)
        return _sum_of(outcomes)

    async def cancel_market(self, *, env: Env, acc_id: int, market: TradeMarket, how: str = "") -> Outcome:
        """Withdraw every working order of an account in one market, whoever placed it, with one request.

        Paper accounts and Stock Connect have no such request: it is refused, and nothing is sent.
        """
        entry = cancel_all_entry(env, acc_id, self._now(), how=how, market=market.name)
        account = self._account(env, acc_id, adds_risk=False)
        if isinstance(account, str):
            return self._refuse(entry, account)
        if not takes_cancel_all(env, market):
            return self._refuse(entry, f"{env.name} {market.name} orders are cancelled one by one")
        return await self._send_at_once(entry, sender.withdrawal_of_all(account, market))

    async def settle(self) -> None:
        """Wait until what became of the cancels is handed to the journal; to be called before it closes."""
        await asyncio.gather(*self._writing)

    # ---- the way out

    async def _send_written(self, wish: Wish, entry: Entry, build: Build, asked: _Asked) -> Outcome:
        """Ask the gates, write, and send what still may be sent then."""
        async with self._turn:
            trouble = self._barred(wish)
            if trouble:
                return self._refuse(entry, trouble)
            try:
                ref = await self._journal.commit_order(entry)
            except JournalError as error:
                return self._refuse(entry, _unwritten(error))
            # The disk may have taken its time: what was allowed before need not be any more.
            trouble = self._barred(wish) or self._counted(wish)
            if trouble:
                return self._refuse(entry, trouble, ref)

        def build_in_time(packet: PacketId) -> Request[OrderReply]:
            age_s = asked.age_s(self._now())
            if age_s > OLDEST_S:
                raise NotSentError(_too_old(age_s))
            return build(packet)

        try:
            outcome = await sender.send(self._port, build_in_time)
        except NotSentError as error:
            return self._refuse(entry, str(error), ref, error.wait_s)
        self._journal.note(outcome_entry(outcome, entry, ref, self._now()))
        return outcome

    async def _send_at_once(self, entry: Entry, build: Build) -> Outcome:
        """Send while the journal writes; whatever becomes of that, the request is on its way."""
        written = asyncio.ensure_future(self._journal.commit(entry))
        refused, outcome = False, Outcome(OutcomeKind.UNKNOWN, text="interrupted before the answer came")
        try:
            outcome = await sender.send(self._port, build)
        except NotSentError as error:
            refused, outcome = True, rejected(str(error), error.wait_s)
        finally:
            self._keep(self._note_answer(written, entry, outcome, refused=refused))
        return outcome

    async def _note_answer(
        self, written: asyncio.Future[tuple[int, ...]], entry: Entry, outcome: Outcome, *, refused: bool
    ) -> None:
        answer = outcome_entry(outcome, entry, 0, self._now())
        try:
            (ref,) = await written
        except JournalError as error:
            # The journal has warned of itself already.
            _log.info("A cancel was sent and not written: %s", error)
            facts = {**entry.facts, **answer.facts, "request": entry.kind.value}
            answer = replace(answer, ref=None, facts=facts)
        else:
            answer = replace(answer, ref=ref)
        self._journal.note(replace(answer, kind=EntryKind.REFUSED) if refused else answer)

    def _refuse(
        self, entry: Entry, text: str, ref: int | None = None, wait_s: float | None = None
    ) -> Outcome:
        """Say no, and write that: nothing was sent. `ref` is the request, if it was written before."""
        if ref is None:
            refusal = refused_entry(entry, text)
        else:
            refusal = answer_entry(EntryKind.REFUSED, entry, ref, self._now(), text=text)
        self._journal.note(refusal)
        return rejected(text, wait_s)

    def _barred(self, wish: Wish) -> str:
        """Return why a gate is shut; one that fails is."""
        try:
            return next((why for gate in self._gates if (why := gate.why_not(wish))), "")
        except Exception as error:  # noqa: BLE001
            # The isolation point of the gates: their faults hold orders back and leave none half done.
            return _failed(error)

    def _counted(self, wish: Wish) -> str:
        """Tell the gates of an order that leaves now; return why it must not, if one of them fails."""
        try:
            for gate in self._gates:
                gate.sent(wish)
        except Exception as error:  # noqa: BLE001
            return _failed(error)
        return ""

    def _asked(self, consent: Consent) -> _Asked:
        return _Asked(consent.at or self._now(), asyncio.get_running_loop().time())

    def _claim(self, tag: str) -> str:
        """Note that an intent is being sent; say so when it was before."""
        return "" if self.handed.claim(tag) else f"{tag} was sent before: one intent is one order"

    def _took(self, intent: OrderIntent | ComboIntent, outcome: Outcome) -> Outcome:
        """Note the id of an order that was accepted."""
        if outcome.order_id:
            self.handed.accepted(intent.acc_id, outcome.order_id, intent.tag)
        return outcome

    def _account(self, env: Env, acc_id: int, *, adds_risk: bool = True) -> Account | str:
        """Return the account, or why nothing can be sent for it."""
        if self._closed:
            return self._closed
        account = next((one for one in self._accounts() if one.acc_id == acc_id), None)
        if account is None:
            return f"OpenD lists no account {acc_id}"
        if account.env is not env or env is Env.UNKNOWN:
            return f"account {acc_id} is {account.env.name}, the order says {env.name}"
        if env is not Env.PAPER and adds_risk and not self._allow_real:
            return f"account {acc_id} is {env.name} and {self._why_not_real}"
        return account

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)


@dataclass(frozen=True, slots=True)
class _Asked:
    """When an order was confirmed, by two clocks: one may be set back, the other stand still in sleep."""

    wall: datetime
    loop: float

    def age_s(self, now: datetime) -> float:
        return max((now - self.wall).total_seconds(), asyncio.get_running_loop().time() - self.loop)


def _failed(error: Exception) -> str:
    _log.error("A gate failed", exc_info=error)
    return f"a check of ours failed ({type(error).__name__}), see the log: nothing was sent"


def _filled_in(intent: AmendIntent, order: Order) -> AmendIntent:
    """Name all terms: what is to stay as it is, as the order has it."""
    return replace(
        intent,
        qty=order.qty if intent.qty is None else intent.qty,
        price=order.price if intent.price is None else intent.price,
        trigger_price=order.trigger_price if intent.trigger_price is None else intent.trigger_price,
        trail=order.trail if intent.trail is None else intent.trail,
    )


def _unwritten(error: JournalError) -> str:
    if isinstance(error, LockedError):
        return f"{error}; nothing was sent: release it first with the word TRADE"
    if isinstance(error, RepeatedError):
        return str(error)
    return f"nothing was sent, because it cannot be written first: {error}; cancels still go"


def _too_old(age_s: float) -> str:
    return (
        f"confirmed {age_s:.0f} s ago, longer than {OLDEST_S:g} s: prices have moved, nothing was sent;"
        " confirm it again"
    )


def _sum_of(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the worst of several outcomes, with counts."""
    done = sum(outcome.kind is OutcomeKind.ACCEPTED for outcome in outcomes)
    text = f"{done} of {len(outcomes)} working orders cancelled"
    for kind in (OutcomeKind.UNKNOWN, OutcomeKind.REJECTED):
        worst = next((outcome for outcome in outcomes if outcome.kind is kind), None)
        if worst is not None:
            return Outcome(kind, text=f"{text}; {worst.text}")
    return Outcome(OutcomeKind.ACCEPTED, text=text)
