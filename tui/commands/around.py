"""What a one-shot command knows around its order: its gates judge by a store, as the dashboard's do."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from tui.client.link import Link
from tui.client.portfolio import currency_for, header_of
from tui.commands.exit import DeniedError
from tui.domain import events
from tui.domain.accounts import Account, Env
from tui.domain.book import Book, Level
from tui.domain.combos import ComboIntent
from tui.domain.events import Event
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.journal import Entry, EntryKind
from tui.domain.lazy import Lazy
from tui.domain.limits import LimitsBook
from tui.domain.link import LinkPhase
from tui.domain.orders import Order
from tui.domain.quotes import Snapshot
from tui.domain.repeats import WITHIN_S
from tui.domain.rules_model import TicketFacts
from tui.domain.safety import Safety
from tui.state.facts import ticket_facts
from tui.state.store import Store
from tui.trading.gate import Gate
from tui.trading.limits_gate import LimitsGate
from tui.trading.lookup import combo_from, intent_from
from tui.trading.records import JournalError, Records
from tui.trading.repeats import RepeatGate
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import GetInstruments, GetMarketStates, GetSnapshots
from tui.wire.messages.trade import GetFills, GetFunds, GetOrders, GetPositions

_ANSWERS = {
    EntryKind.ACCEPTED: OutcomeKind.ACCEPTED,
    EntryKind.FOUND: OutcomeKind.ACCEPTED,
    EntryKind.UNKNOWN: OutcomeKind.UNKNOWN,
    EntryKind.NOT_FOUND: OutcomeKind.UNKNOWN,
}
_NOTHING_SENT = frozenset({EntryKind.REFUSED, EntryKind.REJECTED})


class Around:
    """A store of one account for one order, and the gates that judge by it."""

    def __init__(self, account: Account, listed: Sequence[Account], limits: LimitsBook) -> None:
        self.store = Store()
        self.repeats = RepeatGate(self.store, clock=time.monotonic, now=_now)
        self.gates: tuple[Gate, ...] = (
            LimitsGate(self.store, clock=time.monotonic, now=_now),
            self.repeats,
        )
        self._account = account
        self._limits = limits.of(account)
        self.refused = ""
        """Why terms or prices could not be read."""
        self._apply(
            events.LinkChanged(LinkPhase.LIVE),
            events.AccountsReported(tuple(listed)),
            events.SafetyChanged(Safety(limits=limits)),
        )

    async def look(
        self, link: Link, journal: Records, security: SecurityId | None = None, *, holding: bool = False
    ) -> None:
        """Read what is needed to judge an order in this security; without one, that of a combined order.

        `holding` is set where the order can be judged by what is held only.
        """
        account, header = self._account, header_of(self._account)
        await self._read_journal(journal)
        orders = await link.request(GetOrders(header))
        self._apply(events.OrdersReported(account.acc_id, account.env, orders))
        ids = [] if security is None else [security]
        by_day = self._limits is not None and self._limits.max_day_loss is not None
        if by_day or holding:
            positions = await link.request(GetPositions(header))
            self._apply(events.PositionsReported(account.acc_id, account.env, positions))
        if by_day:
            self._apply(
                events.FundsReported(await link.request(GetFunds(header, currency=currency_for(account))))
            )
            if account.env is Env.REAL:
                fills = await link.request(GetFills(header))
                self._apply(events.FillsReported(account.acc_id, account.env, fills))
            ids += [*(one.id for one in positions), *(one.id for one in orders)]
        await self._look_at(link, tuple(dict.fromkeys(ids)))
        if security is not None:
            await self._look_at_phase(link, security)

    def facts(self, security: SecurityId, amending: Order | None = None) -> TicketFacts:
        """Return what has been read, as the rules take it."""
        return ticket_facts(self.store, security, self._account.acc_id, now=_now(), amending=amending)

    async def _look_at(self, link: Link, ids: tuple[SecurityId, ...]) -> None:
        """Read terms and prices; without the right to see all of them, of the first; else go without."""
        if not ids:
            return
        try:
            self._apply(events.InstrumentsReported(await link.request(GetInstruments(ids=ids))))
            for snapshot in await link.request(GetSnapshots(ids)):
                self._apply(
                    events.QuoteChanged(snapshot.quote.id, Lazy.of(snapshot.quote)),
                    events.BookChanged(snapshot.quote.id, Lazy.of(_book(snapshot))),
                )
        except RefusedError as error:
            self.refused = str(error)
            if len(ids) > 1:
                await self._look_at(link, ids[:1])

    async def _look_at_phase(self, link: Link, security: SecurityId) -> None:
        """Read the phase of the day, where OpenD tells it."""
        with suppress(RefusedError):
            found = await link.request(GetMarketStates((security,)))
            self._apply(events.MarketStatesReported(tuple((one.id, one.state) for one in found)))

    async def _read_journal(self, journal: Records) -> None:
        """Know our own orders of the last seconds, and those of which nothing is known, of any program."""
        now = _now()
        try:
            entries = await journal.between(now - timedelta(seconds=WITHIN_S), now + timedelta(seconds=1))
            unsettled = await journal.unsettled()
        except JournalError as error:
            raise DeniedError(f"nothing was sent: {error}") from None
        for intent, outcome, at in _recent(entries):
            self.repeats.remember(intent, (now - at).total_seconds())
            if isinstance(intent, OrderIntent):
                self._apply(events.IntentChanged(intent, outcome))
        for entry in unsettled:
            unresolved, combo = intent_from(entry), combo_from(entry)
            if unresolved is not None:
                self._apply(events.IntentChanged(unresolved, Outcome(OutcomeKind.UNKNOWN)))
            if combo is not None:
                self.repeats.remember(combo, (now - entry.at).total_seconds(), unknown=True)

    def _apply(self, *happened: Event) -> None:
        for event in happened:
            self.store.apply(event)


def _recent(entries: Iterable[Entry]) -> Iterator[tuple[OrderIntent | ComboIntent, Outcome, datetime]]:
    """Return the orders that may be at the broker and how they ended as far as is written, oldest first."""
    entries = tuple(entries)
    answers = {one.ref: one for one in entries if one.kind in _ANSWERS or one.kind in _NOTHING_SENT}
    for entry in entries:
        intent, answer = intent_from(entry) or combo_from(entry), answers.get(entry.seq)
        if intent is None or (answer is not None and answer.kind in _NOTHING_SENT):
            continue
        kind = OutcomeKind.UNKNOWN if answer is None else _ANSWERS[answer.kind]
        searched = answer is not None and answer.kind is EntryKind.NOT_FOUND
        yield intent, Outcome(kind, "" if answer is None else answer.order_id, searched=searched), entry.at


def _book(snapshot: Snapshot) -> Book:
    """Return the best prices as a book."""
    quote = snapshot.quote
    bids = () if snapshot.bid is None else (Level(snapshot.bid, snapshot.bid_volume or 0),)
    asks = () if snapshot.ask is None else (Level(snapshot.ask, snapshot.ask_volume or 0),)
    return Book(quote.id, quote.name, bids, asks)


def _now() -> datetime:
    return datetime.now(UTC)
