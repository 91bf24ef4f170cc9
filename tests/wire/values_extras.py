"""Strategies of what quotes, snapshots and static facts say of one kind of product."""

from __future__ import annotations

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
    names,
    prices,
    rates,
    texts,
)
from tui.domain.extras import (
    AssetClass,
    Breadth,
    EquityFigures,
    FundFigures,
    FutureExtras,
    FutureFigures,
    OptionExtras,
    OptionFigures,
    OutsideSession,
    PriceBounds,
    QuoteExtras,
    SnapshotExtras,
    WarrantExtras,
    WarrantFigures,
    WarrantType,
)
from tui.domain.markets import SecurityType
from tui.domain.options import (
    ExerciseStyle,
    ExpiryCycle,
    IndexOptionType,
    OptionSettlement,
    OptionStandard,
    OptionTerms,
    OptionType,
)

_signed_counts = st.integers(-(2**31), 2**31 - 1)
_shares = st.integers(0, 10**12)

option_terms: st.SearchStrategy[OptionTerms] = built(
    OptionTerms,
    type=member(OptionType),
    strike=maybe(prices),
    expiry=maybe(days),
    index_type=member(IndexOptionType),
    cycle=member(ExpiryCycle),
    standard=member(OptionStandard),
    settlement=member(OptionSettlement),
    suspended=flags,
    market=texts,
)
sessions: st.SearchStrategy[OutsideSession] = built(
    OutsideSession,
    price=maybe(prices),
    high=maybe(prices),
    low=maybe(prices),
    volume=maybe(_shares),
    turnover=maybe(amounts),
    change=maybe(rates),
    change_percent=maybe(rates),
    amplitude=maybe(rates),
)
figures: st.SearchStrategy[OptionFigures] = built(
    OptionFigures,
    strike=maybe(prices),
    contract_size=prices,
    open_interest=counts,
    implied_volatility=maybe(prices),
    premium=rates,
    delta=rates,
    gamma=rates,
    vega=rates,
    theta=rates,
    rho=rates,
    net_open_interest=maybe(_signed_counts),
    days_left=maybe(_signed_counts),
    nominal_value=maybe(amounts),
    owner_lots=maybe(prices),
    style=member(ExerciseStyle),
    multiplier=maybe(prices),
    index_type=member(IndexOptionType),
)
_futures = built(
    FutureFigures,
    last_settle=maybe(prices),
    open_interest=counts,
    open_interest_change=_signed_counts,
    days_left=maybe(_signed_counts),
)
_warrants = built(WarrantFigures, premium=rates, delta=maybe(rates), implied_volatility=maybe(prices))
quote_extras: st.SearchStrategy[QuoteExtras] = st.one_of(figures, _futures, _warrants)

_breadths = built(Breadth, up=counts, down=counts, unchanged=counts)
SNAPSHOT_EXTRAS: dict[SecurityType, st.SearchStrategy[SnapshotExtras]] = {
    SecurityType.STOCK: built(
        EquityFigures,
        issued_shares=_shares,
        issued_value=amounts,
        outstanding_shares=_shares,
        outstanding_value=amounts,
        net_assets=maybe(prices),
        net_profit=maybe(prices),
        earnings_a_share=maybe(prices),
        net_assets_a_share=maybe(prices),
        earnings_yield=maybe(prices),
        pe=maybe(prices),
        pb=maybe(prices),
        pe_ttm=maybe(prices),
        dividend_ttm=maybe(rates),
        dividend_yield_ttm=maybe(rates),
        dividend_lfy=maybe(rates),
        dividend_yield_lfy=maybe(rates),
    ),
    SecurityType.OPTION: built(
        OptionExtras, type=member(OptionType), owner=maybe(ids), expiry=maybe(days), figures=figures
    ),
    SecurityType.WARRANT: built(
        WarrantExtras,
        type=member(WarrantType),
        owner=maybe(ids),
        strike=maybe(prices),
        conversion_rate=maybe(prices),
        maturity=maybe(days),
        last_trade_day=maybe(days),
        recovery_price=maybe(prices),
        street_volume=_shares,
        issue_volume=_shares,
        street_rate=rates,
        delta=maybe(prices),
        implied_volatility=maybe(prices),
        premium=rates,
        leverage=maybe(rates),
        in_the_money=maybe(rates),
        break_even=maybe(rates),
        conversion_price=maybe(rates),
        recovery_distance=maybe(rates),
        score=maybe(rates),
        upper_strike=maybe(rates),
        lower_strike=maybe(rates),
        bounds=member(PriceBounds),
        issuer=st.just("") | names,
    ),
    SecurityType.FUTURE: built(
        FutureExtras,
        last_settle=maybe(prices),
        open_interest=counts,
        open_interest_change=_signed_counts,
        last_trade_day=maybe(days),
        main_contract=flags,
    ),
    SecurityType.INDEX: _breadths,
    SecurityType.PLATE: _breadths,
    SecurityType.ETF: built(
        FundFigures,
        dividend_yield=rates,
        assets=amounts,
        units=_shares,
        net_asset_value=maybe(prices),
        premium=rates,
        asset_class=member(AssetClass),
    ),
}
"""By the kind whose block it is."""
