"""Option chains and expiry dates: 3209, 3224."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tui.domain.extras import OptionExtras
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import zone_of
from tui.domain.option_chains import ChainDay, Expiry, Moneyness, StrikeRow
from tui.domain.options import ExpiryCycle, IndexOptionType, OptionType
from tui.sim.caller import Caller
from tui.sim.listings.options import OptionClass, closing
from tui.sim.listings.universe import Listing
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.messages.options import LONGEST_SPAN_DAYS, ChainFilter, GetExpiries, GetOptionChain


def expiries(world: World, caller: Caller, request: GetExpiries) -> tuple[Expiry, ...]:
    """Return the days on which options of an underlying end."""
    del caller
    each = _class_of(world, request.owner, request.index_type)
    today = datetime.fromtimestamp(world.now, zone_of(request.owner.market)).date()
    return tuple(Expiry(day, (day - today).days, cycle) for day, cycle in _alive(world, each))


def chain(world: World, caller: Caller, request: GetOptionChain) -> tuple[ChainDay, ...]:
    """Return the contracts that end between two days; days of which nothing is left are left out."""
    del caller
    if request.end < request.begin:
        raise RefusalError("The end of the period is before its beginning.")
    if (request.end - request.begin).days > LONGEST_SPAN_DAYS:
        raise RefusalError(f"An option chain spans at most {LONGEST_SPAN_DAYS} days.")
    each = _class_of(world, request.owner, request.index_type)
    days = (day for day, _ in _alive(world, each) if request.begin <= day <= request.end)
    found = (ChainDay(day, tuple(_rows(world, each, day, request))) for day in days)
    return tuple(day for day in found if day.rows)


def _class_of(world: World, owner: SecurityId, kind: IndexOptionType) -> OptionClass:
    world.listing(owner)
    found = world.exchange.options.class_of(owner, kind)
    if found is None:
        raise RefusalError(f"{owner} has no options.")
    return found


def _alive(world: World, each: OptionClass) -> Iterator[tuple[date, ExpiryCycle]]:
    """The expiry days that have not ended yet."""
    for day, cycle in world.exchange.options.expiries(each).items():
        if closing(each.owner.market, day) > world.now:
            yield day, cycle


def _rows(world: World, each: OptionClass, day: date, request: GetOptionChain) -> Iterator[StrikeRow]:
    spot = world.exchange.market(each.owner).reference()
    for call, put in world.exchange.options.on(each, day):
        sides = [_shown(world, listing, spot, request) for listing in (call, put)]
        if any(side is not None for side in sides):
            yield StrikeRow(*sides)


def _shown(world: World, listing: Listing, spot: float, request: GetOptionChain) -> Instrument | None:
    terms = listing.option
    assert terms is not None
    assert terms.strike is not None
    if request.type not in (OptionType.UNKNOWN, terms.type):
        return None
    strike = float(terms.strike)
    inside = strike < spot if terms.type is OptionType.CALL else strike > spot
    if request.moneyness is not Moneyness.UNKNOWN and inside != (request.moneyness is Moneyness.IN_THE_MONEY):
        return None
    if request.filter is not None and not _passes(world, listing, request.filter):
        return None
    return world.exchange.instrument(listing.id)


def _passes(world: World, listing: Listing, wanted: ChainFilter) -> bool:
    snapshot = world.exchange.snapshot(listing.id)
    assert isinstance(snapshot.extras, OptionExtras)
    figures = snapshot.extras.figures
    return (
        figures.implied_volatility in wanted.implied_volatility
        and figures.delta in wanted.delta
        and figures.gamma in wanted.gamma
        and figures.vega in wanted.vega
        and figures.theta in wanted.theta
        and figures.rho in wanted.rho
        and figures.net_open_interest in wanted.net_open_interest
        and figures.open_interest in wanted.open_interest
        and snapshot.quote.volume in wanted.volume
    )


HANDLERS: Handlers = {GetExpiries: expiries, GetOptionChain: chain}
