"""The table of the checks before an order: what each says of a ticket, in words and in legal values."""

from __future__ import annotations

import pytest

from tests.domain.rows_cn import CN_ROWS
from tests.domain.rows_hk import HK_ROWS
from tests.domain.rows_hk_day import HK_DAY_ROWS
from tests.domain.rows_ladders import LADDER_ROWS
from tests.domain.rows_orders import ORDER_ROWS
from tests.domain.rows_types import TYPE_ROWS
from tests.domain.rows_us import US_ROWS
from tests.domain.rule_rows import Row
from tui.domain.rules import Check, check

ROWS = [*LADDER_ROWS, *HK_ROWS, *HK_DAY_ROWS, *CN_ROWS, *US_ROWS, *TYPE_ROWS, *ORDER_ROWS]
LINE = 90


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_ticket_is_judged(row: Row) -> None:
    found = check(row.draft, row.facts)
    if row.field is None:
        assert found == ()
        return
    (one,) = found
    assert (one.check, one.field, one.blocks) == (row.check, row.field, row.blocks)
    assert row.words in one.cause
    assert one.nearest == (row.legal[0] if row.legal else None)
    assert one.legal == tuple(sorted(set(row.legal)))
    assert len(one.cause) <= LINE, one.cause


def test_the_table_has_two_hundred_cases_of_their_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS) >= 200
    assert len({(repr(row.draft), repr(row.facts)) for row in ROWS}) == len(ROWS)
    assert sum(row.field is not None for row in ROWS) >= 200


BLOCKS, WARNS = True, False
SPEAKS = {
    Check.PERMISSION: {BLOCKS, WARNS},
    Check.ORDER_TYPE: {BLOCKS, WARNS},
    Check.REQUIRED: {BLOCKS, WARNS},
    Check.PRICE_STEP: {BLOCKS, WARNS},
    Check.QUANTITY: {BLOCKS, WARNS},
    Check.PHASE: {BLOCKS, WARNS},
    Check.COLLAR: {BLOCKS, WARNS},
    Check.LIMITS: {BLOCKS},
    Check.POWER: {BLOCKS},
    Check.MARKET_COST: {WARNS},
    Check.TIME_IN_FORCE: {BLOCKS, WARNS},
    Check.SHORT: {BLOCKS, WARNS},
    Check.NOTE: {BLOCKS},
    Check.PACE: {BLOCKS},
}


@pytest.mark.parametrize("which", Check)
def test_every_check_speaks_in_the_table(which: Check) -> None:
    assert {row.blocks for row in ROWS if row.check is which and row.field is not None} == SPEAKS[which]


@pytest.mark.parametrize("which", [one for one in Check if one is not Check.MARKET_COST])
def test_every_check_is_silent_when_all_is_well(which: Check) -> None:
    assert any(row.check is which and row.field is None for row in ROWS)
