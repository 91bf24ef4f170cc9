"""Stock screens 3215."""

from __future__ import annotations

from typing import Any

from tui.domain.candles import CandleType
from tui.domain.ranges import Range
from tui.domain.screen_fields import (
    AccumulatedField,
    FinancialField,
    IndicatorField,
    PatternField,
    Position,
    PresentField,
    ReportPeriod,
    SortOrder,
)
from tui.domain.screens import (
    AccumulatedFilter,
    AccumulatedValue,
    FinancialFilter,
    FinancialValue,
    IndicatorFilter,
    IndicatorValue,
    PatternFilter,
    PresentFilter,
    PresentValue,
    ScreenedStock,
)
from tui.pb import Qot_StockFilter_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.messages.lists import ScreenPage, ScreenStocks
from tui.wire.numbers import decimal_from_wire, put_decimal
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, read_market, write_id
from tui.wire.text import clean

RangeFilter = PresentFilter | AccumulatedFilter | FinancialFilter

_present_field = reader(PresentField)
_accumulated_field = reader(AccumulatedField)
_financial_field = reader(FinancialField)
_indicator_field = reader(IndicatorField)
_pattern_field = reader(PatternField)
_position = reader(Position)
_report_period = reader(ReportPeriod)
_sort_order = reader(SortOrder)
_candle_type = reader(CandleType)


# ---- what is asked


def _write_request(request: ScreenStocks, c2s: Qot_StockFilter_pb2.C2S) -> None:
    c2s.begin = request.begin
    c2s.num = request.count
    c2s.market = request.market
    if request.plate is not None:
        write_id(c2s.plate, request.plate)
    for present in request.present:
        _write_range(c2s.baseFilterList.add(), present)
    for accumulated in request.accumulated:
        row = c2s.accumulateFilterList.add()
        _write_range(row, accumulated)
        row.days = accumulated.days
    for financial in request.financial:
        figure = c2s.financialFilterList.add()
        _write_range(figure, financial)
        figure.quarter = financial.period
    for pattern in request.patterns:
        _write_pattern(c2s.patternFilterList.add(), pattern)
    for indicator in request.indicators:
        _write_indicator(c2s.customIndicatorFilterList.add(), indicator)


def _write_range(row: Any, wanted: RangeFilter) -> None:
    row.fieldName = wanted.field
    put_decimal(row, "filterMin", wanted.range.low)
    put_decimal(row, "filterMax", wanted.range.high)
    row.isNoFilter = wanted.shown_only
    if wanted.order is not SortOrder.NONE:
        row.sortDir = wanted.order


def _write_pattern(row: Qot_StockFilter_pb2.PatternFilter, pattern: PatternFilter) -> None:
    row.fieldName = pattern.field
    row.klType = pattern.candle
    row.isNoFilter = pattern.ignored
    if pattern.periods is not None:
        row.consecutivePeriod = pattern.periods


def _write_indicator(row: Qot_StockFilter_pb2.CustomIndicatorFilter, indicator: IndicatorFilter) -> None:
    row.firstFieldName = indicator.first
    row.relativePosition = indicator.position
    row.secondFieldName = indicator.second
    row.klType = indicator.candle
    put_decimal(row, "fieldValue", indicator.value)
    row.firstFieldParaList.extend(indicator.first_parameters)
    row.secondFieldParaList.extend(indicator.second_parameters)
    row.isNoFilter = indicator.shown_only
    if indicator.periods is not None:
        row.consecutivePeriod = indicator.periods


def _read_request(c2s: Qot_StockFilter_pb2.C2S) -> ScreenStocks:
    return ScreenStocks(
        market=read_market(c2s.market),
        plate=read_id(c2s.plate) if c2s.HasField("plate") else None,
        present=tuple(map(_read_present, capped(c2s.baseFilterList))),
        accumulated=tuple(map(_read_accumulated, capped(c2s.accumulateFilterList))),
        financial=tuple(map(_read_financial, capped(c2s.financialFilterList))),
        patterns=tuple(map(_read_pattern, capped(c2s.patternFilterList))),
        indicators=tuple(map(_read_indicator, capped(c2s.customIndicatorFilterList))),
        begin=c2s.begin,
        count=c2s.num,
    )


def _range(row: Any) -> Range:
    low = decimal_from_wire(row.filterMin) if row.HasField("filterMin") else None
    high = decimal_from_wire(row.filterMax) if row.HasField("filterMax") else None
    return Range(low, high)


