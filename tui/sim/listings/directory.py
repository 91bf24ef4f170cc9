"""Finding listings by code or by name, whatever the language of the run. Pure."""

from __future__ import annotations

from tui.domain.ids import SecurityId
from tui.domain.search import Match, SearchIndex
from tui.sim.listings.universe import Listing, Universe


class Directory:
    """The codes and names of a universe."""

    def __init__(self, universe: Universe) -> None:
        self._universe = universe
        self._indexes = [
            # Of OpenD's own search nothing is documented about initials.
            SearchIndex((listing.instrument(language) for listing in universe), initials=False)
            for language in ("en", "zh")
        ]

    def find(self, keyword: str, count: int) -> tuple[Listing, ...]:
        """Return the best matches, best first; of equal ones a whole name, then the livelier, comes first."""
        best: dict[SecurityId, Match] = {}
        for index in self._indexes:
            for hit in index.find(keyword, len(index)):
                best[hit.instrument.id] = min(hit.match, best.get(hit.instrument.id, hit.match))
        found = [self._universe[id_] for id_ in best]
        whole = keyword.strip().casefold()

        def rank(listing: Listing) -> tuple[Match, bool, float, SecurityId]:
            named = whole in (listing.name_en.casefold(), listing.name_zh.casefold())
            return best[listing.id], not named, -listing.activity, listing.id

        found.sort(key=rank)
        return tuple(found[:count])
