"""Which price ladder a ticket is judged by: what OpenD says of the step first, the dated tables second."""

from __future__ import annotations

import re
from typing import NamedTuple

from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.option_codes import chain_of
from tui.domain.rules_model import TicketFacts
from tui.domain.tick_tables import FUTURE_TICKS
from tui.domain.ticks import LADDERS, Ladder, ladder_for

CERTAIN_LADDERS = frozenset({"hk.part_a", "hk.part_b", "hk.part_d", "hk.part_e", "us.stock", "cn.ashare"})
"""Ladders read from the exchange's rules; a step that is inferred only warns."""
_CENT_OPTIONS = frozenset({"SPY", "QQQ", "IWM"})
"""Roots whose options trade by the cent at every price."""
_ROOT = re.compile(r"(.+?)(?:main|current|next|\d{4})")


class Steps(NamedTuple):
    """A ladder, and whether a price that is not on it is known to be refused."""

    ladder: Ladder | None
    certain: bool


def steps_of(facts: TicketFacts) -> Steps:
    """Return the ladder of the ticket's security; an uncertain flat one where OpenD contradicts the table."""
    instrument, quote = facts.instrument, facts.quote
    ladder = facts.ladder
    if ladder is None and instrument is not None:
        ladder = _from_tables(instrument, facts)
    if ladder is None or instrument is None:
        return Steps(ladder, certain=False)
    if instrument.type is SecurityType.OPTION and instrument.id.market is Market.US:
        return Steps(_us_option(instrument, ladder, facts), certain=False)
    if ladder.name not in CERTAIN_LADDERS:
        return Steps(ladder, certain=False)
    if quote is not None and quote.tick is not None and quote.tick > 0 and _contradicts(facts, ladder):
        return Steps(Ladder.flat(quote.tick), certain=False)
    return Steps(ladder, certain=True)


def _from_tables(instrument: Instrument, facts: TicketFacts) -> Ladder | None:
    tick = None if facts.quote is None else facts.quote.tick
    if instrument.type is SecurityType.FUTURE and tick is None:
        root = _ROOT.fullmatch(instrument.id.symbol)
        tick = None if root is None else FUTURE_TICKS.get(root[1])
    return ladder_for(instrument.id.market, instrument.type, tick)


def _contradicts(facts: TicketFacts, ladder: Ladder) -> bool:
    """Whether OpenD's step is none the table has around the market: the table is old, or not this one's."""
    quote, book = facts.quote, facts.book
    if quote is None or facts.stale:
        return False
    around = [quote.last, None if book is None else book.best_ask, None if book is None else book.best_bid]
    prices = [price for price in around if price is not None and ladder.in_range(price)]
    ticks = {step for price in prices for step in (ladder.tick_up(price), ladder.tick_down(price))}
    return bool(ticks) and quote.tick not in ticks


def _us_option(instrument: Instrument, ladder: Ladder, facts: TicketFacts) -> Ladder:
    """Infer the class, which nobody tells: some trade by the cent, and a quoted price proves a finer step."""
    chain = chain_of(instrument.id)
    if chain is not None and chain.root in _CENT_OPTIONS:
        return LADDERS["us.option_penny_all"]
    if ladder.name != "us.option_standard" or facts.book is None:
        return ladder
    quoted = (level.price for level in (*facts.book.bids, *facts.book.asks))
    finer = any(not ladder.is_on_tick(price) for price in quoted)
    return LADDERS["us.option_penny"] if finer else ladder
