"""A peer that a simulator never is: it answers InitConnect its own way, whatever was asked for."""

from __future__ import annotations

import asyncio
import struct
from functools import partial

from tui.wire.codec import encode_reply
from tui.wire.framing import HEADER_SIZE, encode_frame
from tui.wire.messages.session import InitConnectReply
from tui.wire.protoids import ProtoId
from tui.wire.rsa import RsaKey

_SERIAL_AND_LENGTH = struct.Struct("<8xII")
_ANSWER = InitConnectReply(1011, 7000, 2**62, "0123456789abcdef", 10, "fedcba9876543210")


async def start_greeter(key: RsaKey | None) -> asyncio.Server:
    """Listen on a free port of loopback; answer under this key, or in plain text."""
    return await asyncio.start_server(partial(_answer, key), "127.0.0.1", 0)


async def _answer(key: RsaKey | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        header = await reader.readexactly(HEADER_SIZE)
        serial, length = _SERIAL_AND_LENGTH.unpack_from(header)
        await reader.readexactly(length)
        body = encode_reply(ProtoId.INIT_CONNECT, _ANSWER)
        writer.write(encode_frame(ProtoId.INIT_CONNECT, serial, body, key))
        await reader.read()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()
