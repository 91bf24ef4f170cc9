"""Values for readers, made from a market as it stands."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import islice

from tui.domain.book import Book, Level, RestingOrder
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.candles import MinutePoint
from tui.domain.extras import QuoteExtras
from tui.domain.markets import Market as Venue
from tui.domain.markets import SecurityType
from tui.domain.quotes import Quote, Snapshot
from tui.sim.listings.brokers import broker_name
from tui.sim.market.candles import minute_points
from tui.sim.market.extras import quote_extras, snapshot_extras
from tui.sim.market.history import year_before
from tui.sim.market.market import Market
from tui.sim.market.matching import VISIBLE_LEVELS, Half

BROKER_ROWS = 40
SINGLE_ORDERS = 1000
"""As many single orders a side are shown to who sees them at all."""
_PERCENT = Decimal("0.001")
_LENT = frozenset({SecurityType.STOCK, SecurityType.ETF})


def quote(market: Market) -> Quote:
    """Return the live quote."""
    return _quote(market, quote_extras(market))


def _quote(market: Market, extras: QuoteExtras | None) -> Quote:
    listing, steps, today = market.listing, market.steps, market.today
    day = today.day
    last, prev_close = steps.price(today.last), steps.price(today.prev_close)
    rate = amplitude = None
    if day is not None:
        amplitude = ((steps.price(day.high) - steps.price(day.low)) / prev_close * 100).quantize(_PERCENT)
        if listing.issued is not None:
            rate = (Decimal(day.volume) / listing.issued * 100).quantize(_PERCENT)
    return Quote(
        id=listing.id,
        name=listing.name(market.language),
        last=last,
        open=None if day is None else steps.price(day.open),
        high=None if day is None else steps.price(day.high),
        low=None if day is None else steps.price(day.low),
        prev_close=prev_close,
        volume=0 if day is None else day.volume,
        turnover=Decimal(0) if day is None else day.turnover,
        tick=steps.ladder.tick_up(last),
        turnover_rate=rate,
        amplitude=amplitude,
        status=market.status,
        updated_at=market.moment(market.traded_at),
        listed_on=listing.listed_on,
        extras=extras,
    )


def snapshot(market: Market) -> Snapshot:
    """Return the full picture."""
    listing, steps, day = market.listing, market.steps, market.today.day
    bids, asks = _levels(market, market.book.bids, 1), _levels(market, market.book.asks, 1)
    average = None
    if day is not None and day.volume and not listing.composite:
        average = (day.turnover / (day.volume * listing.multiplier)).quantize(_PERCENT)
    extremes = _year(market)
    return Snapshot(
        quote=_quote(market, None),
        type=listing.type,
        lot=listing.lot,
        bid=bids[0].price if bids else None,
        ask=asks[0].price if asks else None,
        bid_volume=bids[0].volume if bids else None,
        ask_volume=asks[0].volume if asks else None,
        average_price=average,
        high_52w=None if extremes is None else steps.price(extremes[0]),
        low_52w=None if extremes is None else steps.price(extremes[1]),
        short_sell_allowed=listing.type in _LENT and listing.id.market in (Venue.HK, Venue.US),
        extras=snapshot_extras(market),
    )


def _year(market: Market) -> tuple[int, int] | None:
    """Highest and lowest place of 52 weeks, today included."""
    today = market.moment(market.at).date()
    known = [market.history.extremes(year_before(today))]
    if market.today.day is not None:
        known.append((market.today.day.high, market.today.day.low))
    both = [extremes for extremes in known if extremes is not None]
    return (max(high for high, _ in both), min(low for _, low in both)) if both else None


def book(market: Market, levels: int, *, orders: bool = False) -> Book:
    """Return the best levels of both sides, with the single orders of the first thousand if wanted."""
    at = market.moment(market.at)
    side = _detailed if orders else _levels
    return Book(
        id=market.listing.id,
        name=market.listing.name(market.language),
        bids=side(market, market.book.bids, levels),
        asks=side(market, market.book.asks, levels),
        bid_at=at,
        ask_at=at,
    )


def _levels(market: Market, half: Half, count: int) -> tuple[Level, ...]:
    price, queues, sign = market.steps.price, half.queues, half.sign
    keys = half.keys[: -count - 1 : -1] if count > 0 else []
    return tuple(Level(price(key * sign), queues[key].volume, len(queues[key].orders)) for key in keys)


def _detailed(market: Market, half: Half, count: int) -> tuple[Level, ...]:
    left, levels = SINGLE_ORDERS, []
    for level, key in zip(_levels(market, half, count), reversed(half.keys), strict=False):
        resting = islice(half.queues[key].orders.values(), left)
        singles = tuple(RestingOrder(order.number, order.qty) for order in resting)
        left -= len(singles)
        levels.append(replace(level, singles=singles))
    return tuple(levels)


def brokers(market: Market, *, orders: bool = False) -> BrokerQueue:
    """Return whose orders rest at the visible levels; both sides are empty where nobody shows that.

    With `orders`, the whole queue is shown and each entry tells its order's number and volume, as the SF
    right does.
    """
    shown = market.listing.has_brokers
    return BrokerQueue(
        id=market.listing.id,
        name=market.listing.name(market.language),
        bids=_broker_rows(market.book.bids, market.language, orders=orders) if shown else (),
        asks=_broker_rows(market.book.asks, market.language, orders=orders) if shown else (),
    )


def _broker_rows(half: Half, language: str, *, orders: bool) -> tuple[BrokerEntry, ...]:
    rows: list[BrokerEntry] = []
    most, levels = (SINGLE_ORDERS, len(half.keys)) if orders else (BROKER_ROWS, VISIBLE_LEVELS)
    for level, key in enumerate(half.keys[: -levels - 1 : -1], start=1):
        for order in half.queues[key].orders.values():
            if len(rows) == most:
                return tuple(rows)
            if order.broker is not None:
                name = broker_name(order.broker, language)
                detail = (order.qty, order.number) if orders else (None, None)
                rows.append(BrokerEntry(order.broker, name, level, *detail))
    return tuple(rows)


def minutes(market: Market, count: int | None) -> tuple[MinutePoint, ...]:
    """Return the intraday line of today, or its last points."""
    listing = market.listing
    return minute_points(
        market.today,
        market.steps,
        market.zone,
        first=0 if count is None else max(len(market.today.minutes) - count, 0),
        multiplier=None if listing.composite else listing.multiplier,
    )
