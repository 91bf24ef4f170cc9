"""Every order type that a ticket offers a real Hong Kong account, from its keys to the simulator.

What arrives there says in words, item by item, what the review said before it was confirmed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.client.stepped import stepped, until
from tests.engines import HASTE
from tests.journals import MemoryJournal
from tests.sim.bench import SMALL, TENCENT
from tests.sim.traders import SECONDS
from tests.trading.withdrawing import Watch
from tui.app.ticket_facts import Moment, around_of, refresh
from tui.app.ticket_model import TicketModel
from tui.app.ticket_opening import TicketOpening
from tui.app.ticket_terms import life_text, terms_text
from tui.app.ticket_text import review_sentence
from tui.client.address import Address
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.ids import SecurityId
from tui.domain.intents import Consent, OrderIntent, Outcome, OutcomeKind
from tui.domain.limits import NO_LIMITS, LimitsBook
from tui.domain.markets import MarketState
from tui.domain.orders import OrderType, Side, TimeInForce
from tui.domain.rules_types import AUCTION_TYPES, QUERY_ONLY
from tui.domain.secret import Secret
from tui.domain.ticks import LADDERS
from tui.engine import Engine
from tui.sim.config import SimConfig
from tui.sim.server import SimServer
from tui.sim.trading.accounts import REAL_SECURITIES, TRADE_PASSWORD
from tui.state.dirty import Topic
from tui.trading.tags import new_tag
from tui.wire.messages.trade import PlaceOrder

T = OrderType
LADDER = LADDERS["hk.part_a"]
MORNING, PRE_OPEN = 0.0, -55 * 60.0
"""Seconds from ten o'clock in Hong Kong: trading, and the opening auction taking orders. The simulated market
always trades, so that it is told of the auction."""
HK_TYPES = sorted(set(T) - QUERY_ONLY)
SIDES = (Side.BUY, Side.SELL)


@dataclass
class Trader:
    """A ticket's way to the simulator, and what arrives there."""

    engine: Engine
    watch: Watch
    opening: TicketOpening
    now: datetime

    def ticket(self, kind: OrderType, side: Side) -> TicketModel:
        """Fill in a ticket of a type, chosen as by its key, that the rules let pass."""
        store = self.engine.store
        account = store.account(REAL_SECURITIES)
        ticket, refusal = self.opening.on_security(TENCENT, side, account, qty=Decimal(100))
        assert (ticket.account, refusal) == (account, "")
        refresh(store, ticket, Moment(self.now))
        while ticket.type is not kind:
            ticket.switch_type()
            assert ticket.type is not T.LIMIT, f"{kind.name} is not offered"
        quote = store.quote(TENCENT)
        assert quote is not None
        last = LADDER.floor(quote.last or quote.prev_close or Decimal(0))
        above = side.buys is (kind in (T.STOP, T.STOP_LIMIT))
        trigger = LADDER.up(last, 10) if above else LADDER.down(last, 10)
        ticket.price.set(trigger if kind.conditional else last)
        ticket.trigger.set(trigger)
        ticket.distance.set(Decimal(2))
        ticket.spread.set(Decimal("0.4"))
        refresh(store, ticket, Moment(self.now))
        return ticket

    async def confirm(self, ticket: TicketModel) -> tuple[str, Outcome]:
        """Read the review and press the confirm key; return what was read and what became of it."""
        assert ticket.review(), ticket.findings
        ticket.reading.guard.painted(1.0)
        refresh(self.engine.store, ticket, Moment(self.now))
        sentence = review_sentence(ticket, around_of(self.engine.store, ticket, None))
        intent = ticket.send(Env.REAL, 3.0, new_tag(), key="T", consent=Consent("key T", sentence=sentence))
        assert isinstance(intent, OrderIntent), (ticket.said, ticket.findings)
        return sentence, await self.engine.place(intent)


def in_auction(security_id: SecurityId) -> MarketState:
    """Say that a security takes orders for its auction."""
    del security_id
    return MarketState.AUCTION


@asynccontextmanager
async def trading(at: float) -> AsyncIterator[Trader]:
    """An armed real account on a simulator whose day is at a certain time."""

    class Clock:
        def now(self) -> float:
            return round(SECONDS + at + asyncio.get_running_loop().time(), 3)

    clock, watch = Clock(), Watch()
    async with SimServer(SimConfig(port=0, seed=11), clock, SMALL) as server:
        watch.put_before(server.daemon, clock.now)
        if at == PRE_OPEN:
            exchange = server.daemon.world.exchange
            exchange.market_state = in_auction  # type: ignore[method-assign]
        engine = Engine(
            Address("127.0.0.1", server.port),
            journal=MemoryJournal(),
            allow_real=True,
            limits=LimitsBook(real={REAL_SECURITIES: NO_LIMITS}),
            pace=HASTE,
            now=lambda: datetime.fromtimestamp(clock.now(), UTC),
        )
        engine.focus(TENCENT)
        engine.use_accounts([REAL_SECURITIES])
        await engine.start()
        try:
            store = engine.store
            await until(lambda: store.link.phase is LinkPhase.LIVE)
            await until(lambda: not store.is_stale(Topic.QUOTE, TENCENT) and store.market_state(TENCENT))
            account = store.account(REAL_SECURITIES)
            assert account is not None
            assert await engine.unlock(Secret(TRADE_PASSWORD), account.firm) == ""
            assert engine.arm(env=Env.REAL, acc_id=REAL_SECURITIES) == ""
            opening = TicketOpening(store, read_only=False, real_allowed=True)
            yield Trader(engine, watch, opening, datetime.fromtimestamp(clock.now(), UTC))
        finally:
            await engine.stop()


def words_of(order: PlaceOrder) -> tuple[str, ...]:
    """Say what arrived, in the ticket's own words."""
    terms = terms_text(order.type, order.price, order.trigger_price, order.trail, LADDER)
    life = life_text(order.tif, order.expires_on, order.session)
    who = "REAL" if order.header.env is Env.REAL else "PAPER"
    return (
        who,
        f"*{order.header.acc_id % 10_000:04d}",
        f"{order.side.name} {order.qty} {order.id}",
        terms,
        life,
    )


@stepped
@pytest.mark.parametrize("side", SIDES, ids=[side.name for side in SIDES])
@pytest.mark.parametrize("kind", HK_TYPES, ids=[kind.name for kind in HK_TYPES])
async def test_what_arrives_is_what_the_review_said(kind: OrderType, side: Side) -> None:
    async with trading(PRE_OPEN if kind in AUCTION_TYPES else MORNING) as trader:
        ticket = trader.ticket(kind, side)
        sentence, outcome = await trader.confirm(ticket)
        assert outcome.kind is OutcomeKind.ACCEPTED, outcome.text
        (order,) = trader.watch.placed
        assert (order.type, order.tif) == (kind, TimeInForce.DAY)
        assert [words for words in words_of(order) if words not in sentence] == []
        assert (order.price is not None) is kind.needs_price
        assert (order.trigger_price is not None) is kind.needs_trigger
        assert (order.trail is not None) is kind.trails


@stepped
async def test_auction_types_are_offered_in_the_auction_only() -> None:
    offered = {}
    for at in (MORNING, PRE_OPEN):
        async with trading(at) as trader:
            offered[at] = set(trader.ticket(T.LIMIT, Side.BUY).types)
    assert offered[MORNING] == set(HK_TYPES) - AUCTION_TYPES
    assert offered[PRE_OPEN] >= AUCTION_TYPES
    assert T.MARKET not in offered[PRE_OPEN]
