"""Pushes a second out of the simulator, to as many connections as it takes, none of them lost.

The simulator is the real command in a process of its own. Every connection follows the same books, quotes
and broker queues and the orders of one account, for which orders are placed all the while. A connection's
pushes are numbered, so that a gap would show; and every one must have heard of every order.
"""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from tests.e2e.simulator import running_simulator
from tests.sim.client import Client
from tui.domain.accounts import Env
from tui.domain.events import OrderChanged
from tui.domain.ids import SecurityId
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp, OrderType, Side
from tui.sim.trading.accounts import PAPER_HK
from tui.wire.codec import decode_push, encode_request
from tui.wire.framing import HEADER_SIZE, encode_frame
from tui.wire.messages.quote import Feed, GetBook, Subscribe
from tui.wire.messages.session import InitConnect, KeepAlive
from tui.wire.messages.trade import Header, ModifyOrder, PlaceOrder, SubscribeAccounts
from tui.wire.protoids import PUSH_IDS, ProtoId

CONNECTIONS = 128
AIM = 20_000
CODES = ("00700", "09988", "00005", "00939", "01810", "03690")
FEEDS = (Feed.QUOTE, Feed.BOOK, Feed.BROKERS)
RATE = 10.0
HEAR_S = 20
"""So long after the last order all must have heard of it."""
SYMBOL = SecurityId.parse("00700")
_HEADER = struct.Struct("<2sI2xII")


@dataclass
class Listener(asyncio.Protocol):
    """Counts pushes by walking the frames, and keeps those of orders."""

    pushes: int = 0
    gaps: int = 0
    orders: list[bytes] = field(default_factory=list)
    _rest: bytes = b""
    _serial: int = 0

    def data_received(self, data: bytes) -> None:
        """Look at the headers of all whole frames."""
        data = self._rest + data if self._rest else data
        at, end = 0, len(data)
        while end - at >= HEADER_SIZE:
            _, proto_id, serial, length = _HEADER.unpack_from(data, at)
            stop = at + HEADER_SIZE + length
            if stop > end:
                break
            if proto_id in PUSH_IDS:
                self.pushes += 1
                self.gaps += serial != self._serial + 1
                self._serial = serial
                if proto_id == ProtoId.TRD_UPDATE_ORDER:
                    self.orders.append(data[at + HEADER_SIZE : stop])
            at = stop
        self._rest = data[at:]

    def heard(self) -> set[str]:
        """Return the ids of all orders it was told of."""
        events = (event for body in self.orders for event in decode_push(ProtoId.TRD_UPDATE_ORDER, body))
        return {event.order.order_id for event in events if isinstance(event, OrderChanged)}


@dataclass(frozen=True)
class Figures:
    """What came of a run."""

    pushes_a_second: float
    gaps: int
    placed: int
    heard: int
    """Orders that every single connection heard of."""


async def listen(port: int) -> tuple[Listener, asyncio.Transport]:
    """Connect, greet and subscribe; nothing waits for the answers, which come before the first push."""
    ids = tuple(SecurityId.parse(code) for code in CODES)
    wishes = (
        InitConnect(client_version=100, client_id="bench", receive_notices=False),
        SubscribeAccounts((PAPER_HK,)),
        Subscribe(ids, FEEDS, subscribe=True, push=True, first_push=False),
    )
    loop = asyncio.get_running_loop()
    transport, listener = await loop.create_connection(Listener, "127.0.0.1", port)
    for serial, wish in enumerate(wishes, start=1):
        transport.write(encode_frame(wish.proto_id, serial, encode_request(wish)))
    return listener, transport


async def trade(client: Client, seconds: float, least: int, beat: Callable[[], None]) -> list[str]:
    """Place an order and withdraw it again, four times a second, at least so often; return the orders."""
    header = Header(Env.PAPER, PAPER_HK, TradeMarket.HK)
    await client.ask(Subscribe((SYMBOL,), (Feed.BOOK,), subscribe=True))
    bid = (await client.ask(GetBook(SYMBOL))).bids[-1].price
    placed: list[str] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(placed) < least:
        order = PlaceOrder(client.packet, header, SYMBOL, Side.BUY, OrderType.LIMIT, Decimal(100), bid)
        placed.append((await client.ask(order)).order_id)
        await asyncio.sleep(0.25)
        await client.ask(ModifyOrder(client.packet, header, ModifyOp.CANCEL, placed[-1]))
        beat()
    return placed


async def measure(port: int, seconds: float, connections: int = CONNECTIONS, least: int = 0) -> Figures:
    """Listen on so many connections, less the trader's own, for some time while orders are placed."""
    everybody = [await listen(port) for _ in range(connections - 1)]
    listeners = [listener for listener, _ in everybody]
    trader = await Client.connect(port)
    await asyncio.sleep(1)
    before, started = sum(listener.pushes for listener in listeners), time.monotonic()
    alive = encode_frame(ProtoId.KEEP_ALIVE, 9, encode_request(KeepAlive(time=0)))

    def beat() -> None:
        for _, transport in everybody:
            transport.write(alive)

    placed = await trade(trader, seconds, least, beat)
    rate = (sum(listener.pushes for listener in listeners) - before) / (time.monotonic() - started)
    patience = time.monotonic() + HEAR_S
    while heard(listeners, placed) < len(placed) and time.monotonic() < patience:
        await asyncio.sleep(0.2)
    for _, transport in everybody:
        transport.abort()
    await trader.close()
    gaps = sum(listener.gaps for listener in listeners)
    return Figures(rate, gaps, len(placed), heard(listeners, placed))


def heard(listeners: list[Listener], placed: list[str]) -> int:
    """Count the orders that everybody heard of."""
    return len(set(placed).intersection(*(listener.heard() for listener in listeners)))


def report() -> None:
    """Print the rate and what was lost."""
    with running_simulator(seed=1, rate=RATE, limits=False) as port:
        figures = asyncio.run(measure(port, 8))
        print(f"pushes a second out of the simulator to {CONNECTIONS} connections")
        print(f"{figures.pushes_a_second:>12,.0f}   aim >= {AIM:,}")
        print(f"gaps {figures.gaps}, orders placed {figures.placed}, heard of by everybody {figures.heard}")


if __name__ == "__main__":
    report()
