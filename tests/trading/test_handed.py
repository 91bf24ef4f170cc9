"""The turn of each order that this program has sent."""

from __future__ import annotations

from dataclasses import replace

from tests.client.running import ORDER
from tests.engines import intent_of
from tui.trading.handed import Handed

FIRST, SECOND, OTHERS = intent_of(), intent_of(), intent_of()


def test_each_order_has_its_turn_once() -> None:
    handed = Handed()
    assert [handed.claim(one.tag) for one in (FIRST, SECOND, FIRST)] == [True, True, False]
    assert handed.count == 2
    assert [handed.turn_of(one.tag) for one in (FIRST, SECOND, OTHERS)] == [0, 1, None]
    assert handed.turn_of("") is None


def test_a_row_is_known_by_its_remark_or_by_the_id_it_was_accepted_under() -> None:
    handed = Handed()
    handed.claim(FIRST.tag)
    handed.accepted(ORDER.acc_id, "A1", FIRST.tag)
    bare = replace(ORDER, order_id="A1", remark="")
    assert handed.tag_of(bare) == FIRST.tag
    assert handed.tag_of(replace(bare, acc_id=ORDER.acc_id + 1)) == ""
    assert handed.tag_of(replace(bare, remark=OTHERS.remark)) == OTHERS.tag
