"""Adjustments, flows and brokers, as a client of the daemon sees them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.sim.bench import TENCENT, WARRANT, Bench
from tests.sim.traders import NOW
from tui.domain.candles import CandleType, Rehab
from tui.domain.flows import CapitalFlow, FlowPeriod, NetSide
from tui.domain.ids import SecurityId
from tui.domain.markets import zone_of
from tui.domain.orders import Side
from tui.domain.rehabs import factors_on
from tui.sim.history_quota import WINDOW_S, HistoryQuota
from tui.sim.listings.brokers import USER_BROKERS, broker_name
from tui.sim.trading.accounts import REAL_SECURITIES
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import GetHistoryCandles, GetSnapshots
from tui.wire.messages.research import (
    GetAdjustments,
    GetCapitalFlow,
    GetDistribution,
    GetHistoryQuota,
    GetTopBrokers,
)

AAPL, NVIDIA, MOUTAI = map(SecurityId.parse, ("AAPL", "NVDA", "600519"))
TODAY = NOW.astimezone(zone_of(TENCENT.market)).date()
FUTURE, NOBODY = SecurityId.parse("MHImain"), SecurityId.parse("99999")


@pytest.fixture(scope="module")
def bench() -> Bench:
    """A run that has traded for a while."""
    bench = Bench(rate=4.0)
    bench.step(400)
    return bench


def candles(id_: SecurityId, rehab: Rehab = Rehab.FORWARD, **more: object) -> GetHistoryCandles:
    return GetHistoryCandles(id_, CandleType.K_DAY, "2024-01-01", "2026-11-23", rehab=rehab, **more)  # type: ignore[arg-type]


# ---- history quota


def test_each_security_takes_one_unit_for_a_week() -> None:
    bench = Bench()
    total = bench.ask(GetHistoryQuota()).remaining
    began = bench.now
    bench.ask(candles(TENCENT))
    bench.ask(candles(TENCENT, page_size=10))
    bench.now += 60
    page = bench.ask(candles(AAPL, page_size=10))
    bench.ask(candles(AAPL, page_size=10, key=page.next_key))
    quota = bench.ask(GetHistoryQuota(details=True))
    assert (quota.used, quota.remaining) == (2, total - 2)
    assert [(use.id, use.name) for use in quota.uses] == [(TENCENT, "TENCENT"), (AAPL, "Apple")]
    requested = [use.requested_at for use in quota.uses]
    assert [at.timestamp() for at in requested if at] == [int(began), int(began + 60)]
    assert bench.ask(GetHistoryQuota()).uses == ()
    bench.now = began + WINDOW_S + 1
    assert bench.ask(GetHistoryQuota()).used == 1


def test_beyond_the_quota_only_what_has_a_unit_is_given() -> None:
    bench = Bench()
    bench.daemon.world.history_quota = HistoryQuota(1)
    bench.ask(candles(TENCENT))
    with pytest.raises(RefusedError, match=r"history candle quota .* 1 of 1"):
        bench.ask(candles(AAPL))
    assert bench.ask(candles(TENCENT)).candles


# ---- adjustments


@pytest.mark.parametrize("rehab", [Rehab.FORWARD, Rehab.BACKWARD])
@pytest.mark.parametrize("id_", [TENCENT, NVIDIA, MOUTAI], ids=str)
def test_history_candles_follow_from_raw_ones_and_the_factors(
    bench: Bench, id_: SecurityId, rehab: Rehab
) -> None:
    actions = bench.ask(GetAdjustments(id_))
    assert actions
    raw, adjusted = bench.ask(candles(id_, Rehab.NONE)).candles, bench.ask(candles(id_, rehab)).candles
    assert raw != adjusted
    for before, after in zip(raw, adjusted, strict=True):
        assert before.close is not None
        assert after.close is not None
        expected = factors_on(before.at.date(), actions, rehab).apply(before.close)
        assert abs(expected - after.close) < Decimal("0.001")


def test_what_has_no_actions_has_none(bench: Bench) -> None:
    assert bench.ask(GetAdjustments(WARRANT)) == bench.ask(GetAdjustments(FUTURE)) == ()


# ---- flows


def flow(bench: Bench, period: FlowPeriod, begin: str = "2026-08-03") -> CapitalFlow:
    return bench.ask(GetCapitalFlow(TENCENT, period, date.fromisoformat(begin), TODAY))


def test_the_distribution_is_the_days_turnover(bench: Bench) -> None:
    distribution = bench.ask(GetDistribution(TENCENT))
    (snapshot,) = bench.ask(GetSnapshots((TENCENT,)))
    assert distribution.bought.total + distribution.sold.total == snapshot.quote.turnover
    for amounts in (distribution.bought, distribution.sold):
        assert amounts.huge is not None
        assert min(amounts.huge, amounts.big, amounts.mid, amounts.small) > 0


def test_minutes_end_at_the_days_balance(bench: Bench) -> None:
    distribution = bench.ask(GetDistribution(TENCENT))
    told = bench.ask(GetCapitalFlow(TENCENT))
    times = [point.at for point in told.points if point.at]
    assert all(two - one == timedelta(minutes=1) for one, two in pairwise(times))
    assert len(times) == len(told.points) >= 120
    last = told.points[-1]
    assert last.total == distribution.bought.total - distribution.sold.total
    assert last.small == distribution.bought.small - distribution.sold.small
    assert last.main is None
    today = flow(bench, FlowPeriod.DAY).points[-1]
    assert (today.total, today.big) == (last.total, last.big)
    assert today.main == distribution.bought.main - distribution.sold.main


def test_the_runs_own_trades_are_in_the_flow() -> None:
    bench = Bench()
    before = bench.ask(GetDistribution(TENCENT))
    trades = bench.daemon.world.exchange.trades(TENCENT)
    bench.step(200)
    new = [one for one in bench.daemon.world.exchange.trades(TENCENT) if one.sequence > trades[-1].sequence]
    after = bench.ask(GetDistribution(TENCENT))
    bought = sum(one.turnover for one in new if one.direction.name == "BUY")
    sold = sum(one.turnover for one in new if one.direction.name == "SELL")
    assert bought > 0
    assert sold > 0
    assert after.bought.total - before.bought.total == bought
    assert after.sold.total - before.sold.total == sold


@pytest.mark.parametrize("period", [FlowPeriod.WEEK, FlowPeriod.MONTH])
def test_longer_slots_are_the_sums_of_their_days(bench: Bench, period: FlowPeriod) -> None:
    days, longer = flow(bench, FlowPeriod.DAY).points, flow(bench, period).points
    assert sum(point.total for point in days) == sum(point.total for point in longer)
    assert sum(point.small or 0 for point in days) == sum(point.small or 0 for point in longer)
    assert len(longer) == {FlowPeriod.WEEK: 17, FlowPeriod.MONTH: 4}[period]
    assert {point.at for point in longer} <= {point.at for point in days}


def test_days_are_asked_for_by_their_first_and_last(bench: Bench) -> None:
    asked = GetCapitalFlow(TENCENT, FlowPeriod.DAY, date(2026, 11, 9), date(2026, 11, 13))
    told = bench.ask(asked)
    days = [point.at.astimezone(zone_of(TENCENT.market)).date() for point in told.points if point.at]
    assert days == [date(2026, 11, day) for day in range(9, 14)]
    assert bench.ask(asked) == told


def test_a_day_that_ended_during_the_run_keeps_its_flow() -> None:
    bench = Bench()
    bench.step(100)
    world = bench.daemon.world
    before = bench.ask(GetDistribution(TENCENT))
    top = bench.ask(GetTopBrokers(TENCENT))
    market = world.exchange.market(TENCENT)
    market.tick(market.today.end + 60)
    assert bench.ask(GetDistribution(TENCENT)).bought.total == 0
    (point,) = bench.ask(GetCapitalFlow(TENCENT, FlowPeriod.DAY, TODAY, TODAY)).points
    assert point.total == before.bought.total - before.sold.total
    past = bench.ask(GetTopBrokers(TENCENT, 1))
    assert [(one.name, one.net_volume) for one in past.brokers] == [
        (one.name, one.net_volume) for one in top.brokers
    ]


# ---- brokers


def test_brokers_bought_what_others_sold(bench: Bench) -> None:
    top = bench.ask(GetTopBrokers(TENCENT))
    (snapshot,) = bench.ask(GetSnapshots((TENCENT,)))
    assert top.live
    assert sum(one.net_volume for one in top.brokers) == 0
    assert sum(one.volume or 0 for one in top.brokers) == 2 * snapshot.quote.volume
    sides = [one.side for one in top.brokers]
    assert sides == sorted(sides)
    buyers = [one.net_volume for one in top.brokers if one.side is NetSide.BUYER]
    sellers = [one.net_volume for one in top.brokers if one.side is NetSide.SELLER]
    assert buyers == sorted(buyers, reverse=True)
    assert sellers == sorted(sellers)
    assert 0 < len(buyers) <= 10
    assert 0 < len(sellers) <= 10
    low, high = snapshot.quote.low, snapshot.quote.high
    assert low is not None
    assert high is not None
    assert all(low <= one.average_price <= high for one in top.brokers if one.average_price)


def test_a_large_purchase_shows_at_the_users_broker() -> None:
    bench = Bench()
    name = broker_name(USER_BROKERS[0], "en")

    def net() -> int:
        return sum(one.net_volume for one in bench.ask(GetTopBrokers(TENCENT)).brokers if one.name == name)

    bench.unlock()
    before = net()
    reply = bench.place(REAL_SECURITIES, Side.BUY, 2000, bench.away(8))
    bench.step_until(lambda: bench.orders(REAL_SECURITIES)[reply.order_id].filled_qty == 2000)
    flow_of_others = 2000 * 3
    assert abs(net() - before - 2000) < flow_of_others
    tape = bench.daemon.world.exchange.market(TENCENT).tape
    day = bench.daemon.world.exchange.market(TENCENT).today.day
    assert day is not None
    assert sum(one.bought for one in tape.brokers(day).values()) == day.volume


def test_brokers_of_a_day_before(bench: Bench) -> None:
    past = bench.ask(GetTopBrokers(TENCENT, 3))
    assert not past.live
    assert past.at == datetime.fromisoformat("2026-11-18T00:00:00+08:00")
    assert sum(one.net_volume for one in past.brokers) == 0
    assert all((one.average_price, one.volume, one.turnover) == (None, None, None) for one in past.brokers)
    assert bench.ask(GetTopBrokers(TENCENT, 3)) == past
    assert bench.ask(GetTopBrokers(TENCENT, 4)) != past


# ---- refusals

MONTH = (date(2026, 10, 1), date(2026, 10, 31))
REFUSED: list[tuple[Request[object], str]] = [
    (candles(TENCENT, Rehab.UNKNOWN), "adjustment"),
    (GetAdjustments(NOBODY), r"Unknown stock HK\.99999"),
    (GetCapitalFlow(NOBODY), "Unknown stock"),
    (GetCapitalFlow(FUTURE), "no capital flow"),
    (GetCapitalFlow(TENCENT, FlowPeriod.UNKNOWN), "Unknown period"),
    (GetCapitalFlow(TENCENT, FlowPeriod.DAY), "first and a last day"),
    (GetCapitalFlow(TENCENT, FlowPeriod.DAY, *reversed(MONTH)), "before its beginning"),
    (GetDistribution(FUTURE), "no capital flow"),
    (GetTopBrokers(AAPL), "only Hong Kong"),
    (GetTopBrokers(FUTURE), "only Hong Kong"),
    (GetTopBrokers(TENCENT, -1), "0 to 1300"),
    (GetTopBrokers(WARRANT, 200), "not traded 200 trading days before"),
]


@pytest.mark.parametrize(("request_", "sentence"), REFUSED)
def test_refused(bench: Bench, request_: Request[object], sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        bench.ask(request_)
