"""The days before a run, made when asked for: day bars for 420 days, minutes for the last ten days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import islice, takewhile
from math import exp, sqrt
from random import Random

from tui.domain.markets import Market, SecurityType, zone_of
from tui.sim.backfill import Shape, drawn_turnover, reach, walk
from tui.sim.calendar import calendar_of, days_before, open_minutes
from tui.sim.candles import MINUTE_S, Bar, Day, Today
from tui.sim.steps import Steps
from tui.sim.universe import Listing

DAYS = 420
MINUTE_DAYS = 10
_STOCK_VOLATILITY = 0.018
_INDEX_VOLATILITY = 0.011
_HOMEWARD = 0.004
"""Pull of the walk back to where it ends, so that two years stay plausible."""


class History:
    """The past of one security. It does not depend on what the run does, only on its seed and start."""

    def __init__(
        self,
        listing: Listing,
        steps: Steps,
        *,
        seed: int,
        today: date,
        volume_per_minute: float,
        worth: Decimal,
        followed: History | None = None,
    ) -> None:
        """`worth` is the money one unit of volume turns over for every point of price."""
        self.listing = listing
        self.steps = steps
        self._zone = zone_of(listing.id.market)
        self._seed = f"{seed}:{listing.id}:history"
        self._today = today
        self.volume_per_minute = volume_per_minute
        self._worth = worth
        self._followed = followed
        self._days: list[Bar] | None = None
        self._recent: list[Day] | None = None
        self._run_days: list[Bar] = []
        self._run_minutes: list[Day] = []

    def days(self) -> list[Bar]:
        """Return the day bars before today, oldest first."""
        self._minutes()
        return self.drawn() + self._run_days

    def recent(self) -> list[Day]:
        """Return the days whose minutes are known, oldest first."""
        return self._minutes() + self._run_minutes

    def archive(self, today: Today) -> None:
        """Take in a day of the run that has ended. The days before are not made for that."""
        if today.day is not None:
            self._run_days.append(today.day)
            self._run_minutes = [*self._run_minutes, Day(today.midnight, today.minutes)][-MINUTE_DAYS:]

    def extremes(self, since: date) -> tuple[int, int] | None:
        """Return the highest and lowest place since a day, None when nothing traded."""
        begin = self._midnight(since)
        bars = list(takewhile(lambda bar: bar.at >= begin, reversed(self.drawn() + self._run_days)))
        return (max(bar.high for bar in bars), min(bar.low for bar in bars)) if bars else None

    def drawn(self) -> list[Bar]:
        """Return the days before the run, drawn backwards; the turnover of the last ones is to come."""
        if self._days is not None:
            return self._days
        random = Random(self._seed)
        listing, followed = self.listing, self._followed
        volatility = daily_volatility(listing)
        parents = {} if followed is None else {bar.at: bar for bar in followed.drawn()}
        bars: list[Bar] = []
        close = float(listing.prev_close)
        drift = 0.0
        for midnight, minutes in _open_days(listing.id.market, listing.type, self._today):
            if midnight < self._midnight(listing.listed_on):
                break
            move = random.gauss(0.0, volatility) + drift * _HOMEWARD
            drift -= move
            prev = close / exp(move)
            opening = prev * exp(random.gauss(0.0, volatility * 0.4))
            volume = self._day_volume(random, minutes)
            parent = parents.get(midnight)
            if followed is None or parent is None:
                shape = reach(random, self.steps, opening, close, volatility, volume)
            else:
                shape, prev = self._mapped(followed, parent, volume)
            bar = Bar(midnight, shape.open, self.steps.nearest(prev))
            bar.high, bar.low, bar.close, bar.volume = shape.high, shape.low, shape.close, volume
            bar.turnover = drawn_turnover(self.steps, shape, self._worth)
            bars.append(bar)
            close = prev
        bars.reverse()
        self._days = bars
        return bars

    def _minutes(self) -> list[Day]:
        """The minutes of the last days; each day's turnover becomes their sum."""
        if self._recent is not None:
            return self._recent
        random = Random(self._seed + ":minutes")
        market, kind = self.listing.id.market, self.listing.type
        step, worth = self.listing.order_step, self._worth
        self._recent = []
        for bar in self.drawn()[-MINUTE_DAYS:]:
            day = datetime.fromtimestamp(bar.at, self._zone).date()
            stamps = [bar.at + minute * MINUTE_S for minute in open_minutes(market, kind, day)]
            shape = Shape(bar.open, bar.high, bar.low, bar.close, bar.volume)
            minutes = walk(random, self.steps, shape, stamps, bar.prev, step=step, worth=worth)
            bar.turnover = sum((minute.turnover for minute in minutes), Decimal(0))
            self._recent.append(Day(bar.at, minutes))
        return self._recent

    def _mapped(self, followed: History, parent: Bar, volume: int) -> tuple[Shape, float]:
        """A follower's day and its previous close, from the day of what it follows."""

        def price(index: int) -> float:
            return self.listing.following_price(followed.listing, followed.steps.value(index))

        def place(index: int) -> int:
            return self.steps.nearest(price(index))

        shape = Shape(place(parent.open), place(parent.high), place(parent.low), place(parent.close), volume)
        return shape, price(parent.prev)

    def _day_volume(self, random: Random, minutes: int) -> int:
        step = self.listing.order_step
        drawn = self.volume_per_minute * minutes * exp(random.gauss(0.0, 0.35))
        return max(int(drawn) // step, minutes * 2) * step

    def _midnight(self, day: date) -> int:
        return int(datetime.combine(day, time.min, self._zone).timestamp())


@lru_cache(maxsize=64)
def _open_days(market: Market, kind: SecurityType, today: date) -> tuple[tuple[int, int], ...]:
    """The midnights of the trading days before today, latest first, each with its open minutes."""
    zone = zone_of(market)
    return tuple(
        (int(datetime.combine(day, time.min, zone).timestamp()), len(open_minutes(market, kind, day)))
        for day in islice(days_before(calendar_of(market), today), DAYS)
    )


def year_before(day: date) -> date:
    """Return the day 52 weeks earlier."""
    return day - timedelta(weeks=52)


def daily_volatility(listing: Listing) -> float:
    """Return the usual move of a day."""
    return _INDEX_VOLATILITY if listing.type is SecurityType.INDEX else _STOCK_VOLATILITY


def stretch_volatility(listing: Listing, minutes: int) -> float:
    """Return the usual move of a part of a day."""
    return daily_volatility(listing) * sqrt(min(minutes, 390) / 390)
