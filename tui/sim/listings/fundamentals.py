"""What the companies of the simulated market earn and own, invented, and pay out, as their actions say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from tui.domain.ids import SecurityId
from tui.domain.rehabs import Adjustment
from tui.sim.listings.universe import Listing

_GRAIN = Decimal("0.0001")
_YEAR = timedelta(days=365)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Fundamentals:
    """Money a share, in the currency the share is quoted in."""

    earnings: Decimal
    """Of the last financial year."""
    earnings_ttm: Decimal
    """Of the last twelve months."""
    net_assets: Decimal


@dataclass(frozen=True, slots=True)
class Dividends:
    """Money paid a share of today."""

    ttm: Decimal
    """In the twelve months up to today."""
    lfy: Decimal
    """In the calendar year before this one."""


def fundamentals_of(listing: Listing) -> Fundamentals:
    """Return the figures of a company."""
    return _drawn(listing.id, listing.prev_close)


def dividends_of(actions: Sequence[Adjustment], today: date) -> Dividends:
    """Add up what corporate actions, oldest first, paid for what is one share today, splits taken out."""
    ttm = lfy = _ZERO
    shares = Decimal(1)
    for action in reversed(actions):
        # The money of a day was paid for each share as it was before that day.
        shares *= action.backward.a
        paid = ((action.dividend or _ZERO) + (action.special_dividend or _ZERO)) / shares
        if today - _YEAR < action.ex_day <= today:
            ttm += paid
        if action.ex_day.year == today.year - 1:
            lfy += paid
    return Dividends(ttm.quantize(_GRAIN), lfy.quantize(_GRAIN))


@lru_cache(maxsize=1024)
def _drawn(security_id: SecurityId, close: Decimal) -> Fundamentals:
    random = Random(f"{security_id}:fundamentals")
    earnings = close / Decimal(str(round(random.uniform(7, 34), 2)))
    growth = Decimal(str(round(random.uniform(0.92, 1.2), 3)))
    book = close / Decimal(str(round(random.uniform(0.6, 7.5), 2)))
    return Fundamentals(
        earnings=earnings.quantize(_GRAIN),
        earnings_ttm=(earnings * growth).quantize(_GRAIN),
        net_assets=book.quantize(_GRAIN),
    )