def _idle(row: Any) -> bool:
    """Whether a filter only shows its value, which is what it does when nothing is said."""
    return row.isNoFilter if row.HasField("isNoFilter") else True


def _read_present(row: Qot_StockFilter_pb2.BaseFilter) -> PresentFilter:
    return PresentFilter(_present_field(row.fieldName), _range(row), _idle(row), _sort_order(row.sortDir))


def _read_accumulated(row: Qot_StockFilter_pb2.AccumulateFilter) -> AccumulatedFilter:
    return AccumulatedFilter(
        _accumulated_field(row.fieldName), row.days, _range(row), _idle(row), _sort_order(row.sortDir)
    )


def _read_financial(row: Qot_StockFilter_pb2.FinancialFilter) -> FinancialFilter:
    return FinancialFilter(
        _financial_field(row.fieldName),
        _report_period(row.quarter),
        _range(row),
        _idle(row),
        _sort_order(row.sortDir),
    )


def _read_pattern(row: Qot_StockFilter_pb2.PatternFilter) -> PatternFilter:
    return PatternFilter(_pattern_field(row.fieldName), _candle_type(row.klType), _idle(row), _periods(row))


def _read_indicator(row: Qot_StockFilter_pb2.CustomIndicatorFilter) -> IndicatorFilter:
    return IndicatorFilter(
        first=_indicator_field(row.firstFieldName),
        position=_position(row.relativePosition),
        second=_indicator_field(row.secondFieldName),
        candle=_candle_type(row.klType),
        value=decimal_from_wire(row.fieldValue) if row.HasField("fieldValue") else None,
        first_parameters=tuple(capped(row.firstFieldParaList)),
        second_parameters=tuple(capped(row.secondFieldParaList)),
        shown_only=_idle(row),
        periods=_periods(row),
    )


def _periods(row: Any) -> int | None:
    return row.consecutivePeriod if row.HasField("consecutivePeriod") else None


# ---- what is answered


def _write_page(page: ScreenPage, response: Qot_StockFilter_pb2.Response) -> None:
    response.s2c.lastPage = page.last_page
    response.s2c.allCount = page.total
    for stock in page.stocks:
        _write_stock(response.s2c.dataList.add(), stock)


def _write_stock(row: Qot_StockFilter_pb2.StockData, stock: ScreenedStock) -> None:
    write_id(row.security, stock.id)
    row.name = stock.name
    for present in stock.present:
        row.baseDataList.add(fieldName=present.field, value=float(present.value))
    for sum_ in stock.accumulated:
        row.accumulateDataList.add(fieldName=sum_.field, days=sum_.days, value=float(sum_.value))
    for figure in stock.financial:
        row.financialDataList.add(fieldName=figure.field, quarter=figure.period, value=float(figure.value))
    for indicator in stock.indicators:
        row.customIndicatorDataList.add(
            fieldName=indicator.field,
            klType=indicator.candle,
            value=float(indicator.value),
            fieldParaList=indicator.parameters,
        )


def _read_page(response: Qot_StockFilter_pb2.Response) -> ScreenPage:
    s2c = response.s2c
    return ScreenPage(tuple(map(_read_stock, capped(s2c.dataList))), s2c.allCount, s2c.lastPage)


def _read_stock(row: Qot_StockFilter_pb2.StockData) -> ScreenedStock:
    return ScreenedStock(
        id=read_id(row.security),
        name=clean(row.name),
        present=tuple(
            PresentValue(_present_field(one.fieldName), decimal_from_wire(one.value))
            for one in capped(row.baseDataList)
        ),
        accumulated=tuple(
            AccumulatedValue(_accumulated_field(one.fieldName), one.days, decimal_from_wire(one.value))
            for one in capped(row.accumulateDataList)
        ),
        financial=tuple(
            FinancialValue(
                _financial_field(one.fieldName), _report_period(one.quarter), decimal_from_wire(one.value)
            )
            for one in capped(row.financialDataList)
        ),
        indicators=tuple(
            IndicatorValue(
                _indicator_field(one.fieldName),
                _candle_type(one.klType),
                decimal_from_wire(one.value),
                tuple(capped(one.fieldParaList)),
            )
            for one in capped(row.customIndicatorDataList)
        ),
    )


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_STOCK_FILTER: Codec(
        Qot_StockFilter_pb2.Request,
        Qot_StockFilter_pb2.Response,
        _write_request,
        _read_request,
        _write_page,
        _read_page,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
