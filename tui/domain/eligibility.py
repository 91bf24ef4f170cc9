"""Which account a security is for: its market, and what kind of paper account takes it."""

from __future__ import annotations

from tui.domain.accounts import Account, Env, PaperKind
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
