"""What a ticket is told of OpenD's pace before it sends: the same that the governor then does."""

from __future__ import annotations

import asyncio

import pytest

from tests.client.fakes import PAPER, REAL
from tests.client.stepped import stepped
from tests.client.test_governor import Sent, amend, cancel, place
from tui.client.errors import HeldBackError
from tui.client.governor import CANCEL_RESERVE
from tui.wire.messages.base import Request

AMEND_CALLS = 20 - CANCEL_RESERVE


@stepped
async def test_a_free_window_holds_nothing_back_and_the_least_gap_is_no_wait() -> None:
    sent = Sent()
    assert sent.governor.order_wait_s(PAPER.acc_id, amending=False) == 0
    await sent.order(place())
    assert sent.governor.order_wait_s(PAPER.acc_id, amending=False) == 0


@stepped
@pytest.mark.parametrize(("amending", "calls"), [(False, 15), (True, AMEND_CALLS)])
async def test_the_wait_told_is_the_wait_of_the_refusal_and_counts_down(amending: bool, calls: int) -> None:
    sent = Sent()
    request: Request[object] = amend() if amending else place()
    for _ in range(calls):
        assert sent.governor.order_wait_s(PAPER.acc_id, amending=amending) == 0
        await sent.order(request)
        await asyncio.sleep(1)
    told = sent.governor.order_wait_s(PAPER.acc_id, amending=amending)
    with pytest.raises(HeldBackError) as refused:
        await sent.order(request)
    assert told == pytest.approx(refused.value.wait_s) == pytest.approx(30.5 - calls)
    await asyncio.sleep(told - 1)
    assert sent.governor.order_wait_s(PAPER.acc_id, amending=amending) == pytest.approx(1)
    await asyncio.sleep(1)
    assert sent.governor.order_wait_s(PAPER.acc_id, amending=amending) == 0
    await sent.order(request)


@stepped
async def test_orders_changes_and_accounts_are_counted_apart_and_cancels_use_up_changes() -> None:
    sent = Sent()
    for _ in range(AMEND_CALLS):
        await sent.order(cancel())
    waits = {
        (account.acc_id, amending): sent.governor.order_wait_s(account.acc_id, amending=amending)
        for account in (PAPER, REAL)
        for amending in (False, True)
    }
    assert [name for name, wait_s in waits.items() if wait_s] == [(PAPER.acc_id, True)]
