"""How many contracts of a derivative are open, and how lively it was before anybody looked: drawn once."""

from __future__ import annotations

from functools import lru_cache
from math import exp
from random import Random
from typing import NamedTuple

from tui.domain.ids import SecurityId
from tui.sim.listings.universe import Listing

_OPEN_AT_ITS_LIVELIEST = 60_000
_A_MINUTE_AT_ITS_LIVELIEST = 150
_FUTURE_OPEN = 110_000


class Interest(NamedTuple):
    """What is known of a contract before its market opens."""

    contracts: int
    """Open since the last close."""
    net: int
    a_minute: float
    """Contracts traded."""
    bid_size: int
    ask_size: int


def interest_of(listing: Listing) -> Interest:
    """Return the figures of a contract, the same in every run."""
    return _drawn(listing.id, listing.activity)


def traded_so_far(listing: Listing, minutes: int) -> int:
    """Return how many contracts traded in the minutes before a market was opened."""
    return int(interest_of(listing).a_minute * minutes)


def future_interest(listing: Listing) -> int:
    """Return the open contracts of a future at the last close."""
    return int(_FUTURE_OPEN * listing.activity * exp(Random(f"{listing.id}:interest").gauss(0.0, 0.2)))


@lru_cache(maxsize=20_000)
def _drawn(security_id: SecurityId, activity: float) -> Interest:
    random = Random(f"{security_id}:interest")
    contracts = int(_OPEN_AT_ITS_LIVELIEST * activity**2 * exp(random.gauss(0.0, 0.6)))
    return Interest(
        contracts=contracts,
        net=int(contracts * random.uniform(-0.3, 0.3)),
        a_minute=_A_MINUTE_AT_ITS_LIVELIEST * activity**2 * exp(random.gauss(0.0, 0.4)),
        bid_size=1 + int(random.expovariate(1 / 20)),
        ask_size=1 + int(random.expovariate(1 / 20)),
    )
