"""Which part of the trading day it is for a security, and when orders match again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tui.domain.instruments import Instrument
from tui.domain.markets import Market, MarketState, SecurityType
from tui.domain.orders import TradeSession
from tui.domain.session_tables import PLANS, DayPlan, Phase

_DAY = 24 * 60
_LOOK_AHEAD_DAYS = 7
_STOCK_PLANS = {
    Market.HK: "hk.stock",
    Market.US: "us.stock",
    Market.SH: "cn.stock",
    Market.SZ: "cn.stock",
    Market.SG: "sg.stock",
    Market.JP: "jp.stock",
    Market.MY: "my.stock",
}
_CONTRACT_PLANS = {
    (Market.HK, SecurityType.OPTION): "hk.option",
    (Market.HK, SecurityType.FUTURE): "hk.future",
    (Market.US, SecurityType.OPTION): "us.option",
    (Market.US, SecurityType.FUTURE): "us.future",
}
_COVERS = {
    TradeSession.NONE: frozenset({TradeSession.RTH}),
    TradeSession.RTH: frozenset({TradeSession.RTH}),
    TradeSession.ETH: frozenset({TradeSession.RTH, TradeSession.ETH}),
    TradeSession.OVERNIGHT: frozenset({TradeSession.OVERNIGHT}),
    TradeSession.ALL: frozenset({TradeSession.RTH, TradeSession.ETH, TradeSession.OVERNIGHT}),
}


def plan_of(instrument: Instrument) -> DayPlan | None:
    """Return the hours of a security's exchange, None where they are not known."""
    market, kind = instrument.id.market, instrument.type
    if kind is SecurityType.OPTION and instrument.option is not None and instrument.option.index_type:
        kind = SecurityType.FUTURE if market is Market.HK else kind
    if kind in (SecurityType.OPTION, SecurityType.FUTURE):
        name = _CONTRACT_PLANS.get((market, kind))
    else:
        name = _STOCK_PLANS.get(market)
    return None if name is None else PLANS[name]


def trades_in(phase: Phase, session: TradeSession) -> bool:
    """Whether an order for this session may fill in this phase; outside the US every order may."""
    if phase.session is TradeSession.NONE:
        return True
    return phase.session in _COVERS.get(session, frozenset())


def by_clock(plan: DayPlan, now: datetime) -> Phase | None:
    """Return the phase the table has for a moment, None outside of all; it knows no holidays."""
    local = now.astimezone(ZoneInfo(plan.zone))
    minute = local.hour * 60 + local.minute
    for phase in plan.phases:
        for back in (0, 1):
            began = local - timedelta(days=back)
            begins = began.weekday() in phase.days and _still_there(plan, phase, began)
            end = min(phase.end, plan.half_day_end) if began.date() in plan.half_days else phase.end
            if begins and phase.begin <= minute + back * _DAY < end:
                return phase
    return None


def phase_of(instrument: Instrument, state: MarketState | None, now: datetime | None) -> Phase | None:
    """Return where the day stands: what OpenD says, told apart by the clock; None when it is closed.

    Without a clock, what some part of the reported state takes counts as taken.
    """
    plan = plan_of(instrument)
    if plan is None:
        return None
    timed = None if now is None else by_clock(plan, now)
    if state is None or state is MarketState.UNKNOWN:
        return timed
    if timed is not None and (state is timed.state or state in timed.also):
        return timed
    named = [phase for phase in plan.phases if phase.state is state]
    named = named or [phase for phase in plan.phases if state in phase.also and phase.matching]
    if not named:
        return None
    acts = "".join(act for act in "eacm" if any(act in phase.acts for phase in named))
    widest = next((phase for phase in named if phase.acts), named[0])
    return replace(widest, acts=acts, begin=named[0].begin, end=named[-1].end)


def resumes(instrument: Instrument, phase: Phase, act: str) -> int | None:
    """Return the minute of the same day from which the exchange takes an act again, None when it does not."""
    plan = plan_of(instrument)
    later = [one for one in (() if plan is None else plan.phases) if one.begin >= phase.end]
    return next((one.begin for one in later if act in one.acts), None)


def next_match(
    instrument: Instrument, now: datetime, session: TradeSession = TradeSession.NONE
) -> datetime | None:
    """Return when orders match continuously again, in exchange time, should no holiday come between."""
    plan = plan_of(instrument)
    if plan is None:
        return None
    zone = ZoneInfo(plan.zone)
    local = now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(_LOOK_AHEAD_DAYS + 1):
        day = midnight + timedelta(days=ahead)
        for phase in plan.phases:
            if not phase.matching or not trades_in(phase, session):
                continue
            begin = day + timedelta(minutes=phase.begin)
            if begin > local and day.weekday() in phase.days and _still_there(plan, phase, day):
                return begin
    return None


def _still_there(plan: DayPlan, phase: Phase, day: datetime) -> bool:
    """Whether a phase takes place on a day that ends early."""
    return day.date() not in plan.half_days or phase.begin < plan.half_day_end
