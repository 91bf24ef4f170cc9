"""What hangs on a security, and the terms of futures: 3206, 3218."""

from __future__ import annotations

from tui.domain.futures import FutureTerms, ReferenceKind
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.sim.caller import Caller
from tui.sim.handlers.pages import named
from tui.sim.listings.universe import Listing
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.messages.lists import GetFutureTerms, GetReferences


def references(world: World, caller: Caller, request: GetReferences) -> tuple[Instrument, ...]:
    """Return the warrants of a security, or the months of a main contract."""
    del caller
    listing = world.listing(request.id)
    if request.kind is ReferenceKind.WARRANTS:
        found = [one for one in world.exchange.listings(kind=SecurityType.WARRANT) if one.owner == listing.id]
    elif request.kind is ReferenceKind.FUTURES:
        if not listing.main_contract:
            raise RefusalError(f"{listing.id} is no main contract of a future.")
        found = list(world.exchange.futures.months_of(listing.id))
    else:
        raise RefusalError("Unknown kind of reference.")
    return tuple(world.exchange.instrument(one.id) for one in found)


def future_terms(world: World, caller: Caller, request: GetFutureTerms) -> tuple[FutureTerms, ...]:
    """Return the terms of futures; anything else among the codes fails the whole request."""
    del caller
    return tuple(_terms(world, listing) for listing in named(world, request.ids))


def _terms(world: World, listing: Listing) -> FutureTerms:
    terms = world.exchange.futures.terms(listing, world.config.language)
    if terms is None:
        raise RefusalError(f"{listing.id} is no future.")
    return terms


HANDLERS: Handlers = {GetReferences: references, GetFutureTerms: future_terms}
