"""Names are looked up without anybody having to wait for a dead name server."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.client.fakes import FakeOpenD
from tui.client.address import Address
from tui.client.errors import ConnectError
from tui.client.link import Link
from tui.client.resolver import numeric_hosts
from tui.client.timing import Timing

HUNG_S = 60.0


@pytest.fixture
def dead_name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    over = threading.Event()

    def hang(*_: object, **__: object) -> None:
        over.wait(HUNG_S)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield
    over.set()


@pytest.mark.usefixtures("dead_name_server")
def test_a_dead_name_server_holds_neither_the_attempt_nor_the_end_of_the_program() -> None:
    async def attempt() -> None:
        with pytest.raises(ConnectError, match="no answer within"):
            await Link.open(
                Address("opend.example", 11111), on_event=lambda _: None, timing=Timing(connect_s=0.1)
            )

    started = time.monotonic()
    asyncio.run(attempt())
    assert time.monotonic() - started < HUNG_S / 2


@pytest.mark.usefixtures("dead_name_server")
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_numbers_are_not_looked_up(host: str) -> None:
    assert await numeric_hosts(Address(host, 1)) == (host,)


async def test_every_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    async with FakeOpenD() as opend:
        infos = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, opend.port))
            for host in ("127.0.0.9", "127.0.0.1", "127.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: infos)
        address = Address("opend.example", opend.port)
        assert await numeric_hosts(address) == ("127.0.0.9", "127.0.0.1")
        link = await Link.open(address, on_event=lambda _: None)
        link.close()


async def test_names_that_do_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConnectError, match=r"'opend\.example' cannot be resolved"):
        await Link.open(Address("opend.example", 11111), on_event=lambda _: None)
