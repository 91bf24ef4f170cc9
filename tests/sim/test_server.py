"""The simulator on real TCP: many clients, broken ones, slow ones, silent ones."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from tests.sim.client import Client
from tests.sim.traders import SECONDS
from tui.domain.accounts import Env
from tui.domain.events import BookChanged, FillReported, OrderChanged, TradesPrinted
from tui.domain.ids import SecurityId
from tui.domain.markets import TradeMarket
from tui.domain.orders import OrderStatus, OrderType, Side
from tui.sim import peer
from tui.sim import server as server_module
from tui.sim.clock import SteppedClock
from tui.sim.config import SimConfig
from tui.sim.listings.table import UNIVERSE
from tui.sim.server import ListenError, SimServer
from tui.sim.trading.accounts import REAL_SECURITIES, TRADE_PASSWORD
from tui.wire.codec import encode_request
from tui.wire.errors import RefusedError
from tui.wire.framing import HEADER_SIZE, Framer, encode_frame
from tui.wire.messages.quote import Feed, GetBook, GetSnapshots, Subscribe
from tui.wire.messages.session import InitConnect, KeepAlive
from tui.wire.messages.trade import GetOrders, Header, PlaceOrder, SubscribeAccounts, UnlockTrade

TENCENT = SecurityId.parse("00700")
SMALL = UNIVERSE.only(map(SecurityId.parse, ("00700", "00005", "AAPL", "600519")))
SMALL_IDS = tuple(listing.id for listing in SMALL)
CONFIG = SimConfig(port=0, seed=3, rate=5.0, limits=False)
REAL = Header(Env.REAL, REAL_SECURITIES, TradeMarket.HK)
HELLO = encode_frame(1001, 1, encode_request(InitConnect(client_version=100, client_id="test")))
BOOK = Subscribe((TENCENT,), (Feed.BOOK, Feed.TRADES), subscribe=True, push=True)


@pytest.fixture
async def server() -> AsyncIterator[SimServer]:
    async with SimServer(CONFIG, universe=SMALL) as server:
        yield server


@pytest.fixture
async def client(server: SimServer) -> AsyncIterator[Client]:
    client = await Client.connect(server.port)
    yield client
    await client.close()


async def gone(server: SimServer, clients: int = 0) -> None:
    """Wait until the server has forgotten all but some connections."""
    async with asyncio.timeout(10):
        while len(server._peers) > clients:
            await asyncio.sleep(0.01)


async def test_pushes_reach_everybody_who_subscribed(server: SimServer, client: Client) -> None:
    other = await Client.connect(server.port)
    for one in (client, other):
        await one.ask(BOOK)
    for one in (client, other):
        book = (await one.wait_for(BookChanged)).book.decode()
        assert (len(book.bids), len(book.asks)) == (10, 10)
        await one.wait_for(TradesPrinted)
    await other.close()
    await gone(server, 1)
    assert server.daemon.world.subscriptions.used == 2
    await client.close()
    await gone(server)
    assert server.daemon.world.subscriptions.used == 2  # for another minute


async def test_nobody_waits_for_a_past_to_be_drawn(server: SimServer, client: Client) -> None:
    exchange = server.daemon.world.exchange
    before = {id_: exchange.market(id_).history.depth for id_ in SMALL_IDS}
    assert min(before.values()) > 240
    await client.ask(GetSnapshots(SMALL_IDS))
    assert before == {id_: exchange.market(id_).history.depth for id_ in SMALL_IDS}


async def test_an_order_from_key_to_fill(client: Client) -> None:
    await client.ask(UnlockTrade(unlock=True, password_md5="e10adc3949ba59abbe56e057f20f883e"))
    await client.ask(SubscribeAccounts((REAL_SECURITIES,)))
    await client.ask(BOOK)
    book = await client.ask(GetBook(TENCENT))
    price = book.asks[-1].price
    order = PlaceOrder(client.packet, REAL, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), price)
    reply = await client.ask(order)
    assert [one.order_id for one in await client.ask(GetOrders(REAL))] == [reply.order_id]
    filled = await client.wait_for(OrderChanged, lambda event: event.order.status is OrderStatus.FILLED_ALL)
    assert filled.order.order_id == reply.order_id
    fill = (await client.wait_for(FillReported)).fill
    assert (fill.order_id, fill.qty) == (reply.order_id, filled.order.qty)


def test_the_documented_password_is_the_one_above() -> None:
    assert TRADE_PASSWORD == "123456"


async def test_bytes_may_come_one_at_a_time_or_all_together(server: SimServer) -> None:
    client = await Client.connect(server.port, greet=False)
    both = HELLO + encode_frame(1004, 2, encode_request(KeepAlive(time=1)))
    for byte in both[:60]:
        client.writer.write(bytes([byte]))
        await client.writer.drain()
        await asyncio.sleep(0)
    client.writer.write(both[60:])
    answered: list[tuple[int, int]] = []
    async with asyncio.timeout(10):
        while len(answered) < 2:
            answered += [(one.proto_id, one.serial) for one in await client._receive()]
    assert answered == [(1001, 1), (1004, 2)]
    await client.close()


BROKEN = [
    ("another magic", b"XX" + HELLO[2:]),
    ("a wrong digest", HELLO[:16] + bytes(20) + HELLO[36:]),
    ("an absurd length", struct.pack("<1s1sI2B2I20s8s", b"F", b"T", 1001, 0, 0, 1, 2**31, b"", b"")),
    ("no greeting first", encode_frame(1004, 1, encode_request(KeepAlive(time=1)))),
]


@pytest.mark.parametrize("data", [row[1] for row in BROKEN], ids=[row[0] for row in BROKEN])
async def test_a_peer_that_speaks_something_else_is_dropped(
    server: SimServer, client: Client, data: bytes
) -> None:
    stranger = await Client.connect(server.port, greet=False)
    stranger.writer.write(data.ljust(HEADER_SIZE, b"\0"))
    await stranger.until_closed()
    await stranger.close()
    assert await client.ask(KeepAlive(time=1))


async def test_an_undecodable_body_is_refused_and_the_connection_lives(client: Client) -> None:
    with pytest.raises(RefusedError, match="cannot be read"):
        await client.ask_refused(3001, b"\xff\xff")
    with pytest.raises(RefusedError, match="Protocol 3999 is not supported"):
        await client.ask_refused(3999, b"")
    assert await client.ask(KeepAlive(time=1))


async def test_a_refused_greeting_is_answered_and_closed(server: SimServer) -> None:
    client = await Client.connect(server.port, greet=False)
    with pytest.raises(RefusedError, match="protobuf only"):
        await client.ask(InitConnect(client_version=100, client_id="test", push_format=1))
    await client.until_closed()
    await client.close()


async def test_a_reset_is_an_end_like_any_other(server: SimServer, client: Client) -> None:
    rude = await Client.connect(server.port)
    await rude.ask(BOOK)
    sock = rude.writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await rude.close()
    await gone(server, 1)
    assert await client.ask(KeepAlive(time=1))


async def test_a_reader_that_never_reads_is_given_up(
    server: SimServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer, "CLOSE_ABOVE", 200_000)
    sleeper = await Client.connect(server.port)
    sleeper.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    await sleeper.ask(BOOK)
    question = sleeper.connection.request(3012, 9, encode_request(GetBook(TENCENT)))

    async def ask_and_never_read() -> None:
        async with asyncio.timeout(60):
            while True:
                sleeper.writer.write(question * 1000)
                await sleeper.writer.drain()

    with pytest.raises(ConnectionError):
        await ask_and_never_read()
    await gone(server, 1)
    assert await client.ask(KeepAlive(time=1))
    await sleeper.close()


async def test_nothing_behind_a_refused_greeting_is_carried_out(server: SimServer) -> None:
    stranger = await Client.connect(server.port, greet=False)
    refused = encode_frame(1001, 1, encode_request(InitConnect(100, "test", push_format=1)))
    unlock = UnlockTrade(unlock=True, password_md5="e10adc3949ba59abbe56e057f20f883e")
    stranger.writer.write(refused + HELLO + encode_frame(2005, 2, encode_request(unlock)))
    async with asyncio.timeout(10):
        assert len(Framer().feed(await stranger.reader.read())) == 1
    assert server.daemon.world.brokerage.locked
    await stranger.close()


async def test_one_who_asks_much_at_once_keeps_nobody_waiting(
    server: SimServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer, "TURN_S", 0.0)
    greedy = await Client.connect(server.port)
    serials = range(100, 400)
    body = encode_request(GetSnapshots(SMALL_IDS))
    greedy.writer.write(b"".join(encode_frame(3203, serial, body) for serial in serials))
    await greedy.writer.drain()
    await client.ask(KeepAlive(time=1))
    assert any(len(one._requests) > 100 for one in server._peers.values())
    answered: list[int] = []
    async with asyncio.timeout(10):
        while len(answered) < len(serials):
            answered += [reply.serial for reply in await greedy._receive()]
    assert answered == list(serials)
    await greedy.close()


async def test_a_silent_peer_is_closed_after_a_minute() -> None:
    clock = SteppedClock(SECONDS)
    async with SimServer(CONFIG, clock, SMALL) as server:
        silent, alive = [await Client.connect(server.port) for _ in range(2)]
        clock.advance(59)
        await alive.ask(KeepAlive(time=1))
        server.step()
        await silent.ask(KeepAlive(time=1))
        clock.advance(40)
        await alive.ask(KeepAlive(time=1))
        clock.advance(21)
        server.step()
        await silent.until_closed()
        assert await alive.ask(KeepAlive(time=1))
        await silent.close()
        await alive.close()


async def test_a_taken_port_is_said_so(server: SimServer) -> None:
    with pytest.raises(ListenError, match=rf"127\.0\.0\.1:{server.port}: Address already in use"):
        async with SimServer(SimConfig(port=server.port), universe=SMALL):
            pass


async def test_the_feed_outlives_a_bug_in_one_step(
    server: SimServer, client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await client.ask(BOOK)
    with monkeypatch.context() as patched:
        patched.setattr(server.daemon.world.publisher, "publish", None)
        async with asyncio.timeout(5):
            while "Traceback" not in capsys.readouterr().err:
                await asyncio.sleep(0.01)
    client.pushes.clear()
    await client.wait_for(BookChanged)


async def test_a_connection_too_many_is_closed_and_the_others_live(
    server: SimServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "MOST_CONNECTIONS", 2)
    second = await Client.connect(server.port)
    third = await Client.connect(server.port, greet=False)
    await third.until_closed()
    assert len(server._peers) == 2
    assert await second.ask(KeepAlive(time=1))
    await second.close()
    await gone(server, 1)
    again = await Client.connect(server.port)
    assert await again.ask(KeepAlive(time=1))
    for one in (third, again):
        await one.close()


async def test_a_connection_that_never_greets_is_closed_after_half_a_minute() -> None:
    clock = SteppedClock(SECONDS)
    async with SimServer(CONFIG, clock, SMALL) as server:
        greeted = await Client.connect(server.port)
        mute = await Client.connect(server.port, greet=False)
        async with asyncio.timeout(5):
            while len(server._peers) < 2:
                await asyncio.sleep(0.01)
        clock.advance(30)
        server.step()
        assert len(server._peers) == 2
        clock.advance(1)
        server.step()
        await mute.until_closed()
        assert await greeted.ask(KeepAlive(time=1))
        await mute.close()
        await greeted.close()


async def test_one_who_ends_his_half_is_gone(server: SimServer, client: Client) -> None:
    half = await Client.connect(server.port)
    half.writer.write_eof()
    await half.until_closed()
    await gone(server, 1)
    await half.close()
    assert await client.ask(KeepAlive(time=1))
