"""Accounts and the money in them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, TradeMarket
from tui.domain.numbered import NumberedEnum


class Env(NumberedEnum):
    """Paper or real money (numbers of TrdEnv). There is no default anywhere."""

    UNKNOWN = -1
    PAPER = 0
    REAL = 1


class Firm(NumberedEnum):
    """Which broker entity holds the account (numbers of SecurityFirm)."""

    UNKNOWN = 0
    FUTU_HK = 1
    MOOMOO_US = 2
    MOOMOO_SG = 3
    MOOMOO_AU = 4
    MOOMOO_CA = 5
    MOOMOO_MY = 6
    MOOMOO_JP = 7


class AccountType(NumberedEnum):
    """Cash or margin (numbers of TrdAccType)."""

    UNKNOWN = 0
    CASH = 1
    MARGIN = 2
    DERIVATIVES = 6


class PaperKind(NumberedEnum):
    """What a paper account trades (numbers of SimAccType)."""

    UNKNOWN = 0
    STOCK = 1
    OPTION = 2
    FUTURES = 3
    STOCK_AND_OPTION = 4
    COMPETITION = 5


class AccountStatus(NumberedEnum):
    """Whether the account is usable (numbers of TrdAccStatus)."""

    UNKNOWN = -1
    ACTIVE = 0
    DISABLED = 1


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the logged-in user (2001)."""

    acc_id: int
    env: Env
    markets: tuple[TradeMarket, ...]
    type: AccountType = AccountType.UNKNOWN
    firm: Firm = Firm.UNKNOWN
    """UNKNOWN for paper accounts: no broker is attached."""
    paper_kind: PaperKind = PaperKind.UNKNOWN
    status: AccountStatus = AccountStatus.ACTIVE
    card: str | None = None

    def may_trade(self, markets: frozenset[TradeMarket]) -> bool:
        """Whether any of these permissions is the account's and the account is active."""
        return self.status is AccountStatus.ACTIVE and not markets.isdisjoint(self.markets)


@dataclass(frozen=True, slots=True)
class Cash:
    """Exact amounts in one currency."""

    currency: Currency
    cash: Decimal
    available: Decimal | None = None
    power: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Funds:
    """Money of an account (2101); totals are in `currency`."""

    acc_id: int
    env: Env
    currency: Currency
    power: Decimal
    """Buying power, an approximation by the broker."""
    total_assets: Decimal
    cash: Decimal
    market_value: Decimal
    frozen_cash: Decimal
    """Held by working orders."""
    debt: Decimal
    withdrawable: Decimal
    short_power: Decimal | None = None
    net_cash_power: Decimal | None = None
    cash_by_currency: tuple[Cash, ...] = ()


class PositionSide(NumberedEnum):
    """Long or short (numbers of PositionSide)."""

    UNKNOWN = -1
    LONG = 0
    SHORT = 1


@dataclass(frozen=True, slots=True)
class Position:
    """One holding (2102). A short position has a negative quantity, as OpenD reports it."""

    acc_id: int
    env: Env
    position_id: int
    id: SecurityId
    name: str
    side: PositionSide
    qty: Decimal
    can_sell_qty: Decimal
    price: Decimal | None
    """Current price."""
    market_value: Decimal | None
    pl: Decimal | None
    average_cost: Decimal | None = None
    diluted_cost: Decimal | None = None
    cost: Decimal | None = None
    """The deprecated costPrice; what paper accounts still fill."""
    pl_ratio: Decimal | None = None
    """Fraction: 0.05 means 5 %."""
    unrealized_pl: Decimal | None = None
    realized_pl: Decimal | None = None
    today_pl: Decimal | None = None
    """Profit or loss of the day, real accounts only; as old as the reading."""
    currency: Currency = Currency.UNKNOWN
    market: TradeMarket = TradeMarket.UNKNOWN


@dataclass(frozen=True, slots=True)
class MaxQuantities:
    """How much could be traded at a price (2111)."""

    cash_buy: Decimal
    position_sell: Decimal
    margin_buy: Decimal | None = None
    sell_short: Decimal | None = None
    buy_back: Decimal | None = None
