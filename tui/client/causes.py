"""Why a link failed, in one line a trader can act on."""

from __future__ import annotations

import errno
import re
import socket

from tui.client.address import Address

_CAUSES = {
    errno.ECONNREFUSED: "refused: nothing listens there; is OpenD running?",
    errno.EHOSTUNREACH: "the host cannot be reached",
    errno.ENETUNREACH: "the network cannot be reached",
    errno.ECONNRESET: "the other end reset the connection",
    errno.EPIPE: "the other end closed the connection",
    errno.ETIMEDOUT: "no answer from the host",
    errno.EACCES: "this system does not allow the connection",
    errno.EPERM: "this system does not allow the connection",
}
_ERRNO = re.compile(r"\[Errno (\d+)\]")


def connect_cause(error: OSError, address: Address) -> str:
    """Describe why a TCP connection to this address did not come about."""
    if isinstance(error, socket.gaierror):
        return f"{address}: the host name {address.host!r} cannot be resolved"
    return f"{address}: {_of_number(error)}"


def loss_cause(error: Exception | None) -> str:
    """Describe why an open connection ended; None is an orderly close by the other end."""
    if error is None:
        return "OpenD closed the connection"
    if isinstance(error, OSError):
        return f"the connection broke: {_of_number(error)}"
    return f"the connection broke: {error}"


def _of_number(error: OSError) -> str:
    number = error.errno
    if number is None:
        # Several addresses were tried and asyncio has joined their errors into one text.
        found = _ERRNO.search(str(error))
        number = int(found[1]) if found else None
    if number in _CAUSES:
        return _CAUSES[number]
    return error.strerror or str(error) or type(error).__name__
