"""Which quotes the user may see: a level a part of the markets, and what a change of levels means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.domain.numbered import NumberedEnum


class QuoteRight(NumberedEnum):
    """Permission level of a market's quotes (numbers of QotRight)."""

    UNKNOWN = 0
    BMP = 1
    LEVEL_1 = 2
    LEVEL_2 = 3
    SF = 4
    NONE = 5
    LEVEL_3 = 6

    @property
    def streams(self) -> bool:
        """Whether quotes are pushed with it; an unknown level is not held against anybody."""
        return self not in (QuoteRight.NONE, QuoteRight.BMP)


RIGHT_WORDS: dict[QuoteRight, str] = {
    QuoteRight.UNKNOWN: "unknown",
    QuoteRight.BMP: "BMP",
    QuoteRight.LEVEL_1: "level 1",
    QuoteRight.LEVEL_2: "level 2",
    QuoteRight.SF: "SF",
    QuoteRight.NONE: "none",
    QuoteRight.LEVEL_3: "level 3",
}
_RANK = {
    QuoteRight.NONE: 0,
    QuoteRight.BMP: 1,
    QuoteRight.LEVEL_1: 2,
    QuoteRight.LEVEL_2: 3,
    QuoteRight.LEVEL_3: 4,
    QuoteRight.SF: 4,
}


class RightScope(Enum):
    """A part of the markets that has a level of its own; the value is its name for a person."""

    HK = "HK"
    HK_OPTION = "HK options"
    HK_FUTURE = "HK futures"
    US = "US"
    US_OPTION = "US options"
    US_INDEX = "US indices"
    US_OTC = "US OTC"
    US_FUTURE = "US futures"
    US_CME = "CME futures"
    US_CBOT = "CBOT futures"
    US_NYMEX = "NYMEX futures"
    US_COMEX = "COMEX futures"
    US_CBOE = "CBOE futures"
    CN = "China A"
    SH = "Shanghai"
    SZ = "Shenzhen"
    SG = "SG"
    SG_FUTURE = "SG futures"
    MY = "MY"
    JP = "JP"
    JP_FUTURE = "JP futures"
    CC = "crypto"
    EVENT = "event contracts"


Rights = Mapping[RightScope, QuoteRight]

_STOCKS = {
    Market.HK: RightScope.HK,
    Market.US: RightScope.US,
    Market.SH: RightScope.SH,
    Market.SZ: RightScope.SZ,
    Market.SG: RightScope.SG,
    Market.MY: RightScope.MY,
    Market.JP: RightScope.JP,
    Market.CC: RightScope.CC,
}
_OTHERS = {
    (Market.HK, SecurityType.OPTION): RightScope.HK_OPTION,
    (Market.HK, SecurityType.FUTURE): RightScope.HK_FUTURE,
    (Market.US, SecurityType.OPTION): RightScope.US_OPTION,
    (Market.US, SecurityType.FUTURE): RightScope.US_FUTURE,
    (Market.US, SecurityType.INDEX): RightScope.US_INDEX,
    (Market.SG, SecurityType.FUTURE): RightScope.SG_FUTURE,
    (Market.JP, SecurityType.FUTURE): RightScope.JP_FUTURE,
}


def scope_of(security: SecurityId, kind: SecurityType | None) -> RightScope | None:
    """Return the scope whose right a security needs; without a known kind it counts as a stock."""
    other = None if kind is None else _OTHERS.get((security.market, kind))
    return other or _STOCKS.get(security.market)


@dataclass(frozen=True, slots=True)
class RightChange:
    """One level that became another."""

    scope: RightScope
    before: QuoteRight
    after: QuoteRight

    @property
    def down(self) -> bool:
        """Whether less is seen than before."""
        return _RANK.get(self.after, 0) < _RANK.get(self.before, 0)

    @property
    def text(self) -> str:
        """Name the market, and from what to what."""
        return f"{self.scope.value} {RIGHT_WORDS[self.before]} -> {RIGHT_WORDS[self.after]}"


def changes(before: Rights, after: Iterable[tuple[RightScope, QuoteRight]]) -> tuple[RightChange, ...]:
    """Return the levels that changed; what was not known before is no change."""
    return tuple(
        RightChange(scope, before[scope], level)
        for scope, level in after
        if scope in before and before[scope] is not level
    )


def lost_after(
    lost: frozenset[RightScope], before: Rights, after: Iterable[tuple[RightScope, QuoteRight]]
) -> frozenset[RightScope]:
    """Return the scopes whose quotes were pushed once and are not any more."""
    now = set(lost)
    for scope, level in after:
        if level.streams:
            now.discard(scope)
        elif scope in before and before[scope].streams:
            now.add(scope)
    return frozenset(now)
