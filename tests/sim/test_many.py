"""As many connections as OpenD takes: every push of every one arrives, and everybody hears of every order."""

from __future__ import annotations

import pytest

from tests.bench.many import CONNECTIONS, RATE, measure
from tests.e2e.simulator import running_simulator


@pytest.mark.slow
async def test_a_full_house_loses_no_push_and_no_order() -> None:
    with running_simulator(seed=1, rate=RATE) as port:
        figures = await measure(port, 2, least=5)
    assert figures.gaps == 0
    assert figures.placed == figures.heard >= 5
    assert figures.pushes_a_second > 20 * CONNECTIONS
