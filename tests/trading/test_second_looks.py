"""Reads that follow accepted orders: each accepted order has its own, however they come together."""

from __future__ import annotations

import asyncio

from tests.client.stepped import stepped
from tui.trading.second_looks import LOOKS_AFTER_S, SecondLooks


class Reads:
    """Notes the reads of an account; one is held, so that something can come with its end."""

    def __init__(self, held: int) -> None:
        self.at: list[float] = []
        self.held = held
        self.reached = asyncio.Event()
        self.answer = asyncio.get_running_loop().create_future()

    async def read(self, acc_id: int) -> None:
        self.at.append(asyncio.get_running_loop().time())
        if len(self.at) == self.held:
            self.reached.set()
            await self.answer


@stepped
async def test_an_order_accepted_as_the_last_read_ends_has_reads_of_its_own() -> None:
    reads = Reads(held=len(LOOKS_AFTER_S))
    looks = SecondLooks(reads.read, lambda _: False)
    placed = asyncio.get_running_loop().create_future()

    async def place() -> None:
        await placed
        looks.accepted(1)

    placing = asyncio.create_task(place())
    looks.accepted(1)
    await reads.reached.wait()
    # One chunk of bytes holds the reply of the read, then that of the order.
    reads.answer.set_result(None)
    placed.set_result(None)
    await placing
    again = asyncio.get_running_loop().time()
    await asyncio.sleep(60)
    assert len(reads.at) == 2 * len(LOOKS_AFTER_S)
    assert reads.at[len(LOOKS_AFTER_S)] >= again + LOOKS_AFTER_S[0]
    await looks.stop()


@stepped
async def test_many_accepted_at_once_share_their_reads() -> None:
    reads = Reads(held=0)
    looks = SecondLooks(reads.read, lambda _: False)
    for _ in range(20):
        looks.accepted(1)
    await asyncio.sleep(60)
    assert len(reads.at) == len(LOOKS_AFTER_S)
    await looks.stop()
