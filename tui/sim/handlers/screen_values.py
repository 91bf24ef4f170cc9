"""Single values as a screen names them: of the moment, and of some days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tui.domain.candles import Candle, CandleType, Rehab
from tui.domain.extras import EquityFigures
from tui.domain.quotes import Snapshot
from tui.domain.screen_fields import AccumulatedField, PresentField
from tui.sim.handlers.screen_reports import yearly_sales
from tui.sim.listings.calendar import minutes_open
from tui.sim.listings.universe import Listing
from tui.sim.market.exchange import Exchange
from tui.sim.refusal import RefusalError

MOST_DAYS = 250
_GRAIN = Decimal("0.001")
_BOOK_LEVELS = 10
_USUAL_DAYS = 5
_FIVE_MINUTES = 5
_P, _A = PresentField, AccumulatedField


class Subject(NamedTuple):
    """A stock that is being looked at."""

    listing: Listing
    snapshot: Snapshot
    exchange: Exchange

    @property
    def last(self) -> Decimal:
        """Last price, or the previous close."""
        return self.snapshot.quote.last or self.listing.prev_close

    @property
    def figures(self) -> EquityFigures | None:
        """What its company is worth."""
        extras = self.snapshot.extras
        return extras if isinstance(extras, EquityFigures) else None

    def days(self, count: int) -> tuple[Candle, ...]:
        """Return the last days, today included, without jumps of corporate actions and without turnovers."""
        return self.exchange.outlines(self.listing.id, CandleType.K_DAY, count)


def _ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Per cent that a price lies above another."""
    if part is None or not whole:
        return None
    return ((part - whole) / whole * 100).quantize(_GRAIN)


# ---- the moment


def _volume_ratio(one: Subject) -> Decimal | None:
    """Volume a minute of today against that of the days before."""
    *before, today = one.days(_USUAL_DAYS + 1)
    minutes = len(one.exchange.minutes(one.listing.id))
    if not before or not minutes:
        return None
    listing = one.listing
    whole_day = minutes_open(listing.id.market, listing.type, today.at.date())
    usual = sum((Decimal(day.volume) for day in before), Decimal(0)) / len(before) / whole_day
    return (Decimal(today.volume) / minutes / usual).quantize(_GRAIN) if usual else None


def _book_balance(one: Subject) -> Decimal | None:
    """Bids less asks as a percentage of both."""
    book = one.exchange.book(one.listing.id, _BOOK_LEVELS)
    bids = sum((Decimal(level.volume) for level in book.bids), Decimal(0))
    asks = sum((Decimal(level.volume) for level in book.asks), Decimal(0))
    return ((bids - asks) / (bids + asks) * 100).quantize(_GRAIN) if bids + asks else None


def _change_five_minutes(one: Subject) -> Decimal | None:
    minutes = one.exchange.candles(one.listing.id, CandleType.K_1M, _FIVE_MINUTES + 1)
    return _ratio(one.last, minutes[0].close) if len(minutes) > _FIVE_MINUTES else None


def _change_this_year(one: Subject) -> Decimal | None:
    quote = one.snapshot.quote
    if quote.updated_at is None:
        return None
    first = date(quote.updated_at.year, 1, 1)
    days = [day for day in one.days(MOST_DAYS + 20) if day.at.date() >= first]
    return _ratio(days[-1].close, days[0].prev_close) if days else None


def _times_sales(one: Subject) -> Decimal | None:
    figures = one.figures
    sales = None if figures is None else yearly_sales(one.listing, figures)
    return None if figures is None or not sales else (figures.issued_value / sales * 100).quantize(_GRAIN)


