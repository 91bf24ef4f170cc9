"""Headlines about the simulated market: what prices did, what companies pay, what invented analysts think.

They follow from the candles and the corporate actions of a run, so they are the same whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from tui.domain.candles import Candle
from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType, zone_of
from tui.domain.news import Headline, NewsKind
from tui.domain.rehabs import Adjustment
from tui.sim.listings.universe import Listing
from tui.sim.market.candle_views import past_days
from tui.sim.market.exchange import Exchange

DAYS = 15
"""Trading days back of which moves are told."""
_MOVE = Decimal(1)
"""Percent from which on a move is news."""
_NOTICE_DAYS = 800
_ANNOUNCED = timedelta(days=21)
"""How long before its ex day an action is announced."""
_TOLD_AT = time(16, 5)
_RATED_AT = time(8, 40)
_ANNOUNCED_AT = time(18, 30)
_WIRE = {"en": "Simulated Newswire", "zh": "模擬新聞社"}
_EXCHANGE = {"en": "Simulated Exchange", "zh": "模擬交易所"}
_HOUSES = ("Lotus Bridge Research", "Harbour Gate Research", "Ninth Pier Securities")
_RATINGS = (
    ("Sell", "沽售", "0.86"),
    ("Hold", "持有", "1.01"),
    ("Buy", "買入", "1.14"),
    ("Buy", "買入", "1.22"),
)
_RATED_EVERY = 5
"""Trading days between two opinions."""


class _Words(NamedTuple):
    rises: str
    falls: str
    rated: str
    notice: str


_WORDS = {
    "en": _Words(
        rises="{name} rises {percent}% to {price}",
        falls="{name} falls {percent}% to {price}",
        rated="{house} rates {name} {rating}, target price {price}",
        notice="{name}: {text}, ex date {day}",
    ),
    "zh": _Words(
        rises="{name}升{percent}%，報{price}",
        falls="{name}跌{percent}%，報{price}",
        rated="{house}：{name}評級「{rating}」，目標價{price}",
        notice="{name}：{text}，除淨日{day}",
    ),
}


def headlines(exchange: Exchange, listings: Iterable[Listing]) -> list[Headline]:
    """Return everything there is about some securities, latest first."""
    found = [headline for listing in listings for headline in _about(exchange, listing)]
    found.sort(key=lambda one: (_moment(one), one.title), reverse=True)
    return found


def published_since(told: Iterable[Headline], since: datetime, until: datetime) -> list[Headline]:
    """Return those of a stretch of time."""
    return [one for one in told if since <= _moment(one) < until]


def _moment(headline: Headline) -> datetime:
    assert headline.published_at is not None
    return headline.published_at


def _about(exchange: Exchange, listing: Listing) -> list[Headline]:
    if listing.type is SecurityType.INDEX or not exchange.is_open(listing.id):
        return []
    now = datetime.fromtimestamp(exchange.now, UTC)
    # The running day is left out: its news would change with every trade.
    done = past_days(exchange.market(listing.id), DAYS)
    found = [_move(listing, candle, exchange.language) for candle in done if _moved(candle)]
    if listing.type is SecurityType.STOCK:
        rated = done[::-_RATED_EVERY]
        found += [_rating(listing, candle, exchange.language) for candle in rated]
        oldest = now.date() - timedelta(days=_NOTICE_DAYS)
        actions = exchange.market(listing.id).history.adjuster.adjustments
        found += [_notice(listing, one, exchange.language) for one in actions if one.ex_day > oldest]
    return [one for one in found if _moment(one) <= now]


def _moved(candle: Candle) -> bool:
    return candle.change_percent is not None and abs(candle.change_percent) >= _MOVE


def _move(listing: Listing, candle: Candle, language: str) -> Headline:
    change = candle.change_percent or Decimal(0)
    words = _WORDS[language]
    title = (words.rises if change > 0 else words.falls).format(
        name=listing.name(language),
        percent=abs(change).quantize(Decimal("0.1")),
        price=_plain(candle.close),
    )
    return _headline(listing, NewsKind.NEWS, title, _WIRE[language], candle.at.date(), _TOLD_AT)


def _rating(listing: Listing, candle: Candle, language: str) -> Headline:
    random = Random(f"{listing.id}:{candle.at.date()}:rating")
    house = random.choice(_HOUSES)
    english, chinese, factor = random.choice(_RATINGS)
    target = listing.ladder.nearest((candle.close or listing.prev_close) * Decimal(factor))
    title = _WORDS[language].rated.format(
        house=house,
        name=listing.name(language),
        rating=chinese if language == "zh" else english,
        price=_plain(target),
    )
    return _headline(listing, NewsKind.RATING, title, house, candle.at.date(), _RATED_AT)


def _notice(listing: Listing, action: Adjustment, language: str) -> Headline:
    title = _WORDS[language].notice.format(
        name=listing.name(language), text=action.text, day=action.ex_day.isoformat()
    )
    day = action.ex_day - _ANNOUNCED
    return _headline(listing, NewsKind.NOTICE, title, _EXCHANGE[language], day, _ANNOUNCED_AT)


def _headline(listing: Listing, kind: NewsKind, title: str, source: str, day: date, of_day: time) -> Headline:
    random = Random(f"{listing.id}:{day}:{kind.name}:views")
    at = datetime.combine(day, of_day, zone_of(listing.id.market)) + timedelta(minutes=random.randrange(50))
    return Headline(
        title=title,
        kind=kind,
        source=source,
        published_at=at.astimezone(UTC),
        views=int(random.paretovariate(1.3) * 400 * (listing.activity + 0.1)),
        related=_related(listing),
        url=f"https://news.invalid/{listing.id}/{kind.name.lower()}/{day.isoformat()}",
    )


def _related(listing: Listing) -> tuple[SecurityId, ...]:
    return (listing.id,) if listing.owner is None else (listing.id, listing.owner)


def _plain(price: Decimal | None) -> str:
    text = f"{price or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
