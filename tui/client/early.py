"""A connection begun while the program is still being loaded; the first link takes it."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress


class EarlyConnection:
    """Connects to one address by its number, beside whatever else is done; never waits, never fails.

    A name is not looked up here, because that may take a minute. Whoever takes the connection finds out
    what has become of it, and connects anew when it is no good.
    """

    def __init__(self, host: str, port: int) -> None:
        self._socket: socket.socket | None = None
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            socket.inet_pton(family, host)
            begun = socket.socket(family, socket.SOCK_STREAM)
        except (OSError, ValueError):
            return
        begun.setblocking(False)
        if begun.connect_ex((host, port)) in {0, errno.EINPROGRESS}:
            self._socket = begun
        else:
            begun.close()

    async def take(self) -> socket.socket | None:
        """Wait until it is connected and hand it over, once; None when it was taken or came to nothing."""
        # Not imported above: what is begun early is there to spare the wait for imports.
        import asyncio

        taken, self._socket = self._socket, None
        if taken is None:
            return None
        loop = asyncio.get_running_loop()
        settled = asyncio.Event()
        loop.add_writer(taken, settled.set)
        try:
            await settled.wait()
        except BaseException:
            taken.close()
            raise
        finally:
            loop.remove_writer(taken)
        if taken.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            taken.close()
            return None
        return taken

    def close(self) -> None:
        """Give up what nobody took."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()
            self._socket = None
