"""The TCP side of a link: bytes in, incoming messages out, and one reason when it is over."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from tui.client.causes import loss_cause
from tui.wire.errors import FrameError, UnencryptedError
from tui.wire.protocol import Connection, Incoming

_log = logging.getLogger(__name__)

BREATH_S = 0.02
"""So long a flooded socket is left alone: a wake-up of the loop costs what thirty pushes cost."""
_SOON_S = 0.005
"""A read so soon after the one before is one of a flood,"""
_MANY = 2048
"""and so is one of so many bytes,"""
_ALL = 128 * 1024
"""but after one of so many there is more to be had at once."""

_DISCARD = struct.pack("ii", 1, 0)
"""Linger for no time: closing throws away what was not sent."""


class Transport(asyncio.Protocol):
    """Feeds a wire.Connection and hands on what it finds, in the order of the wire.

    Sending never waits. The first reason to end wins; `closed` holds it, and nothing is sent after.

    A flood of pushes is read fifty times a second. Nothing is lost by that, nor is anybody kept waiting:
    whoever sends is listened to at once, for as long as `awaits` says that an answer is due.
    """

    def __init__(
        self,
        connection: Connection,
        on_incoming: Callable[[Incoming], None],
        *,
        awaits: Callable[[], bool] = lambda: True,
    ) -> None:
        self._connection = connection
        self._on_incoming = on_incoming
        self._awaits = awaits
        self._breathing: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self.closed: asyncio.Future[str] = self._loop.create_future()
        self.last_received = self.last_whole = self._loop.time()
        """When the last bytes came, and the last that completed a message."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Turn off Nagle's delay: requests are small and somebody waits for each."""
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("socket")
        if peer is not None:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        """Slice, sort and hand on; anything wrong ends this link and only this link."""
        if self.closed.done():
            return
        before, self.last_received = self.last_received, self._loop.time()
        if (self.last_received - before < _SOON_S or len(data) > _MANY) and len(data) < _ALL:
            self._breathe()
        try:
            arrived = self._connection.receive(data)
            if arrived:
                self.last_whole = self.last_received
            for incoming in arrived:
                if self.closed.done():
                    return
                self._on_incoming(incoming)
        except UnencryptedError as error:
            self.close(str(error))
        except FrameError as error:
            self.close(f"bad data from the other end: {error}")
        except Exception as error:  # noqa: BLE001
            # The isolation point of this layer: a fault in a handler must not run into the event loop.
            _log.exception("A handler of incoming messages failed")
            self.close(f"internal error: {type(error).__name__}")

    def connection_lost(self, exc: Exception | None) -> None:
        """Record why the stream ended."""
        self._listen()
        self._end(loss_cause(exc))

    @property
    def clogged(self) -> bool:
        """Whether bytes wait in this program because the other end does not take them."""
        return self._transport is not None and self._transport.get_write_buffer_size() > 0

    def send(self, data: bytes) -> bool:
        """Queue bytes for the socket; False when the link is over and nothing was sent."""
        if self._transport is None or self.closed.done() or self._transport.is_closing():
            return False
        self._transport.write(data)
        self._listen()
        return True

    def close(self, reason: str, *, stalled: bool = False) -> None:
        """End the link for this reason, at once: unsent bytes are dropped.

        On a stalled link that includes those the system holds: it would go on trying to deliver them.
        """
        self._end(reason)
        if self._transport is None:
            return
        if stalled:
            own = self._transport.get_extra_info("socket")
            with suppress(OSError):
                own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DISCARD)
        self._transport.abort()

    def _breathe(self) -> None:
        """Leave the socket alone for a moment."""
        if self._transport is not None and not self._awaits():
            self._transport.pause_reading()
            self._breathing = self._loop.call_later(BREATH_S, self._listen)

    def _listen(self) -> None:
        """Read the socket as soon as it has something."""
        if self._breathing is not None and self._transport is not None:
            self._breathing.cancel()
            self._breathing = None
            self._transport.resume_reading()

    def _end(self, reason: str) -> None:
        if not self.closed.done():
            self.closed.set_result(reason)
