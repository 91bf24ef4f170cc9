"""Stock screens: 3215. A filter that cannot be computed is refused by name, never ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from tui.domain.candles import CandleType
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.domain.screen_fields import IndicatorField, Position, PresentField, SortOrder
from tui.domain.screens import (
    AccumulatedFilter,
    AccumulatedValue,
    FinancialFilter,
    FinancialValue,
    IndicatorFilter,
    IndicatorValue,
    PresentFilter,
    PresentValue,
    ScreenedStock,
)
from tui.sim.caller import Caller
from tui.sim.handlers.indicators import Bars, Line
from tui.sim.handlers.pages import check_page, cut, ordered
from tui.sim.handlers.screen_lines import (
    PATTERN_BARS,
    bars_needed,
    check_bars,
    check_line,
    check_pattern,
    line,
    parameters_of,
    shows,
    stands,
)
from tui.sim.handlers.screen_reports import financial
from tui.sim.handlers.screen_values import Subject, accumulated, present
from tui.sim.listings.plates import members_of
from tui.sim.listings.universe import Listing
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.messages.lists import ScreenPage, ScreenStocks

RangeFilter = PresentFilter | AccumulatedFilter | FinancialFilter
Value = Callable[[Subject], Decimal | None]
_MARKETS = {
    Market.HK: (Market.HK,),
    Market.US: (Market.US,),
    Market.SH: (Market.SH, Market.SZ),
    Market.SZ: (Market.SH, Market.SZ),
}
_GRAIN = Decimal("0.0001")
_TEXTS = frozenset({PresentField.CODE, PresentField.NAME})
"""Fields that are no numbers: to be shown and sorted by, not to be bounded."""


class _Row(NamedTuple):
    """A stock that passed, and what it is sorted by."""

    stock: ScreenedStock
    key: Decimal | str | None


def screen(world: World, caller: Caller, request: ScreenStocks) -> ScreenPage:
    """Return one page of the stocks that pass every filter."""
    del caller
    check_page(request.begin, request.count)
    _check(request)
    values = [(each, _value(each)) for each in _ranges(request)]
    order = _order(request)
    rows = []
    for listing in _candidates(world, request):
        subject = Subject(listing, world.exchange.snapshot(listing.id), world.exchange)
        row = _looked_at(subject, request, values, order)
        if row is not None:
            rows.append(row)
    ascending = order is None or order.order is not SortOrder.DESCENDING
    listed = ordered(rows, lambda row: row.key, ascending=ascending)
    page, last_page = cut([row.stock for row in listed], request.begin, request.count)
    return ScreenPage(page, len(rows), last_page)


# ---- what is asked


def _ranges(request: ScreenStocks) -> tuple[RangeFilter, ...]:
    return (*request.present, *request.accumulated, *request.financial)


def _check(request: ScreenStocks) -> None:
    if request.market not in _MARKETS:
        raise RefusalError(f"There are no stocks of the market {request.market.name} to screen here.")
    for each in _ranges(request):
        if not each.shown_only and not each.range:
            raise RefusalError(f"The filter field needs to set the range: {each.field.name}.")
        if each.order is SortOrder.UNKNOWN:
            raise RefusalError("Unknown sort order.")
        if isinstance(each, PresentFilter) and each.field in _TEXTS and not each.shown_only:
            raise RefusalError(f"{each.field.name} is no number: it has no range.")
    for pattern in request.patterns:
        check_pattern(pattern)
    for indicator in request.indicators:
        _check_indicator(indicator)


def _check_indicator(indicator: IndicatorFilter) -> None:
    check_bars(indicator.candle, indicator.periods)
    check_line(indicator.first, indicator.first_parameters)
    check_line(indicator.second, indicator.second_parameters)
    if indicator.position is Position.UNKNOWN:
        raise RefusalError("Unknown position of one indicator to another.")
    if indicator.first is IndicatorField.VALUE:
        raise RefusalError("VALUE can be compared with, it is no first indicator.")
    if indicator.second is IndicatorField.VALUE and indicator.value is None:
        raise RefusalError("Name the number that VALUE stands for.")


def _order(request: ScreenStocks) -> RangeFilter | None:
    sorting = [each for each in _ranges(request) if each.order is not SortOrder.NONE]
    if len(sorting) > 1:
        raise RefusalError("A screen is sorted by one field at most.")
    return sorting[0] if sorting else None


def _candidates(world: World, request: ScreenStocks) -> Iterator[Listing]:
    """The stocks of the market, or those of one of its plates, by code."""
    markets = _MARKETS[request.market]
    wanted: frozenset[SecurityId] | None = None
    if request.plate is not None:
        plate = world.listing(request.plate)
        if not plate.composite:
            raise RefusalError(f"{plate.id} is neither a plate nor an index.")
        if plate.id.market not in markets:
            raise RefusalError(f"{plate.id} is no plate of the market {request.market.name}.")
        wanted = frozenset(members_of(plate))
    stocks = (
        listing
        for market in markets
        for listing in world.exchange.universe.of(market, SecurityType.STOCK)
        if wanted is None or listing.id in wanted
    )
    yield from sorted(stocks, key=lambda listing: listing.id.symbol)


def _value(each: RangeFilter) -> Value:
    if isinstance(each, PresentFilter):
        return _nothing if each.field in _TEXTS else present(each.field)
    if isinstance(each, AccumulatedFilter):
        return accumulated(each.field, each.days)
    figure = financial(each.field, each.period)
    return lambda one: None if one.figures is None else figure(one.listing, one.figures)


def _nothing(subject: Subject) -> None:
    del subject


# ---- what is found


def _looked_at(
    subject: Subject,
    request: ScreenStocks,
    values: list[tuple[RangeFilter, Value]],
    order: RangeFilter | None,
) -> _Row | None:
    """Return the row of a stock, None when it does not pass; what is cheap is looked at first."""
    found = []
    for each, value_of in values:
        value = value_of(subject)
        if not each.shown_only and not each.range.holds(value):
            return None
        found.append((each, value))
    charts = _Charts(subject, request)
    if not all(each.ignored or shows(each, charts.bars(each.candle)) for each in request.patterns):
        return None
    indicators: list[IndicatorValue] = []
    for indicator in request.indicators:
        first, second = charts.lines(indicator)
        if not indicator.shown_only and not stands(indicator, first, second):
            return None
        indicators += _shown(indicator, first, second)
    return _Row(_stock(subject, found, indicators), _key(subject, order, found))


def _stock(
    subject: Subject, found: list[tuple[RangeFilter, Decimal | None]], indicators: list[IndicatorValue]
) -> ScreenedStock:
    """Return what a stock that passes shows of itself: the values of all filters that are known."""
    known = [(each, value) for each, value in found if value is not None]
    return ScreenedStock(
        subject.listing.id,
        subject.snapshot.quote.name,
        present=tuple(
            PresentValue(each.field, value) for each, value in known if isinstance(each, PresentFilter)
        ),
        accumulated=tuple(
            AccumulatedValue(each.field, each.days, value)
            for each, value in known
            if isinstance(each, AccumulatedFilter)
        ),
        financial=tuple(
            FinancialValue(each.field, each.period, value)
            for each, value in known
            if isinstance(each, FinancialFilter)
        ),
        indicators=tuple(dict.fromkeys(indicators)),
    )


class _Charts:
    """The bars of one stock, made once for all filters that want them."""

    def __init__(self, subject: Subject, request: ScreenStocks) -> None:
        self._subject = subject
        self._counts: dict[CandleType, int] = {}
        for pattern in request.patterns:
            self._want(pattern.candle, PATTERN_BARS)
        for each in request.indicators:
            needed = max(
                bars_needed(each.first, each.first_parameters),
                bars_needed(each.second, each.second_parameters),
            )
            self._want(each.candle, needed + (each.periods or 1) + 1)
        self._bars: dict[CandleType, Bars] = {}

    def _want(self, candle: CandleType, count: int) -> None:
        self._counts[candle] = max(self._counts.get(candle, 0), count)

    def bars(self, candle: CandleType) -> Bars:
        """Return bars without the jumps of corporate actions, as many as any filter needs."""
        if candle not in self._bars:
            exchange, id_ = self._subject.exchange, self._subject.listing.id
            candles = exchange.outlines(id_, candle, self._counts[candle])
            whole = [one for one in candles if not (one.close is None or one.high is None or one.low is None)]
            self._bars[candle] = Bars(
                [float(one.close or 0) for one in whole],
                [float(one.high or 0) for one in whole],
                [float(one.low or 0) for one in whole],
            )
        return self._bars[candle]

    def lines(self, each: IndicatorFilter) -> tuple[Line, Line]:
        """Return both indicators of a filter."""
        bars = self.bars(each.candle)
        value = None if each.value is None else float(each.value)
        return (
            line(each.first, each.first_parameters, bars),
            line(each.second, each.second_parameters, bars, value),
        )


def _shown(each: IndicatorFilter, first: Line, second: Line) -> Iterator[IndicatorValue]:
    sides = ((each.first, each.first_parameters, first), (each.second, each.second_parameters, second))
    for field, given, values in sides:
        last = values[-1] if values else None
        if field is not IndicatorField.VALUE and last is not None:
            exact = Decimal(repr(last)).quantize(_GRAIN)
            yield IndicatorValue(field, each.candle, exact, parameters_of(field, given))


def _key(
    subject: Subject, order: RangeFilter | None, found: list[tuple[RangeFilter, Decimal | None]]
) -> Decimal | str | None:
    """What a stock is sorted by: its code unless a filter says otherwise."""
    if order is None or order.field is PresentField.CODE:
        return subject.listing.id.symbol
    if order.field is PresentField.NAME:
        return subject.snapshot.quote.name
    return next(value for each, value in found if each is order)


HANDLERS: Handlers = {ScreenStocks: screen}
