"""Rules about how long an order may live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tui.domain.accounts import Env
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType, zone_of
from tui.domain.orders import OrderType, TimeInForce
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn
from tui.domain.rules_side import shorted_by
from tui.domain.rules_types import CONNECT

LONGEST_DAYS = 90
"""Calendar days that an order which is good till cancelled lives."""
_SATURDAY = 5


def tif_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check how long the order may live."""
    instrument, tif = facts.instrument, ticket.tif
    if tif is not TimeInForce.GTD and ticket.expires_on is not None:
        yield block(Field.TIF, "only an order that is good till a day (GTD) has a last day")
    if tif is TimeInForce.DAY or instrument is None:
        return
    cause = why_not_tif(ticket.env, instrument, ticket.type, tif)
    if cause:
        yield block(Field.TIF, cause)
    elif shorted_by(ticket, facts) and _day_shorts_only(ticket, instrument):
        yield block(Field.TIF, "short sales in Hong Kong live for the day only")
    elif tif is TimeInForce.GTD:
        yield from _day_rules(ticket.expires_on, today_of(facts, instrument))


def why_not_tif(env: Env, instrument: Instrument, kind: OrderType, tif: TimeInForce) -> str:
    """Return why an order of a type may not live so long, nothing when it may."""
    if tif is TimeInForce.DAY:
        return ""
    if tif is TimeInForce.UNKNOWN:
        return "choose how long the order lives"
    if env is Env.PAPER:
        return "paper orders live for the day only"
    if tif is TimeInForce.IOC:
        crypto = instrument.type is SecurityType.CRYPTO and kind is OrderType.MARKET
        return "" if crypto else "immediate-or-cancel exists for market orders in crypto only"
    if kind is OrderType.MARKET and (
        instrument.type is SecurityType.FUTURE or instrument.id.market in (Market.HK, *CONNECT)
    ):
        return "market orders live for the day only here"
    return ""


def today_of(facts: TicketFacts, instrument: Instrument) -> date | None:
    """Return the day where the security trades."""
    if facts.today is not None or facts.now is None:
        return facts.today
    return facts.now.astimezone(zone_of(instrument.id.market)).date()


def _day_shorts_only(ticket: TicketDraft, instrument: Instrument) -> bool:
    stock = instrument.type not in (SecurityType.FUTURE, SecurityType.OPTION)
    return ticket.env is Env.REAL and instrument.id.market is Market.HK and stock


def _day_rules(last: date | None, today: date | None) -> Iterator[Finding]:
    if last is None:
        yield block(Field.TIF, "an order that is good till a day (GTD) needs that day")
    elif today is not None and last < today:
        yield block(Field.TIF, f"the last day {last} is over")
    elif today is not None and last > today + timedelta(days=LONGEST_DAYS):
        furthest = today + timedelta(days=LONGEST_DAYS)
        yield warn(Field.TIF, f"orders live {LONGEST_DAYS} days at most: until {furthest}")
    elif last.weekday() >= _SATURDAY:
        yield warn(Field.TIF, f"{last} is a weekend: the order ends the trading day before")
