"""The life of one order, as a table of steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.sim.traders import NOW, order
from tui.domain.orders import Order, OrderStatus
from tui.sim.trading import orders

S = OrderStatus
Step = Callable[[Order, datetime], Order]


def fill(qty: int, paid: int) -> Step:
    return lambda value, now: orders.filled(value, Decimal(qty), Decimal(paid), now)


def amend(qty: int) -> Step:
    return lambda value, now: orders.amended(value, Decimal(qty), Decimal(481), now)


LIVES: list[tuple[str, list[Step], list[OrderStatus]]] = [
    (
        "rests and fills in two parts",
        [orders.submitting, orders.submitted, fill(100, 48000), fill(200, 144000)],
        [S.SUBMITTING, S.SUBMITTED, S.FILLED_PART, S.FILLED_ALL],
    ),
    (
        "is cancelled untouched",
        [orders.submitted, orders.cancelling, orders.cancelled],
        [S.SUBMITTED, S.CANCELLING_ALL, S.CANCELLED_ALL],
    ),
    (
        "is cancelled after a part",
        [orders.submitted, fill(100, 48000), orders.cancelling, orders.cancelled],
        [S.SUBMITTED, S.FILLED_PART, S.CANCELLING_PART, S.CANCELLED_PART],
    ),
    (
        "fills while leaving",
        [orders.submitted, orders.cancelling, fill(100, 48000), fill(200, 144000), orders.cancelled],
        [S.SUBMITTED, S.CANCELLING_ALL, S.CANCELLING_PART, S.FILLED_ALL, S.FILLED_ALL],
    ),
    (
        "is amended down to what is filled",
        [orders.submitted, fill(100, 48000), amend(100)],
        [S.SUBMITTED, S.FILLED_PART, S.FILLED_ALL],
    ),
    (
        "is switched off and on again with a part filled",
        [orders.submitted, fill(100, 48000), orders.disabled, orders.enabled, orders.submitted],
        [S.SUBMITTED, S.FILLED_PART, S.DISABLED, S.WAITING_SUBMIT, S.FILLED_PART],
    ),
    (
        "is hidden after its end",
        [orders.submitted, orders.cancelled, orders.deleted],
        [S.SUBMITTED, S.CANCELLED_ALL, S.DELETED],
    ),
    (
        "cannot be hidden or enabled while it works",
        [orders.submitted, orders.deleted, orders.enabled],
        [S.SUBMITTED, S.SUBMITTED, S.SUBMITTED],
    ),
]


@pytest.mark.parametrize(("steps", "statuses"), [life[1:] for life in LIVES], ids=[life[0] for life in LIVES])
def test_status_after_each_step(steps: list[Step], statuses: list[OrderStatus]) -> None:
    value, seen = order(), []
    for count, step in enumerate(steps):
        value = step(value, NOW + timedelta(seconds=count))
        seen.append(value.status)
    assert seen == statuses


TERMINAL = [status for status in OrderStatus if status.terminal and status is not S.DELETED]


@pytest.mark.parametrize("status", TERMINAL)
@pytest.mark.parametrize(
    "step",
    [orders.submitting, orders.submitted, orders.cancelling, orders.cancelled, orders.disabled, amend(500)],
)
def test_nothing_brings_a_finished_order_back(status: OrderStatus, step: Step) -> None:
    finished = order(status=status)
    assert step(finished, NOW) is finished


def test_average_price_is_over_all_fills() -> None:
    part = orders.filled(order(), Decimal(100), Decimal(48000), NOW)
    whole = orders.filled(part, Decimal(200), Decimal("143900"), NOW)
    assert (part.avg_fill_price, whole.avg_fill_price) == (Decimal(480), Decimal("479.666667"))


def test_failure_carries_its_reason() -> None:
    assert orders.failed(order(), NOW, "The price crosses the book.").error == "The price crosses the book."


@pytest.mark.parametrize("qty", [0, 201])
def test_a_fill_beyond_the_rest_is_a_bug(qty: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        orders.filled(order(filled=100), Decimal(qty), Decimal(1), NOW)
