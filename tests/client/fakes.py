"""A scripted OpenD: answers from a dictionary, and does on command what a real one must not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from types import TracebackType
from typing import Any, Self

from tui.client.address import Address
from tui.domain.accounts import Account, Env, Funds, Position
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Currency, Market, MarketState, SecurityType, TradeMarket
from tui.domain.orders import Order
from tui.domain.quotes import SecurityState
from tui.wire.codec import decode_request, encode_push, encode_refusal, encode_reply
from tui.wire.errors import FrameError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import (
    ConnectionSubscriptions,
    Feed,
    GetInstruments,
    GetMarketStates,
    GetSnapshots,
    GetSubscriptions,
    Subscribe,
    SubscriptionInfo,
)
from tui.wire.messages.session import (
    GetGlobalState,
    GetUserInfo,
    GlobalState,
    InitConnect,
    InitConnectReply,
    KeepAlive,
    KeepAliveReply,
    UserInfo,
)
from tui.wire.messages.trade import (
    GetAccounts,
    GetFills,
    GetFunds,
    GetHistoryOrders,
    GetOrders,
    GetPositions,
    ModifyOrder,
    OrderReply,
    PlaceOrder,
    SubscribeAccounts,
    TradeReply,
    UnlockTrade,
)
from tui.wire.protocol import Connection, RequestArrived, Role
from tui.wire.rsa import RsaKey

TENCENT = SecurityId(Market.HK, "00700")
HSBC = SecurityId(Market.HK, "00005")
UNKNOWN = SecurityId(Market.HK, "99999")
PAPER = Account(1001, Env.PAPER, (TradeMarket.HK,))
REAL = Account(281756455988247915, Env.REAL, (TradeMarket.HK, TradeMarket.US))
INSTRUMENTS = (
    Instrument(TENCENT, "TENCENT", SecurityType.STOCK, 100),
    Instrument(HSBC, "HSBC HOLDINGS", SecurityType.STOCK, 400),
)


@dataclass(frozen=True)
class Refusal:
    """An answer that says no."""

    text: str
    ret_type: int = -1


Answer = Any | Callable[[Any], Any]


@dataclass
class Peer:
    """One accepted connection."""

    writer: asyncio.StreamWriter
    connection: Connection = field(default_factory=lambda: Connection(Role.SERVER))
    subscribed: set[tuple[SecurityId, Feed]] = field(default_factory=set)
    gone: bool = False


class FakeOpenD:
    """Listens on loopback; `async with FakeOpenD() as opend`.

    `answers` maps a request type to a reply, a Refusal, raw bytes, or a function of the request returning
    one of them. Types in `swallowed` are never answered; types in `cut` end the connection; `delays` holds
    seconds before the answer; types in `doubled` are answered twice.
    """

    def __init__(self) -> None:
        self.requests: list[Request[Any]] = []
        self.serials: list[int] = []
        """Of the frames that carried the requests."""
        self.peers: list[Peer] = []
        self.swallowed: set[type] = set()
        self.cut: set[type] = set()
        self.doubled: set[type] = set()
        self.delays: dict[type, float] = {}
        self.keep_alive_s = 10
        self.key: RsaKey | None = None
        self.orders: list[Order] = []
        self.positions: tuple[Position, ...] = ()
        self.accounts: tuple[Account, ...] = (PAPER, REAL)
        self.port = 0
        self.answers: dict[type, Answer] = {
            InitConnect: lambda _: InitConnectReply(
                1011, 7000, 6_800_000_000_000_000_000 + len(self.peers), "0" * 16, self.keep_alive_s
            ),
            GetGlobalState: GLOBAL_STATE,
            KeepAlive: KeepAliveReply(0),
            GetUserInfo: UserInfo("somebody", 7000),
            GetAccounts: lambda _: self.accounts,
            SubscribeAccounts: None,
            GetOrders: self._orders,
            GetHistoryOrders: lambda _: (),
            GetFills: lambda request: (
                Refusal("Simulated trade does not support deal list")
                if request.header.env is Env.PAPER
                else ()
            ),
            GetPositions: lambda _: self.positions,
            GetFunds: lambda request: funds(request.header.acc_id, request.header.env),
            GetInstruments: _instruments,
            GetSnapshots: Refusal("no quote right"),
            GetMarketStates: lambda request: tuple(
                SecurityState(id_, "", MarketState.MORNING) for id_ in request.ids
            ),
            UnlockTrade: "",
            PlaceOrder: lambda request: OrderReply(request.header, f"B{request.packet.serial}", 1),
            ModifyOrder: lambda request: OrderReply(request.header, request.order_id, 1),
        }
        self._server: asyncio.Server | None = None
        self._waiting: set[asyncio.Task[None]] = set()
        self._serving: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def address(self) -> Address:
        """Where it listens."""
        return Address("127.0.0.1", self.port)

    async def start(self) -> None:
        """Listen, on the same port as before when started again."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and end every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.hang_up()
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, *self._serving, return_exceptions=True)

    def hang_up(self) -> None:
        """End every connection, keep listening."""
        for peer in self.peers:
            peer.gone = True
            peer.writer.close()

    def received(self, kind: type) -> list[Any]:
        """The requests of one type so far."""
        return [request for request in self.requests if type(request) is kind]

    def push(self, push: Any) -> None:
        """Push to every open connection."""
        proto_id, body = encode_push(push)
        self.push_raw(proto_id, body)

    def push_raw(self, proto_id: int, body: bytes) -> None:
        """Push any bytes under any number to every open connection."""
        for peer in self.peers:
            if not peer.gone:
                peer.writer.write(peer.connection.push(proto_id, body))

    def write(self, data: bytes) -> None:
        """Send bytes that need not be a frame."""
        for peer in self.peers:
            if not peer.gone:
                peer.writer.write(data)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(writer, Connection(Role.SERVER, key=self.key))
        self.peers.append(peer)
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        try:
            while data := await reader.read(65536):
                for incoming in peer.connection.receive(data):
                    assert isinstance(incoming, RequestArrived)
                    self._answer_later(peer, incoming)
        except (ConnectionError, FrameError):
            pass
        finally:
            peer.gone = True
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def _answer_later(self, peer: Peer, incoming: RequestArrived) -> None:
        request = decode_request(incoming.proto_id, incoming.body)
        self.requests.append(request)
        self.serials.append(incoming.serial)
        delay = self.delays.get(type(request))
        if delay is None:
            self._answer(peer, incoming, request)
            return

        async def wait() -> None:
            await asyncio.sleep(delay)
            self._answer(peer, incoming, request)

        task = asyncio.get_running_loop().create_task(wait())
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    def _answer(self, peer: Peer, incoming: RequestArrived, request: Request[Any]) -> None:
        if type(request) in self.cut:
            peer.gone = True
            peer.writer.close()
            return
        if type(request) in self.swallowed or peer.gone:
            return
        body = self._body(peer, request)
        frame = peer.connection.reply(incoming.proto_id, incoming.serial, body)
        peer.writer.write(frame * (2 if type(request) in self.doubled else 1))

    def _body(self, peer: Peer, request: Request[Any]) -> bytes:
        answer = self.answers.get(type(request), None)
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Refusal):
            return encode_refusal(answer.text, ret_type=answer.ret_type)
        if isinstance(answer, bytes):
            return answer
        if isinstance(request, Subscribe):
            keys = {(id_, feed) for id_ in request.ids for feed in request.feeds}
            peer.subscribed = peer.subscribed | keys if request.subscribe else peer.subscribed - keys
        if isinstance(request, GetSubscriptions) and answer is None:
            answer = _subscriptions(peer)
        return encode_reply(request.proto_id, _named(request, answer))

    def _orders(self, request: GetOrders) -> tuple[Order, ...]:
        wanted = request.filter.order_ids
        return tuple(
            order
            for order in self.orders
            if order.acc_id == request.header.acc_id and (not wanted or order.order_id in wanted)
        )


