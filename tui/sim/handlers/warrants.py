"""Warrants and CBBCs by filter: 3210. All figures are those of the snapshot at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tui.domain.extras import PriceBounds, WarrantExtras, WarrantType
from tui.domain.markets import Market, SecurityType, zone_of
from tui.domain.quotes import Snapshot
from tui.domain.ranges import Range
from tui.domain.sorting import SortField
from tui.domain.warrants import Issuer, ListingPeriod, Warrant, WarrantStatus
from tui.sim.caller import Caller
from tui.sim.handlers.pages import check_page, cut, ordered
from tui.sim.listings.universe import Listing
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.messages.lists import GetWarrants, WarrantFilter, WarrantPage

_GRAIN = Decimal("0.001")
_BEST_SCORE = 100
_SCORE_A_TICK = 8
_PERIODS = {
    ListingPeriod.TODAY: (0, 0),
    ListingPeriod.TOMORROW: (1, 1),
    ListingPeriod.NEXT_WEEK: (1, 7),
    ListingPeriod.LAST_WEEK: (-7, 0),
    ListingPeriod.LAST_MONTH: (-30, 0),
}
"""Days from today, both ends included."""

_VALUES: dict[str, Callable[[Warrant], Any]] = {
    "last": lambda one: one.last,
    "strike": lambda one: one.terms.strike,
    "street_rate": lambda one: one.terms.street_rate,
    "conversion_ratio": lambda one: one.terms.conversion_rate,
    "volume": lambda one: one.volume,
    "premium": lambda one: one.terms.premium,
    "leverage": lambda one: one.terms.leverage,
    "delta": lambda one: one.terms.delta,
    "implied_volatility": lambda one: one.terms.implied_volatility,
    "recovery_price": lambda one: one.terms.recovery_price,
    "recovery_distance": lambda one: one.terms.recovery_distance,
}
"""What the ranges of a filter are ranges of."""

_KEYS: dict[SortField, Callable[[Warrant], Any]] = {
    SortField.CODE: lambda one: one.id.symbol,
    SortField.NAME: lambda one: one.name,
    SortField.ISSUER: lambda one: one.issuer,
    SortField.TYPE: lambda one: one.terms.type,
    SortField.STATUS: lambda one: one.status,
    SortField.LOT: lambda one: one.lot,
    SortField.LAST: lambda one: one.last,
    SortField.CHANGE: lambda one: one.change,
    SortField.CHANGE_PERCENT: lambda one: one.change_percent,
    SortField.BID: lambda one: one.bid,
    SortField.ASK: lambda one: one.ask,
    SortField.BID_VOLUME: lambda one: one.bid_volume,
    SortField.ASK_VOLUME: lambda one: one.ask_volume,
    SortField.VOLUME: lambda one: one.volume,
    SortField.TURNOVER: lambda one: one.turnover,
    SortField.AMPLITUDE: lambda one: one.amplitude,
    SortField.SCORE: lambda one: one.terms.score,
    SortField.PREMIUM: lambda one: one.terms.premium,
    SortField.LEVERAGE: lambda one: one.terms.leverage,
    SortField.EFFECTIVE_LEVERAGE: lambda one: one.effective_leverage,
    SortField.DELTA: lambda one: one.terms.delta,
    SortField.IMPLIED_VOLATILITY: lambda one: one.terms.implied_volatility,
    SortField.STRIKE: lambda one: one.terms.strike,
    SortField.BREAK_EVEN: lambda one: one.terms.break_even,
    SortField.IN_THE_MONEY: lambda one: one.terms.in_the_money,
    SortField.RECOVERY_PRICE: lambda one: one.terms.recovery_price,
    SortField.CONVERSION_PRICE: lambda one: one.terms.conversion_price,
    SortField.CONVERSION_RATIO: lambda one: one.terms.conversion_rate,
    SortField.MATURITY: lambda one: one.terms.maturity,
    SortField.LISTED: lambda one: one.listed_on,
    SortField.LAST_TRADE_DAY: lambda one: one.terms.last_trade_day,
    SortField.STREET_RATE: lambda one: one.terms.street_rate,
    SortField.STREET_VOLUME: lambda one: one.terms.street_volume,
    SortField.ISSUE_SIZE: lambda one: one.terms.issue_volume,
    SortField.UPPER_STRIKE: lambda one: one.terms.upper_strike,
    SortField.LOWER_STRIKE: lambda one: one.terms.lower_strike,
}


def warrants(world: World, caller: Caller, request: GetWarrants) -> WarrantPage:
    """Return one page of the warrants that pass."""
    del caller
    check_page(request.begin, request.count)
    key = _KEYS.get(request.sort)
    if key is None:
        raise RefusalError(f"Warrants cannot be sorted by {request.sort.name}.")
    _check(world, request.filter)
    today = datetime.fromtimestamp(world.now, zone_of(Market.HK)).date()
    listings = (
        one
        for one in world.exchange.listings(Market.HK, SecurityType.WARRANT)
        if request.filter.owner in (None, one.owner)
    )
    found = (_warrant(listing, world.exchange.snapshot(listing.id)) for listing in listings)
    passing = [one for one in found if _passes(request.filter, one, today)]
    rows, last_page = cut(ordered(passing, key, ascending=request.ascending), request.begin, request.count)
    return WarrantPage(rows, len(passing), last_page)


def _check(world: World, wanted: WarrantFilter) -> None:
    if wanted.owner is not None and world.listing(wanted.owner).id.market is not Market.HK:
        raise RefusalError(f"{wanted.owner} has no warrants: only Hong Kong lists them.")
    if WarrantType.UNKNOWN in wanted.types:
        raise RefusalError("Unknown type of warrant.")
    if Issuer.UNKNOWN in wanted.issuers:
        raise RefusalError("Unknown issuer of warrants.")


def _warrant(listing: Listing, snapshot: Snapshot) -> Warrant:
    quote, terms = snapshot.quote, snapshot.extras
    assert isinstance(terms, WarrantExtras), f"{listing.id} has no terms of a warrant"
    effective = None
    if terms.leverage is not None and terms.delta is not None:
        effective = (terms.leverage * terms.delta).quantize(_GRAIN)
    percent = quote.change_percent
    return Warrant(
        id=listing.id,
        name=quote.name,
        issuer=Issuer.__members__.get(terms.issuer, Issuer.UNKNOWN),
        lot=listing.lot,
        listed_on=listing.listed_on,
        status=WarrantStatus.NORMAL,
        terms=_scored(terms, snapshot),
        last=quote.last,
        prev_close=quote.prev_close,
        change=quote.change,
        change_percent=None if percent is None else percent.quantize(_GRAIN),
        high=quote.high,
        low=quote.low,
        amplitude=quote.amplitude,
        bid=snapshot.bid,
        ask=snapshot.ask,
        bid_volume=int(snapshot.bid_volume or 0),
        ask_volume=int(snapshot.ask_volume or 0),
        volume=int(quote.volume),
        turnover=quote.turnover,
        effective_leverage=terms.leverage if effective is None else effective,
    )


def _scored(terms: WarrantExtras, snapshot: Snapshot) -> WarrantExtras:
    """Give it a mark. The vendor has its own way; here a high premium and a wide quote make it low."""
    if terms.premium is None or snapshot.bid is None or snapshot.ask is None or not snapshot.quote.tick:
        return terms
    spread = (snapshot.ask - snapshot.bid) / snapshot.quote.tick
    mark = _BEST_SCORE - abs(terms.premium) - _SCORE_A_TICK * (spread - 1)
    return replace(terms, score=max(mark, Decimal(0)).quantize(_GRAIN))


def _passes(wanted: WarrantFilter, one: Warrant, today: date) -> bool:
    terms = one.terms
    return (
        (not wanted.types or terms.type in wanted.types)
        and (not wanted.issuers or one.issuer in wanted.issuers)
        and _lies(terms.maturity, wanted.maturity_from, wanted.maturity_to)
        and _listed_in(wanted.listed, one.listed_on, today)
        and wanted.moneyness in (PriceBounds.UNKNOWN, _moneyness(terms))
        and wanted.status in (WarrantStatus.UNKNOWN, one.status)
        and all(_range(wanted, name).holds(value(one)) for name, value in _VALUES.items())
    )


def _range(wanted: WarrantFilter, name: str) -> Range:
    found: Range = getattr(wanted, name)
    return found


def _lies(day: date | None, begin: date | None, end: date | None) -> bool:
    if day is None:
        return begin is None and end is None
    return (begin is None or day >= begin) and (end is None or day <= end)


def _listed_in(period: ListingPeriod, listed_on: date | None, today: date) -> bool:
    if period is ListingPeriod.UNKNOWN:
        return True
    first, last = _PERIODS[period]
    return listed_on is not None and first <= (listed_on - today).days <= last


def _moneyness(terms: WarrantExtras) -> PriceBounds:
    if terms.bounds is not PriceBounds.UNKNOWN or terms.in_the_money is None:
        return terms.bounds
    return PriceBounds.INSIDE if terms.in_the_money >= 0 else PriceBounds.OUTSIDE


HANDLERS: Handlers = {GetWarrants: warrants}
