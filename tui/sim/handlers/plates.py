"""Plates, their members, and the plates of a security: 3204, 3205, 3207."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.plates import Plate, PlateKind, PlatesOfSecurity
from tui.domain.quotes import Snapshot
from tui.domain.sorting import SortField
from tui.sim.caller import Caller
from tui.sim.handlers.pages import named, ordered
from tui.sim.listings.plates import PLATE_KINDS, members_of
from tui.sim.listings.universe import Listing
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.messages.lists import GetMembers, GetPlates, GetPlatesOf

_MARKETS = {Market.HK: Market.HK, Market.US: Market.US, Market.SH: Market.SH, Market.SZ: Market.SH}
"""Markets that have plates, and where those are listed: the mainland has one set."""
_BY_LISTING: dict[SortField, Callable[[Instrument], Any]] = {
    SortField.CODE: lambda one: one.id.symbol,
    SortField.NAME: lambda one: one.name,
    SortField.LOT: lambda one: one.lot,
    SortField.LISTED: lambda one: one.listed_on,
}
_BY_PRICE: dict[SortField, Callable[[Snapshot], Any]] = {
    SortField.LAST: lambda one: one.quote.last,
    SortField.CHANGE: lambda one: one.quote.change,
    SortField.CHANGE_PERCENT: lambda one: one.quote.change_percent,
    SortField.BID: lambda one: one.bid,
    SortField.ASK: lambda one: one.ask,
    SortField.BID_VOLUME: lambda one: one.bid_volume,
    SortField.ASK_VOLUME: lambda one: one.ask_volume,
    SortField.VOLUME: lambda one: one.quote.volume,
    SortField.TURNOVER: lambda one: one.quote.turnover,
    SortField.AMPLITUDE: lambda one: one.quote.amplitude,
}


def plates(world: World, caller: Caller, request: GetPlates) -> tuple[Plate, ...]:
    """Return the plates of a market; those of kind OTHER are told of single securities only."""
    del caller
    market = _MARKETS.get(request.market)
    if market is None:
        raise RefusalError(f"There are no plates of the market {request.market.name} here.")
    if request.kind is PlateKind.UNKNOWN:
        raise RefusalError("Unknown kind of plate.")
    found = (_plate(world, one) for one in world.exchange.universe.of(market, SecurityType.PLATE))
    return tuple(one for one in found if request.kind in (PlateKind.ALL, one.kind))


def members(world: World, caller: Caller, request: GetMembers) -> tuple[Instrument, ...]:
    """Return what a plate or an index consists of."""
    del caller
    listing = world.listing(request.plate)
    if not listing.composite:
        raise RefusalError(f"{listing.id} is neither a plate nor an index.")
    return tuple(
        ordered(
            (world.exchange.instrument(id_) for id_ in members_of(listing)),
            _member_key(world, request.sort),
            ascending=request.ascending,
        )
    )


def _member_key(world: World, sort: SortField) -> Callable[[Instrument], Any]:
    by_listing, by_price = _BY_LISTING.get(sort), _BY_PRICE.get(sort)
    if by_listing is not None:
        return by_listing
    if by_price is None:
        raise RefusalError(f"Members of a plate cannot be sorted by {sort.name}.")
    return lambda one: by_price(world.exchange.snapshot(one.id))


def plates_of(world: World, caller: Caller, request: GetPlatesOf) -> tuple[PlatesOfSecurity, ...]:
    """Return the plates and indexes that securities belong to."""
    del caller
    composites = [one for one in world.exchange.universe if one.composite]
    return tuple(
        PlatesOfSecurity(
            one.id,
            world.name(one.id),
            tuple(_plate(world, each) for each in composites if one.id in members_of(each)),
        )
        for one in named(world, request.ids)
    )


def _plate(world: World, listing: Listing) -> Plate:
    return Plate(listing.id, world.name(listing.id), PLATE_KINDS.get(listing.id, PlateKind.OTHER))


HANDLERS: Handlers = {GetPlates: plates, GetMembers: members, GetPlatesOf: plates_of}
