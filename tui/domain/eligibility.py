"""Which account a security is for: its market, and what kind of paper account takes it."""

from __future__ import annotations

from tui.domain.accounts import Account, Env, Firm, PaperKind
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType, TradeMarket, trade_markets_of

_KINDS: dict[PaperKind, frozenset[SecurityType]] = {
    PaperKind.OPTION: frozenset({SecurityType.OPTION}),
    PaperKind.FUTURES: frozenset({SecurityType.FUTURE, SecurityType.OPTION}),
}
"""What these paper accounts trade and nothing else."""


def markets_for(instrument: Instrument) -> frozenset[TradeMarket]:
    """Return the permissions any one of which is enough; Hong Kong index options are for futures accounts."""
    market, kind = instrument.id.market, instrument.type
    if kind is SecurityType.OPTION and market is Market.HK and _on_index(instrument):
        kind = SecurityType.FUTURE
    return trade_markets_of(market, kind)


def may_trade(account: Account, instrument: Instrument) -> bool:
    """Whether the account is active and takes this security."""
    return account.may_trade(markets_for(instrument)) and _takes(account, instrument.type)


def _takes(account: Account, kind: SecurityType) -> bool:
    if account.env is not Env.PAPER:
        return True
    if account.paper_kind is PaperKind.STOCK:
        return kind is not SecurityType.OPTION
    kinds = _KINDS.get(account.paper_kind)
    return kinds is None or kind in kinds


def _on_index(instrument: Instrument) -> bool:
    return instrument.option is not None and bool(instrument.option.index_type)


_CLOSED_ENTRY: dict[TradeMarket, frozenset[Firm]] = {
    TradeMarket.HK: frozenset({Firm.FUTU_HK, Firm.MOOMOO_US, Firm.MOOMOO_SG, Firm.MOOMOO_AU, Firm.MOOMOO_MY}),
    TradeMarket.US: frozenset(Firm) - {Firm.UNKNOWN},
    TradeMarket.HKCC: frozenset({Firm.FUTU_HK, Firm.MOOMOO_US, Firm.MOOMOO_SG}),
}
"""Firms that keep an order of a closed market until it opens, as documented 2026-07-26; futures apart."""
_CLOSED_ENTRY_FUTURES: dict[Market, frozenset[Firm]] = {
    Market.HK: frozenset({Firm.FUTU_HK}),
    Market.US: frozenset({Firm.FUTU_HK, Firm.MOOMOO_SG, Firm.MOOMOO_MY}),
    Market.SG: frozenset({Firm.FUTU_HK, Firm.MOOMOO_SG}),
    Market.JP: frozenset({Firm.FUTU_HK}),
}


def taken_while_closed(account: Account | None, instrument: Instrument) -> bool | None:
    """Whether the broker keeps an order of this security while its market is closed; None is not known."""
    if account is None or (account.env is not Env.PAPER and account.firm is Firm.UNKNOWN):
        return None
    if account.env is Env.PAPER:
        return instrument.id.market in (Market.HK, Market.US, Market.SH, Market.SZ) or None
    if instrument.type is SecurityType.FUTURE:
        firms = _CLOSED_ENTRY_FUTURES.get(instrument.id.market)
        return None if firms is None else account.firm in firms
    tables = [_CLOSED_ENTRY[one] for one in markets_for(instrument) if one in _CLOSED_ENTRY]
    return any(account.firm in firms for firms in tables) if tables else None
