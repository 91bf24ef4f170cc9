"""Which orders a withdrawal means: what was there when it was asked for, and for the kill switch all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.client.running import ORDER
from tests.engines import intent_of
from tests.trading.scripted import SCOPE
from tui.domain.orders import OrderStatus
from tui.trading.handed import Handed
from tui.trading.meant import Meant

PRICE = Decimal(400)
SOFT = replace(SCOPE, price=PRICE)
BEFORE, AFTER, ELSEWHERE = intent_of(), intent_of(), intent_of()
"""Ours, sent before the key and after it; and one that another program sent."""
ORDERS = {
    "foreign": replace(ORDER, order_id="F", price=PRICE, remark=""),
    "before": replace(ORDER, order_id="B", price=PRICE, remark=BEFORE.remark),
    "after": replace(ORDER, order_id="A", price=PRICE, remark=AFTER.remark),
    "after, bare": replace(ORDER, order_id="A", price=PRICE, remark=""),
    "another program": replace(ORDER, order_id="E", price=PRICE, remark=ELSEWHERE.remark),
    "moved here": replace(ORDER, order_id="M", price=PRICE, remark=""),
    "not here": replace(ORDER, order_id="N", price=PRICE + 1, remark=""),
    "over": replace(ORDER, order_id="O", price=PRICE, status=OrderStatus.CANCELLED_ALL, remark=""),
}


def meant(*, lock: bool) -> Meant:
    handed = Handed()
    handed.claim(BEFORE.tag)
    made = Meant(replace(SOFT, lock=lock), [replace(ORDERS["moved here"], price=PRICE - 1)], handed)
    handed.claim(AFTER.tag)
    handed.accepted(ORDER.acc_id, "A", AFTER.tag)
    return made


@pytest.mark.parametrize(
    ("lock", "read", "taken"),
    [
        (False, False, {"foreign", "before", "another program"}),
        (False, True, {"before"}),
        (True, True, set(ORDERS) - {"not here", "over"}),
    ],
    ids=["before the first reading", "behind it", "kill switch"],
)
def test_what_shows_later_was_there_or_is_newer(lock: bool, read: bool, taken: set[str]) -> None:
    made = meant(lock=lock)
    if read:
        made.list_read()
    assert {name for name, order in ORDERS.items() if made.takes(order)} == taken


def test_what_was_waited_for_is_taken_whenever_it_shows() -> None:
    made = meant(lock=False)
    made.await_tags([ELSEWHERE.tag, ""])
    made.list_read()
    assert made.takes(ORDERS["another program"])
    assert not made.takes(ORDERS["foreign"])


def test_only_what_was_on_its_way_at_the_key_is_waited_for() -> None:
    rows = [replace(ORDERS[name], order_id="") for name in ("before", "after", "another program")]
    assert [meant(lock=False).awaits(row) for row in rows] == [True, False, True]
    assert [meant(lock=True).awaits(row) for row in rows] == [True, True, True]
