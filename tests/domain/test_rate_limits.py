"""The table of rate limits."""

from __future__ import annotations

import pytest

from tui.domain.rate_limits import LIMITS, Counts


def test_single_and_combo_orders_share_one_bucket() -> None:
    assert LIMITS[2202].bucket == LIMITS[2227].bucket
    assert LIMITS[2202].bucket != LIMITS[2205].bucket


def test_no_other_protocols_share_a_bucket() -> None:
    buckets = [limit.bucket for number, limit in LIMITS.items() if number != 2227]

    assert len(buckets) == len(set(buckets))


@pytest.mark.parametrize(
    ("number", "calls", "gap_s", "per_account"),
    [(2202, 15, 0.02, True), (2205, 20, 0.04, True), (2005, 10, 0.0, False), (3203, 60, 0.0, False)],
)
def test_the_limits_that_matter_most(number: int, calls: int, gap_s: float, per_account: bool) -> None:
    limit = LIMITS[number]

    assert (limit.calls, limit.min_gap_s, limit.per_account, limit.window_s) == (
        calls,
        gap_s,
        per_account,
        30,
    )


def test_reads_from_the_cache_of_opend_cost_nothing() -> None:
    assert {number for number, limit in LIMITS.items() if limit.counts is Counts.REFRESHES} == {
        2101,
        2102,
        2201,
        2211,
    }


@pytest.mark.parametrize("number", [3001, 3003, 3004, 3006, 3010, 3012, 3014, 3202, 1002, 1005])
def test_what_opend_serves_itself_is_free(number: int) -> None:
    assert number not in LIMITS
