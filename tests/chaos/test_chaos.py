"""The short form of the chaos run; `python -m tests.chaos --minutes 10` is the long one."""

from __future__ import annotations

import pytest

from tests.chaos.run import RECOVERED_IN_S, run
from tests.client.stepped import stepped
from tui.domain.intents import OutcomeKind


@pytest.mark.slow
@stepped
async def test_everything_comes_back_and_nothing_is_lost_or_doubled(
    caplog: pytest.LogCaptureFixture,
) -> None:
    # pytest keeps log records, these their exceptions, and these the frames of dead connections.
    report = await run(seed=1, seconds=75, forget=caplog.clear)
    assert report.faults == []
    assert report.slowest_s <= RECOVERED_IN_S
    assert report.priced_s <= RECOVERED_IN_S
    assert report.orders >= 10
    assert report.fills >= 2
    assert report.flow.outcomes[OutcomeKind.ACCEPTED] >= 10
    assert report.flow.done["amend accepted"] >= 2
    assert report.late is not None
    assert report.late.connections <= 4
