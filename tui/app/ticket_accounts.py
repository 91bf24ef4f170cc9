"""Which account a ticket may use: the one that is sure, a choice, or none and why. Never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.domain.accounts import Account, Env
from tui.domain.eligibility import markets_for, may_trade
from tui.domain.instruments import Instrument
from tui.domain.markets import TradeMarket
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS, TRADE_MARKETS


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
    markets = markets_for(instrument)
    if not instrument.type.tradable:
        return AccountChoice((), None, f"{instrument.id} cannot be traded: it is an index or a plate")
    listed = next((one for one in accounts if chosen is not None and one.acc_id == chosen.acc_id), None)
    if chosen is not None and chosen.env is not Env.PAPER:
        why = _why_not_real(chosen, listed, markets, real_allowed=real_allowed)
        return AccountChoice((), None, why) if why or listed is None else AccountChoice((listed,), listed)
    paper = tuple(one for one in accounts if one.env is Env.PAPER and may_trade(one, instrument))
    if listed in paper:
        return AccountChoice(paper, listed)
    if not paper:
        return AccountChoice((), None, f"no paper account may trade {_names(markets)}")
    return AccountChoice(paper, paper[0] if len(paper) == 1 else None)


def market_words(account: Account, instrument: Instrument | None = None) -> str:
    """Return what an account may trade, such as `HK HKCC`; for a security only what counts for it."""
    counts = None if instrument is None else markets_for(instrument)
    return (
        " ".join(
            TRADE_MARKETS.get(one, one.name) for one in account.markets if counts is None or one in counts
        )
        or "nothing"
    )


def _why_not_real(
    chosen: Account, listed: Account | None, markets: frozenset[TradeMarket], *, real_allowed: bool
) -> str:
    name = f"the {ENVS[chosen.env][0]} account {account_tail(chosen.acc_id)}"
    if not real_allowed:
        return "real accounts need a start with --real"
    if listed is None or listed.env is not chosen.env or listed.env is not Env.REAL:
        return f"{name} is not listed as real by OpenD now: choose an account"
    return "" if listed.may_trade(markets) else f"{name} may not trade {_names(markets)}"


def _names(markets: frozenset[TradeMarket]) -> str:
    return " or ".join(sorted(TRADE_MARKETS.get(market, market.name) for market in markets)) or "this market"
