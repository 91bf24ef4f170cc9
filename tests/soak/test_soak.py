"""A short soak in every run of the tests; `python -m tests.soak` is the long one."""

from __future__ import annotations

import pytest

from tests.soak.run import soak
from tui.client.governor import Governor, Urgency
from tui.wire.messages.base import Request

MOST_CANCEL_S = 20 * 0.05 + 0.02
"""All cancels of a full window at once, each a gap after the other, and the way there and back."""


@pytest.mark.slow
def test_busy_use_meets_no_limit_of_opend_and_cancels_wait_for_nothing() -> None:
    soaked = soak(180)

    opend, done = soaked.opend, soaked.trader.done
    assert opend.avoidable == []
    assert opend.broken_limits() == []
    assert soaked.longest_cancel_s <= MOST_CANCEL_S
    # It was busy enough to reach the limits: orders and amends were held back, units were all in use.
    assert done["place held back"] > 0
    assert done["amend held back"] > 0
    assert done["cancel accepted"] > 30
    assert done["lost links"] > 0
    assert 90 <= opend.most_units <= 100
    assert opend.calls["Unsubscribe"] > 10


class _Careless(Governor):
    """Lets everything pass."""

    async def admit(self, request: Request[object], urgency: Urgency = Urgency.USER) -> None:
        """Hold nothing back."""

    async def admit_order(self, request: Request[object]) -> None:
        """Hold nothing back."""


def test_the_soak_notices_a_client_that_does_not_count() -> None:
    soaked = soak(40, governor=_Careless())

    assert any("too frequent" in text for text in soaked.opend.avoidable)
    assert soaked.opend.broken_limits()
