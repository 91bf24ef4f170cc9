"""Capital flow, its distribution, and the brokers behind it, as readers see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from tui.domain.candles import CandleType
from tui.domain.flows import (
    BrokerTurnover,
    BySize,
    CapitalFlow,
    Distribution,
    FlowPeriod,
    FlowPoint,
    NetSide,
    TopBrokers,
)
from tui.sim.listings.brokers import broker_name
from tui.sim.market.candles import MINUTE_S, period_key
from tui.sim.market.history import DAYS
from tui.sim.market.market import Market
from tui.sim.market.tape import NO_FLOWS, BrokerSum, BrokerSums, Flows, by_size

_TOP = 10
_PRICE = Decimal("0.001")
_NO_SUM = BrokerSum(0, 0, Decimal(0))
_LONGER = {FlowPeriod.WEEK: CandleType.K_WEEK, FlowPeriod.MONTH: CandleType.K_MONTH}


def intraday(market: Market) -> CapitalFlow:
    """Return the flow since the opening, minute by minute."""
    points = []
    total = NO_FLOWS
    for stamp, flows in market.tape.minutes(market.today.minutes):
        total = total.plus(flows)
        points.append(_point(market.moment(stamp - MINUTE_S), total.net, with_main=False))
    return CapitalFlow(tuple(points), market.moment(market.traded_at))


def longer(market: Market, period: FlowPeriod, begin: date, end: date) -> CapitalFlow:
    """Return the flow of days, or of the weeks or months they make, each at its first trading day."""
    age = (market.moment(market.at).date() - begin).days
    bars = market.history.days(min(max(age, 0), DAYS))
    known = [(bar, market.tape.day(bar)) for bar in bars]
    if market.today.day is not None:
        known.append((market.today.day, _today(market)))
    key = _keys(period)
    slots: dict[int, tuple[datetime, Flows]] = {}
    for bar, flows in known:
        day = market.moment(bar.at)
        if begin <= day.date() <= end:
            at, so_far = slots.get(key(day.date()), (day, NO_FLOWS))
            slots[key(day.date())] = (at, so_far.plus(flows))
    points = tuple(_point(at, flows.net, with_main=True) for at, flows in slots.values())
    return CapitalFlow(points, market.moment(market.traded_at))


def distribution(market: Market) -> Distribution:
    """Return today's money in and out by size."""
    flows = _today(market)
    return Distribution(by_size(flows.bought), by_size(flows.sold), market.moment(market.traded_at))


def top_brokers(market: Market, days_before: int) -> TopBrokers | None:
    """Return the largest net buyers and sellers of today or of a day before; None for a day not known."""
    if days_before == 0:
        day = market.today.day
        sums = {} if day is None else market.tape.brokers(day)
        return TopBrokers(
            live=True, at=market.moment(market.traded_at), brokers=_ranked(market, sums, live=True)
        )
    days = market.history.days(days_before)
    if len(days) < days_before:
        return None
    sums = market.tape.past_brokers(days[0])
    return TopBrokers(live=False, at=market.moment(days[0].at), brokers=_ranked(market, sums, live=False))


def _today(market: Market) -> Flows:
    total = NO_FLOWS
    for _, flows in market.tape.minutes(market.today.minutes):
        total = total.plus(flows)
    return total


def _keys(period: FlowPeriod) -> Callable[[date], int]:
    """Return what the days of one slot have in common."""
    return date.toordinal if period is FlowPeriod.DAY else period_key(_LONGER[period])


def _point(at: datetime, net: BySize, *, with_main: bool) -> FlowPoint:
    return FlowPoint(
        at=at,
        total=net.total,
        main=net.main if with_main else None,
        huge=net.huge,
        big=net.big,
        mid=net.mid,
        small=net.small,
    )


def _ranked(market: Market, sums: BrokerSums, *, live: bool) -> tuple[BrokerTurnover, ...]:
    """Add up the numbers of each participant, and pick net buyers, then net sellers."""
    named: dict[str, BrokerSum] = {}
    for number, one in sums.items():
        name = broker_name(number, market.language)
        named[name] = named.get(name, _NO_SUM).plus(*one)
    by_net = sorted(named.items(), key=lambda item: item[1].sold - item[1].bought)
    buyers = [_row(name, one, live=live) for name, one in by_net if one.bought > one.sold]
    sellers = [_row(name, one, live=live) for name, one in reversed(by_net) if one.bought < one.sold]
    return tuple(buyers[:_TOP] + sellers[:_TOP])


def _row(name: str, one: BrokerSum, *, live: bool) -> BrokerTurnover:
    volume = one.bought + one.sold
    return BrokerTurnover(
        name=name,
        side=NetSide.BUYER if one.bought > one.sold else NetSide.SELLER,
        net_volume=one.bought - one.sold,
        average_price=(one.turnover / volume).quantize(_PRICE) if live else None,
        volume=Decimal(volume) if live else None,
        turnover=one.turnover if live else None,
    )
