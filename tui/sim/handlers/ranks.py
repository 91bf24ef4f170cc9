"""Rankings: top movers 3413 and the hot list 3414."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from tui.domain.markets import Market
from tui.domain.quotes import Snapshot
from tui.domain.ranks import (
    HeatField,
    HotField,
    HotFilter,
    HotList,
    Interval,
    Mover,
    MoverField,
    MoverFilter,
    Movers,
    PriceBand,
    SortDirection,
)
from tui.sim.caller import Caller
from tui.sim.market import ranks
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.messages.research import MOST_RANKED, GetHotList, GetMovers

R = TypeVar("R")
_RANKED = frozenset({Market.HK, Market.US})
_NOTHING = Decimal(0)


def movers(world: World, caller: Caller, request: GetMovers) -> Movers:
    """Return a stretch of the shares by today's change."""
    del caller
    _check(request)
    for condition in request.filters:
        _check_filter(condition)
    pairs = [ranks.mover(world.exchange, listing) for listing in ranks.shares(world.exchange, request.market)]
    rows = [row for row, snapshot in pairs if all(_meets(one, row, snapshot) for one in request.filters)]
    rows.sort(key=lambda row: (row.change_percent or _NOTHING, row.id), reverse=_falls(request.direction))
    return Movers(_stretch(rows, request), len(rows))


def hot_list(world: World, caller: Caller, request: GetHotList) -> HotList:
    """Return a stretch of the shares by how much they are talked about."""
    del caller
    _check(request)
    if request.field is HeatField.UNKNOWN:
        raise RefusalError("Unknown column of the hot list.")
    for condition in request.filters:
        if condition.field is not HotField.MARKET_CAP or condition.interval is None:
            raise RefusalError("The hot list can be filtered by an interval of market value only.")
    rows = [
        ranks.hot(world.exchange, listing)
        for listing in ranks.shares(world.exchange, request.market)
        if all(_caps(one, world.exchange.last(listing.id), listing.issued) for one in request.filters)
    ]
    rows.sort(
        key=lambda row: (row.heat(request.field).score or _NOTHING, row.id),
        reverse=_falls(request.direction),
    )
    return HotList(_stretch(rows, request), len(rows))


def _check(request: GetMovers | GetHotList) -> None:
    if request.market not in _RANKED:
        raise RefusalError(f"The market {request.market.name} has no ranking: only HK and US have one.")
    if request.direction is SortDirection.UNKNOWN:
        raise RefusalError("Unknown direction of sorting.")
    if not 1 <= request.count <= MOST_RANKED or request.offset < 0:
        raise RefusalError(f"A ranking gives 1 to {MOST_RANKED} rows from an offset of at least 0.")


def _check_filter(condition: MoverFilter) -> None:
    if condition.field is MoverField.UNKNOWN or condition.band is PriceBand.UNKNOWN:
        raise RefusalError("Unknown filter of movers.")
    if condition.band is not None and condition.field is not MoverField.PRICE:
        raise RefusalError("Ready-made bands are for the price only.")
    if condition.interval is None and condition.band is None:
        raise RefusalError(f"The filter {condition.field.name} needs an interval.")


def _meets(condition: MoverFilter, row: Mover, snapshot: Snapshot) -> bool:
    values = {
        MoverField.PRICE: row.last,
        MoverField.MARKET_CAP: row.market_cap,
        MoverField.PE: row.pe,
    }
    value = values[condition.field]
    if value is None:
        return False
    if condition.band is not None and not ranks.in_band(condition.band, value, snapshot):
        return False
    return _inside(condition.interval, value)


def _caps(condition: HotFilter, last: Decimal, issued: int | None) -> bool:
    return issued is not None and _inside(condition.interval, last * issued)


def _inside(interval: Interval | None, value: Decimal) -> bool:
    return interval is None or interval.holds(value)


def _falls(direction: SortDirection) -> bool:
    return direction is SortDirection.DESCENDING


def _stretch(rows: list[R], request: GetMovers | GetHotList) -> tuple[R, ...]:
    return tuple(rows[request.offset : request.offset + request.count])


HANDLERS: Handlers = {
    GetMovers: movers,
    GetHotList: hot_list,
}
