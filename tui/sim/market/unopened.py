"""The snapshot of an option whose market nobody has opened: what it would show, from theory alone.

A chain has hundreds of contracts; opening a market for each of them would stop everything else.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tui.domain.markets import SecurityStatus, zone_of
from tui.domain.quotes import Quote, Snapshot
from tui.sim.clock import whole_ms
from tui.sim.listings.universe import Listing
from tui.sim.market.backfill import drawn_turnover
from tui.sim.market.endings import ending_at
from tui.sim.market.extras import option_extras
from tui.sim.market.flow import passive
from tui.sim.market.interest import interest_of, traded_so_far
from tui.sim.market.market import Market, new_day
from tui.sim.market.opening import following_shape, minute_stamps
from tui.sim.market.steps import Steps

_PERCENT = Decimal("0.001")


def unopened(listing: Listing, followed: Market, at: float, language: str) -> Snapshot:
    """Return the full picture of an option; opening its market finds the same price, day and volume."""
    steps = Steps(listing.ladder)
    spot = followed.reference()
    fair = max(steps.place(listing.following_price(followed.listing, spot, at)), steps.lowest + 1)
    bid = steps.clamp(passive(fair, listing.stride, buys=True))
    ask = steps.clamp(passive(fair, listing.stride, buys=False))
    day = new_day(at, zone_of(listing.id.market), steps.index(listing.prev_close))
    volume = traded_so_far(listing, len(minute_stamps(day.midnight, at)))
    shape = following_shape(listing, steps, followed, volume, at)
    worth = Decimal(listing.multiplier)
    turnover = drawn_turnover(steps, shape, worth) if volume else Decimal(0)
    high, low, last = steps.price(shape.high), steps.price(shape.low), steps.price(shape.close)
    quote = Quote(
        id=listing.id,
        name=listing.name(language),
        last=last,
        open=steps.price(shape.open),
        high=high,
        low=low,
        prev_close=listing.prev_close,
        volume=volume,
        turnover=turnover,
        tick=steps.ladder.tick_up(last),
        amplitude=((high - low) / listing.prev_close * 100).quantize(_PERCENT),
        status=SecurityStatus.NORMAL if at < ending_at(listing) else SecurityStatus.EXPIRED,
        updated_at=datetime.fromtimestamp(whole_ms(at), zone_of(listing.id.market)),
        listed_on=listing.listed_on,
    )
    interest = interest_of(listing)
    middle = (steps.value(bid) + steps.value(ask)) / 2
    return Snapshot(
        quote=quote,
        type=listing.type,
        lot=listing.lot,
        bid=steps.price(bid),
        ask=steps.price(ask),
        bid_volume=interest.bid_size,
        ask_volume=interest.ask_size,
        average_price=(turnover / (volume * worth)).quantize(_PERCENT) if volume else None,
        short_sell_allowed=False,
        extras=option_extras(listing, followed.listing, spot, middle, at),
    )