_PRESENT: dict[PresentField, Callable[[Subject], Decimal | None]] = {
    _P.LAST: lambda one: one.snapshot.quote.last,
    _P.LAST_TO_HIGH_52W: lambda one: _ratio(one.snapshot.quote.last, one.snapshot.high_52w),
    _P.LAST_TO_LOW_52W: lambda one: _ratio(one.snapshot.quote.last, one.snapshot.low_52w),
    _P.HIGH_TO_HIGH_52W: lambda one: _ratio(one.snapshot.quote.high, one.snapshot.high_52w),
    _P.LOW_TO_LOW_52W: lambda one: _ratio(one.snapshot.quote.low, one.snapshot.low_52w),
    _P.VOLUME_RATIO: _volume_ratio,
    _P.BID_ASK_RATIO: _book_balance,
    _P.LOT_PRICE: lambda one: one.last * one.listing.lot,
    _P.MARKET_VALUE: lambda one: None if one.figures is None else one.figures.issued_value,
    _P.PE_ANNUAL: lambda one: None if one.figures is None else one.figures.pe,
    _P.PE_TTM: lambda one: None if one.figures is None else one.figures.pe_ttm,
    _P.PB: lambda one: None if one.figures is None else one.figures.pb,
    _P.CHANGE_5M: _change_five_minutes,
    _P.CHANGE_THIS_YEAR: _change_this_year,
    _P.PS_TTM: _times_sales,
    _P.SHARES: lambda one: None if one.figures is None else Decimal(one.figures.issued_shares),
    _P.FLOATING_SHARES: lambda one: None if one.figures is None else Decimal(one.figures.outstanding_shares),
    _P.FLOATING_VALUE: lambda one: None if one.figures is None else one.figures.outstanding_value,
}


def present(field: PresentField) -> Callable[[Subject], Decimal | None]:
    """Return how a present value is found; refuse one that cannot be."""
    found = _PRESENT.get(field)
    if found is None:
        raise RefusalError(f"The filter field {field.name} is not computed by this simulator.")
    return found


# ---- some days


def accumulated(field: AccumulatedField, days: int) -> Callable[[Subject], Decimal | None]:
    """Return how a value of some days is found; refuse one that cannot be."""
    if not 1 <= days <= MOST_DAYS:
        raise RefusalError(f"{field.name} is taken over 1 to {MOST_DAYS} days, not {days}.")
    if field is _A.TURNOVER:
        return lambda one: _turnover(one, days)
    found = _ACCUMULATED.get(field)
    if found is None:
        raise RefusalError(f"The filter field {field.name} is not computed by this simulator.")
    return lambda one: found(one.listing, one.days(days))


def _change(listing: Listing, days: tuple[Candle, ...]) -> Decimal | None:
    del listing
    return _ratio(days[-1].close, days[0].prev_close) if days else None


def _volume(listing: Listing, days: tuple[Candle, ...]) -> Decimal:
    del listing
    return sum((Decimal(day.volume) for day in days), Decimal(0))


def _turnover(one: Subject, days: int) -> Decimal:
    candles = one.exchange.candles(one.listing.id, CandleType.K_DAY, days, Rehab.FORWARD)
    return sum((day.turnover for day in candles), Decimal(0))


def _amplitude(listing: Listing, days: tuple[Candle, ...]) -> Decimal | None:
    del listing
    highs = [day.high for day in days if day.high is not None]
    lows = [day.low for day in days if day.low is not None]
    before = days[0].prev_close if days else None
    if not highs or not lows or not before:
        return None
    return ((max(highs) - min(lows)) / before * 100).quantize(_GRAIN)


def _turnover_rate(listing: Listing, days: tuple[Candle, ...]) -> Decimal | None:
    issued = listing.issued
    return None if issued is None else (_volume(listing, days) / issued * 100).quantize(_GRAIN)


_ACCUMULATED: dict[AccumulatedField, Callable[[Listing, tuple[Candle, ...]], Decimal | None]] = {
    _A.CHANGE_PERCENT: _change,
    _A.AMPLITUDE: _amplitude,
    _A.VOLUME: _volume,
    _A.TURNOVER_RATE: _turnover_rate,
}
