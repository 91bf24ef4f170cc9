"""The blocks that quotes and snapshots carry for one kind of product."""

from __future__ import annotations

from typing import Any

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
from tui.domain.options import ExerciseStyle, IndexOptionType, OptionType
from tui.domain.quotes import Quote
from tui.pb import Qot_Common_pb2, Qot_GetSecuritySnapshot_pb2
from tui.wire.enums import reader
from tui.wire.numbers import (
    amount_or_zero,
    decimal_or_none,
    optional_decimal,
    price_or_none,
    put_decimal,
    wire_float,
)
from tui.wire.securities import read_owner, write_owner
from tui.wire.text import clean
from tui.wire.times import read_date, write_date

OptionBlock = Qot_Common_pb2.OptionBasicQotExData | Qot_GetSecuritySnapshot_pb2.OptionSnapshotExData
QuoteMessage = Qot_Common_pb2.BasicQot | Qot_GetSecuritySnapshot_pb2.SnapshotBasicData

_option_type = reader(OptionType)
_style = reader(ExerciseStyle)
_index_type = reader(IndexOptionType)
_warrant_type = reader(WarrantType)
_bounds = reader(PriceBounds)
_asset_class = reader(AssetClass)

_LONGEST_ISSUER = 32
_GREEKS = ("delta", "gamma", "vega", "theta", "rho")
_EQUITY = {
    "net_assets": "netAsset",
    "net_profit": "netProfit",
    "earnings_a_share": "earningsPershare",
    "net_assets_a_share": "netAssetPershare",
    "earnings_yield": "eyRate",
    "pe": "peRate",
    "pb": "pbRate",
    "pe_ttm": "peTTMRate",
}
_EQUITY_OPTIONAL = {
    "dividend_ttm": "dividendTTM",
    "dividend_yield_ttm": "dividendRatioTTM",
    "dividend_lfy": "dividendLFY",
    "dividend_yield_lfy": "dividendLFYRatio",
}
_WARRANT_OPTIONAL = {
    "leverage": "leverage",
    "in_the_money": "ipop",
    "break_even": "breakEvenPoint",
    "conversion_price": "conversionPrice",
    "recovery_distance": "priceRecoveryRatio",
    "score": "score",
    "upper_strike": "upperStrikePrice",
    "lower_strike": "lowerStrikePrice",
}
_SESSION = {
    "price": "price",
    "high": "highPrice",
    "low": "lowPrice",
    "turnover": "turnover",
    "change": "changeVal",
    "change_percent": "changeRate",
    "amplitude": "amplitude",
}


# ---- live quotes


def read_quote_extras(basic: Qot_Common_pb2.BasicQot) -> QuoteExtras | None:
    """Return the block of a live quote, None when there is none; never raises."""
    if basic.HasField("optionExData"):
        return _read_figures(basic.optionExData)
    if basic.HasField("futureExData"):
        future = basic.futureExData
        return FutureFigures(
            last_settle=price_or_none(future.lastSettlePrice),
            open_interest=future.position,
            open_interest_change=future.positionChange,
            days_left=_optional_int(future, "expiryDateDistance"),
        )
    if basic.HasField("warrantExData"):
        warrant = basic.warrantExData
        return WarrantFigures(
            premium=decimal_or_none(warrant.premium),
            delta=optional_decimal(warrant, "delta"),
            implied_volatility=optional_decimal(warrant, "impliedVolatility"),
        )
    return None


def write_quote_extras(basic: Qot_Common_pb2.BasicQot, extras: QuoteExtras | None) -> None:
    """Fill the block of a live quote."""
    match extras:
        case OptionFigures():
            _write_figures(basic.optionExData, extras)
        case FutureFigures():
            future = basic.futureExData
            future.lastSettlePrice = wire_float(extras.last_settle)
            future.position = extras.open_interest
            future.positionChange = extras.open_interest_change
            _put_int(future, "expiryDateDistance", extras.days_left)
        case WarrantFigures():
            warrant = basic.warrantExData
            warrant.premium = wire_float(extras.premium)
            put_decimal(warrant, "delta", extras.delta)
            put_decimal(warrant, "impliedVolatility", extras.implied_volatility)


def read_session(basic: QuoteMessage, field: str) -> OutsideSession | None:
    """Return a US session outside regular hours, None when it is absent; never raises."""
    # Called for every quote there is: stubs do not narrow a field's name given as text.
    message: Any = basic
    if not message.HasField(field):
        return None
    block = getattr(message, field)
    known = {name: optional_decimal(block, wire) for name, wire in _SESSION.items()}
    return OutsideSession(**known, volume=_optional_int(block, "volume"))


