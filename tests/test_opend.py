"""OpenD as the order path sees it: what was not sent, what was not answered, and complete reads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests.client.fakes import PAPER, REAL, FakeOpenD
from tests.client.stepped import stepped
from tests.engines import START, intent_of, live, order_of
from tui.client.errors import DisconnectedError, HeldBackError, NotConnectedError, RequestTimeoutError
from tui.domain.accounts import Env
from tui.opend import SessionBroker, translated
from tui.trading.port import NoAnswerError, NotSentError
from tui.wire.messages.trade import GetHistoryOrders, GetOrders

ORDER = order_of(intent_of())


async def fails(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "becomes", "wait_s"),
    [
        (NotConnectedError("no link"), NotSentError, None),
        (HeldBackError("next slot in 3 s", 3.0), NotSentError, 3.0),
        (RequestTimeoutError("no answer within 12 s"), NoAnswerError, None),
        (DisconnectedError("lost"), NoAnswerError, None),
    ],
)
async def test_each_failure_says_whether_something_was_sent(
    error: Exception, becomes: type[Exception], wait_s: float | None
) -> None:
    with pytest.raises(becomes, match=str(error)) as failure:
        await translated(fails(error))
    assert getattr(failure.value, "wait_s", None) == wait_s


@asynccontextmanager
async def broker() -> AsyncIterator[tuple[FakeOpenD, SessionBroker]]:
    async with live() as (opend, engine):
        opend.orders.append(ORDER)
        opend.requests.clear()
        yield opend, SessionBroker(engine._session)


@stepped
async def test_a_complete_read_goes_past_what_opend_remembers() -> None:
    async with broker() as (opend, reads):
        assert await reads.todays_orders(env=Env.PAPER, acc_id=PAPER.acc_id) == (ORDER,)
        day = timedelta(days=1)
        period: dict[str, Any] = {"begin": START - day, "end": START + day}
        assert await reads.past_orders(env=Env.PAPER, acc_id=PAPER.acc_id, **period) == ()
        assert [request.refresh for request in opend.received(GetOrders)] == [True]
        (history,) = opend.received(GetHistoryOrders)
        assert (history.filter.begin, history.filter.end) == ("2026-11-19 00:00:00", "2026-11-21 00:00:00")


@stepped
async def test_an_account_that_is_not_there_is_not_read_at_all() -> None:
    async with broker() as (opend, reads):
        asked: list[tuple[Coroutine[Any, Any, Any], str]] = [
            (reads.todays_orders(env=Env.PAPER, acc_id=9), "lists no account 9"),
            (reads.todays_orders(env=Env.REAL, acc_id=PAPER.acc_id), "is PAPER there, not REAL"),
            (reads.past_orders(env=Env.PAPER, acc_id=REAL.acc_id, begin=START, end=START), "is REAL there"),
        ]
        for question, cause in asked:
            with pytest.raises(NotSentError, match=cause):
                await question
        assert await reads.known_orders(9, fresh=True) is None
        assert opend.received(GetOrders) == opend.received(GetHistoryOrders) == []


@stepped
async def test_what_the_limits_hold_back_is_read_from_opend_itself() -> None:
    async with broker() as (opend, reads):
        for _ in range(12):
            assert await reads.known_orders(PAPER.acc_id, fresh=True) == (ORDER,)
        refreshed = [request.refresh for request in opend.received(GetOrders)]
        assert refreshed[0]
        assert not refreshed[-1]
