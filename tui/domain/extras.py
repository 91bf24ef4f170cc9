"""What quotes and snapshots say beyond any security's prices: one block for each kind of product.

Percentages are percent numbers (35 means 35 %). Unknown is None; OpenD writes zero for it in fields that
its schema requires, so a zero is read as unknown where zero cannot be meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.numbered import NumberedEnum
from tui.domain.options import ExerciseStyle, IndexOptionType, OptionType


class WarrantType(NumberedEnum):
    """Kind of a warrant (numbers of WarrantType)."""

    UNKNOWN = 0
    CALL = 1
    PUT = 2
    BULL = 3
    BEAR = 4
    INLINE = 5


class AssetClass(NumberedEnum):
    """What a fund holds (numbers of AssetClass)."""

    UNKNOWN = 0
    STOCK = 1
    BOND = 2
    COMMODITY = 3
    MONEY_MARKET = 4
    FUTURE = 5
    SWAP = 6


class PriceBounds(NumberedEnum):
    """Where the underlying of an inline warrant stands (numbers of PriceType)."""

    UNKNOWN = 0
    OUTSIDE = 1
    INSIDE = 2


@dataclass(frozen=True, slots=True)
class EquityFigures:
    """A company: shares, value and fundamentals, in its own currency."""

    issued_shares: int
    issued_value: Decimal
    outstanding_shares: int
    outstanding_value: Decimal
    net_assets: Decimal | None = None
    net_profit: Decimal | None = None
    earnings_a_share: Decimal | None = None
    net_assets_a_share: Decimal | None = None
    earnings_yield: Decimal | None = None
    """Percent."""
    pe: Decimal | None = None
    """Price to earnings of the last financial year."""
    pb: Decimal | None = None
    pe_ttm: Decimal | None = None
    """Price to earnings of the last twelve months."""
    dividend_ttm: Decimal | None = None
    dividend_yield_ttm: Decimal | None = None
    """Percent."""
    dividend_lfy: Decimal | None = None
    """Of the last financial year."""
    dividend_yield_lfy: Decimal | None = None
    """Percent."""


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """An option priced: open contracts, implied volatility, Greeks."""

    strike: Decimal | None
    contract_size: Decimal
    """Units of the underlying a contract."""
    open_interest: int
    implied_volatility: Decimal | None
    """Percent a year."""
    premium: Decimal | None
    """Percent the underlying must move for the buyer to break even."""
    delta: Decimal | None
    gamma: Decimal | None
    vega: Decimal | None
    """For one point of volatility."""
    theta: Decimal | None
    """For one day."""
    rho: Decimal | None
    """For one point of interest."""
    net_open_interest: int | None = None
    """Hong Kong only."""
    days_left: int | None = None
    """Negative when past."""
    nominal_value: Decimal | None = None
    """Money a contract stands for; Hong Kong only."""
    owner_lots: Decimal | None = None
    """Board lots of the underlying a contract covers; Hong Kong only."""
    style: ExerciseStyle = ExerciseStyle.UNKNOWN
    multiplier: Decimal | None = None
    """Money a point of price."""
    index_type: IndexOptionType = IndexOptionType.UNKNOWN


@dataclass(frozen=True, slots=True)
class OptionExtras:
    """An option in a snapshot: its terms and its figures."""

    type: OptionType
    owner: SecurityId | None
    expiry: date | None
    figures: OptionFigures


@dataclass(frozen=True, slots=True)
class WarrantFigures:
    """A warrant in a live quote."""

    premium: Decimal | None
    """Percent."""
    delta: Decimal | None = None
    implied_volatility: Decimal | None = None
    """Percent."""


@dataclass(frozen=True, slots=True)
class WarrantExtras:
    """A warrant or CBBC in a snapshot."""

    type: WarrantType
    owner: SecurityId | None
    strike: Decimal | None
    conversion_rate: Decimal | None
    """Warrants for one share of the underlying."""
    maturity: date | None
    last_trade_day: date | None
    recovery_price: Decimal | None
    """Call price of a CBBC."""
    street_volume: int
    issue_volume: int
    street_rate: Decimal | None
    """Percent."""
    delta: Decimal | None
    implied_volatility: Decimal | None
    """Percent."""
    premium: Decimal | None
    """Percent."""
    leverage: Decimal | None = None
    in_the_money: Decimal | None = None
    """Percent; negative is out of the money."""
    break_even: Decimal | None = None
    conversion_price: Decimal | None = None
    recovery_distance: Decimal | None = None
    """Percent between the underlying and the call price."""
    score: Decimal | None = None
    upper_strike: Decimal | None = None
    lower_strike: Decimal | None = None
    bounds: PriceBounds = PriceBounds.UNKNOWN
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class FutureFigures:
    """A future in a live quote."""

    last_settle: Decimal | None
    open_interest: int
    open_interest_change: int
    days_left: int | None = None


@dataclass(frozen=True, slots=True)
class FutureExtras:
    """A future in a snapshot."""

    last_settle: Decimal | None
    open_interest: int
    open_interest_change: int
    last_trade_day: date | None
    """None for a main contract."""
    main_contract: bool


@dataclass(frozen=True, slots=True)
class Breadth:
    """How the members of an index or a sector stand."""

    up: int
    down: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class FundFigures:
    """An ETF or another fund."""

    dividend_yield: Decimal | None
    """Percent."""
    assets: Decimal
    """Money under management."""
    units: int
    net_asset_value: Decimal | None
    """A unit."""
    premium: Decimal | None
    """Price over net asset value, percent; negative for a discount."""
    asset_class: AssetClass = AssetClass.UNKNOWN


@dataclass(frozen=True, slots=True)
class OutsideSession:
    """A US session outside regular hours."""

    price: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    volume: int | None = None
    turnover: Decimal | None = None
    change: Decimal | None = None
    change_percent: Decimal | None = None
    amplitude: Decimal | None = None
    """Percent."""


SnapshotExtras = EquityFigures | OptionExtras | WarrantExtras | FutureExtras | Breadth | FundFigures
QuoteExtras = OptionFigures | WarrantFigures | FutureFigures
