"""Clears up what became of orders of unknown outcome: looks for their tags at the broker, never sends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tui.domain.accounts import Env
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind, split_remark
from tui.domain.journal import Entry, EntryKind
from tui.domain.orders import Order, OrderStatus
from tui.domain.safety import Unresolved
from tui.trading.entries import answer_entry
from tui.trading.lookup import intent_from, lookalike, outcome_from, spans, tagged, words_of
from tui.trading.port import NoAnswerError, NotSentError
from tui.trading.records import JournalError, Records
from tui.wire.errors import WireError

_log = logging.getLogger(__name__)

LOOKS = 2
"""Complete reads without a trace of an order before it counts as not found at the broker."""
LOOKS_APART_S = 10.0
OLD_ENOUGH_S = 15.0
"""A read before this age proves nothing: another program could still be sending the order, which it may do
for 5 s, and OpenD be at it until the request times out."""
EARLIER = "sent before this run began, and no answer to it is known: looking for it at the broker"
WAITING = "waits for the link to OpenD"


class Broker(Protocol):
    """Complete reads of orders; they raise NotSentError, NoAnswerError or a WireError when there is none."""

    async def todays_orders(self, *, env: Env, acc_id: int) -> tuple[Order, ...]:
        """Return open orders and those of today as the broker has them, and tell the store."""

    async def past_orders(
        self, *, env: Env, acc_id: int, begin: datetime, end: datetime
    ) -> tuple[Order, ...]:
        """Return the orders of some days."""


class Screen(Protocol):
    """Where results are shown."""

    def intent_ended(self, intent: OrderIntent, outcome: Outcome) -> None:
        """Show how far an order of ours is known."""

    def order_found(self, order: Order) -> None:
        """Show an order that the search came upon."""


@dataclass(slots=True)
class _Case:
    """One order that is looked for."""

    entry: Entry
    intent: OrderIntent | None
    learned: float
    """When we heard of it; this and the next in seconds of the loop."""
    due: float
    looks: int = 0
    state: str = WAITING


class Reconciler:
    """Keeps looking while anything is unresolved; one a run.

    What is to be looked for comes from the journal at every start and every reconnect, other programs'
    orders included, and whenever an order of this run ends in an unknown outcome. An order that carries
    the tag settles it at any time; only complete reads of an order that is old enough count against it.
    """

    def __init__(
        self,
        journal: Records,
        broker: Broker,
        screen: Screen,
        *,
        now: Callable[[], datetime],
        on_change: Callable[[], None],
    ) -> None:
        """Call `on_change` whenever `unresolved` changed, and first when the journal has been read."""
        self.unresolved: tuple[Unresolved, ...] = ()
        self._journal = journal
        self._broker = broker
        self._screen = screen
        self._now = now
        self._on_change = on_change
        self._cases: dict[int, _Case] = {}
        """By the place of the intent in the journal."""
        self._settled: set[int] = set()
        self._under_way: set[str] = set()
        """Tags of orders this run is sending."""
        self._ours: set[str] = set()
        self._unsure: dict[tuple[int, str], Order] = {}
        """Orders of which the broker itself does not know what became of them, by account and id."""
        self._read_at: dict[tuple[Env, int], float] = {}
        self._live = False
        self._asked, self._read = 1, 0
        """How often a reading of the journal was wanted, and up to which of these it was read."""
        self._known = False
        self._told = False
        self._wake = asyncio.Event()

    # ---- what happens

    def link_changed(self, *, live: bool) -> None:
        """Look only while there is a live link; with each one, read the journal again."""
        self._live = live
        if live:
            self.look_again()

    def sending(self, tag: str) -> None:
        """Know that this run sends an order now: its outcome is still to come."""
        self._under_way.add(tag)
        self._ours.add(tag)

    def ended(self, tag: str, outcome: Outcome) -> None:
        """Know the outcome of an order of this run."""
        self._under_way.discard(tag)
        if outcome.kind is OutcomeKind.UNKNOWN:
            self.look_again()

    def order_seen(self, order: Order) -> None:
        """Take note of an order as the store has it now."""
        tag, _ = split_remark(order.remark)
        found = [
            case
            for case in self._cases.values()
            if tag and (case.entry.tag, case.entry.acc_id) == (tag, order.acc_id)
        ]
        for case in found:
            self._found(case, order)
        key = (order.acc_id, order.order_id)
        if order.status is OrderStatus.TIMEOUT:
            if key not in self._unsure:
                self._wake.set()
            self._unsure[key] = order
        elif self._unsure.pop(key, None) is None and not found:
            return
        self._publish()

    def orders_listed(self, acc_id: int, order_ids: Iterable[str]) -> None:
        """Forget the orders in doubt that the store does not hold any more after a complete read."""
        listed = set(order_ids)
        gone = [key for key in self._unsure if key[0] == acc_id and key[1] not in listed]
        for key in gone:
            del self._unsure[key]
        if gone:
            self._publish()

    # ---- the search

    async def run(self) -> None:
        """Look for whatever is unresolved, until cancelled."""
        while True:
            self._wake.clear()
            if self._is_stale:
                await self._load()
            if self._live:
                await self._round()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause_s()):
                    await self._wake.wait()

    @property
    def _is_stale(self) -> bool:
        return self._read < self._asked

    async def _load(self) -> None:
        # What is written from here on may be missing in it, and is asked for by itself.
        asked = self._asked
        try:
            open_ = {entry.seq: entry for entry in await self._journal.unsettled()}
            for case in [case for seq, case in self._cases.items() if seq not in open_]:
                await self._ended_elsewhere(case)
        except JournalError as error:
            _log.warning("Unresolved orders are not known: %s", error)
            return
        self._read = asked
        for seq, entry in open_.items():
            known = seq in self._cases or seq in self._settled
            if not known and entry.tag not in self._under_way:
                self._open(entry)
        self._known = True
        self._publish()

    async def _ended_elsewhere(self, case: _Case) -> None:
        """Show what another program wrote: it had the answer after all, or was faster to look."""
        entry = case.entry
        if entry.acc_id is None:
            return
        outcome = outcome_from(await self._journal.of_order(entry.acc_id, tag=entry.tag), entry.seq)
        # A journal that lacks the order, too, is another one than it was written to: that proves nothing.
        if outcome is None or self._cases.pop(entry.seq, None) is None:
            return
        self._settled.add(entry.seq)
        if case.intent is not None:
            self._screen.intent_ended(case.intent, outcome)

    def _open(self, entry: Entry) -> None:
        moment = _time()
        case = self._cases[entry.seq] = _Case(entry, intent_from(entry), moment, moment)
        if entry.tag not in self._ours and case.intent is not None:
            self._screen.intent_ended(case.intent, Outcome(OutcomeKind.UNKNOWN, text=EARLIER))

    async def _round(self) -> None:
        """Read every account of which something is due."""
        now = _time()
        due: dict[tuple[Env, int], list[_Case]] = {}
        for case in self._cases.values():
            if case.due <= now and case.entry.env is not None and case.entry.acc_id is not None:
                due.setdefault((case.entry.env, case.entry.acc_id), []).append(case)
        for order in self._unsure.values():
            key = (order.env, order.acc_id)
            if self._read_at.get(key, now - LOOKS_APART_S) + LOOKS_APART_S <= now:
                due.setdefault(key, [])
        if due:
            await asyncio.gather(*(self._look(env, acc_id, cases) for (env, acc_id), cases in due.items()))
            if self._cases:
                # Another program may have had its answer meanwhile.
                self._asked += 1
            self._publish()

    async def _look(self, env: Env, acc_id: int, cases: Sequence[_Case]) -> None:
        self._read_at[env, acc_id] = _time()
        try:
            orders = await self._broker.todays_orders(env=env, acc_id=acc_id)
            orders += await self._past(
                env, acc_id, [one for one in cases if not tagged(orders, one.entry.tag)]
            )
        except (NotSentError, NoAnswerError, WireError) as error:
            for case in cases:
                case.due = _time() + LOOKS_APART_S
                case.state = f"could not be looked for: {error}; again in {LOOKS_APART_S:g} s"
            return
        for case in [case for case in cases if case.entry.seq in self._cases]:
            order = tagged(orders, case.entry.tag)
            if order is None:
                self._missed(case, orders)
            else:
                self._screen.order_found(order)
                self._found(case, order)

    async def _past(self, env: Env, acc_id: int, cases: Sequence[_Case]) -> tuple[Order, ...]:
        found: tuple[Order, ...] = ()
        for begin, end in spans([case.entry.at for case in cases]):
            found += await self._broker.past_orders(env=env, acc_id=acc_id, begin=begin, end=end)
        return found

    # ---- results

    def _found(self, case: _Case, order: Order) -> None:
        if self._cases.pop(case.entry.seq, None) is None:
            return
        self._settled.add(case.entry.seq)
        self._note(case, EntryKind.FOUND, order_id=order.order_id, status=order.status.name)
        if case.intent is not None:
            outcome = Outcome(OutcomeKind.ACCEPTED, order_id=order.order_id)
            self._screen.intent_ended(case.intent, outcome)

    def _missed(self, case: _Case, orders: Sequence[Order]) -> None:
        like = lookalike(orders, case.intent, case.entry.at)
        hint = "" if like is None else f"; order {like.order_id} looks like it, without our remark"
        now, young_s = _time(), self._too_young_s(case)
        if young_s > 0:
            case.due = now + young_s
            case.state = f"not at the broker yet: looked for again in {young_s:.0f} s{hint}"
            return
        case.looks += 1
        case.due = now + LOOKS_APART_S
        case.state = f"looked {_TIMES[case.looks]}, no trace of it; again in {LOOKS_APART_S:g} s{hint}"
        self._note(case, EntryKind.LOOKED, look=case.looks, lookalike="" if like is None else like.order_id)
        if case.looks >= LOOKS:
            self._give_up(case, like)

    def _give_up(self, case: _Case, like: Order | None) -> None:
        del self._cases[case.entry.seq]
        self._settled.add(case.entry.seq)
        text = f"not found at the broker in {LOOKS} complete reads {LOOKS_APART_S:g} s apart"
        if like is not None:
            text += f"; perhaps order {like.order_id}, which has no remark: look at it before sending again"
        self._note(case, EntryKind.NOT_FOUND, text=text)
        if case.intent is not None:
            outcome = Outcome(OutcomeKind.UNKNOWN, text=text, searched=True)
            self._screen.intent_ended(case.intent, outcome)

    def _note(self, case: _Case, kind: EntryKind, **facts: str | int) -> None:
        order_id = str(facts.pop("order_id", ""))
        self._journal.note(
            answer_entry(kind, case.entry, case.entry.seq, self._now(), order_id=order_id, **facts)
        )

    def _too_young_s(self, case: _Case) -> float:
        """Return how long until a read counts; a clock that was set back does not hold it up for ever."""
        age_s = (self._now() - case.entry.at).total_seconds()
        return OLD_ENOUGH_S - max(age_s, _time() - case.learned)

    def _pause_s(self) -> float | None:
        now = _time()
        moments = [now + LOOKS_APART_S] if self._is_stale else []
        if self._live:
            moments += [case.due for case in self._cases.values()]
            moments += [
                self._read_at.get((order.env, order.acc_id), now) + LOOKS_APART_S
                for order in self._unsure.values()
            ]
        return None if not moments else max(min(moments) - now, 0.0)

    def look_again(self) -> None:
        """Read the journal again, and look for what is open in it."""
        self._asked += 1
        for case in self._cases.values():
            case.due = min(case.due, _time()) if case.looks == 0 else case.due
        self._wake.set()

    def _publish(self) -> None:
        cases = [_shown(case.entry, case.state if self._live else WAITING) for case in self._cases.values()]
        orders = [_in_doubt(order) for order in self._unsure.values()]
        unresolved = (*cases, *orders)
        if self._known and (unresolved != self.unresolved or not self._told):
            self.unresolved, self._told = unresolved, True
            self._on_change()


_TIMES: Mapping[int, str] = {1: "once", 2: "twice"}


def _shown(entry: Entry, state: str) -> Unresolved:
    assert entry.env is not None
    assert entry.acc_id is not None
    return Unresolved(entry.env, entry.acc_id, entry.tag, words_of(entry), state)


def _in_doubt(order: Order) -> Unresolved:
    price = "" if order.price is None else f" at {order.price}"
    words = f"{order.side.name} {order.qty} {order.id}{price}"
    state = f"the broker does not know what became of it: read every {LOOKS_APART_S:g} s"
    return Unresolved(order.env, order.acc_id, split_remark(order.remark)[0], words, state, order.order_id)


def _time() -> float:
    return asyncio.get_running_loop().time()
