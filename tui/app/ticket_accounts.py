"""Which account a ticket may use: the one that is sure, a choice, or none and why. Never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.domain.accounts import Account, Env
from tui.domain.instruments import Instrument
from tui.domain.markets import TradeMarket, trade_markets_of


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """The accounts a ticket offers."""

    eligible: tuple[Account, ...]
    account: Account | None
    """The one to start with; None when the trader has to choose, or there is none."""
    refusal: str = ""
    """Why there is none."""


def choose_account(
    accounts: Sequence[Account], instrument: Instrument, chosen: Account | None, *, real_allowed: bool
) -> AccountChoice:
    """Return the accounts that may trade a security.

    Real accounts only when one was chosen by hand and the program was started for real money. A paper
    account that was chosen but lacks the market gives way to one that has it.
    """
    markets = trade_markets_of(instrument.id.market, instrument.type)
    if not instrument.type.tradable:
        return AccountChoice((), None, f"{instrument.id} cannot be traded: it is an index or a plate")
    if chosen is not None and chosen.env is Env.REAL:
        if not real_allowed:
            return AccountChoice((), None, "real accounts need a start with --real")
        if not chosen.may_trade(markets):
            return AccountChoice((), None, f"the real account {tail(chosen)} may not trade {_names(markets)}")
        return AccountChoice((chosen,), chosen)
    paper = tuple(one for one in accounts if one.env is Env.PAPER and one.may_trade(markets))
    if chosen in paper:
        return AccountChoice(paper, chosen)
    if not paper:
        return AccountChoice((), None, f"no paper account may trade {_names(markets)}")
    return AccountChoice(paper, paper[0] if len(paper) == 1 else None)


def tail(account: Account) -> str:
    """Return the last four digits of an account's id: enough to know it, too little to copy it."""
    return str(account.acc_id)[-4:]


def env_word(env: Env) -> str:
    """Return the environment as one word; it is never told by colour alone."""
    return {Env.PAPER: "PAPER", Env.REAL: "REAL"}.get(env, "UNKNOWN ENVIRONMENT")


def market_words(account: Account) -> str:
    """Return what an account may trade, such as `HK HKCC`."""
    return " ".join(market.name for market in account.markets) or "nothing"


def _names(markets: frozenset[TradeMarket]) -> str:
    return " or ".join(sorted(market.name for market in markets)) or "this market"
