"""A connection begun before there is a loop: the first link takes it, a later one makes its own."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.client.fakes import FakeOpenD
from tui.client.address import Address
from tui.client.early import EarlyConnection
from tui.client.errors import ConnectError
from tui.client.link import Link
from tui.client.timing import Timing


async def open_link(address: Address) -> Link:
    return await Link.open(address, on_event=lambda _: None, timing=Timing(connect_s=2))


def test_the_first_link_takes_it_and_the_next_connects_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        early = EarlyConnection(*listener.getsockname())
        begun, came_from = listener.accept()  # Before anything of asyncio runs.
        begun.close()

        async def take() -> tuple[str, int]:
            taken = await early.take()
            assert taken is not None
            assert await early.take() is None
            with taken:
                own: tuple[str, int] = taken.getsockname()
                return own

        assert asyncio.run(take()) == came_from


async def test_a_link_is_opened_on_it() -> None:
    async with FakeOpenD() as opend:
        early = EarlyConnection("127.0.0.1", opend.port)
        own = early._socket
        assert own is not None
        port = own.getsockname()[1]
        address = Address("127.0.0.1", opend.port, early=early)
        for own_port in (True, False):
            link = await open_link(address)
            assert (opend.peers[-1].writer.get_extra_info("peername")[1] == port) is own_port
            link.close()
        assert len(opend.peers) == 2


async def test_one_that_came_to_nothing_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    early = EarlyConnection("127.0.0.1", port)
    with pytest.raises(ConnectError):
        await open_link(Address("127.0.0.1", port, early=early))
    async with FakeOpenD() as opend:
        link = await open_link(Address("127.0.0.1", opend.port, early=EarlyConnection("127.0.0.1", port)))
        link.close()


@pytest.mark.parametrize("host", ["localhost", "opend.example", "", "127.1", "::g", "a\0b"])
async def test_only_numbers_are_tried_early(host: str) -> None:
    early = EarlyConnection(host, 11111)
    assert await early.take() is None


async def test_what_nobody_took_is_closed() -> None:
    async with FakeOpenD() as opend:
        early = EarlyConnection("127.0.0.1", opend.port)
        early.close()
        assert await early.take() is None
        early.close()
