"""The options of the simulated market: classes from a table, contracts made when somebody names one.

Thousands of contracts exist at a time; their expiries follow from the day a run starts, their strikes from
the underlying's previous close. Codes have the form of real ones; nothing here is fit to trade by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import exp

from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType, zone_of
from tui.domain.options import (
    ExerciseStyle,
    ExpiryCycle,
    IndexOptionType,
    OptionSettlement,
    OptionStandard,
    OptionTerms,
    OptionType,
)
from tui.domain.ticks import LADDERS, Ladder
from tui.sim.listings import pricing
from tui.sim.listings.calendar import calendar_of, days_before
from tui.sim.listings.expiries import Expiries, hk_expiries, us_expiries
from tui.sim.listings.universe import Listing, Universe

_HKEX, _US_OPTION = 3, 8
_RATES = {Market.HK: 0.03, Market.US: 0.04}
_CLOSE = time(16)
_YEAR_S = pricing.DAYS_A_YEAR * 86_400
_LEAST_YEARS = 1 / (pricing.DAYS_A_YEAR * 24)
"""An hour: on their last evening contracts still trade here, as everything does."""
_NEAR_DAYS = 45
_LISTED_DAYS = {ExpiryCycle.MONTH: 360}
_LISTED_DAYS_OF_WEEKS = 35
_LIVELY, _QUIET = 0.5, 0.12
_SPREAD = 0.012
_HK_STEPS = (
    (2, "0.05"), (5, "0.1"), (10, "0.25"), (20, "0.5"), (50, "1"), (200, "2.5"), (300, "5"), (9999, "10"),
)  # fmt: skip
"""Strikes of Hong Kong stock options lie this far apart, up to a price of the underlying."""
_CODE = re.compile(r"([A-Z.]{1,6})(\d{6})([CP])(\d{1,12})")


@dataclass(frozen=True, slots=True)
class OptionClass:
    """All options of one size on one underlying."""

    root: str
    owner: SecurityId
    size: int
    """Units of the underlying a contract; money a point for an index."""
    volatility: float
    """At the money, a year."""
    ladder: Ladder
    steps: tuple[str, str]
    """Between strikes, up to and beyond 45 days."""
    widths: tuple[float, float]
    """How far strikes reach from the spot on each side, as a part of it, for the same two."""
    index_type: IndexOptionType = IndexOptionType.UNKNOWN
    daily: bool = False

    @property
    def on_index(self) -> bool:
        """Whether the underlying cannot be delivered."""
        return self.index_type is not IndexOptionType.UNKNOWN

    def expiries(self, today: date) -> Expiries:
        """Return the days on which contracts end, from today on."""
        return hk_expiries(today) if self.owner.market is Market.HK else us_expiries(today, daily=self.daily)

    def strikes(self, spot: Decimal, days_left: int) -> list[Decimal]:
        """Return the strikes of an expiry, lowest first."""
        far = days_left > _NEAR_DAYS
        step, width = Decimal(self.steps[far]), Decimal(self.widths[far])
        low = ((spot - spot * width) / step).to_integral_value(ROUND_CEILING)
        high = ((spot + spot * width) / step).to_integral_value(ROUND_FLOOR)
        return [step * place for place in range(max(int(low), 1), int(high) + 1)]


@dataclass(frozen=True, slots=True)
class Pricing:
    """What a contract is worth when its underlying stands somewhere: the theory all its prices follow."""

    id: SecurityId
    """The underlying."""
    call: bool
    strike: float
    ends: float
    """Unix seconds of the last close."""
    volatility: float
    """At the money."""
    rate: float
    american: bool

    def years(self, at: float) -> float:
        """Return the time left."""
        return max((self.ends - at) / _YEAR_S, _LEAST_YEARS)

    def smile(self, spot: float, at: float) -> float:
        """Return the volatility of this strike."""
        return pricing.smiling(self.volatility, spot, self.strike, self.years(at))

    def worth(self, spot: float, at: float) -> float:
        """Return the theoretical price; a right that may be used at once is never worth less than that."""
        years, volatility = self.years(at), self.smile(spot, at)
        worth = pricing.price(self.call, spot, self.strike, years, volatility, self.rate)
        return max(worth, pricing.intrinsic(self.call, spot, self.strike)) if self.american else worth

    def price(self, own_close: float, followed_close: float, spot: float, at: float) -> float:
        """Return the worth; where it closed yesterday does not matter."""
        del own_close, followed_close
        return self.worth(spot, at)


def _hk(code: str) -> SecurityId:
    return SecurityId(Market.HK, code)


def _hk_class(root: str, code: str, size: int, volatility: float, step: str) -> OptionClass:
    ladder = Ladder.flat(Decimal("0.01"))
    return OptionClass(root, _hk(code), size, volatility, ladder, (step, step), (0.16, 0.3))


def _us_class(
    root: str, volatility: float, steps: tuple[str, str], ladder: str, width: float, *, daily: bool = False
) -> OptionClass:
    owner = SecurityId(Market.US, root)
    return OptionClass(root, owner, 100, volatility, LADDERS[ladder], steps, (width, width * 2), daily=daily)


def _index_class(root: str, size: int, kind: IndexOptionType) -> OptionClass:
    ladder = Ladder.flat(Decimal(1))
    return OptionClass(root, _hk("800000"), size, 0.21, ladder, ("100", "200"), (0.07, 0.15), kind)


def _step(spot: str) -> str:
    return next(step for limit, step in _HK_STEPS if Decimal(spot) <= limit)


CLASSES = (
    _hk_class("TCH", "00700", 100, 0.33, _step("486")),
    _hk_class("ALB", "09988", 100, 0.42, _step("141")),
    _hk_class("HKB", "00005", 400, 0.21, _step("126")),
    _index_class("HSI", 50, IndexOptionType.NORMAL),
    _index_class("MHI", 10, IndexOptionType.MINI),
    _us_class("AAPL", 0.27, ("2.5", "5"), "us.option_penny", 0.15),
    _us_class("TSLA", 0.55, ("2.5", "5"), "us.option_penny", 0.22),
    _us_class("NVDA", 0.44, ("2.5", "5"), "us.option_penny", 0.2),
    _us_class("SPY", 0.16, ("1", "5"), "us.option_penny_all", 0.07, daily=True),
)


def style_of(terms: OptionTerms) -> ExerciseStyle:
    """Return when the right may be used: on shares at any time, on an index at the end only."""
    on_index = terms.index_type is not IndexOptionType.UNKNOWN
    return ExerciseStyle.EUROPEAN if on_index else ExerciseStyle.AMERICAN


class OptionBoard:
    """The contracts of a run. Each expiry of a class is listed when somebody first asks for it."""

    def __init__(self, universe: Universe, start: float) -> None:
        self._universe = universe
        self._start = start
        self._classes = tuple(each for each in CLASSES if universe.find(each.owner) is not None)
        self._by_root = {(each.owner.market, each.root): each for each in self._classes}
        self._expiries: dict[str, Expiries] = {}
        self._listed: dict[tuple[str, date], dict[SecurityId, Listing]] = {}

    def class_of(self, owner: SecurityId, kind: IndexOptionType) -> OptionClass | None:
        """Return the class on an underlying; the full size unless the mini is asked for."""
        mini = kind is IndexOptionType.MINI
        for each in self._classes:
            if each.owner == owner and (
                not each.on_index or mini == (each.index_type is IndexOptionType.MINI)
            ):
                return each
        return None

    def expiries(self, each: OptionClass) -> Expiries:
        """Return the expiry days of a class, as they were listed when the run began."""
        found = self._expiries.get(each.root)
        if found is None:
            market = each.owner.market
            days = each.expiries(self._today(each)).items()
            found = {day: cycle for day, cycle in days if closing(market, day) > self._start}
            self._expiries[each.root] = found
        return found

    def find(self, security_id: SecurityId) -> Listing | None:
        """Return a contract by its code."""
        match = _CODE.fullmatch(security_id.symbol)
        each = None if match is None else self._by_root.get((security_id.market, match[1]))
        if match is None or each is None:
            return None
        try:
            day = datetime.strptime(match[2], "%y%m%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            return None
        return self._on(each, day).get(security_id)

    def on(self, each: OptionClass, day: date) -> Iterator[tuple[Listing, Listing]]:
        """Yield the call and the put of every strike of an expiry day, lowest strike first."""
        contracts = iter(self._on(each, day).values())
        return zip(contracts, contracts, strict=True)

    def _on(self, each: OptionClass, day: date) -> dict[SecurityId, Listing]:
        key = (each.root, day)
        if key not in self._listed:
            cycle = self.expiries(each).get(day)
            if cycle is None:
                return {}
            self._listed[key] = {listing.id: listing for listing in self._contracts(each, day, cycle)}
        return self._listed[key]

    def _contracts(self, each: OptionClass, day: date, cycle: ExpiryCycle) -> Iterator[Listing]:
        owner = self._universe[each.owner]
        for strike in each.strikes(owner.prev_close, (day - self._today(each)).days):
            for kind in (OptionType.CALL, OptionType.PUT):
                yield self._contract(each, owner, day, cycle, strike, kind)

    def _contract(
        self,
        each: OptionClass,
        owner: Listing,
        day: date,
        cycle: ExpiryCycle,
        strike: Decimal,
        kind: OptionType,
    ) -> Listing:
        market, call = each.owner.market, kind is OptionType.CALL
        letter = "C" if call else "P"
        expiry = closing(market, day)
        theory = Pricing(
            each.owner, call, float(strike), expiry, each.volatility, _RATES[market], not each.on_index
        )
        today = self._today(each)
        yesterday = next(days_before(calendar_of(market), today))
        spot = float(owner.prev_close)
        worth = theory.worth(spot, closing(market, yesterday))
        close = each.ladder.nearest(Decimal(repr(round(worth, 6))))
        distance = (float(strike) - spot) / spot / each.widths[0]
        text = f"{day:%y%m%d} {strike:.2f}"
        return Listing(
            id=SecurityId(market, f"{each.root}{day:%y%m%d}{letter}{strike * 1000:.0f}"),
            type=SecurityType.OPTION,
            name_en=f"{owner.name_en} {text} {letter}",
            name_zh=f"{owner.name_zh} {text} {_side_zh(market, call=call)}",
            lot=each.size,
            prev_close=close,
            listed_on=_listed_on(day, cycle, today),
            exchange=_US_OPTION if market is Market.US else _HKEX,
            activity=max(_LIVELY * exp(-distance * distance * 2), _QUIET),
            owner=each.owner,
            follows=theory,
            option=_terms(each, day, cycle, strike, kind),
            stride=_stride(each.ladder, close, pricing.intrinsic(theory.call, spot, theory.strike)),
            rule=each.ladder,
        )

    def _today(self, each: OptionClass) -> date:
        return datetime.fromtimestamp(self._start, zone_of(each.owner.market)).date()


def _stride(ladder: Ladder, close: Decimal, intrinsic: float) -> int:
    """Return a spread in steps: a part of what is uncertain about the price, and less of what is not."""
    uncertain = max(float(close) - 0.9 * intrinsic, 0.0)
    return max(round(_SPREAD * uncertain / float(ladder.tick_up(close))), 1)


def closing(market: Market, day: date) -> float:
    """Return the moment at which trading ends on a day."""
    return datetime.combine(day, _CLOSE, zone_of(market)).timestamp()


def _listed_on(day: date, cycle: ExpiryCycle, today: date) -> date:
    listed = day - timedelta(days=_LISTED_DAYS.get(cycle, _LISTED_DAYS_OF_WEEKS))
    return min(listed, today - timedelta(days=7))


def _side_zh(market: Market, *, call: bool) -> str:
    """Return the word in a name: Hong Kong writes traditional characters."""
    if not call:
        return "沽"
    return "购" if market is Market.US else "購"


def _terms(
    each: OptionClass, day: date, cycle: ExpiryCycle, strike: Decimal, kind: OptionType
) -> OptionTerms:
    return OptionTerms(
        kind,
        strike,
        day,
        each.index_type,
        cycle,
        OptionStandard.STANDARD,
        OptionSettlement.AFTERNOON,
        market=each.owner.market.name,
    )
