"""Screens against what the other requests tell of the same stocks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.sim.bench import Bench
from tui.domain.candles import CandleType, Rehab
from tui.domain.extras import EquityFigures
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.domain.ranges import ANY, Range
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
    FinancialFilter,
    IndicatorFilter,
    PatternFilter,
    PresentFilter,
    ScreenedStock,
)
from tui.sim.listings.table import UNIVERSE
from tui.wire.errors import RefusedError
from tui.wire.messages.lists import GetMembers, ScreenPage, ScreenStocks
from tui.wire.messages.quote import GetSnapshots

TENCENT = SecurityId.parse("00700")
INTERNET = SecurityId.parse("HK.BK1001")
HK = ScreenStocks(Market.HK)
POSITIVE = Range(Decimal(0))
ABOVE = IndicatorFilter(IndicatorField.MA5, Position.MORE, IndicatorField.MA20, CandleType.K_DAY)


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(universe=UNIVERSE)


def ask(bench: Bench, request: ScreenStocks) -> ScreenPage:
    return bench.ask(request)


def every(bench: Bench, market: Market) -> list[SecurityId]:
    del bench
    return sorted(one.id for one in UNIVERSE.of(market, SecurityType.STOCK))


@pytest.mark.parametrize("field", sorted(set(PresentField) - {PresentField.UNKNOWN}))
def test_every_present_field_is_computed_or_refused_by_name(bench: Bench, field: PresentField) -> None:
    shown = replace(HK, present=(PresentFilter(field, shown_only=True),))
    if field is PresentField.PCF_TTM:
        with pytest.raises(RefusedError, match="PCF_TTM"):
            ask(bench, shown)
        return
    stocks = ask(bench, shown).stocks
    assert [stock.id for stock in stocks] == every(bench, Market.HK)
    if field not in (PresentField.CODE, PresentField.NAME):
        assert all(stock.present[0].field is field for stock in stocks)


COMPUTED = {
    *(FinancialField.NET_PROFIT, FinancialField.NET_PROFIT_GROWTH, FinancialField.REVENUE),
    *(FinancialField.REVENUE_GROWTH, FinancialField.NET_PROFIT_RATE, FinancialField.GROSS_PROFIT_RATE),
    *(FinancialField.DEBT_ASSETS_RATE, FinancialField.RETURN_ON_EQUITY_RATE, FinancialField.ROA_TTM),
    *(FinancialField.SHAREHOLDER_NET_PROFIT_TTM, FinancialField.EQUITY_MULTIPLIER),
    *(FinancialField.PROPERTY_RATIO, FinancialField.EPS_GROWTH_RATE, FinancialField.BASIC_EPS),
    *(FinancialField.DILUTED_EPS, FinancialField.PROFIT_TO_SHAREHOLDERS_GROWTH_RATE),
}


@pytest.mark.parametrize("field", sorted(set(FinancialField) - {FinancialField.UNKNOWN}))
def test_every_figure_is_computed_or_refused_by_name(bench: Bench, field: FinancialField) -> None:
    shown = replace(HK, financial=(FinancialFilter(field, ReportPeriod.ANNUAL, shown_only=True),))
    if field not in COMPUTED:
        with pytest.raises(RefusedError, match=field.name):
            ask(bench, shown)
        return
    assert all(len(stock.financial) == 1 for stock in ask(bench, shown).stocks)


def test_values_are_those_of_the_snapshot(bench: Bench) -> None:
    fields = (
        PresentField.LAST,
        PresentField.MARKET_VALUE,
        PresentField.PE_ANNUAL,
        PresentField.PB,
        PresentField.LOT_PRICE,
        PresentField.LAST_TO_HIGH_52W,
    )
    request = ScreenStocks(Market.US, present=tuple(PresentFilter(one, shown_only=True) for one in fields))
    stocks = ask(bench, request).stocks
    snapshots = bench.ask(GetSnapshots(tuple(stock.id for stock in stocks)))
    for stock, snapshot in zip(stocks, snapshots, strict=True):
        extras, last = snapshot.extras, snapshot.quote.last
        assert isinstance(extras, EquityFigures)
        assert last is not None
        assert snapshot.high_52w is not None
        high = ((last / snapshot.high_52w - 1) * 100).quantize(Decimal("0.001"))
        expected = [last, extras.issued_value, extras.pe, extras.pb, last * snapshot.lot, high]
        assert [one.value for one in stock.present] == expected
        assert stock.name == snapshot.quote.name


def test_values_of_days_are_those_of_the_candles(bench: Bench) -> None:
    filters = tuple(
        AccumulatedFilter(field, 5, shown_only=True)
        for field in sorted(set(AccumulatedField) - {AccumulatedField.UNKNOWN})
    )
    (stock,) = [one for one in ask(bench, replace(HK, accumulated=filters)).stocks if one.id == TENCENT]
    candles = bench.daemon.world.exchange.candles(TENCENT, CandleType.K_DAY, 5, Rehab.FORWARD)
    values = {one.field: one.value for one in stock.accumulated}
    close, before = candles[-1].close, candles[0].prev_close
    assert close is not None
    assert before is not None
    assert values[AccumulatedField.CHANGE_PERCENT] == ((close - before) / before * 100).quantize(
        Decimal("0.001")
    )
    assert values[AccumulatedField.VOLUME] == sum(one.volume for one in candles)
    assert values[AccumulatedField.TURNOVER] == sum(one.turnover for one in candles)
    highs = max(one.high for one in candles if one.high is not None)
    lows = min(one.low for one in candles if one.low is not None)
    assert values[AccumulatedField.AMPLITUDE] == ((highs - lows) / before * 100).quantize(Decimal("0.001"))
    issued = UNIVERSE[TENCENT].issued
    assert issued is not None
    rate = (values[AccumulatedField.VOLUME] / issued * 100).quantize(Decimal("0.001"))
    assert values[AccumulatedField.TURNOVER_RATE] == rate


def test_figures_of_shorter_reports_are_parts_of_the_year(bench: Bench) -> None:
    def profit(period: ReportPeriod) -> Decimal:
        shown = FinancialFilter(FinancialField.NET_PROFIT, period, shown_only=True)
        return ask(bench, replace(HK, financial=(shown,))).stocks[0].financial[0].value

    quarter, half, three, year = map(
        profit,
        (
            ReportPeriod.FIRST_QUARTER,
            ReportPeriod.INTERIM,
            ReportPeriod.THIRD_QUARTER,
            ReportPeriod.ANNUAL,
        ),
    )
    assert 0 < quarter < half < three < year
    yearly = FinancialFilter(FinancialField.ROA_TTM, ReportPeriod.INTERIM, shown_only=True)
    with pytest.raises(RefusedError, match="ROA_TTM is known for the annual report only"):
        ask(bench, replace(HK, financial=(yearly,)))


def test_all_filters_must_hold(bench: Bench) -> None:
    price = PresentFilter(PresentField.LAST, Range(Decimal(50), Decimal(150)))
    cheap = PresentFilter(PresentField.PE_TTM, Range(high=Decimal(20)))
    found = [
        {stock.id for stock in ask(bench, replace(HK, present=filters)).stocks}
        for filters in ((price,), (cheap,), (price, cheap))
    ]
    assert found[0] & found[1] == found[2]
    assert found[2]
    assert found[2] < found[0]


def values(stocks: tuple[ScreenedStock, ...]) -> list[Decimal]:
    return [stock.present[0].value for stock in stocks]


def test_sorted_either_way_and_by_name(bench: Bench) -> None:
    for order, down in ((SortOrder.ASCENDING, False), (SortOrder.DESCENDING, True)):
        found = ask(bench, replace(HK, present=(PresentFilter(PresentField.LAST, POSITIVE, order=order),)))
        assert values(found.stocks) == sorted(values(found.stocks), reverse=down)
    by_name = PresentFilter(PresentField.NAME, shown_only=True, order=SortOrder.DESCENDING)
    names = [stock.name for stock in ask(bench, replace(HK, present=(by_name,))).stocks]
    assert names == sorted(names, reverse=True)


def test_pages_of_a_plate_join_to_the_whole(bench: Bench) -> None:
    request = replace(HK, plate=INTERNET, present=(PresentFilter(PresentField.LAST, POSITIVE),))
    whole = ask(bench, request)
    assert {stock.id for stock in whole.stocks} == {one.id for one in bench.ask(GetMembers(INTERNET))}
    pages = [ask(bench, replace(request, begin=begin, count=4)) for begin in (0, 4, 8)]
    assert [page.last_page for page in pages] == [False, False, True]
    assert [page.total for page in pages] == [9, 9, 9]
    assert tuple(stock.id for page in pages for stock in page.stocks) == tuple(
        stock.id for stock in whole.stocks
    )


def test_the_mainland_is_one_market(bench: Bench) -> None:
    shown = (PresentFilter(PresentField.LAST, shown_only=True),)
    pages = [ask(bench, ScreenStocks(market, present=shown)) for market in (Market.SH, Market.SZ)]
    assert pages[0] == pages[1]
    assert {stock.id.market for stock in pages[0].stocks} == {Market.SH, Market.SZ}


def test_indicators_are_those_of_the_candles(bench: Bench) -> None:
    stocks = ask(bench, replace(HK, indicators=(ABOVE,))).stocks
    below = ask(bench, replace(HK, indicators=(replace(ABOVE, position=Position.LESS),))).stocks
    assert {stock.id for stock in stocks} | {stock.id for stock in below} <= set(every(bench, Market.HK))
    assert not {stock.id for stock in stocks} & {stock.id for stock in below}
    assert len(stocks) + len(below) >= 35
    for stock in stocks:
        candles = bench.daemon.world.exchange.candles(stock.id, CandleType.K_DAY, 20, Rehab.FORWARD)
        closes = [float(one.close or 0) for one in candles]
        short, long = stock.indicators
        assert float(short.value) == pytest.approx(sum(closes[-5:]) / 5, abs=0.001)
        assert float(long.value) == pytest.approx(sum(closes) / 20, abs=0.001)
        assert short.value >= long.value


@pytest.mark.parametrize(
    "candle", [CandleType.K_60M, CandleType.K_DAY, CandleType.K_WEEK, CandleType.K_MONTH]
)
def test_indicators_of_every_length_of_candle(bench: Bench, candle: CandleType) -> None:
    shown = replace(
        ABOVE, first=IndicatorField.RSI, second=IndicatorField.MACD_DEA, candle=candle, shown_only=True
    )
    request = ScreenStocks(Market.US, plate=SecurityId.parse("US.BK2004"), indicators=(shown,))
    for stock in ask(bench, request).stocks:
        assert [one.field for one in stock.indicators] == [IndicatorField.RSI, IndicatorField.MACD_DEA]
        assert stock.indicators[1].parameters == (12, 26, 9)
        assert 0 <= stock.indicators[0].value <= 100


def test_patterns_exclude_their_opposites_unless_ignored(bench: Bench) -> None:
    found = []
    for field in (PatternField.MA_ALIGNMENT_LONG, PatternField.MA_ALIGNMENT_SHORT):
        pattern = PatternFilter(field, CandleType.K_DAY)
        found.append({stock.id for stock in ask(bench, replace(HK, patterns=(pattern,))).stocks})
        ignored = ask(bench, replace(HK, patterns=(replace(pattern, ignored=True),)))
        assert ignored.total == len(every(bench, Market.HK))
    assert not found[0] & found[1]


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (ScreenStocks(Market.SG), "no stocks of the market SG"),
        (replace(HK, count=201), "1 to 200 rows"),
        (replace(HK, plate=TENCENT), "neither a plate nor an index"),
        (replace(HK, plate=SecurityId.parse("US.BK2001")), "no plate of the market HK"),
        (replace(HK, plate=SecurityId.parse("HK.BK9999")), "Unknown stock"),
        (replace(HK, present=(PresentFilter(PresentField.LAST, ANY),)), "needs to set the range: LAST"),
        (
            replace(HK, accumulated=(AccumulatedFilter(AccumulatedField.VOLUME, 1),)),
            "needs to set the range: VOLUME",
        ),
        (replace(HK, present=(PresentFilter(PresentField.UNKNOWN, POSITIVE),)), "UNKNOWN is not computed"),
        (replace(HK, present=(PresentFilter(PresentField.CODE, POSITIVE),)), "CODE is no number"),
        (
            replace(HK, accumulated=(AccumulatedFilter(AccumulatedField.VOLUME, 0, POSITIVE),)),
            "1 to 250 days, not 0",
        ),
        (
            replace(HK, financial=(FinancialFilter(FinancialField.REVENUE, ReportPeriod.UNKNOWN, POSITIVE),)),
            "Unknown report",
        ),
        (
            replace(
                HK,
                present=(PresentFilter(PresentField.LAST, POSITIVE, order=SortOrder.ASCENDING),) * 2,
            ),
            "by one field at most",
        ),
        (replace(HK, indicators=(replace(ABOVE, candle=CandleType.K_1M),)), "not K_1M"),
        (replace(HK, indicators=(replace(ABOVE, position=Position.UNKNOWN),)), "Unknown position"),
        (replace(HK, indicators=(replace(ABOVE, first=IndicatorField.VALUE),)), "no first indicator"),
        (replace(HK, indicators=(replace(ABOVE, second=IndicatorField.VALUE),)), "number that VALUE"),
        (
            replace(HK, patterns=(PatternFilter(PatternField.MACD_TOP_DIVERGENCE, CandleType.K_DAY),)),
            "MACD_TOP_DIVERGENCE is not computed",
        ),
    ],
)
def test_refused(bench: Bench, request_: ScreenStocks, sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        ask(bench, request_)
