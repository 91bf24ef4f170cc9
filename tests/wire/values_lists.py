"""Strategies of what the lists of the market hold, for the round trips."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from tests.wire.values import (
    amounts,
    built,
    counts,
    days,
    flags,
    ids,
    maybe,
    member,
    moments,
    prices,
    rates,
    signed_amounts,
    texts,
    tuples_of,
)
from tui.domain.candles import CandleType
from tui.domain.extras import PriceBounds, WarrantExtras, WarrantType
from tui.domain.futures import FutureSession, FutureTerms
from tui.domain.ids import SecurityId
from tui.domain.ipos import HongKongIssue, Ipo, MainlandIssue, SizedIssue
from tui.domain.markets import Market
from tui.domain.plates import Plate, PlateKind, PlatesOfSecurity
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
from tui.domain.warrants import Issuer, Warrant, WarrantStatus

ranges = built(Range, low=maybe(rates), high=maybe(rates))
whole_ranges = built(Range, low=maybe(counts.map(Decimal)), high=maybe(counts.map(Decimal)))
plates = built(Plate, id=ids, name=texts, kind=maybe(member(PlateKind)))
plates_of = built(PlatesOfSecurity, id=ids, name=texts, plates=tuples_of(plates))
sessions = built(FutureSession, begin=st.integers(-1440, 2880), end=st.integers(-1440, 2880))
future_terms = built(
    FutureTerms,
    id=ids,
    name=texts,
    last_trade_on=maybe(days),
    owner=maybe(ids),
    owner_name=texts,
    exchange=texts,
    kind=texts,
    size=maybe(prices),
    size_unit=texts,
    currency=texts,
    tick=maybe(prices),
    tick_unit=texts,
    quote_unit=texts,
    sessions=tuples_of(sessions),
    zone=texts,
    url=texts,
    origin=maybe(ids),
)


def _warrant_terms(issuer: Issuer) -> st.SearchStrategy[WarrantExtras]:
    return built(
        WarrantExtras,
        type=member(WarrantType),
        owner=maybe(ids),
        strike=maybe(prices),
        conversion_rate=maybe(prices),
        maturity=maybe(days),
        last_trade_day=maybe(days),
        recovery_price=maybe(prices),
        street_volume=counts,
        issue_volume=counts,
        street_rate=rates,
        delta=maybe(rates),
        implied_volatility=maybe(rates),
        premium=rates,
        leverage=rates,
        in_the_money=rates,
        break_even=maybe(prices),
        conversion_price=maybe(prices),
        recovery_distance=maybe(rates),
        score=rates,
        upper_strike=maybe(prices),
        lower_strike=maybe(prices),
        bounds=member(PriceBounds),
        issuer=st.just("" if issuer is Issuer.UNKNOWN else issuer.name),
    )


def _warrants(issuer: Issuer) -> st.SearchStrategy[Warrant]:
    return built(
        Warrant,
        id=ids,
        name=texts,
        issuer=st.just(issuer),
        lot=counts,
        listed_on=maybe(days),
        status=member(WarrantStatus),
        terms=_warrant_terms(issuer),
        last=maybe(prices),
        prev_close=maybe(prices),
        change=signed_amounts,
        change_percent=rates,
        high=maybe(prices),
        low=maybe(prices),
        amplitude=rates,
        bid=maybe(prices),
        ask=maybe(prices),
        bid_volume=counts,
        ask_volume=counts,
        volume=counts,
        turnover=amounts,
        effective_leverage=rates,
    )


warrants: st.SearchStrategy[Warrant] = member(Issuer).flatmap(_warrants)

orders = st.sampled_from([SortOrder.NONE, SortOrder.ASCENDING, SortOrder.DESCENDING])
present_filters = built(
    PresentFilter, field=member(PresentField), range=ranges, shown_only=flags, order=orders
)
accumulated_filters = built(
    AccumulatedFilter,
    field=member(AccumulatedField),
    days=counts,
    range=ranges,
    shown_only=flags,
    order=orders,
)
financial_filters = built(
    FinancialFilter,
    field=member(FinancialField),
    period=member(ReportPeriod),
    range=ranges,
    shown_only=flags,
    order=orders,
)
pattern_filters = built(
    PatternFilter,
    field=member(PatternField),
    candle=member(CandleType),
    ignored=flags,
    periods=maybe(counts),
)
indicator_filters = built(
    IndicatorFilter,
    first=member(IndicatorField),
    position=member(Position),
    second=member(IndicatorField),
    candle=member(CandleType),
    value=maybe(rates),
    first_parameters=tuples_of(counts),
    second_parameters=tuples_of(counts),
    shown_only=flags,
    periods=maybe(counts),
)
screened = built(
    ScreenedStock,
    id=ids,
    name=texts,
    present=tuples_of(built(PresentValue, field=member(PresentField), value=rates)),
    accumulated=tuples_of(built(AccumulatedValue, field=member(AccumulatedField), days=counts, value=rates)),
    financial=tuples_of(
        built(FinancialValue, field=member(FinancialField), period=member(ReportPeriod), value=rates)
    ),
    indicators=tuples_of(
        built(
            IndicatorValue,
            field=member(IndicatorField),
            candle=member(CandleType),
            value=rates,
            parameters=tuples_of(counts),
        )
    ),
)

_mainland_issues = built(
    MainlandIssue,
    apply_code=texts,
    issue_size=counts,
    online_size=counts,
    apply_limit=counts,
    apply_limit_value=counts,
    price=maybe(prices),
    price_estimated=flags,
    industry_pe=maybe(prices),
    issue_pe=maybe(prices),
    winning_rate=maybe(prices),
    winning_rate_estimated=flags,
    drawn=flags,
    winning_numbers=tuples_of(st.tuples(texts, texts)),
    apply_on=maybe(days),
    drawn_on=maybe(days),
)
_hong_kong_issues = built(
    HongKongIssue,
    price_low=maybe(prices),
    price_high=maybe(prices),
    list_price=maybe(prices),
    lot=counts,
    entrance=maybe(prices),
    open=flags,
    apply_until=maybe(moments(Market.HK)),
)


def _ranged(market: Market, *, dated: bool) -> st.SearchStrategy[SizedIssue]:
    return built(
        SizedIssue,
        price_low=maybe(prices),
        price_high=maybe(prices),
        issue_size=counts,
        apply_from=maybe(moments(market)) if dated else st.none(),
        apply_until=maybe(moments(market)) if dated else st.none(),
        drawn_on=maybe(days) if dated else st.none(),
    )


def _ipo(market: Market, terms: st.SearchStrategy[object]) -> st.SearchStrategy[Ipo]:
    return built(
        Ipo, id=st.just(SecurityId(market, "1")), name=texts, listed_on=maybe(days), terms=maybe(terms)
    )


ipos = st.one_of(
    _ipo(Market.SH, _mainland_issues),
    _ipo(Market.HK, _hong_kong_issues),
    _ipo(Market.US, _ranged(Market.US, dated=False)),
    _ipo(Market.JP, _ranged(Market.JP, dated=False)),
    _ipo(Market.SG, _ranged(Market.SG, dated=True)),
)
