"""The way to OpenD fails in many ways; each has its own line and its own cure."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.client.fakes import FakeOpenD, Refusal
from tui.client.address import Address
from tui.client.timing import Timing
from tui.doctor import reach as module
from tui.doctor.finding import Finding, State
from tui.doctor.reach import reach, runs_in_container
from tui.wire.messages.session import InitConnect

PATIENT = Timing(connect_s=10.0, handshake_s=10.0, request_s=10.0)
IMPATIENT = Timing(handshake_s=0.3)


async def last_finding(address: Address, *, in_container: bool = False, timing: Timing = PATIENT) -> Finding:
    reached = await reach(address, timing, in_container=in_container)
    assert reached.link is None
    finding = reached.findings[-1]
    assert finding.state is State.FAIL
    assert finding.fix
    return finding


class Stranger(asyncio.Protocol):
    """The other end of something that is not OpenD: greets, and answers whoever asks for a page."""

    def __init__(self, greeting: bytes, page: bytes, open_ends: list[asyncio.Transport]) -> None:
        self._greeting, self._page = greeting, page
        self._open_ends = open_ends

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._open_ends.append(transport)
        self._transport = transport
        if self._greeting:
            transport.write(self._greeting)

    def data_received(self, data: bytes) -> None:
        if self._page and data.startswith(b"GET "):
            self._transport.write(self._page)
        elif self._page:
            self._transport.close()


@asynccontextmanager
async def server(greeting: bytes = b"", page: bytes = b"") -> AsyncIterator[Address]:
    """Something on a port that is not OpenD."""
    ends: list[asyncio.Transport] = []
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Stranger(greeting, page, ends), "127.0.0.1", 0)
    async with listening:
        yield Address("127.0.0.1", listening.sockets[0].getsockname()[1])
        for end in ends:
            end.abort()


async def test_an_opend_that_answers() -> None:
    async with FakeOpenD() as opend:
        reached = await reach(opend.address, PATIENT, in_container=False)
        assert [finding.state for finding in reached.findings] == [State.OK]
        assert reached.link is not None
        reached.link.close()


async def test_a_closed_port(unused_tcp_port: int) -> None:
    finding = await last_finding(Address("127.0.0.1", unused_tcp_port))
    assert "refused: OpenD is not running, or has another port" in finding.detail
    assert "api_port" in finding.fix
    assert "container" not in finding.fix


async def test_a_closed_port_inside_a_container(unused_tcp_port: int) -> None:
    finding = await last_finding(Address("127.0.0.1", unused_tcp_port), in_container=True)
    assert "in a container 127.0.0.1 is the container itself" in finding.fix


@pytest.mark.parametrize(
    ("host", "error", "detail", "fix"),
    [
        (
            "192.0.2.1",
            ConnectionRefusedError(errno.ECONNREFUSED, "x"),
            "nothing listens on that port",
            "ssh -L",
        ),
        ("192.0.2.1", TimeoutError(), "a firewall drops the packets", "open port 11111"),
        ("192.0.2.1", TimeoutError(errno.ETIMEDOUT, "x"), "a firewall drops the packets", "open port 11111"),
        ("192.0.2.1", OSError(errno.EHOSTUNREACH, "x"), "no way to this machine", "network or VPN"),
        ("192.0.2.1", OSError(errno.ENETUNREACH, "x"), "no way to this machine", "network or VPN"),
        ("192.0.2.1", PermissionError(errno.EACCES, "x"), "does not allow", "firewall of this machine"),
        ("opend", socket.gaierror(-2, "x"), "the name 'opend' is not known", "share a network"),
        ("192.0.2.1", OSError(errno.ENOBUFS, "No buffer space"), "No buffer space", "check --host"),
    ],
)
async def test_each_failure_to_connect_has_its_own_line(
    monkeypatch: pytest.MonkeyPatch, host: str, error: OSError, detail: str, fix: str
) -> None:
    async def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(module, "numeric_hosts", fail)
    finding = await last_finding(Address(host, 11111), in_container=True)
    assert detail in finding.detail
    assert fix in finding.fix
    assert "container" not in finding.fix or "Docker" in finding.fix


async def test_a_name_that_is_no_name() -> None:
    finding = await last_finding(Address("a" * 70, 11111))
    assert "is no host name" in finding.detail or "is not known" in finding.detail


async def test_a_port_that_stays_silent() -> None:
    async with server() as address:
        finding = await last_finding(address, timing=IMPATIENT)
    assert (finding.name, "no handshake within 0.3 s" in finding.detail) == ("who answers", True)
    assert "restart it" in finding.fix


@pytest.mark.parametrize(
    ("greeting", "name"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n", "not OpenD but an SSH server"),
        (b"220 mail ready\r\n", "not OpenD but a mail or FTP server"),
        (b"\x15\x03\x01\x00\x02\x02\x50", "not OpenD but a server that speaks TLS"),
        (b"what is it?\r\n", "not OpenD but something that speaks another protocol"),
    ],
)
async def test_a_server_that_says_who_it_is(greeting: bytes, name: str) -> None:
    async with server(greeting) as address:
        finding = await last_finding(address)
    assert finding.detail == name
    assert "api_port of OpenD" in finding.fix


async def test_a_web_server() -> None:
    async with server(page=b"HTTP/1.0 404 Not Found\r\n\r\n") as address:
        finding = await last_finding(address)
    assert finding.detail == "not OpenD but a web server, or OpenD's WebSocket port"


async def test_an_opend_that_refuses() -> None:
    async with FakeOpenD() as opend:
        opend.answers[InitConnect] = Refusal("client version too old")
        finding = await last_finding(opend.address)
    assert "OpenD refused the handshake: client version too old" in finding.detail
    assert "--rsa-key" in finding.fix


def test_the_marks_of_a_container(tmp_path: Path) -> None:
    assert not runs_in_container(tmp_path)
    (tmp_path / ".dockerenv").touch()
    assert runs_in_container(tmp_path)


async def test_a_port_that_closes_at_once() -> None:
    listening = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with listening:
        finding = await last_finding(Address("127.0.0.1", listening.sockets[0].getsockname()[1]))
    assert finding.detail == "no handshake: whoever answers there closes the connection at once"
    assert finding.fix.startswith(
        "the port may not be OpenD's: check its api_port; OpenD may want encryption"
    )


async def test_a_server_that_speaks_tls(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    listening = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=context)
    async with listening:
        finding = await last_finding(Address("127.0.0.1", listening.sockets[0].getsockname()[1]))
    assert finding.detail == "not OpenD but a server that speaks TLS"


def certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate that nobody believes."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nobody")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(private + made.public_bytes(encoding))
    return file
