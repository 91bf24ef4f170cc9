"""What each kind of product adds to quotes and snapshots, computed from its market as it stands."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tui.domain.extras import (
    AssetClass,
    Breadth,
    EquityFigures,
    FundFigures,
    FutureExtras,
    FutureFigures,
    OptionExtras,
    OptionFigures,
    QuoteExtras,
    SnapshotExtras,
    WarrantExtras,
    WarrantFigures,
    WarrantType,
)
from tui.domain.markets import Market as Venue
from tui.domain.markets import SecurityType, zone_of
from tui.sim.listings import pricing
from tui.sim.listings.fundamentals import Dividends, dividends_of, fundamentals_of
from tui.sim.listings.options import Pricing, closing, style_of
from tui.sim.listings.universe import Listing, WarrantTerms
from tui.sim.market.index import IndexMarket
from tui.sim.market.interest import future_interest, interest_of
from tui.sim.market.market import Market

_PERCENT = Decimal("0.001")
_FINE = Decimal("0.000001")
_MONEY = Decimal("0.01")
_WARRANT_RATE = 0.03
_YEAR_S = pricing.DAYS_A_YEAR * 86_400
_NEW_CONTRACTS = 30
"""One in so many contracts of the day opens a position."""


def quote_extras(market: Market) -> QuoteExtras | None:
    """Return the block of a live quote."""
    listing = market.listing
    if listing.type is SecurityType.OPTION:
        return _option(market).figures
    if listing.type is SecurityType.FUTURE:
        future = _future(market)
        left = (
            None if listing.last_trade_day is None else days_until(listing, listing.last_trade_day, market.at)
        )
        return FutureFigures(future.last_settle, future.open_interest, future.open_interest_change, left)
    if listing.type is SecurityType.WARRANT:
        warrant = _warrant(market)
        if warrant is not None:
            return WarrantFigures(warrant.premium, warrant.delta, warrant.implied_volatility)
    return None


def snapshot_extras(market: Market) -> SnapshotExtras | None:
    """Return the block of a snapshot."""
    if isinstance(market, IndexMarket):
        return _breadth(market)
    match market.listing.type:
        case SecurityType.STOCK:
            return _equity(market)
        case SecurityType.ETF:
            return _fund(market)
        case SecurityType.OPTION:
            return _option(market)
        case SecurityType.FUTURE:
            return _future(market)
        case SecurityType.WARRANT:
            return _warrant(market)
        case _:
            return None


def days_until(listing: Listing, day: date, at: float) -> int:
    """Return the days from today, as the exchange counts it, to a day."""
    return (day - _local_day(listing, at)).days


def option_extras(listing: Listing, owner: Listing, spot: float, middle: float, at: float) -> OptionExtras:
    """Return terms and figures of an option whose book has its middle somewhere."""
    terms, theory = listing.option, listing.follows
    assert terms is not None
    assert isinstance(theory, Pricing)
    call, strike, rate, years = theory.call, theory.strike, theory.rate, theory.years(at)
    implied = pricing.implied_volatility(call, middle, spot, strike, years, rate)
    # Where no volatility explains the price (deep in the money) the smile's own gives the rest.
    greeks = pricing.greeks(call, spot, strike, years, implied or theory.smile(spot, at), rate)
    break_even = strike - spot + middle if call else spot - strike + middle
    in_hong_kong = listing.id.market is Venue.HK
    interest = interest_of(listing)
    size = Decimal(listing.lot)
    figures = OptionFigures(
        strike=terms.strike,
        contract_size=size,
        open_interest=interest.contracts,
        implied_volatility=None if implied is None else _rounded(implied * 100, _PERCENT),
        premium=_rounded(break_even / spot * 100, _PERCENT),
        delta=_rounded(greeks.delta, _FINE),
        gamma=_rounded(greeks.gamma, _FINE),
        vega=_rounded(greeks.vega, _FINE),
        theta=_rounded(greeks.theta, _FINE),
        rho=_rounded(greeks.rho, _FINE),
        net_open_interest=interest.net if in_hong_kong else None,
        days_left=None if terms.expiry is None else days_until(listing, terms.expiry, at),
        nominal_value=_rounded(spot * listing.lot, _MONEY) if in_hong_kong else None,
        owner_lots=size / owner.lot if in_hong_kong else None,
        style=style_of(terms),
        multiplier=size,
        index_type=terms.index_type,
    )
    return OptionExtras(terms.type, owner.id, terms.expiry, figures)


def _option(market: Market) -> OptionExtras:
    followed = market.followed
    assert followed is not None
    return option_extras(
        market.listing, followed.listing, followed.reference(), market.reference(), market.at
    )


def _future(market: Market) -> FutureExtras:
    day = market.today.day
    opened = 0 if day is None else day.volume // _NEW_CONTRACTS
    listing = market.listing
    return FutureExtras(
        last_settle=listing.prev_close,
        open_interest=future_interest(listing) + opened,
        open_interest_change=opened,
        last_trade_day=listing.last_trade_day,
        main_contract=listing.main_contract,
    )


def _breadth(market: IndexMarket) -> Breadth:
    moves = [part.today.last - part.today.prev_close for part in market.parts]
    up, down = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    return Breadth(up, down, len(moves) - up - down)


def _equity(market: Market) -> EquityFigures | None:
    listing = market.listing
    if listing.issued is None:
        return None
    last = market.steps.price(market.today.last)
    shares, facts, paid = listing.issued, fundamentals_of(listing), _dividends(market)
    return EquityFigures(
        issued_shares=shares,
        issued_value=last * shares,
        outstanding_shares=shares,
        outstanding_value=last * shares,
        net_assets=(facts.net_assets * shares).quantize(_MONEY),
        net_profit=(facts.earnings * shares).quantize(_MONEY),
        earnings_a_share=facts.earnings,
        net_assets_a_share=facts.net_assets,
        earnings_yield=(facts.earnings / last * 100).quantize(_PERCENT),
        pe=(last / facts.earnings).quantize(_PERCENT),
        pb=(last / facts.net_assets).quantize(_PERCENT),
        pe_ttm=(last / facts.earnings_ttm).quantize(_PERCENT),
        dividend_ttm=paid.ttm,
        dividend_yield_ttm=(paid.ttm / last * 100).quantize(_PERCENT),
        dividend_lfy=paid.lfy,
        dividend_yield_lfy=(paid.lfy / last * 100).quantize(_PERCENT),
    )


def _dividends(market: Market) -> Dividends:
    """What was paid according to the corporate actions that are told to whoever asks for them."""
    return dividends_of(market.history.adjuster.adjustments, _local_day(market.listing, market.at))


def _fund(market: Market) -> FundFigures | None:
    listing, followed = market.listing, market.followed
    if listing.issued is None:
        return None
    last, value = market.steps.price(market.today.last), listing.prev_close
    if followed is not None:
        fair = listing.following_price(followed.listing, followed.reference(), market.at)
        value = _rounded(fair, Decimal("0.0001"))
    return FundFigures(
        dividend_yield=(_dividends(market).ttm / last * 100).quantize(_PERCENT),
        assets=(value * listing.issued).quantize(_MONEY),
        units=listing.issued,
        net_asset_value=value,
        premium=((last / value - 1) * 100).quantize(_PERCENT),
        asset_class=AssetClass.STOCK,
    )


def _warrant(market: Market) -> WarrantExtras | None:
    listing, owner = market.listing, market.followed
    terms = listing.warrant
    if terms is None or owner is None:
        return None
    spot, strike = owner.reference(), float(terms.strike)
    a_share = market.reference() * float(terms.conversion_rate)
    falls = terms.type in (WarrantType.PUT, WarrantType.BEAR)
    sign = -1 if falls else 1
    implied, delta = _implied(terms, listing, a_share, spot, market.at)
    break_even = strike + sign * a_share
    recovery = terms.recovery_price
    return WarrantExtras(
        type=terms.type,
        owner=owner.listing.id,
        strike=terms.strike,
        conversion_rate=terms.conversion_rate,
        maturity=terms.maturity,
        last_trade_day=listing.last_trade_day or terms.maturity,
        recovery_price=recovery,
        street_volume=terms.street_volume,
        issue_volume=terms.issue_volume,
        street_rate=(Decimal(terms.street_volume) / terms.issue_volume * 100).quantize(_PERCENT),
        delta=delta,
        implied_volatility=implied,
        premium=_rounded(sign * (break_even - spot) / spot * 100, _PERCENT),
        leverage=_rounded(spot / a_share, _PERCENT),
        in_the_money=_rounded(sign * (spot - strike) / strike * 100, _PERCENT),
        break_even=_rounded(break_even, _PERCENT),
        conversion_price=_rounded(a_share, _PERCENT),
        recovery_distance=None
        if recovery is None
        else _rounded((spot / float(recovery) - 1) * 100, _PERCENT),
        issuer=terms.issuer,
    )


def _implied(
    terms: WarrantTerms, listing: Listing, a_share: float, spot: float, at: float
) -> tuple[Decimal | None, Decimal | None]:
    """Volatility in per cent, and delta; a CBBC has neither."""
    if terms.type not in (WarrantType.CALL, WarrantType.PUT):
        return None, None
    call, strike = terms.type is WarrantType.CALL, float(terms.strike)
    years = max((closing(listing.id.market, terms.maturity) - at) / _YEAR_S, 0.0)
    implied = pricing.implied_volatility(call, a_share, spot, strike, years, _WARRANT_RATE)
    if implied is None:
        return None, None
    delta = pricing.greeks(call, spot, strike, years, implied, _WARRANT_RATE).delta
    return _rounded(implied * 100, _PERCENT), _rounded(delta, _FINE)


def _local_day(listing: Listing, at: float) -> date:
    return datetime.fromtimestamp(at, zone_of(listing.id.market)).date()


def _rounded(value: float, grain: Decimal) -> Decimal:
    # Adding zero makes a negative zero an ordinary one.
    return Decimal(repr(value)).quantize(grain) + 0
