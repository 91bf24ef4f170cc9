"""The securities of the simulated market: who they are, what they cost, how lively they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from tui.domain.extras import WarrantType
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.options import OptionTerms
from tui.domain.ticks import Ladder, ladder_for

INDEX_TICK = Decimal("0.01")
FUTURE_TICK = Decimal(1)


class Follows(Protocol):
    """How a price hangs on another one."""

    @property
    def id(self) -> SecurityId:
        """What it follows."""

    def price(self, own_close: float, followed_close: float, spot: float, at: float) -> float:
        """Return what it is worth at a time when what it follows costs `spot`."""


@dataclass(frozen=True, slots=True)
class Following:
    """A price that moves `slope` for every 1 the other one moves."""

    id: SecurityId
    slope: float

    def price(self, own_close: float, followed_close: float, spot: float, at: float) -> float:
        """Return the previous close, moved as the other one moved."""
        del at
        return own_close + self.slope * (spot - followed_close)


@dataclass(frozen=True, slots=True)
class WarrantTerms:
    """What a warrant or CBBC promises."""

    type: WarrantType
    strike: Decimal
    conversion_rate: Decimal
    """Warrants for one share of the underlying."""
    maturity: date
    issuer: str
    issue_volume: int
    street_volume: int
    """Warrants held by the public."""
    recovery_price: Decimal | None = None
    """Call price of a CBBC."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One security of the simulated market."""

    id: SecurityId
    type: SecurityType
    name_en: str
    name_zh: str
    """Traditional characters for Hong Kong, simplified for the mainland and the US."""
    lot: int
    """Shares a board lot; money a point for futures and options, as OpenD reports it."""
    prev_close: Decimal
    """Close of the last trading day before the run."""
    listed_on: date
    exchange: int
    """OpenD's ExchType number."""
    issued: int | None = None
    """Shares in issue; None where nobody counts them."""
    activity: float = 1.0
    """How lively it is: 1 is a typical Hong Kong stock, 0 has no order flow of its own."""
    owner: SecurityId | None = None
    """The underlying of a warrant, CBBC or option."""
    follows: Follows | None = None
    weights: tuple[tuple[SecurityId, float], ...] = ()
    """Constituents of an index with their share of it; the shares sum to 1."""
    main_contract: bool = False
    last_trade_day: date | None = None
    """Of a dated future."""
    option: OptionTerms | None = None
    warrant: WarrantTerms | None = None
    stride: int = 1
    """Steps between the prices that its market makers quote: 1 where anybody may be the next best."""
    rule: Ladder | None = None
    """The ladder where market and kind do not tell it: options, futures with a step of their own."""
    ladder: Ladder = field(init=False, repr=False)
    """Legal prices; an index has a flat one although it cannot be traded."""

    def __post_init__(self) -> None:
        tick = FUTURE_TICK if self.type is SecurityType.FUTURE else INDEX_TICK
        ladder = self.rule or ladder_for(self.id.market, self.type, tick)
        if ladder is None:
            raise ValueError(f"{self.id}: no price ladder for {self.type.name}")
        object.__setattr__(self, "ladder", ladder)

    @property
    def tradable(self) -> bool:
        """Whether it has an order book."""
        return self.type.tradable

    @property
    def composite(self) -> bool:
        """Whether its level is made of other prices: an index or a plate."""
        return bool(self.weights)

    @property
    def multiplier(self) -> int:
        """Money a point of price: the contract size of futures and options, 1 for everything else."""
        return self.lot if self.type in _CONTRACTS else 1

    @property
    def order_step(self) -> int:
        """Smallest quantity an order may carry, and its multiples: the lot, or one contract."""
        return 1 if self.type in _CONTRACTS else self.lot

    @property
    def has_brokers(self) -> bool:
        """Whether its resting orders show their brokers: Hong Kong securities, not futures."""
        return self.id.market is Market.HK and self.type in _WITH_BROKERS

    def following_price(self, followed: Listing, price: float, at: float) -> float:
        """Return what this is worth at a time when what it follows costs `price`."""
        own_close = float(self.prev_close)
        if self.follows is None:
            return own_close
        return self.follows.price(own_close, float(followed.prev_close), price, at)

    def name(self, language: str) -> str:
        """Return the name in "en" or "zh"."""
        return self.name_zh if language == "zh" else self.name_en

    def instrument(self, language: str) -> Instrument:
        """Return the static facts as OpenD reports them."""
        return Instrument(
            id=self.id,
            name=self.name(language),
            type=self.type,
            lot=self.lot,
            listed_on=self.listed_on,
            owner=self.owner,
            exchange=self.exchange,
            main_contract=self.main_contract,
            option=self.option,
            warrant=None if self.warrant is None else self.warrant.type,
            last_trade_day=self.last_trade_day,
        )


_CONTRACTS = frozenset({SecurityType.FUTURE, SecurityType.OPTION})
_WITH_BROKERS = frozenset({SecurityType.STOCK, SecurityType.ETF, SecurityType.WARRANT})


class Series(Protocol):
    """Securities that are too many for a table: one is listed when somebody names it."""

    def find(self, security_id: SecurityId) -> Listing | None:
        """Return a listing, None for an unknown code."""


class Universe:
    """All securities of a run, in a fixed order; what others follow or consist of comes before them.

    Those of a series are found by their code only, and are not counted.
    """

    def __init__(self, listings: Iterable[Listing], series: Series | None = None) -> None:
        self._series = series
        self._listings: dict[SecurityId, Listing] = {}
        for listing in listings:
            if listing.id in self._listings:
                raise ValueError(f"{listing.id} is listed twice")
            for needed in _needs(listing):
                if needed not in self._listings:
                    raise ValueError(f"{listing.id} needs {needed} before it")
            self._listings[listing.id] = listing

    def __iter__(self) -> Iterator[Listing]:
        return iter(self._listings.values())

    def __len__(self) -> int:
        return len(self._listings)

    def __contains__(self, security_id: object) -> bool:
        return isinstance(security_id, SecurityId) and self.find(security_id) is not None

    def __getitem__(self, security_id: SecurityId) -> Listing:
        listing = self.find(security_id)
        if listing is None:
            raise KeyError(security_id)
        return listing

    def find(self, security_id: SecurityId) -> Listing | None:
        """Return a listing, None for an unknown code."""
        listing = self._listings.get(security_id)
        if listing is None and self._series is not None:
            return self._series.find(security_id)
        return listing

    def with_series(self, series: Series) -> Universe:
        """Return the same universe and a series."""
        return Universe(self, series)

    def of(self, market: Market | None = None, kind: SecurityType | None = None) -> tuple[Listing, ...]:
        """Return the listings of a market, a kind, or both."""
        return tuple(
            listing
            for listing in self
            if (market is None or listing.id.market is market) and (kind is None or listing.type is kind)
        )

    def only(self, ids: Iterable[SecurityId]) -> Universe:
        """Return a smaller universe of these codes and what they need, in the same order."""
        wanted: set[SecurityId] = set()
        waiting = list(ids)
        while waiting:
            security_id = waiting.pop()
            if security_id not in wanted:
                wanted.add(security_id)
                waiting.extend(_needs(self[security_id]))
        return Universe(listing for listing in self if listing.id in wanted)


def _needs(listing: Listing) -> list[SecurityId]:
    needed = [security_id for security_id, _ in listing.weights]
    if listing.follows is not None:
        needed.append(listing.follows.id)
    return needed
