"""Rankings of a market's shares, made of their quotes as they stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import log10

from tui.domain.markets import Market as Venue
from tui.domain.markets import SecurityType
from tui.domain.news import Headline
from tui.domain.quotes import Snapshot
from tui.domain.ranks import Heat, HotNews, HotNewsKind, HotSecurity, Mover, PriceBand
from tui.sim.listings.calendar import minutes_open
from tui.sim.listings.fundamentals import fundamentals_of
from tui.sim.listings.universe import Listing
from tui.sim.market.candle_views import past_days
from tui.sim.market.candles import Bar
from tui.sim.market.exchange import Exchange
from tui.sim.market.market import Market
from tui.sim.market.news import headlines, published_since

_RATIO_DAYS = 5
_GRAIN = Decimal("0.001")
_SCORE = Decimal("0.01")
_NEAR = Decimal("0.05")
"""Part of a price within which it is near its extreme."""
_NEWS_DAYS = 3
_BANDS: dict[PriceBand, tuple[Decimal, Decimal]] = {
    PriceBand.ALL: (Decimal(0), Decimal("Infinity")),
    PriceBand.BELOW_1: (Decimal(0), Decimal(1)),
    PriceBand.FROM_1_TO_10: (Decimal(1), Decimal(10)),
    PriceBand.FROM_10_TO_100: (Decimal(10), Decimal(100)),
    PriceBand.ABOVE_100: (Decimal(100), Decimal("Infinity")),
}


def shares(exchange: Exchange, venue: Venue) -> tuple[Listing, ...]:
    """Return what is ranked: the shares of a market."""
    return exchange.universe.of(venue, SecurityType.STOCK)


def mover(exchange: Exchange, listing: Listing) -> tuple[Mover, Snapshot]:
    """Return a share's row, and the snapshot it is made of."""
    snapshot = exchange.snapshot(listing.id)
    quote = snapshot.quote
    last = quote.last or listing.prev_close
    change = quote.change_percent
    row = Mover(
        id=listing.id,
        name=quote.name,
        last=last,
        change_percent=None if change is None else change.quantize(_GRAIN),
        change=quote.change,
        turnover=quote.turnover,
        volume=int(quote.volume),
        turnover_rate=quote.turnover_rate,
        pe=(last / fundamentals_of(listing).earnings_ttm).quantize(_GRAIN),
        amplitude=quote.amplitude,
        market_cap=None if listing.issued is None else last * listing.issued,
        volume_ratio=_volume_ratio(exchange, listing),
    )
    return row, snapshot


def in_band(band: PriceBand, last: Decimal, snapshot: Snapshot) -> bool:
    """Whether a price lies in a ready-made band, its lower end included."""
    if band is PriceBand.NEAR_52_WEEK_HIGH:
        return snapshot.high_52w is not None and last >= snapshot.high_52w * (1 - _NEAR)
    if band is PriceBand.NEAR_52_WEEK_LOW:
        return snapshot.low_52w is not None and last <= snapshot.low_52w * (1 + _NEAR)
    low, high = _BANDS[band]
    return low <= last < high


def _volume_ratio(exchange: Exchange, listing: Listing) -> Decimal | None:
    """Volume a minute today over that of the last days."""
    market = exchange.market(listing.id)
    past = market.history.untold(_RATIO_DAYS)
    minutes = sum(_minutes_of(exchange, listing, bar.at) for bar in past)
    before = sum(bar.volume for bar in past)
    day = market.today.day
    if day is None or not before or not minutes:
        return None
    return (Decimal(day.volume) / len(market.today.minutes) / (Decimal(before) / minutes)).quantize(_GRAIN)


def _minutes_of(exchange: Exchange, listing: Listing, midnight: int) -> int:
    day = exchange.market(listing.id).moment(midnight).date()
    return minutes_open(listing.id.market, listing.type, day)


# ---- heat


def hot(exchange: Exchange, listing: Listing) -> HotSecurity:
    """Return how hot a share is: by turnover, by how far it moved, by what was written of it."""
    told = headlines(exchange, [listing])
    trade, search, news = _trading(exchange, listing), _searching(exchange, listing), _writing(exchange, told)
    average = Heat(
        _mean(trade.score, search.score, news.score), _mean(trade.change, search.change, news.change)
    )
    return HotSecurity(
        id=listing.id,
        name=listing.name(exchange.language),
        trade=trade,
        search=search,
        news=news,
        average=average,
        headline=HotNews(HotNewsKind.NEWS, told[0].title, told[0].url) if told else None,
    )


def _trading(exchange: Exchange, listing: Listing) -> Heat:
    """Ten points for every power of ten of the money that changes hands in a minute."""
    market = exchange.market(listing.id)
    day, past = market.today.day, market.history.untold(1)
    today = 0.0 if day is None else _worth(market, day, len(market.today.minutes))
    before = sum(_worth(market, bar, _minutes_of(exchange, listing, bar.at)) for bar in past)
    return _heat(10 * log10(1 + today), 10 * log10(1 + before))


def _worth(market: Market, day: Bar, minutes: int) -> float:
    return day.volume * market.steps.value(day.close) / max(minutes, 1)


def _searching(exchange: Exchange, listing: Listing) -> Heat:
    """People look up what moves, and what everybody trades."""
    now = abs(exchange.quote(listing.id).change_percent or Decimal(0))
    past = past_days(exchange.market(listing.id), 1)
    before = sum(abs(candle.change_percent or Decimal(0)) for candle in past)
    usual = 20 * listing.activity
    return _heat(10 * float(now) + usual, 10 * float(before) + usual)


def _writing(exchange: Exchange, told: list[Headline]) -> Heat:
    now = datetime.fromtimestamp(exchange.now, UTC)
    day, window = timedelta(days=1), timedelta(days=_NEWS_DAYS)
    return _heat(_read(told, now - window, now), _read(told, now - window - day, now - day))


def _read(told: list[Headline], since: datetime, until: datetime) -> float:
    return sum((one.views or 0) / 100 for one in published_since(told, since, until))


def _heat(now: float, before: float) -> Heat:
    score = Decimal(now).quantize(_SCORE)
    return Heat(score, score - Decimal(before).quantize(_SCORE))


def _mean(*values: Decimal | None) -> Decimal:
    known = [value for value in values if value is not None]
    return (sum(known, Decimal(0)) / len(known)).quantize(_SCORE)
