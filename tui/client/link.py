"""One connection to one OpenD, used once: a new attempt makes a new link."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tui.client.address import Address
from tui.client.causes import connect_cause
from tui.client.errors import (
    ConnectError,
    DisconnectedError,
    HeldBackError,
    NotConnectedError,
    RequestTimeoutError,
)
from tui.client.governor import Governor, Urgency
from tui.client.pulse import Pulse
from tui.client.resolver import numeric_hosts
from tui.client.timing import Timing
from tui.client.transport import Transport
from tui.domain.events import PushEvent
from tui.domain.refusals import Cause, explain
from tui.wire.codec import decode_push, decode_reply, encode_request
from tui.wire.errors import BodyError, RefusedError, UnknownProtocolError, WireError
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.session import Encryption, InitConnect, KeepAlive
from tui.wire.protocol import Connection, Incoming, PushArrived, ReplyArrived, Role
from tui.wire.protoids import TRADE_WRITES, ProtoId
from tui.wire.rsa import RsaKey

_log = logging.getLogger(__name__)

R = TypeVar("R")

CLIENT_VERSION = 300
CLIENT_ID = "futu-tui"
READ_ONLY = "started with --read-only: nothing can be sent"
_KNOWN = frozenset(map(int, ProtoId))
OFF_LOOP_BYTES = 128 * 1024
"""Replies longer than this (whole lists of a market) are decoded on a thread, not on the loop."""


class _Pending:
    """A request under way: where its answer goes."""

    __slots__ = ("future", "request", "then")

    def __init__(
        self, request: Request[Any], future: asyncio.Future[Any], then: Callable[[Any], None] | None
    ) -> None:
        self.request = request
        self.future = future
        self.then = then

    def arrived(self, body: bytes) -> None:
        if self.future.done():
            return
        if self.then is None:
            self.future.set_result(body)
            return
        try:
            value = decode_reply(self.request, body)
        except WireError as error:
            self.failed(error)
        else:
            self.then(value)
            self.future.set_result(value)

    def failed(self, error: Exception) -> None:
        if not self.future.done():
            self.future.set_exception(error)
            self.future.exception()  # Marks it as seen: the waiter may have been cancelled meanwhile.


class Link:
    """An open conversation: requests with their answers, and pushes handed to `on_event` as they come.

    `closed` gets one line saying why it is over; from then on nothing is sent and every waiting request
    has failed.
    """

    def __init__(
        self,
        on_event: Callable[[PushEvent], None],
        *,
        on_bad_push: Callable[[int], None] | None = None,
        timing: Timing,
        key: RsaKey | None = None,
        governor: Governor | None = None,
        read_only: bool = False,
        newest_only: bool = False,
    ) -> None:
        self.conn_id = 0
        self.user_id = 0
        self.server_version = 0
        self._on_event = on_event
        self._on_bad_push = on_bad_push
        self._timing = timing
        self._governor = governor or Governor()
        self._read_only = read_only
        self._loop = asyncio.get_running_loop()
        self._encryption = Encryption.NONE if key is None else Encryption.AES_CBC
        self._connection = Connection(Role.CLIENT, key=key, newest_only=newest_only)
        self._transport = Transport(self._connection, self._incoming, awaits=lambda: bool(self._pending))
        self._pending: dict[tuple[int, int], _Pending] = {}
        self._pulse = Pulse(self._transport, self._beat, timing)
        self.closed = self._transport.closed
        self.closed.add_done_callback(self._fail_pending)

    @classmethod
    async def open(
        cls,
        address: Address,
        *,
        on_event: Callable[[PushEvent], None],
        on_bad_push: Callable[[int], None] | None = None,
        timing: Timing | None = None,
        governor: Governor | None = None,
        read_only: bool = False,
        newest_only: bool = False,
    ) -> Link:
        """Connect and shake hands; ConnectError says in one line why it did not work.

        With a key in the address the link is encrypted or there is none. A governor that outlives the link
        knows what was sent on earlier ones, which OpenD still counts. With `read_only` no order and no
        unlock can leave, whoever asks for it. With `newest_only`, of quotes, books and broker queues that
        come at once only the newest of each security is handed on.
        """
        timing = timing or Timing()
        link = cls(
            on_event,
            on_bad_push=on_bad_push,
            timing=timing,
            key=address.key,
            governor=governor,
            read_only=read_only,
            newest_only=newest_only,
        )
        try:
            await link._connect(address)
            await link._handshake(address)
        except BaseException:
            link.close("given up")
            raise
        return link

    @property
    def encrypted(self) -> bool:
        """Whether nobody on the way can read along."""
        return self._connection.encrypted

    async def request(
        self,
        request: Request[R],
        timeout_s: float | None = None,
        *,
        then: Callable[[R], None] | None = None,
        urgency: Urgency = Urgency.USER,
    ) -> R:
        """Send, as soon as OpenD's rate limits allow it, and wait for the answer.

        RefusedError and BodyError are OpenD's doing, a ClientError is the link's.

        `then` is called with the answer in the order of the wire, before any later push is handed on.
        """
        self._require_open()
        await self._governor.admit(request, urgency)
        try:
            return await self._exchange(request, self._connection.reserve_serial(), timeout_s, then)
        except RefusedError as error:
            if explain(error.text).cause is Cause.TOO_OFTEN:
                self._governor.refused(request)
            raise

    async def request_order(
        self, build: Callable[[PacketId], Request[R]], timeout_s: float | None = None
    ) -> R:
        """Send the request that `build` makes from its anti-replay stamp, once, and wait for the answer.

        HeldBackError when OpenD's rate limits forbid it now, or when it would wait behind earlier requests:
        nothing was sent. When nothing at all is heard meanwhile, or nothing answered that was asked before
        it, the link is ended with the time-out: an order that still waits in a buffer must not arrive later.
        """
        self._require_open()
        # Built once more after the wait, if there is one: serials leave this machine in their order.
        await self._governor.admit_order(build(PacketId(self.conn_id, 0)))
        if self._transport.clogged:
            raise HeldBackError(
                "OpenD does not take what was sent before: nothing was sent; try again when prices move", 0.0
            )
        serial = self._connection.reserve_serial()
        sent_at = self._loop.time()
        try:
            return await self._exchange(build(PacketId(self.conn_id, serial)), serial, timeout_s, None)
        except RequestTimeoutError:
            if self._transport.last_received <= sent_at or self._transport.clogged:
                self._transport.close("nothing heard from OpenD since an order was sent", stalled=True)
            elif self._pulse.unanswered_since(sent_at):
                text = "OpenD pushes prices but has answered nothing since an order was sent"
                self._transport.close(text, stalled=True)
            raise

    def close(self, reason: str = "closed by us") -> None:
        """End the conversation at once."""
        self._transport.close(reason)

    async def wait_closed(self) -> str:
        """Wait until the link is over and return why; cancelling the wait leaves the link alone."""
        await asyncio.wait([self.closed])
        return self.closed.result()

    async def _connect(self, address: Address) -> None:
        try:
            async with asyncio.timeout(self._timing.connect_s):
                begun = None if address.early is None else await address.early.take()
                if begun is not None:
                    await self._loop.create_connection(lambda: self._transport, sock=begun)
                else:
                    await self._connect_to(await numeric_hosts(address), address.port)
        except TimeoutError:
            raise ConnectError(f"{address}: no answer within {self._timing.connect_s:g} s") from None
        except UnicodeError:
            raise ConnectError(f"{address}: {address.host!r} is not a host name") from None
        except OSError as error:
            raise ConnectError(connect_cause(error, address)) from error

    async def _connect_to(self, hosts: Sequence[str], port: int) -> None:
        """Connect to the first of these that takes us; otherwise raise what the last one said."""
        for place, host in enumerate(hosts, start=1):
            try:
                await self._loop.create_connection(lambda: self._transport, host, port)
            except OSError:
                if place == len(hosts):
                    raise
            else:
                return

    async def _handshake(self, address: Address) -> None:
        limit = self._timing.handshake_s
        hello = InitConnect(client_version=CLIENT_VERSION, client_id=CLIENT_ID, encryption=self._encryption)
        hint = "" if address.key is None else "; has this OpenD the key of --rsa-key?"
        try:
            reply = await self.request(hello, limit)
        except RefusedError as error:
            raise ConnectError(f"{address}: OpenD refused the handshake: {error}") from error
        except RequestTimeoutError:
            raise ConnectError(f"{address}: connected, but no handshake within {limit:g} s{hint}") from None
        except (DisconnectedError, NotConnectedError, BodyError) as error:
            cause = self.closed.result() if self.closed.done() else error
            raise ConnectError(f"{address}: no handshake: {cause}{hint}") from error
        self.conn_id = reply.conn_id
        self.user_id = reply.login_user_id
        self.server_version = reply.server_version
        self._pulse.start(self._timing.interval(reply.keep_alive_interval_s))

    async def _exchange(
        self,
        request: Request[R],
        serial: int,
        timeout_s: float | None,
        then: Callable[[R], None] | None,
    ) -> R:
        if self._read_only and request.proto_id in TRADE_WRITES:
            raise NotConnectedError(READ_ONLY)
        body = encode_request(request)
        frame = self._connection.request(request.proto_id, serial, body)
        future: asyncio.Future[Any] = self._loop.create_future()
        key = (int(request.proto_id), serial)
        self._pending[key] = _Pending(request, future, then)
        limit = self._timing.request_s if timeout_s is None else timeout_s
        try:
            if not self._transport.send(frame):
                raise NotConnectedError(self._why_closed())
            async with asyncio.timeout(limit):
                answer = await future
        except TimeoutError:
            raise RequestTimeoutError(f"no answer to {request.proto_id.name} within {limit:g} s") from None
        finally:
            self._pending.pop(key, None)
        if then is not None:
            return answer  # type: ignore[no-any-return]
        if len(answer) > OFF_LOOP_BYTES:
            return await asyncio.to_thread(decode_reply, request, answer)
        return decode_reply(request, answer)

    def _incoming(self, incoming: Incoming) -> None:
        if isinstance(incoming, PushArrived):
            self._pushed(incoming)
        elif isinstance(incoming, ReplyArrived):
            pending = self._pending.get((incoming.proto_id, incoming.serial))
            # A push of a kind that this program does not know looks like an answer to nothing.
            if incoming.proto_id in _KNOWN:
                self._pulse.answered()
            if pending is not None:
                pending.arrived(incoming.body)

    def _pushed(self, push: PushArrived) -> None:
        try:
            events = decode_push(push.proto_id, push.body)
        except UnknownProtocolError:
            return
        except BodyError as error:
            _log.warning("Dropped an unreadable push %s: %s", push.proto_id, error)
            if self._on_bad_push is not None:
                self._on_bad_push(push.proto_id)
            return
        for event in events:
            self._on_event(event)

    def _beat(self) -> None:
        request = KeepAlive(time=int(time.time()))
        serial = self._connection.reserve_serial()
        # Nobody waits for the answer: that it arrives is what counts, and the pulse is told.
        self._transport.send(self._connection.request(request.proto_id, serial, encode_request(request)))

    def _fail_pending(self, closed: asyncio.Future[str]) -> None:
        self._pulse.stop()
        reason = closed.result()
        self._governor.link_lost()
        pending, self._pending = self._pending, {}
        for entry in pending.values():
            entry.failed(DisconnectedError(f"the link was lost before the answer: {reason}"))

    def _require_open(self) -> None:
        if self.closed.done():
            raise NotConnectedError(self._why_closed())

    def _why_closed(self) -> str:
        reason = self.closed.result() if self.closed.done() else "the link is closing"
        return f"not connected to OpenD: {reason}"
