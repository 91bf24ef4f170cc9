from __future__ import annotations

from decimal import Decimal

from tui.domain.flows import BySize


def test_sums_by_size() -> None:
    amounts = BySize(Decimal(1), Decimal(2), Decimal(4), Decimal(8))
    assert (amounts.total, amounts.main) == (Decimal(15), Decimal(3))


def test_what_nobody_tells_apart_counts_as_nothing() -> None:
    amounts = BySize(None, Decimal(2), Decimal(4), Decimal(8))
    assert (amounts.total, amounts.main) == (Decimal(14), Decimal(2))
