"""The state a market starts in: bars and prints of today from before the run, a last price, a filled book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from math import exp
from random import Random

from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType, zone_of
from tui.sim.listings.universe import Listing
from tui.sim.market.backfill import Print, Shape, draw_shape, reach, split_bar, walk
from tui.sim.market.candles import MINUTE_S, Bar, Today
from tui.sim.market.flow import Flow
from tui.sim.market.history import History, stretch_volatility
from tui.sim.market.index import IndexMarket
from tui.sim.market.interest import traded_so_far
from tui.sim.market.market import Market, new_day
from tui.sim.market.steps import Steps

BACKFILL_S = 120 * 60
TAPE_PRINTS = 60
"""Prints on the tape at the start, at least, where the last bars are large enough."""
_WORTH = Decimal("0.00000001")
_LEAST_STEPS = 4
"""Smallest quantity steps a backfilled minute trades on average."""


def open_market(
    listing: Listing,
    markets: Mapping[SecurityId, Market],
    *,
    seed: int,
    start: float,
    sequence: Iterator[int],
    language: str,
) -> Market:
    """Return the market of a listing as it stands at the start; `markets` holds those it needs."""
    random = Random(f"{seed}:{listing.id}")
    steps = Steps(listing.ladder)
    today = new_day(start, zone_of(listing.id.market), steps.index(listing.prev_close))
    if listing.composite:
        return _open_index(random, listing, steps, today, markets, seed, start, language)
    flow = Flow(listing, steps, random, today.prev_close)
    followed = None if listing.follows is None else markets[listing.follows.id]
    bars = _bars(random, listing, steps, today, flow, followed, start)
    prints = _tape(random, listing, steps, bars, start)
    today.backfill(bars)
    history = _history(
        listing,
        steps,
        seed,
        start,
        flow.volume_per_minute,
        Decimal(listing.multiplier),
        None if followed is None else followed.history,
    )
    market = Market(
        listing,
        steps,
        flow,
        today,
        history,
        start=start,
        sequence=sequence,
        followed=followed,
        language=language,
    )
    market.open(prints)
    return market


def _open_index(
    random: Random,
    listing: Listing,
    steps: Steps,
    today: Today,
    markets: Mapping[SecurityId, Market],
    seed: int,
    start: float,
    language: str,
) -> Market:
    """An index opens and stands where its constituents' prices put it, with their volume."""
    parts = [markets[part] for part, _ in listing.weights]
    volume_per_minute = sum(part.history.volume_per_minute for part in parts)
    turned_over = sum(part.history.volume_per_minute * float(part.listing.prev_close) for part in parts)
    worth = Decimal(turned_over / volume_per_minute / float(listing.prev_close)).quantize(_WORTH)
    history = _history(listing, steps, seed, start, volume_per_minute, worth, None)
    market = IndexMarket(listing, steps, today, history, start=start, markets=markets, language=language)
    stamps = minute_stamps(today.midnight, start)
    volatility = stretch_volatility(listing, len(stamps))
    opening = market.level(lambda part: today.prev_close if part.day is None else part.day.open)
    shape = reach(random, steps, opening, market.level(), volatility, len(stamps))
    bars = walk(random, steps, shape, stamps, today.prev_close, step=1, worth=worth)
    for place, bar in enumerate(bars):
        minutes = [part.today.minutes[place] for part in parts]
        bar.volume = sum(minute.volume for minute in minutes)
        bar.turnover = sum((minute.turnover for minute in minutes), Decimal(0))
    today.backfill(bars)
    return market


def _bars(
    random: Random,
    listing: Listing,
    steps: Steps,
    today: Today,
    flow: Flow,
    followed: Market | None,
    start: float,
) -> list[Bar]:
    stamps = minute_stamps(today.midnight, start)
    step = listing.order_step
    if listing.type is SecurityType.OPTION:
        drawn = traded_so_far(listing, len(stamps))
    else:
        drawn = int(flow.volume_per_minute * len(stamps) * exp(random.gauss(0.0, 0.3)))
    volume = max(drawn // step, len(stamps) * _LEAST_STEPS) * step
    if followed is None:
        shape = draw_shape(random, steps, today.prev_close, stretch_volatility(listing, len(stamps)), volume)
    else:
        shape = following_shape(listing, steps, followed, volume, start)
    worth = Decimal(listing.multiplier)
    return walk(random, steps, shape, stamps, today.prev_close, step=step, worth=worth)


def following_shape(listing: Listing, steps: Steps, followed: Market, volume: int, at: float) -> Shape:
    """Return the day so far of what is followed, as prices of the follower."""
    day = followed.today.day
    assert day is not None

    def place(of_followed: int) -> int:
        return steps.nearest(listing.following_price(followed.listing, followed.steps.value(of_followed), at))

    places = [place(each) for each in (day.open, day.high, day.low, day.close)]
    # What falls when the other rises has its high at the other's low.
    return Shape(places[0], max(places), min(places), places[-1], volume)


def _tape(random: Random, listing: Listing, steps: Steps, bars: list[Bar], start: float) -> list[Print]:
    """Split the last bars into prints, until there are enough; turnovers become those of the prints."""
    tape: list[Print] = []
    for bar in reversed(bars):
        begin = bar.at - MINUTE_S
        prints = split_bar(random, bar, begin, min(bar.at - 0.001, start), listing.order_step)
        if not prints:
            break
        bar.turnover = sum(
            (steps.price(row.rung) * (row.volume * listing.multiplier) for row in prints), Decimal(0)
        )
        tape = prints + tape
        if len(tape) >= TAPE_PRINTS:
            break
    return tape


def minute_stamps(midnight: int, start: float) -> list[int]:
    """Return the ends of today's minutes so far, the running one included."""
    first = max(midnight, int(start) - BACKFILL_S) // MINUTE_S
    return [minute * MINUTE_S for minute in range(first + 1, int(start) // MINUTE_S + 2)]


def _history(
    listing: Listing,
    steps: Steps,
    seed: int,
    start: float,
    volume_per_minute: float,
    worth: Decimal,
    followed: History | None,
) -> History:
    return History(
        listing,
        steps,
        seed=seed,
        today=datetime.fromtimestamp(start, zone_of(listing.id.market)).date(),
        volume_per_minute=volume_per_minute,
        worth=worth,
        followed=followed,
    )
