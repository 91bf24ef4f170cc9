"""The parts that trades are split into add up, and do not move while a minute grows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tui.domain.ids import SecurityId
from tui.sim.listings.brokers import BROKERS
from tui.sim.market.candles import Bar, Today
from tui.sim.market.tape import Flows, Tape, by_size

TENCENT = SecurityId.parse("00700")
MIDNIGHT = 1_795_363_200
AT = MIDNIGHT + 36_000


def tape() -> Tape:
    return Tape(TENCENT, with_brokers=True)


def minute(turnover: int, volume: int = 1000, *, close: int = 105) -> Bar:
    bar = Bar(AT + 60, 102, 100)
    bar.close, bar.volume, bar.turnover = close, volume, Decimal(turnover)
    return bar


def total(flows: Flows) -> Decimal:
    return sum((*flows.bought, *flows.sold), Decimal(0))


@pytest.mark.parametrize(
    ("turnover", "size"),
    [(39_999, "small"), (40_000, "mid"), (149_999, "mid"), (150_000, "big"), (400_000, "huge")],
)
@pytest.mark.parametrize("buys", [True, False])
def test_a_trade_counts_by_its_turnover_and_direction(turnover: int, size: str, buys: bool) -> None:
    one = tape()
    one.record(AT, 100, Decimal(turnover), None, None, buys=buys)
    ((stamp, flows),) = one.minutes([minute(turnover)])
    assert stamp == AT + 60
    assert getattr(by_size(flows.bought if buys else flows.sold), size) == turnover
    assert total(flows) == turnover
    assert flows.net.total == (turnover if buys else -turnover)


def test_what_traded_before_the_run_keeps_its_parts() -> None:
    one = tape()
    ((_, before),) = one.minutes([minute(1_000_000)])
    one.record(AT, 100, Decimal(50_000), None, None, buys=True)
    ((_, after),) = one.minutes([minute(1_050_000, 1100, close=99)])
    assert total(before) == 1_000_000
    assert total(after) == 1_050_000
    assert after.sold == before.sold
    assert sum(after.bought) - sum(before.bought) == 50_000


def test_brokers_share_the_day() -> None:
    one = tape()
    buyer, seller = list(BROKERS)[:2]
    day = Bar(MIDNIGHT, 100, 100)
    day.volume, day.turnover = 10_000, Decimal(1_000_000)
    before = one.brokers(day)
    one.record(AT, 500, Decimal(50_000), buyer, seller, buys=True)
    day.volume, day.turnover = 10_500, Decimal(1_050_000)
    after = one.brokers(day)
    assert after[buyer].bought - before[buyer].bought == 500
    assert after[seller].sold - before[seller].sold == 500
    assert sum(each.bought for each in after.values()) == sum(each.sold for each in after.values()) == 10_500
    turnover = sum((each.turnover for each in after.values()), Decimal(0))
    assert abs(turnover - 2_100_000) < Decimal("0.1")


def test_a_day_that_is_over_is_kept() -> None:
    one = tape()
    today = Today(MIDNIGHT, MIDNIGHT + 86_400, 100)
    today.record(AT, 101, 500, Decimal(50_000))
    one.record(AT, 500, Decimal(50_000), 8305, 229, buys=False)
    one.end(today)
    assert today.day is not None
    assert one.day(today.day).sold == (Decimal(0), Decimal(50_000), Decimal(0), Decimal(0))
    assert one.past_brokers(today.day)[8305].bought == 500
    assert list(one.minutes([])) == []


def test_without_brokers_there_are_none_of_the_run() -> None:
    one = Tape(TENCENT, with_brokers=False)
    one.record(AT, 500, Decimal(50_000), 8305, 229, buys=True)
    day = Bar(MIDNIGHT, 100, 100)
    assert one.brokers(day) == {}
