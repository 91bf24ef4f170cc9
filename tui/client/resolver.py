"""Looking a host name up without ever being held by it."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tui.client.address import Address


async def numeric_hosts(address: Address) -> tuple[str, ...]:
    """Return the IP addresses of a host, in the system's order of preference; OSError or UnicodeError.

    A dead name server takes up to a minute, and a thread of the loop's own pool would be waited for at the
    end of the program: this one is not.
    """
    if _is_numeric(address.host):
        return (address.host,)
    loop = asyncio.get_running_loop()
    found: asyncio.Future[tuple[str, ...]] = loop.create_future()

    def settle(tell: Callable[[Any], None], outcome: object) -> None:
        if not found.done():
            tell(outcome)

    def look_up() -> None:
        tell: Callable[[Any], None] = found.set_result
        outcome: object
        try:
            infos = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
            outcome = tuple(dict.fromkeys(str(info[4][0]) for info in infos))
        except (OSError, UnicodeError) as error:
            tell, outcome = found.set_exception, error
        with suppress(RuntimeError):  # The loop is over: nobody waits for the answer any more.
            loop.call_soon_threadsafe(settle, tell, outcome)

    threading.Thread(target=look_up, name="resolver", daemon=True).start()
    return await found


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
