"""The simulated user's accounts: stable ids, what they may trade, what they start with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.accounts import Account, AccountType, Env, Firm, PaperKind
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, Market, TradeMarket

USER_ID = 7654321
NICKNAME = "Simulated trader"
TRADE_PASSWORD = "123456"
"""Opens nothing but the simulator."""

PAPER_HK = 3180001
PAPER_US = 3180002
PAPER_CN = 3180003
PAPER_FUTURES_HK = 3180004
PAPER_FUTURES_US = 3180005
PAPER_OPTIONS_HK = 3180006
REAL_SECURITIES = 281756455988247915
REAL_FUTURES = 281756479345015383


@dataclass(frozen=True, slots=True)
class Start:
    """A holding the account begins with, bought some days ago at a fraction of the previous close."""

    id: SecurityId
    qty: int
    cost_factor: Decimal


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """One account and its opening balance."""

    account: Account
    base: Currency
    """Currency of its totals unless the request names another."""
    cash: tuple[tuple[Currency, Decimal], ...]
    holdings: tuple[Start, ...] = ()

    @property
    def universal(self) -> bool:
        """Whether it holds several currencies, so that a request may choose one for the totals."""
        return len(self.cash) > 1

    @property
    def futures(self) -> bool:
        """Whether it trades futures and nothing else."""
        return all(market in _FUTURES for market in self.account.markets)


_FUTURES = frozenset({TradeMarket.FUTURES, TradeMarket.FUTURES_PAPER_HK, TradeMarket.FUTURES_PAPER_US})
_MILLION = Decimal(1_000_000)


def _start(market: Market, symbol: str, qty: int, cost_factor: str) -> Start:
    return Start(SecurityId(market, symbol), qty, Decimal(cost_factor))


ACCOUNTS: tuple[AccountSpec, ...] = (
    AccountSpec(
        Account(
            PAPER_HK, Env.PAPER, (TradeMarket.HK,), type=AccountType.CASH, paper_kind=PaperKind.STOCK, card=""
        ),
        Currency.HKD,
        ((Currency.HKD, _MILLION),),
        (_start(Market.HK, "00700", 200, "0.94"), _start(Market.HK, "00005", 800, "1.03")),
    ),
    AccountSpec(
        Account(
            PAPER_US,
            Env.PAPER,
            (TradeMarket.US,),
            type=AccountType.MARGIN,
            paper_kind=PaperKind.STOCK_AND_OPTION,
            card="",
        ),
        Currency.USD,
        ((Currency.USD, _MILLION),),
        (_start(Market.US, "AAPL", 50, "0.91"),),
    ),
    AccountSpec(
        Account(
            PAPER_CN, Env.PAPER, (TradeMarket.CN,), type=AccountType.CASH, paper_kind=PaperKind.STOCK, card=""
        ),
        Currency.CNH,
        ((Currency.CNH, _MILLION),),
        (_start(Market.SH, "600519", 100, "1.02"),),
    ),
    AccountSpec(
        Account(
            PAPER_FUTURES_HK,
            Env.PAPER,
            (TradeMarket.FUTURES_PAPER_HK,),
            type=AccountType.MARGIN,
            paper_kind=PaperKind.FUTURES,
            card="",
        ),
        Currency.HKD,
        ((Currency.HKD, 10 * _MILLION),),
    ),
    AccountSpec(
        Account(
            PAPER_FUTURES_US,
            Env.PAPER,
            (TradeMarket.FUTURES_PAPER_US,),
            type=AccountType.MARGIN,
            paper_kind=PaperKind.FUTURES,
            card="",
        ),
        Currency.USD,
        ((Currency.USD, _MILLION),),
    ),
    AccountSpec(
        Account(
            PAPER_OPTIONS_HK,
            Env.PAPER,
            (TradeMarket.HK,),
            type=AccountType.MARGIN,
            paper_kind=PaperKind.OPTION,
            card="",
        ),
        Currency.HKD,
        ((Currency.HKD, _MILLION),),
    ),
    AccountSpec(
        Account(
            REAL_SECURITIES,
            Env.REAL,
            (TradeMarket.HK, TradeMarket.US, TradeMarket.HKCC),
            type=AccountType.MARGIN,
            firm=Firm.FUTU_HK,
            card="1001200163530138",
        ),
        Currency.HKD,
        ((Currency.HKD, _MILLION), (Currency.USD, _MILLION), (Currency.CNH, _MILLION)),
        (
            _start(Market.HK, "00700", 200, "0.88"),
            _start(Market.HK, "00005", 800, "0.97"),
            _start(Market.US, "AAPL", 50, "0.95"),
            _start(Market.SH, "600519", 100, "1.04"),
        ),
    ),
    AccountSpec(
        Account(
            REAL_FUTURES,
            Env.REAL,
            (TradeMarket.FUTURES,),
            type=AccountType.MARGIN,
            firm=Firm.FUTU_HK,
            card="1001100520714263",
        ),
        Currency.HKD,
        ((Currency.HKD, _MILLION),),
    ),
)
