"""Arguments as typed: what is read, and the one line for what is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from tui.commands.arguments import (
    count_of,
    day_of,
    market_of,
    member_of,
    number_of,
    one_of,
    securities_of,
)
from tui.commands.exit import UsageError
from tui.domain.candles import CandleType
from tui.domain.ids import SecurityId
from tui.domain.markets import Market

SIDES = {"BUY": 1, "SELL": 2}


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (lambda: securities_of(["700", "HK.00700"]), (SecurityId(Market.HK, "00700"),)),
        (lambda: market_of("hk"), Market.HK),
        (lambda: day_of("2026-01-31", "--day"), date(2026, 1, 31)),
        (lambda: number_of("-1.50", "--price"), Decimal("-1.50")),
        (lambda: number_of("1e10", "--min-cap"), Decimal("1e10")),
        (lambda: count_of(10, 10), 10),
        (lambda: member_of(CandleType, "k-day", "--type"), CandleType.K_DAY),
        (lambda: one_of(SIDES, "SELL", "side"), 2),
    ],
)
def test_arguments_are_read(read: Callable[[], object], expected: object) -> None:
    assert read() == expected


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda: securities_of(["700", "!!"]), "'!!' is not a code"),
        (lambda: market_of("moon", "HK or US"), "'moon' is not a market: expected HK or US"),
        (lambda: market_of("unknown"), "'unknown' is not a market"),
        (lambda: day_of("May", "--day"), "--day 'May' is not a day: write YYYY-MM-DD"),
        (lambda: number_of("nan", "QTY"), "QTY 'nan' is not a number"),
        (lambda: number_of("1e9999", "QTY"), "QTY '1e9999' is out of all proportion"),
        (lambda: count_of(0, 10, "--levels"), "--levels must be between 1 and 10"),
        (lambda: member_of(CandleType, "UNKNOWN", "--type"), "--type 'UNKNOWN' is not one of K_"),
        (lambda: one_of(SIDES, "SEL", "side"), "side 'SEL' is not one of BUY, SELL; did you mean SELL?"),
    ],
)
def test_mistakes_name_the_argument(read: Callable[[], object], words: str) -> None:
    with pytest.raises(UsageError) as told:
        read()
    assert words in str(told.value)
