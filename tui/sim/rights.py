"""What the simulated user may see: quote rights by area, and what each level shows. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from tui.domain.markets import Market, SecurityType
from tui.sim.listings.universe import Listing
from tui.sim.refusal import RefusalError
from tui.wire.messages.quote import Feed
from tui.wire.messages.session import QuoteRight

SF_BOOKS = 50
"""Order books that a user with the SF right may have subscribed at once."""
BMP_SNAPSHOTS = 20
"""Hong Kong codes in one snapshot request under the BMP right."""
HOLD_AGAIN_S = 10.0
"""A right that is taken within this time after it was taken back by itself stays lost."""
_FULL = 1000


class Area(Enum):
    """Part of the markets that has a right of its own."""

    HK = "hk"
    HK_OPTION = "hk_option"
    HK_FUTURE = "hk_future"
    US = "us"
    US_OPTION = "us_option"
    US_FUTURE = "us_future"
    CN = "cn"


LEVELS: Mapping[str, QuoteRight] = {
    "none": QuoteRight.NONE,
    "bmp": QuoteRight.BMP,
    "lv1": QuoteRight.LEVEL_1,
    "lv2": QuoteRight.LEVEL_2,
    "lv3": QuoteRight.LEVEL_3,
    "sf": QuoteRight.SF,
}
"""Levels by the names that a user writes."""
_WORDS = {level: name.upper() for name, level in LEVELS.items()}

DEPTHS: Mapping[Area, Mapping[QuoteRight, int]] = {
    Area.HK: {QuoteRight.BMP: 0, QuoteRight.LEVEL_1: 0, QuoteRight.LEVEL_2: 10, QuoteRight.SF: _FULL},
    Area.HK_OPTION: {QuoteRight.LEVEL_1: 1, QuoteRight.LEVEL_2: 10},
    Area.HK_FUTURE: {QuoteRight.LEVEL_1: 1, QuoteRight.LEVEL_2: 10},
    Area.US: {QuoteRight.LEVEL_1: 1, QuoteRight.LEVEL_2: 60, QuoteRight.LEVEL_3: 60},
    Area.US_OPTION: {QuoteRight.LEVEL_1: 1},
    Area.US_FUTURE: {QuoteRight.LEVEL_2: 40},
    Area.CN: {QuoteRight.LEVEL_1: 5},
}
"""Levels of the book that each right of an area shows; also which rights an area has, besides none."""
FULL_RIGHTS: Mapping[Area, QuoteRight] = MappingProxyType(
    {
        Area.HK: QuoteRight.LEVEL_2,
        Area.HK_OPTION: QuoteRight.LEVEL_2,
        Area.HK_FUTURE: QuoteRight.LEVEL_2,
        Area.US: QuoteRight.LEVEL_2,
        Area.US_OPTION: QuoteRight.LEVEL_1,
        Area.US_FUTURE: QuoteRight.LEVEL_2,
        Area.CN: QuoteRight.LEVEL_1,
    }
)
"""What the user has unless told otherwise."""
_NO_PRINTS = frozenset({Area.HK_OPTION, Area.HK_FUTURE})
_SECURITIES = {Market.HK: Area.HK, Market.US: Area.US, Market.SH: Area.CN, Market.SZ: Area.CN}
_OPTIONS = {Market.HK: Area.HK_OPTION, Market.US: Area.US_OPTION}
_FUTURES = {Market.HK: Area.HK_FUTURE, Market.US: Area.US_FUTURE}


def parse_right(text: str) -> tuple[Area, QuoteRight]:
    """Read "hk=lv1"; ValueError names what is wrong with it."""
    name, _, level = text.lower().partition("=")
    areas = {area.value: area for area in Area}
    if name not in areas:
        raise ValueError(f"no quote right is called {name!r}: {', '.join(areas)}")
    area = areas[name]
    allowed = [word for word, right in LEVELS.items() if right is QuoteRight.NONE or right in DEPTHS[area]]
    if level not in allowed:
        raise ValueError(f"{name} has no level {level!r}: {', '.join(allowed)}")
    return area, LEVELS[level]


def area_of(listing: Listing) -> Area | None:
    """Return the area whose right a security needs, None for markets that have none here."""
    by_market = {SecurityType.OPTION: _OPTIONS, SecurityType.FUTURE: _FUTURES}.get(listing.type, _SECURITIES)
    return by_market.get(listing.id.market)


class Rights:
    """The rights of one daemon. Another login may take one away; asking for data again takes it back."""

    def __init__(self, full: Mapping[Area, QuoteRight], *, auto_hold: bool = False) -> None:
        self._full = dict(FULL_RIGHTS) | dict(full)
        self._auto_hold = auto_hold
        self._taken: dict[Area, float] = {}
        self._held_again: dict[Area, float] = {}

    def level(self, area: Area) -> QuoteRight:
        """The right as it is now; a taken one leaves nothing."""
        return QuoteRight.NONE if area in self._taken else self._full[area]

    @property
    def taken(self) -> frozenset[Area]:
        """Areas whose right another login has."""
        return frozenset(self._taken)

    def visible(self, listing: Listing) -> bool:
        """Whether values of this security may be pushed now."""
        return area_of(listing) not in self._taken

    def depth(self, listing: Listing) -> int:
        """Levels of its book that may be seen."""
        area = area_of(listing)
        return _FULL if area is None else DEPTHS[area].get(self.level(area), 0)

    def full_depth(self, listing: Listing) -> int:
        """Levels of its book that may be seen while nobody has taken the right."""
        area = area_of(listing)
        return _FULL if area is None else DEPTHS[area].get(self._full[area], 0)

    def sees_orders(self, listing: Listing) -> bool:
        """Whether the single orders behind the broker queue may be seen."""
        area = area_of(listing)
        return area is not None and self.level(area) is QuoteRight.SF

    def require(self, listing: Listing, feed: Feed | None = None) -> None:
        """Refuse what the right does not cover; without a feed, anything at all of the security."""
        area = area_of(listing)
        if area is None:
            return
        level = self.level(area)
        if level is QuoteRight.NONE or (feed is not None and not self._covers(area, level, feed)):
            what = "quotes" if feed is None else feed.name
            raise RefusalError(
                f"No quote right for {what} of {listing.id}: "
                f"the right for {area.value.upper()} is {_WORDS[level]}."
            )

    # ---- taken by another login, and taken back

    def take(self, area: Area, now: float) -> bool:
        """Let another login take a right; whether there was one to take."""
        if area in self._taken or self._full[area] is QuoteRight.NONE:
            return False
        self._taken[area] = now
        return True

    def regain(self, area: Area | None) -> bool:
        """Take a right back because somebody asks for its data; whether it was gone."""
        return area is not None and self._taken.pop(area, None) is not None

    def hold(self, now: float) -> bool:
        """Take rights back by themselves where that is switched on; whether any came back."""
        if not self._auto_hold:
            return False
        back = [area for area, at in self._taken.items() if not self._fought_over(area, at) and now > at]
        for area in back:
            del self._taken[area]
            self._held_again[area] = now
        return bool(back)

    def _fought_over(self, area: Area, at: float) -> bool:
        before = self._held_again.get(area)
        return before is not None and at - before < HOLD_AGAIN_S

    @staticmethod
    def _covers(area: Area, level: QuoteRight, feed: Feed) -> bool:
        if level is QuoteRight.BMP:
            return False
        if feed is Feed.BOOK:
            return DEPTHS[area].get(level, 0) > 0
        if feed is Feed.BROKERS:
            return level in (QuoteRight.LEVEL_2, QuoteRight.SF)
        return feed is not Feed.TRADES or area not in _NO_PRINTS or level is not QuoteRight.LEVEL_1
