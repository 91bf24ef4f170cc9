"""The steps prices are shown with."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.instruments import Instrument
from tui.domain.quotes import Quote
from tui.domain.ticks import Ladder, ladder_for


def ladder_of(instrument: Instrument | None, quote: Quote | None = None) -> Ladder | None:
    """Return the ladder of a security; one with OpenD's own step where no table is known."""
    if instrument is None:
        return None
    return ladder_for(instrument.id.market, instrument.type, None if quote is None else quote.tick)


def tick_at(
    instrument: Instrument | None, price: Decimal | None, quote: Quote | None = None
) -> Decimal | None:
    """Return the step at a price, None when neither a table nor OpenD says."""
    ladder = ladder_of(instrument, quote)
    if ladder is not None and price is not None:
        return ladder.tick_up(price)
    return None if quote is None else quote.tick
