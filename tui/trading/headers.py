"""Which account and market a trade request names in its header."""

from __future__ import annotations

from tui.domain.accounts import Account, Env
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, TradeMarket
from tui.wire.messages.trade import Header

_PLACE_MARKETS = {
    Market.HK: TradeMarket.HK,
    Market.US: TradeMarket.US,
    Market.SG: TradeMarket.SG,
    Market.JP: TradeMarket.JP,
    Market.AU: TradeMarket.AU,
    Market.MY: TradeMarket.MY,
    Market.CA: TradeMarket.CA,
    Market.CC: TradeMarket.CRYPTO,
}


def place_market(security: SecurityId, account: Account) -> TradeMarket:
    """Return the market a new order's header names, as the vendor's SDK chooses it."""
    if security.market in (Market.SH, Market.SZ):
        market = TradeMarket.HKCC if account.env is Env.REAL else TradeMarket.CN
    else:
        market = _PLACE_MARKETS.get(security.market, TradeMarket.UNKNOWN)
    if market not in account.markets and account.markets:
        return account.markets[0]  # Futures accounts: their markets are not those of the securities.
    return market


def place_header(security: SecurityId, account: Account) -> Header:
    """Return the header of a new order."""
    return Header(account.env, account.acc_id, place_market(security, account))


def account_header(account: Account) -> Header:
    """Return the header of a request about an account or an order it has."""
    market = account.markets[0] if account.markets else TradeMarket.UNKNOWN
    return Header(account.env, account.acc_id, market)


def takes_cancel_all(env: Env, market: TradeMarket) -> bool:
    """Whether OpenD takes one request to cancel all orders of an account in a market."""
    return env is Env.REAL and market not in (TradeMarket.HKCC, TradeMarket.UNKNOWN)
