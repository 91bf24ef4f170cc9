"""Which account takes which security."""

from __future__ import annotations

import pytest

from tui.domain.accounts import Account, Env, Firm, PaperKind
from tui.domain.eligibility import markets_for, may_trade, taken_while_closed
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType, TradeMarket
from tui.domain.options import IndexOptionType, OptionTerms, OptionType

T = SecurityType
TERMS = OptionTerms(OptionType.CALL, None, None)
ON_INDEX = OptionTerms(OptionType.CALL, None, None, IndexOptionType.MINI)


def security(kind: SecurityType, market: Market = Market.HK, terms: OptionTerms | None = None) -> Instrument:
    return Instrument(SecurityId(market, "X1"), "X", kind, 100, option=terms)


SHARE, FUTURE = security(T.STOCK), security(T.FUTURE)
OPTION, INDEX_OPTION = security(T.OPTION, terms=TERMS), security(T.OPTION, terms=ON_INDEX)
US_INDEX_OPTION = security(T.OPTION, Market.US, ON_INDEX)


def account(env: Env, kind: PaperKind, *markets: TradeMarket) -> Account:
    return Account(1, env, markets, paper_kind=kind)


STOCKS = account(Env.PAPER, PaperKind.STOCK, TradeMarket.HK)
OPTIONS = account(Env.PAPER, PaperKind.OPTION, TradeMarket.HK)
FUTURES = account(Env.PAPER, PaperKind.FUTURES, TradeMarket.FUTURES_PAPER_HK)
BOTH = account(Env.PAPER, PaperKind.STOCK_AND_OPTION, TradeMarket.US)
OLD = account(Env.PAPER, PaperKind.UNKNOWN, TradeMarket.HK)
REAL = account(Env.REAL, PaperKind.UNKNOWN, TradeMarket.HK, TradeMarket.US)
REAL_FUTURES = account(Env.REAL, PaperKind.UNKNOWN, TradeMarket.FUTURES)


@pytest.mark.parametrize(
    ("who", "what", "allowed"),
    [
        (STOCKS, SHARE, True),
        (STOCKS, OPTION, False),
        (OPTIONS, OPTION, True),
        (OPTIONS, SHARE, False),
        (FUTURES, FUTURE, True),
        (FUTURES, INDEX_OPTION, True),
        (FUTURES, OPTION, False),
        (BOTH, US_INDEX_OPTION, True),
        (OLD, SHARE, True),
        (OLD, OPTION, True),
        (REAL, OPTION, True),
        (REAL, INDEX_OPTION, False),
        (REAL, US_INDEX_OPTION, True),
        (REAL_FUTURES, INDEX_OPTION, True),
        (REAL_FUTURES, SHARE, False),
    ],
)
def test_may_trade(who: Account, what: Instrument, allowed: bool) -> None:
    assert may_trade(who, what) is allowed


def test_markets_of_an_index_option_are_those_of_futures() -> None:
    assert markets_for(INDEX_OPTION) == markets_for(FUTURE)
    assert markets_for(OPTION) == markets_for(SHARE)


F, M = Firm, Market


@pytest.mark.parametrize(
    ("firm", "listing", "kept"),
    [
        (F.FUTU_HK, SHARE, True),
        (F.MOOMOO_MY, SHARE, True),
        (F.MOOMOO_CA, SHARE, False),
        (F.MOOMOO_CA, security(T.STOCK, M.US), True),
        (F.MOOMOO_JP, security(T.OPTION, M.US), True),
        (F.FUTU_HK, security(T.STOCK, M.SH), True),
        (F.MOOMOO_SG, security(T.STOCK, M.SZ), True),
        (F.MOOMOO_MY, security(T.STOCK, M.SH), False),
        (F.MOOMOO_AU, security(T.STOCK, M.SH), False),
        (F.FUTU_HK, FUTURE, True),
        (F.MOOMOO_SG, FUTURE, False),
        (F.MOOMOO_SG, security(T.FUTURE, M.US), True),
        (F.MOOMOO_AU, security(T.FUTURE, M.US), False),
        (F.FUTU_HK, security(T.STOCK, M.SG), None),
        (F.UNKNOWN, SHARE, None),
    ],
)
def test_which_broker_keeps_an_order_while_the_market_is_closed(
    firm: Firm, listing: Instrument, kept: bool | None
) -> None:
    account = Account(1, Env.REAL, tuple(TradeMarket), firm=firm)
    assert taken_while_closed(account, listing) is kept


def test_paper_keeps_orders_of_the_markets_it_trades() -> None:
    paper = Account(1, Env.PAPER, tuple(TradeMarket))
    assert taken_while_closed(paper, SHARE) is True
    assert taken_while_closed(paper, security(T.STOCK, M.SG)) is None
    assert taken_while_closed(None, SHARE) is None
