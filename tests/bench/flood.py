"""A server that answers a subscription with a flood of pushes, the same bytes for whoever asks."""

from __future__ import annotations

import asyncio
import sys

from tests.bench.frames import stream
from tui.wire.codec import encode_refusal, encode_reply
from tui.wire.framing import Framer, encode_frame
from tui.wire.messages.session import InitConnectReply, KeepAliveReply
from tui.wire.protoids import ProtoId

_ANSWERS = {
    ProtoId.INIT_CONNECT: encode_reply(ProtoId.INIT_CONNECT, InitConnectReply(1011, 1, 7, "0" * 16, 10)),
    ProtoId.KEEP_ALIVE: encode_reply(ProtoId.KEEP_ALIVE, KeepAliveReply(1)),
    ProtoId.QOT_SUB: encode_reply(ProtoId.QOT_SUB, None),
}


class Flood(asyncio.Protocol):
    """One connection."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._framer = Framer()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer, and begin to flood behind the answer to a subscription."""
        for proto_id, serial, _ in self._framer.feed_parts(data):
            body = _ANSWERS.get(ProtoId(proto_id)) or encode_refusal("This server only floods.")
            self._transport.write(encode_frame(proto_id, serial, body))
            if proto_id == ProtoId.QOT_SUB:
                self._transport.write(self._data)


async def serve(kind: str, count: int) -> None:
    """Print the port and serve until killed."""
    data = stream(kind, count)
    server = await asyncio.get_running_loop().create_server(lambda: Flood(data), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
