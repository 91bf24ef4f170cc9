"""One link: requests, time-outs, losses, late and doubled answers, heartbeats."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest

from tests.client.fakes import PAPER, TENCENT, FakeOpenD, Refusal
from tests.client.stepped import stepped, until
from tui.client.address import Address
from tui.client.errors import (
    ConnectError,
    DisconnectedError,
    HeldBackError,
    NotConnectedError,
    RequestTimeoutError,
)
from tui.client.link import Link
from tui.client.transport import Transport
from tui.domain.book import Book, Level
from tui.domain.events import PushEvent
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.orders import ModifyOp
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.base import PacketId
from tui.wire.messages.quote import BookPush, Feed, GetInstruments, Subscribe
from tui.wire.messages.session import GetGlobalState, GlobalState, InitConnect, KeepAlive
from tui.wire.messages.trade import Header, ModifyOrder
from tui.wire.protocol import Connection, Role

BOOK = Book(TENCENT, "TENCENT", (Level(Decimal(400), 100, 1),), (Level(Decimal("400.2"), 200, 2),))
STATE = GetGlobalState(user_id=7000)


def ignore(event: PushEvent) -> None:
    """Take a push nobody cares about."""


async def open_link(opend: FakeOpenD) -> Link:
    return await Link.open(opend.address, on_event=ignore)


@stepped
async def test_handshake_gives_the_identity_of_the_link() -> None:
    async with FakeOpenD() as opend:
        link = await open_link(opend)
        assert link.conn_id == 6_800_000_000_000_000_001
        assert link.user_id == 7000
        assert link.server_version == 1011
        (hello,) = opend.received(InitConnect)
        assert hello.receive_notices
        link.close()


@stepped
async def test_answers_reach_their_own_requests_out_of_order() -> None:
    async with FakeOpenD() as opend:
        opend.delays[GetGlobalState] = 2.0
        link = await open_link(opend)
        async with asyncio.TaskGroup() as tasks:
            slow = tasks.create_task(link.request(STATE))
            quick = tasks.create_task(link.request(KeepAlive(time=1)))
        assert slow.result().server_version == 1011
        assert quick.result().time == 0
        link.close()


@stepped
async def test_unanswered_request_times_out_after_twelve_seconds() -> None:
    async with FakeOpenD() as opend:
        opend.swallowed.add(GetGlobalState)
        link = await open_link(opend)
        started = asyncio.get_running_loop().time()
        with pytest.raises(RequestTimeoutError, match="GET_GLOBAL_STATE within 12 s"):
            await link.request(STATE)
        assert asyncio.get_running_loop().time() - started == pytest.approx(12, abs=0.1)
        assert not link.closed.done()
        link.close()


@stepped
async def test_late_answer_is_a_no_op() -> None:
    async with FakeOpenD() as opend:
        opend.delays[GetGlobalState] = 13.0
        link = await open_link(opend)
        seen: list[GlobalState] = []
        with pytest.raises(RequestTimeoutError):
            await link.request(STATE, then=seen.append)
        await asyncio.sleep(5)
        assert seen == []
        assert (await link.request(KeepAlive(time=1))).time == 0
        link.close()


@stepped
async def test_doubled_answer_counts_once() -> None:
    async with FakeOpenD() as opend:
        opend.doubled.add(GetGlobalState)
        link = await open_link(opend)
        seen: list[GlobalState] = []
        await link.request(STATE, then=seen.append)
        await link.request(KeepAlive(time=1))
        assert len(seen) == 1
        link.close()


@stepped
async def test_refusal_carries_the_text_of_opend() -> None:
    async with FakeOpenD() as opend:
        opend.answers[GetGlobalState] = Refusal("no quote right")
        link = await open_link(opend)
        with pytest.raises(RefusedError, match="no quote right"):
            await link.request(STATE)
        link.close()


@stepped
async def test_unreadable_answer_fails_its_request_only() -> None:
    async with FakeOpenD() as opend:
        opend.answers[GetGlobalState] = b"\xff\xff\xff"
        link = await open_link(opend)
        with pytest.raises(BodyError):
            await link.request(STATE)
        with pytest.raises(BodyError):
            await link.request(STATE, then=ignore)  # type: ignore[arg-type]
        assert (await link.request(KeepAlive(time=1))).time == 0
        link.close()


@stepped
async def test_loss_fails_every_waiting_request_and_stops_sending() -> None:
    async with FakeOpenD() as opend:
        opend.swallowed |= {GetGlobalState, KeepAlive}
        link = await open_link(opend)
        waiting: list[asyncio.Task[Any]] = [
            asyncio.ensure_future(link.request(STATE)),
            asyncio.ensure_future(link.request(KeepAlive(time=1))),
        ]
        await until(lambda: len(opend.requests) == 3)
        opend.hang_up()
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(result) for result in results] == [DisconnectedError, DisconnectedError]
        assert await link.wait_closed() == "OpenD closed the connection"
        with pytest.raises(NotConnectedError, match="OpenD closed the connection"):
            await link.request(STATE)
        await asyncio.sleep(60)
        assert len(opend.requests) == 3


@stepped
async def test_cancelled_wait_leaves_the_link_open() -> None:
    async with FakeOpenD() as opend:
        link = await open_link(opend)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await link.wait_closed()
        assert (await link.request(KeepAlive(time=1))).time == 0
        link.close("enough")
        assert await link.wait_closed() == "enough"


@stepped
async def test_bytes_that_are_no_frame_end_the_link() -> None:
    async with FakeOpenD() as opend:
        link = await open_link(opend)
        opend.write(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b" " * 44)
        assert (await link.wait_closed()).startswith("bad data from the other end: ")


@stepped
async def test_fault_in_a_push_handler_ends_the_link_and_not_the_loop(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(event: PushEvent) -> None:
        raise ZeroDivisionError

    async with FakeOpenD() as opend:
        link = await Link.open(opend.address, on_event=fail)
        opend.push(BookPush(BOOK))
        assert await link.wait_closed() == "internal error: ZeroDivisionError"
    assert caplog.records


@stepped
async def test_unreadable_push_is_reported_and_the_link_lives() -> None:
    bad: list[int] = []
    async with FakeOpenD() as opend:
        link = await Link.open(opend.address, on_event=ignore, on_bad_push=bad.append)
        opend.push_raw(3013, b"\xff\xff\xff")
        opend.push_raw(3452, b"a protocol this program does not speak")
        assert (await link.request(KeepAlive(time=1))).time == 0
        assert bad == [3013]
        link.close()


@stepped
async def test_heartbeats_keep_a_quiet_link_alive() -> None:
    async with FakeOpenD() as opend:
        link = await open_link(opend)
        await asyncio.sleep(65)
        assert len(opend.received(KeepAlive)) == 8
        assert not link.closed.done()
        link.close()


@stepped
async def test_silent_opend_counts_as_dead_after_two_and_a_half_intervals() -> None:
    async with FakeOpenD() as opend:
        opend.swallowed.add(KeepAlive)
        link = await open_link(opend)
        started = asyncio.get_running_loop().time()
        assert await link.wait_closed() == "nothing heard from OpenD for 25 s"
        assert asyncio.get_running_loop().time() - started == pytest.approx(25, abs=0.1)


@stepped
async def test_long_interval_is_shortened() -> None:
    async with FakeOpenD() as opend:
        opend.keep_alive_s = 60
        link = await open_link(opend)
        await asyncio.sleep(20)
        assert len(opend.received(KeepAlive)) == 2
        link.close()


@stepped
async def test_refused_handshake_is_told_with_its_text() -> None:
    async with FakeOpenD() as opend:
        opend.answers[InitConnect] = Refusal("too many connections")
        with pytest.raises(ConnectError, match="OpenD refused the handshake: too many connections"):
            await open_link(opend)


@stepped
async def test_silent_listener_is_given_twenty_seconds() -> None:
    async with FakeOpenD() as opend:
        opend.swallowed.add(InitConnect)
        with pytest.raises(ConnectError, match="no handshake within 20 s"):
            await open_link(opend)
        await until(lambda: opend.peers[0].gone)


@stepped
async def test_listener_that_is_not_opend() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.org ESMTP ready; type HELP for help\r\n")
        with suppress(ConnectionError):
            await reader.read()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(ConnectError, match=r"no handshake: .*bad data"):
        await Link.open(Address("127.0.0.1", port), on_event=ignore)
    server.close()


async def test_refused_port_and_unknown_host_are_named() -> None:
    async with FakeOpenD() as opend:
        address = opend.address
    with pytest.raises(ConnectError, match=f"{address}: refused: nothing listens there"):
        await Link.open(address, on_event=ignore)
    with pytest.raises(ConnectError, match=r"host name 'no-such-host\.invalid' cannot be resolved"):
        await Link.open(Address("no-such-host.invalid", 11111), on_event=ignore)
    with pytest.raises(ConnectError, match="is not a host name"):
        await Link.open(Address("x" * 80 + ".example", 11111), on_event=ignore)


@stepped
async def test_answer_is_handed_on_before_a_push_that_follows_it() -> None:
    order: list[str] = []
    async with FakeOpenD() as opend:
        link = await Link.open(opend.address, on_event=lambda event: order.append(type(event).__name__))

        def answer_and_push(_: Subscribe) -> None:
            asyncio.get_running_loop().call_soon(opend.push, BookPush(BOOK))

        opend.answers[Subscribe] = answer_and_push
        request = Subscribe(ids=(TENCENT,), feeds=(Feed.BOOK,), subscribe=True)
        await link.request(request, then=lambda _: order.append("answer"))
        await until(lambda: len(order) == 2)
        assert order == ["answer", "BookChanged"]
        link.close()


@stepped
async def test_order_request_carries_the_link_and_the_serial_of_its_own_frame() -> None:
    async with FakeOpenD() as opend:
        link = await open_link(opend)
        await link.request(KeepAlive(time=1))
        header = Header(PAPER.env, PAPER.acc_id, PAPER.markets[0])

        def build(packet: PacketId) -> ModifyOrder:
            return ModifyOrder(packet, header, ModifyOp.CANCEL, "B1")

        await asyncio.gather(*(link.request_order(build) for _ in range(3)))
        stamps = [request.packet for request in opend.received(ModifyOrder)]
        assert stamps == [PacketId(link.conn_id, serial) for serial in opend.serials[-3:]]
        assert len(set(stamps)) == 3
        link.close()


@pytest.mark.parametrize("stalled", [True, False])
def test_an_order_on_a_stalled_link_cannot_leave_it_later(stalled: bool) -> None:
    @stepped
    async def order_on_link() -> None:
        async with FakeOpenD() as opend:
            opend.swallowed |= {ModifyOrder, KeepAlive} if stalled else {ModifyOrder}
            link = await open_link(opend)
            await asyncio.sleep(1)
            header = Header(PAPER.env, PAPER.acc_id, PAPER.markets[0])
            with pytest.raises(RequestTimeoutError):
                await link.request_order(lambda packet: ModifyOrder(packet, header, ModifyOp.CANCEL, "A1"))
            assert link.closed.done() is stalled
            link.close()

    order_on_link()


async def test_what_a_stalled_peer_did_not_take_is_thrown_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        transport = Transport(Connection(Role.CLIENT), lambda _: None)
        await asyncio.get_running_loop().create_connection(lambda: transport, *listener.getsockname())
        peer, _ = listener.accept()
        with peer:
            assert transport.send(bytes(64 << 20))  # more than any buffer of the system takes
            transport.close("stalled", stalled=True)
            peer.settimeout(10)
            with pytest.raises(ConnectionResetError):
                await asyncio.to_thread(_read_all, peer)


def _read_all(peer: socket.socket) -> None:
    while peer.recv(1 << 20):
        pass


async def test_a_list_long_enough_for_a_thread_arrives_whole() -> None:
    many = tuple(
        Instrument(
            SecurityId(Market.US, f"STOCK{n}"),
            f"A company with a long name, number {n}",
            SecurityType.STOCK,
            1,
        )
        for n in range(5000)
    )
    async with FakeOpenD() as opend:
        opend.answers[GetInstruments] = lambda _: many
        link = await open_link(opend)
        answer = await link.request(GetInstruments(market=Market.US, type=SecurityType.STOCK))
        assert answer == many
        link.close()


async def test_an_order_never_waits_behind_what_opend_does_not_take() -> None:
    async with FakeOpenD() as opend:
        link = await open_link(opend)
        transport = opend.peers[0].writer.transport
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()
        while not link._transport.clogged:
            link._transport.send(bytes(2**20))
        with pytest.raises(HeldBackError, match="nothing was sent"):
            await link.request_order(
                lambda packet: ModifyOrder(
                    packet, Header(PAPER.env, PAPER.acc_id, PAPER.markets[0]), ModifyOp.CANCEL, "A1"
                )
            )
        assert not link.closed.done()
        link.close()
