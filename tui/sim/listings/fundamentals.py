"""What the companies of the simulated market earn and own: invented, the same in every run."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from random import Random

from tui.domain.ids import SecurityId
from tui.sim.listings.universe import Listing

_GRAIN = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Fundamentals:
    """Money a share, in the currency the share is quoted in."""

    earnings: Decimal
    """Of the last financial year."""
    earnings_ttm: Decimal
    """Of the last twelve months."""
    net_assets: Decimal
    dividend_ttm: Decimal
    dividend_lfy: Decimal


def fundamentals_of(listing: Listing) -> Fundamentals:
    """Return the figures of a company, or what a fund pays out."""
    return _drawn(listing.id, listing.prev_close)


@lru_cache(maxsize=1024)
def _drawn(security_id: SecurityId, close: Decimal) -> Fundamentals:
    random = Random(f"{security_id}:fundamentals")
    earnings = close / Decimal(str(round(random.uniform(7, 34), 2)))
    growth = Decimal(str(round(random.uniform(0.92, 1.2), 3)))
    paid = Decimal(str(round(random.uniform(0.0, 0.55), 2)))
    book = close / Decimal(str(round(random.uniform(0.6, 7.5), 2)))
    return Fundamentals(
        earnings=earnings.quantize(_GRAIN),
        earnings_ttm=(earnings * growth).quantize(_GRAIN),
        net_assets=book.quantize(_GRAIN),
        dividend_ttm=(earnings * growth * paid).quantize(_GRAIN),
        dividend_lfy=(earnings * paid).quantize(_GRAIN),
    )
