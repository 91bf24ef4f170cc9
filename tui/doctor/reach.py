"""The way to OpenD: the name, the port, and who it is that answers there."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tui.client.address import DEFAULT_PORT, Address
from tui.client.errors import ConnectError
from tui.client.link import Link
from tui.client.resolver import numeric_hosts
from tui.client.timing import Timing
from tui.doctor.finding import Finding, State

GROUP = "connection"
_BANNERS = (
    (b"HTTP/", "a web server, or OpenD's WebSocket port"),
    (b"SSH-", "an SSH server"),
    (b"220", "a mail or FTP server"),
    (b"-ERR", "a Redis server"),
    (b"\x15\x03", "a server that speaks TLS"),
    (b"RFB ", "a VNC server"),
    (b"FT", "something that speaks OpenD's frames but not its handshake"),
)
_RIGHT_PORT = f"use the api_port of OpenD (by default {DEFAULT_PORT}), not its WebSocket or Telnet port"
_CONTAINER = "; in a container 127.0.0.1 is the container itself: use the name of OpenD's container as --host"
_REFUSED = "refused the handshake"
_CLOSED = "closed the connection"
_BANNER_S = 1.0
_BANNER_BYTES = 64


@dataclass(frozen=True, slots=True)
class Reached:
    """What came of trying: the findings so far, and a link if there is one."""

    findings: tuple[Finding, ...]
    link: Link | None = None


async def reach(address: Address, timing: Timing, *, in_container: bool) -> Reached:
    """Resolve, connect and shake hands; each way this fails has a finding of its own."""
    try:
        async with asyncio.timeout(timing.connect_s):
            hosts = await numeric_hosts(address)
            _, writer = await _connect(hosts, address.port)
    except (OSError, TimeoutError, UnicodeError) as error:
        return Reached((_unreachable(address, error, timing, in_container=in_container),))
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    reachable = Finding(GROUP, "address", State.OK, f"{address} takes connections")
    try:
        link = await Link.open(address, on_event=lambda _: None, timing=timing)
    except ConnectError as error:
        said_no = _REFUSED in str(error)
        who = "" if said_no else await _who(hosts, address)
        return Reached((reachable, _no_handshake(address, error, who)))
    return Reached((reachable,), link)


async def _connect(hosts: tuple[str, ...], port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    for host in hosts[:-1]:
        with suppress(OSError):
            return await asyncio.open_connection(host, port)
    return await asyncio.open_connection(hosts[-1], port)


def _unreachable(
    address: Address, error: OSError | TimeoutError | UnicodeError, timing: Timing, *, in_container: bool
) -> Finding:
    told, fix = _cause(address, error, timing)
    if in_container and address.loopback:
        fix += _CONTAINER
    return Finding(GROUP, "address", State.FAIL, f"{address}: {told}", fix)


def _cause(address: Address, error: OSError | TimeoutError | UnicodeError, timing: Timing) -> tuple[str, str]:
    if isinstance(error, UnicodeError):
        return f"{address.host!r} is no host name", "check --host and FUTU_OPEND_HOST"
    if isinstance(error, socket.gaierror):
        return (
            f"the name {address.host!r} is not known",
            "check --host and FUTU_OPEND_HOST, or use the IP address; "
            "in Docker both containers must share a network",
        )
    number = error.errno
    if (isinstance(error, TimeoutError) and number is None) or number == errno.ETIMEDOUT:
        return (
            f"no answer within {timing.connect_s:g} s: a firewall drops the packets, or the machine is off",
            f"open port {address.port} on OpenD's machine for this one, or use a tunnel: "
            f"ssh -L {DEFAULT_PORT}:127.0.0.1:{address.port} {address.host}",
        )
    if number in (errno.EHOSTUNREACH, errno.ENETUNREACH):
        return (
            "there is no way to this machine from here: a firewall rejects it, or a network is down",
            "check the network or VPN, and that the address is right",
        )
    if number in (errno.EACCES, errno.EPERM):
        return (
            "this system does not allow the connection",
            "a firewall of this machine forbids it: allow outgoing connections to that port",
        )
    if number == errno.ECONNREFUSED or number is None:
        where = "OpenD is not running, or has another port" if address.loopback else (
            "the machine is there, but nothing listens on that port for others"
        )  # fmt: skip
        fix = "start OpenD and check its api_port, or try `futu-tui sim`" if address.loopback else (
            "OpenD listens for its own machine only unless its option ip says otherwise; a tunnel is safer: "
            f"ssh -L {DEFAULT_PORT}:127.0.0.1:{address.port} {address.host}"
        )  # fmt: skip
        return f"refused: {where}", fix
    return error.strerror or str(error), "check --host and --port"


def _no_handshake(address: Address, error: ConnectError, who: str) -> Finding:
    text = str(error).removeprefix(f"{address}: ")
    if who:
        return Finding(GROUP, "who answers", State.FAIL, f"not OpenD but {who}", _RIGHT_PORT)
    if address.key is not None:
        fix = "give OpenD the same private key (option rsa_private_key), or leave --rsa-key out"
    elif _REFUSED in text:
        fix = "do what OpenD says; an encrypted OpenD needs --rsa-key FILE"
    elif _CLOSED in text:
        text = "no handshake: whoever answers there closes the connection at once"
        fix = (
            "the port may not be OpenD's: check its api_port; OpenD may want encryption: --rsa-key FILE; "
            "or it has all the connections it takes: end other programs"
        )
    else:
        fix = (
            "OpenD may hang: restart it; it may want encryption: --rsa-key FILE; "
            "or the port is not OpenD's: check its api_port"
        )
    return Finding(GROUP, "who answers", State.FAIL, text, fix)


async def _who(hosts: tuple[str, ...], address: Address) -> str:
    """Find out who it is that does not speak our protocol: some say it by themselves, others when asked."""
    for greeting in (b"", b"GET / HTTP/1.0\r\n\r\n"):
        banner = b""
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_BANNER_S):
                reader, writer = await _connect(hosts, address.port)
                try:
                    writer.write(greeting)
                    banner = await reader.read(_BANNER_BYTES)
                finally:
                    writer.close()
                    await writer.wait_closed()
        for start, name in _BANNERS:
            if banner.startswith(start):
                return name
        if banner:
            return "something that speaks another protocol"
    return "a server that speaks TLS" if await _speaks_tls(hosts, address.port) else ""


async def _speaks_tls(hosts: tuple[str, ...], port: int) -> bool:
    """Whether a TLS handshake gets anywhere; nothing is said on it and nobody's name is believed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_BANNER_S):
            _, writer = await asyncio.open_connection(hosts[-1], port, ssl=context)
        writer.transport.abort()
        return True
    return False


def runs_in_container(root: Path = Path("/")) -> bool:
    """Whether this program runs in a container, as far as the usual marks tell."""
    return (root / ".dockerenv").exists() or (root / "run" / ".containerenv").exists()
