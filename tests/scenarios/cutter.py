"""A line between client and simulator that is cut in the middle of the first order request."""

from __future__ import annotations

import asyncio
import struct
from types import TracebackType
from typing import Self

from tui.wire.framing import HEADER_SIZE
from tui.wire.protoids import ProtoId

_LENGTH_AT = 12


class Cutter:
    """Passes frames on; of the first one that places an order, only `keep` bytes, and then nothing more."""

    def __init__(self, port: int, keep: int) -> None:
        self.port = 0
        self.begun = 0
        """Order requests of which a first byte came."""
        self._to = port
        self._keep = keep
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        self._hang_up()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.close()
            return
        self._writers |= {writer, there_writer}
        await asyncio.gather(self._requests(reader, there_writer), _copy(there_reader, writer))
        for one in (writer, there_writer):
            one.close()
        self._writers -= {writer, there_writer}

    async def _requests(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                header = await reader.readexactly(HEADER_SIZE)
                (proto_id,) = struct.unpack_from("<I", header, 2)
                (length,) = struct.unpack_from("<I", header, _LENGTH_AT)
                frame = header + await reader.readexactly(length)
                if proto_id == ProtoId.TRD_PLACE_ORDER:
                    self.begun += 1
                    if self.begun == 1:
                        writer.write(frame[: self._keep])
                        await writer.drain()
                        self._hang_up()
                        return
                writer.write(frame)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _hang_up(self) -> None:
        for writer in self._writers:
            writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
    except ConnectionError:
        pass
    writer.close()
