"""Search for securities 3262 and for news 3263."""

from __future__ import annotations

from tui.domain.found import FoundSecurity
from tui.domain.news import Headline, NewsKind
from tui.sim.caller import Caller
from tui.sim.market import news
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.messages.research import FindNews, FindSecurities

_MOST_FOUND = 100
_EVERYTHING = "All"
"""The system's group of all that the user watches."""


def find_securities(world: World, caller: Caller, request: FindSecurities) -> tuple[FoundSecurity, ...]:
    """Return the best matches of a code or a name in either language."""
    del caller
    count = _count(request.keyword, request.count)
    watched = frozenset(world.groups.members(_EVERYTHING))
    return tuple(
        FoundSecurity(listing.id, listing.name(world.config.language), listing.type, listing.id in watched)
        for listing in world.directory.find(request.keyword, count)
    )


def find_news(world: World, caller: Caller, request: FindNews) -> tuple[Headline, ...]:
    """Return the latest headlines about securities of that code or name, else with those words in them."""
    del caller
    count = _count(request.keyword, request.count)
    if request.kind is NewsKind.UNKNOWN:
        raise RefusalError("Unknown kind of news.")
    exchange = world.exchange
    about = world.directory.find(request.keyword, len(exchange.universe))
    told = news.headlines(exchange, about or exchange.universe)
    if not about:
        told = [one for one in told if request.keyword.casefold() in one.title.casefold()]
    wanted = [one for one in told if request.kind in (NewsKind.ALL, one.kind)]
    return tuple(wanted[:count])


def _count(keyword: str, count: int) -> int:
    if not keyword.strip():
        raise RefusalError("Name something to search for.")
    if count <= 0:
        raise RefusalError("The number of results must be more than 0.")
    return min(count, _MOST_FOUND)


HANDLERS: Handlers = {
    FindSecurities: find_securities,
    FindNews: find_news,
}
