"""A tiny client on real TCP for the server's tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Self, TypeVar

from tui.domain.events import PushEvent
from tui.wire.codec import decode_push, decode_reply, encode_request
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.session import InitConnect, InitConnectReply
from tui.wire.protocol import Connection, PushArrived, ReplyArrived, Role
from tui.wire.rsa import RsaKey

R = TypeVar("R")
E = TypeVar("E")
TIMEOUT_S = 10


class Client:
    """Asks one thing at a time and keeps the pushes that come in between."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: RsaKey | None = None
    ) -> None:
        self.reader, self.writer = reader, writer
        self.pushes: list[PushEvent] = []
        self.connection = Connection(Role.CLIENT, key=key)
        self.hello: InitConnectReply | None = None

    @classmethod
    async def connect(cls, port: int, *, greet: bool = True, key: RsaKey | None = None) -> Self:
        """Open a connection, and greet unless told otherwise."""
        client = cls(*await asyncio.open_connection("127.0.0.1", port), key)
        if greet:
            client.hello = await client.ask(InitConnect(client_version=100, client_id="test"))
        return client

    @property
    def packet(self) -> PacketId:
        """The stamp of the next order request."""
        assert self.hello is not None
        return PacketId(self.hello.conn_id, self.connection.reserve_serial())

    async def ask(self, request: Request[R]) -> R:
        """Send a request and wait for its answer."""
        return decode_reply(request, await self.ask_raw(request.proto_id, encode_request(request)))

    async def ask_raw(self, proto_id: int, body: bytes) -> bytes:
        """Send a body and return the body of the answer."""
        serial = self.connection.reserve_serial()
        self.writer.write(self.connection.request(proto_id, serial, body))
        async with asyncio.timeout(TIMEOUT_S):
            while True:
                for arrived in await self._receive():
                    if (arrived.proto_id, arrived.serial) == (proto_id, serial):
                        return arrived.body

    async def ask_refused(self, proto_id: int, body: bytes) -> None:
        """Send a body that must be refused, and raise what the answer says."""
        decode_reply(InitConnect(client_version=0, client_id=""), await self.ask_raw(proto_id, body))

    async def wait_for(self, kind: type[E], matches: Callable[[E], bool] = lambda _: True) -> E:
        """Return the first push of a kind that matches, among those kept and those to come."""
        async with asyncio.timeout(TIMEOUT_S):
            while True:
                for event in self.pushes:
                    if isinstance(event, kind) and matches(event):
                        return event
                await self._receive()

    async def until_closed(self) -> None:
        """Read until the server ends the connection."""
        async with asyncio.timeout(TIMEOUT_S):
            while await self.reader.read(2**16):
                pass

    async def close(self) -> None:
        """End the connection."""
        self.writer.close()
        await asyncio.gather(self.writer.wait_closed(), return_exceptions=True)

    async def _receive(self) -> list[ReplyArrived]:
        data: Any = await self.reader.read(2**18)
        if not data:
            raise ConnectionError("the server closed the connection")
        replies = []
        for arrived in self.connection.receive(data):
            if isinstance(arrived, PushArrived):
                self.pushes.extend(decode_push(arrived.proto_id, arrived.body))
            elif isinstance(arrived, ReplyArrived):
                replies.append(arrived)
        return replies