def write_sessions(basic: QuoteMessage, quote: Quote) -> None:
    """Fill the sessions that are known."""
    for session, block in (
        (quote.pre_market, "preMarket"),
        (quote.after_hours, "afterMarket"),
        (quote.overnight, "overnight"),
    ):
        if session is not None:
            message = getattr(basic, block)
            message.SetInParent()
            for name, wire in _SESSION.items():
                put_decimal(message, wire, getattr(session, name))
            _put_int(message, "volume", session.volume)


# ---- snapshots


def read_snapshot_extras(message: Qot_GetSecuritySnapshot_pb2.Snapshot) -> SnapshotExtras | None:
    """Return the block of a snapshot, None when there is none."""
    if message.HasField("equityExData"):
        return _read_equity(message.equityExData)
    if message.HasField("optionExData"):
        option = message.optionExData
        owner = read_owner(option.owner)
        figures = _read_figures(option)
        return OptionExtras(_option_type(option.type), owner, read_date(option.strikeTime), figures)
    if message.HasField("warrantExData"):
        return _read_warrant(message.warrantExData)
    if message.HasField("futureExData"):
        return _read_future(message.futureExData)
    if message.HasField("trustExData"):
        return _read_fund(message.trustExData)
    for field in ("indexExData", "plateExData"):
        if message.HasField(field):
            block = getattr(message, field)
            return Breadth(block.raiseCount, block.fallCount, block.equalCount)
    return None


def write_snapshot_extras(
    message: Qot_GetSecuritySnapshot_pb2.Snapshot, kind: SecurityType, extras: SnapshotExtras | None
) -> None:
    """Fill the block of a snapshot."""
    match extras:
        case EquityFigures():
            _write_equity(message.equityExData, extras)
        case OptionExtras():
            option = message.optionExData
            option.type = extras.type
            write_owner(option.owner, extras.owner)
            option.strikeTime = write_date(extras.expiry)
            _write_figures(option, extras.figures)
        case WarrantExtras():
            _write_warrant(message.warrantExData, extras)
        case FutureExtras():
            _write_future(message.futureExData, extras)
        case FundFigures():
            _write_fund(message.trustExData, extras)
        case Breadth():
            block = message.indexExData if kind is SecurityType.INDEX else message.plateExData
            block.raiseCount, block.fallCount, block.equalCount = extras.up, extras.down, extras.unchanged


def _read_figures(block: OptionBlock) -> OptionFigures:
    size = amount_or_zero(block.contractSizeFloat or float(block.contractSize))
    return OptionFigures(
        strike=price_or_none(block.strikePrice),
        contract_size=size,
        open_interest=block.openInterest,
        implied_volatility=price_or_none(block.impliedVolatility),
        premium=decimal_or_none(block.premium),
        delta=decimal_or_none(block.delta),
        gamma=decimal_or_none(block.gamma),
        vega=decimal_or_none(block.vega),
        theta=decimal_or_none(block.theta),
        rho=decimal_or_none(block.rho),
        net_open_interest=_optional_int(block, "netOpenInterest"),
        days_left=_optional_int(block, "expiryDateDistance"),
        nominal_value=optional_decimal(block, "contractNominalValue"),
        owner_lots=optional_decimal(block, "ownerLotMultiplier"),
        style=_style(block.optionAreaType),
        multiplier=optional_decimal(block, "contractMultiplier"),
        index_type=_index_type(block.indexOptionType),
    )


def _write_figures(block: OptionBlock, figures: OptionFigures) -> None:
    block.strikePrice = wire_float(figures.strike)
    block.contractSize = int(figures.contract_size)
    block.contractSizeFloat = float(figures.contract_size)
    block.openInterest = figures.open_interest
    block.impliedVolatility = wire_float(figures.implied_volatility)
    block.premium = wire_float(figures.premium)
    for greek in _GREEKS:
        setattr(block, greek, wire_float(getattr(figures, greek)))
    _put_int(block, "netOpenInterest", figures.net_open_interest)
    _put_int(block, "expiryDateDistance", figures.days_left)
    put_decimal(block, "contractNominalValue", figures.nominal_value)
    put_decimal(block, "ownerLotMultiplier", figures.owner_lots)
    put_decimal(block, "contractMultiplier", figures.multiplier)
    if figures.style is not ExerciseStyle.UNKNOWN:
        block.optionAreaType = figures.style
    if figures.index_type is not IndexOptionType.UNKNOWN:
        block.indexOptionType = figures.index_type


def _read_equity(block: Qot_GetSecuritySnapshot_pb2.EquitySnapshotExData) -> EquityFigures:
    return EquityFigures(
        issued_shares=block.issuedShares,
        issued_value=amount_or_zero(block.issuedMarketVal),
        outstanding_shares=block.outstandingShares,
        outstanding_value=amount_or_zero(block.outstandingMarketVal),
        **{name: price_or_none(getattr(block, wire)) for name, wire in _EQUITY.items()},
        **{name: optional_decimal(block, wire) for name, wire in _EQUITY_OPTIONAL.items()},
    )


