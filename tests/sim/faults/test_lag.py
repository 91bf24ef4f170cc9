"""A slow line keeps the order of bytes, whatever the delays."""

from __future__ import annotations

import asyncio
import random

from tests.client.stepped import stepped
from tui.sim.faults.lag import Lag


@stepped
async def test_bytes_come_later_and_in_order() -> None:
    loop = asyncio.get_running_loop()
    came: list[tuple[float, bytes]] = []
    lag = Lag(lambda data: came.append((loop.time(), data)), 1.0, 0.5, random.Random(3))
    for number in range(20):
        lag.send(bytes([number]))
    lag.catch_up()
    lag.send(b"last")
    assert came == []
    await asyncio.sleep(2)
    assert [data for _, data in came] == [*(bytes([number]) for number in range(20)), b"last"]
    assert 1.0 <= came[0][0] <= came[-1][0] <= 1.5
