"""How often OpenD answers: the calls it allows in any 30 seconds, by protocol, as documented 2026-07.

A window slides: the call after the last allowed one fails unless 30 s have passed since the first of them.
A protocol that is not in the table is served from OpenD's own cache, or has no documented limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

WINDOW_S = 30.0


class Counts(Enum):
    """Which calls use up the allowance."""

    EVERY_CALL = auto()
    REFRESHES = auto()
    """Only those that make OpenD ask the server instead of its own cache."""
    FIRST_PAGES = auto()
    """Only the first page of a paged answer."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What is allowed of one protocol, or of all protocols that share its bucket."""

    calls: int
    bucket: str
    window_s: float = WINDOW_S
    min_gap_s: float = 0.0
    """Calls of the bucket must arrive at least this far apart."""
    per_account: bool = False
    """Counted for each account by itself; otherwise for the user of this OpenD."""
    most_items: int | None = None
    """Securities that one call may name, or rows that one answer may have."""
    counts: Counts = Counts.EVERY_CALL


def _account(calls: int, bucket: str, min_gap_s: float = 0.0, counts: Counts = Counts.EVERY_CALL) -> Limit:
    return Limit(calls, bucket, min_gap_s=min_gap_s, per_account=True, counts=counts)


_PLACE = _account(15, "place", 0.02)
_MODIFY = _account(20, "modify", 0.04)

LIMITS: Mapping[int, Limit] = {
    2005: Limit(10, "unlock"),
    2101: _account(10, "funds", counts=Counts.REFRESHES),
    2102: _account(10, "positions", counts=Counts.REFRESHES),
    2111: _account(10, "largest quantities"),
    2112: _account(10, "largest combo quantities"),
    2201: _account(10, "orders", counts=Counts.REFRESHES),
    2202: _PLACE,
    2205: _MODIFY,
    2211: _account(10, "fills", counts=Counts.REFRESHES),
    2221: _account(10, "past orders"),
    2222: _account(10, "past fills"),
    2223: Limit(10, "margin ratios", most_items=100),
    2225: _account(10, "order fees"),
    2226: _account(20, "cash flows"),
    2227: _PLACE,
    3103: Limit(60, "past candles", counts=Counts.FIRST_PAGES),
    3105: Limit(60, "adjustments"),
    3203: Limit(60, "snapshots", most_items=400),
    3204: Limit(10, "plates"),
    3205: Limit(10, "plate members"),
    3206: Limit(10, "related securities"),
    3207: Limit(10, "owner plates", most_items=200),
    3209: Limit(10, "option chains"),
    3210: Limit(60, "warrants", most_items=200),
    3211: Limit(30, "capital flow"),
    3212: Limit(30, "capital distribution"),
    3213: Limit(10, "user group members"),
    3214: Limit(10, "user group changes"),
    3215: Limit(10, "stock screener", most_items=200),
    3217: Limit(10, "offerings"),
    3218: Limit(30, "futures", most_items=200),
    3219: Limit(30, "trading days"),
    3220: Limit(60, "price reminder changes"),
    3221: Limit(10, "price reminders"),
    3222: Limit(10, "user groups"),
    3223: Limit(10, "market states", most_items=400),
    3224: Limit(60, "option expirations"),
    3247: Limit(30, "top brokers"),
    3262: Limit(10, "quote search"),
    3263: Limit(10, "news search"),
    3413: Limit(60, "top movers", counts=Counts.FIRST_PAGES),
    3414: Limit(60, "hot list", counts=Counts.FIRST_PAGES),
}
"""By protocol number; place and combo share a bucket, so do modify, cancel and cancel-all."""