def _write_equity(block: Qot_GetSecuritySnapshot_pb2.EquitySnapshotExData, equity: EquityFigures) -> None:
    block.issuedShares = equity.issued_shares
    block.issuedMarketVal = float(equity.issued_value)
    block.outstandingShares = equity.outstanding_shares
    block.outstandingMarketVal = float(equity.outstanding_value)
    for name, wire in _EQUITY.items():
        setattr(block, wire, wire_float(getattr(equity, name)))
    for name, wire in _EQUITY_OPTIONAL.items():
        put_decimal(block, wire, getattr(equity, name))


def _read_warrant(block: Qot_GetSecuritySnapshot_pb2.WarrantSnapshotExData) -> WarrantExtras:
    return WarrantExtras(
        type=_warrant_type(block.warrantType),
        owner=read_owner(block.owner),
        strike=price_or_none(block.strikePrice),
        conversion_rate=price_or_none(block.conversionRate),
        maturity=read_date(block.maturityTime),
        last_trade_day=read_date(block.endTradeTime),
        recovery_price=price_or_none(block.recoveryPrice),
        street_volume=block.streetVolumn,
        issue_volume=block.issueVolumn,
        street_rate=decimal_or_none(block.streetRate),
        delta=price_or_none(block.delta),
        implied_volatility=price_or_none(block.impliedVolatility),
        premium=decimal_or_none(block.premium),
        **{name: optional_decimal(block, wire) for name, wire in _WARRANT_OPTIONAL.items()},
        bounds=_bounds(block.inLinePriceStatus),
        issuer=clean(block.issuerCode, _LONGEST_ISSUER),
    )


def _write_warrant(block: Qot_GetSecuritySnapshot_pb2.WarrantSnapshotExData, warrant: WarrantExtras) -> None:
    block.warrantType = warrant.type
    write_owner(block.owner, warrant.owner)
    block.strikePrice = wire_float(warrant.strike)
    block.conversionRate = wire_float(warrant.conversion_rate)
    block.maturityTime = write_date(warrant.maturity)
    block.endTradeTime = write_date(warrant.last_trade_day)
    block.recoveryPrice = wire_float(warrant.recovery_price)
    block.streetVolumn = warrant.street_volume
    block.issueVolumn = warrant.issue_volume
    block.streetRate = wire_float(warrant.street_rate)
    block.delta = wire_float(warrant.delta)
    block.impliedVolatility = wire_float(warrant.implied_volatility)
    block.premium = wire_float(warrant.premium)
    for name, wire in _WARRANT_OPTIONAL.items():
        put_decimal(block, wire, getattr(warrant, name))
    if warrant.bounds is not PriceBounds.UNKNOWN:
        block.inLinePriceStatus = warrant.bounds
    if warrant.issuer:
        block.issuerCode = warrant.issuer


def _read_future(block: Qot_GetSecuritySnapshot_pb2.FutureSnapshotExData) -> FutureExtras:
    return FutureExtras(
        last_settle=price_or_none(block.lastSettlePrice),
        open_interest=block.position,
        open_interest_change=block.positionChange,
        last_trade_day=read_date(block.lastTradeTime),
        main_contract=block.isMainContract,
    )


def _write_future(block: Qot_GetSecuritySnapshot_pb2.FutureSnapshotExData, future: FutureExtras) -> None:
    block.lastSettlePrice = wire_float(future.last_settle)
    block.position = future.open_interest
    block.positionChange = future.open_interest_change
    block.lastTradeTime = write_date(future.last_trade_day)
    block.isMainContract = future.main_contract


def _read_fund(block: Qot_GetSecuritySnapshot_pb2.TrustSnapshotExData) -> FundFigures:
    return FundFigures(
        dividend_yield=decimal_or_none(block.dividendYield),
        assets=amount_or_zero(block.aum),
        units=block.outstandingUnits,
        net_asset_value=price_or_none(block.netAssetValue),
        premium=decimal_or_none(block.premium),
        asset_class=_asset_class(block.assetClass),
    )


def _write_fund(block: Qot_GetSecuritySnapshot_pb2.TrustSnapshotExData, fund: FundFigures) -> None:
    block.dividendYield = wire_float(fund.dividend_yield)
    block.aum = float(fund.assets)
    block.outstandingUnits = fund.units
    block.netAssetValue = wire_float(fund.net_asset_value)
    block.premium = wire_float(fund.premium)
    block.assetClass = fund.asset_class


def _optional_int(message: Any, field: str) -> int | None:
    return getattr(message, field) if message.HasField(field) else None


def _put_int(message: Any, field: str, value: int | None) -> None:
    if value is not None:
        setattr(message, field, value)