GLOBAL_STATE = GlobalState(
    MarketState.MORNING,
    MarketState.CLOSED,
    MarketState.MORNING,
    MarketState.MORNING,
    MarketState.FUTURE_DAY_OPEN,
    quote_login=True,
    trade_login=True,
    server_version=1011,
    build=7108,
    server_time=1_795_000_000,
)


def funds(acc_id: int, env: Env) -> Funds:
    """Some money."""
    million = Decimal(1_000_000)
    return Funds(acc_id, env, Currency.HKD, million, million, million, *(Decimal(0),) * 3, million)


def _subscriptions(peer: Peer) -> SubscriptionInfo:
    feeds = {feed for _, feed in peer.subscribed}
    listed = tuple((feed, tuple(id_ for id_, other in peer.subscribed if other is feed)) for feed in feeds)
    own = ConnectionSubscriptions(listed, len(peer.subscribed), own=True)
    return SubscriptionInfo((own,), len(peer.subscribed), 1000)


def _instruments(request: GetInstruments) -> tuple[Instrument, ...] | Refusal:
    known = {one.id: one for one in INSTRUMENTS}
    if request.ids:
        missing = [id_ for id_ in request.ids if id_ not in known]
        return Refusal(f"unknown stock {missing[0]}") if missing else tuple(known[id_] for id_ in request.ids)
    return tuple(one for one in INSTRUMENTS if (one.id.market, one.type) == (request.market, request.type))


def _named(request: Request[Any], answer: Any) -> Any:
    """Wrap what must name its account."""
    header = getattr(request, "header", None)
    if header is None or isinstance(answer, OrderReply):
        return answer

    return TradeReply(header, answer)
