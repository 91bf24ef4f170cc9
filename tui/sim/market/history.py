"""The days before a run, drawn backwards as far as somebody asks: 1300 at most, ten of them in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from math import exp, sqrt
from random import Random

from tui.domain.candles import Rehab
from tui.domain.markets import Market, SecurityType, zone_of
from tui.sim.listings.calendar import calendar_of, days_before, minutes_open, open_minutes
from tui.sim.listings.corporate_actions import actions_of
from tui.sim.listings.universe import Listing
from tui.sim.market.adjusting import Adjuster
from tui.sim.market.backfill import Shape, drawn_turnover, reach, walk
from tui.sim.market.candles import MINUTE_S, Bar, Day, Today
from tui.sim.market.steps import Steps

DAYS = 1300
MINUTE_DAYS = 10
_STOCK_VOLATILITY = 0.018
_INDEX_VOLATILITY = 0.011
_CLOSE_S = 16 * 3600
"""Seconds from local midnight to the close."""
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
        self.adjuster = Adjuster(actions_of(listing.id, today), self._zone)
        self._seed = f"{seed}:{listing.id}:history"
        self._today = today
        self.volume_per_minute = volume_per_minute
        self._worth = worth
        self._followed = followed
        self._drawn: list[Bar] = []
        """Latest first, as far back as anybody has asked."""
        self._by_midnight: dict[int, Bar] = {}
        self._source = self._draw()
        self._told = 0
        """How many of the drawn days know their turnover."""
        self._minutes: list[Day] | None = None
        """Oldest first; many, so they are kept only when somebody asked for them."""
        self._run_days: list[Bar] = []
        self._run_minutes: list[Day] = []

    def days(self, count: int = DAYS, *, told: bool = True) -> list[Bar]:
        """Return the last day bars before today, oldest first; turnovers take time, and may stay untold."""
        run = self._run_days[-count:] if count > 0 else []
        drawn = self._back(max(count, 0) - len(run))
        if told:
            for bar in drawn[self._told :]:
                self._tell(bar)
        return drawn[::-1] + run

    def untold(self, count: int) -> list[Bar]:
        """Return the same, some without their turnover: that of the last days takes long to draw."""
        run = self._run_days[-count:] if count > 0 else []
        return self._back(max(count, 0) - len(run))[::-1] + run

    def recent(self) -> list[Day]:
        """Return the days whose minutes are known, oldest first."""
        if self._minutes is None:
            bars = self._back(MINUTE_DAYS)
            self._told = max(self._told, len(bars))
            self._minutes = [self._minutes_of(bar) for bar in reversed(bars)]
        return self._minutes + self._run_minutes

    def archive(self, today: Today) -> None:
        """Take in a day of the run that has ended. The days before are not made for that."""
        if today.day is not None:
            self._run_days.append(today.day)
            self._run_minutes = [*self._run_minutes, Day(today.midnight, today.minutes)][-MINUTE_DAYS:]

    def extremes(self, since: date) -> tuple[int, int] | None:
        """Return the highest and lowest place since a day as today's shares see it, None without trades."""
        begin = self._midnight(since)
        while (not self._drawn or self._drawn[-1].at >= begin) and self._more():
            pass
        bars = [bar for bar in (*reversed(self._drawn), *self._run_days) if bar.at >= begin]
        if not bars:
            return None
        if self.adjuster.changes(bars, Rehab.FORWARD):
            return self.adjuster.extremes(bars, self.steps)
        return max(bar.high for bar in bars), min(bar.low for bar in bars)

    def on(self, midnight: int) -> Bar | None:
        """Return a day before the run, without its turnover; None when it did not trade."""
        while (not self._drawn or self._drawn[-1].at > midnight) and self._more():
            pass
        return self._by_midnight.get(midnight)

    @property
    def depth(self) -> int:
        """How many days before the run are drawn so far."""
        return len(self._drawn)

    # ---- days, latest first

    def _back(self, count: int) -> list[Bar]:
        while len(self._drawn) < count and self._more():
            pass
        return self._drawn[:count]

    def _more(self) -> bool:
        """Draw one day more; False at the listing and at the end of the table."""
        bar = next(self._source, None)
        if bar is not None:
            self._drawn.append(bar)
            self._by_midnight[bar.at] = bar
        return bar is not None

    def _draw(self) -> Iterator[Bar]:
        """Yield the days before the run, each without its turnover."""
        random = Random(self._seed)
        listing, followed = self.listing, self._followed
        volatility = daily_volatility(listing)
        listed = self._midnight(listing.listed_on)
        close = float(listing.prev_close)
        drift, shares = 0.0, 1.0
        for midnight, minutes in _open_days(listing.id.market, listing.type, self._today):
            if midnight < listed:
                break
            move = random.gauss(0.0, volatility) + drift * _HOMEWARD
            drift -= move
            prev = close / exp(move)
            opening = prev * exp(random.gauss(0.0, volatility * 0.4))
            volume = self._day_volume(random, minutes, shares)
            parent = None if followed is None else followed.on(midnight)
            if followed is None or parent is None:
                shape = reach(random, self.steps, opening, close, volatility, volume)
                gap = self.adjuster.gaps.get(midnight)
                if gap is not None:
                    # Older prices are those of old shares, with what was paid still in them.
                    prev = prev * float(gap.backward.a) + float(gap.backward.b)
                    shares *= float(gap.backward.a)
            else:
                shape, prev = self._mapped(followed, parent, volume)
            bar = Bar(midnight, shape.open, self.steps.nearest(prev))
            bar.high, bar.low, bar.close, bar.volume = shape.high, shape.low, shape.close, volume
            yield bar
            close = prev

    def _tell(self, bar: Bar) -> None:
        """Give the next drawn day its turnover; that of the last days is the sum of their minutes."""
        self._told += 1
        if self._told > MINUTE_DAYS:
            bar.turnover = drawn_turnover(self.steps, _shape(bar), self._worth)
        else:
            self._minutes_of(bar)

    def _minutes_of(self, bar: Bar) -> Day:
        """Draw the minutes of a day, the same each time, and give the day their turnover."""
        day = datetime.fromtimestamp(bar.at, self._zone).date()
        market, kind = self.listing.id.market, self.listing.type
        stamps = [bar.at + minute * MINUTE_S for minute in open_minutes(market, kind, day)]
        random = Random(f"{self._seed}:{day}")
        step = self.listing.order_step
        minutes = walk(random, self.steps, _shape(bar), stamps, bar.prev, step=step, worth=self._worth)
        bar.turnover = sum((minute.turnover for minute in minutes), Decimal(0))
        return Day(bar.at, minutes)

    def _mapped(self, followed: History, parent: Bar, volume: int) -> tuple[Shape, float]:
        """A follower's day and its previous close, from the day of what it follows."""

        def price(index: int, at: float) -> float:
            return self.listing.following_price(followed.listing, followed.steps.value(index), at)

        close = parent.at + _CLOSE_S
        bars = (parent.open, parent.high, parent.low, parent.close)
        places = [self.steps.nearest(price(index, close)) for index in bars]
        day = datetime.fromtimestamp(parent.at, self._zone).date()
        before = self._midnight(next(days_before(calendar_of(self.listing.id.market), day)))
        # What falls when the other rises has its high at the other's low.
        shape = Shape(places[0], max(places), min(places), places[-1], volume)
        return shape, price(parent.prev, before + _CLOSE_S)

    def _day_volume(self, random: Random, minutes: int, shares: float) -> int:
        """Draw what a day trades, in shares of that day; one of them is `shares` of today's."""
        step = self.listing.order_step
        drawn = self.volume_per_minute * minutes * exp(random.gauss(0.0, 0.35)) / shares
        return max(int(drawn) // step, minutes * 2) * step

    def _midnight(self, day: date) -> int:
        return int(datetime.combine(day, time.min, self._zone).timestamp())


class _OpenDays:
    """The midnights of the trading days before a day, latest first, each with its open minutes."""

    def __init__(self, market: Market, kind: SecurityType, today: date) -> None:
        self._known: list[tuple[int, int]] = []
        self._source = self._count(market, kind, today)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        place = 0
        while place < len(self._known) or self._more():
            yield self._known[place]
            place += 1

    def _more(self) -> bool:
        found = next(self._source, None)
        if found is not None:
            self._known.append(found)
        return found is not None

    @staticmethod
    def _count(market: Market, kind: SecurityType, today: date) -> Iterator[tuple[int, int]]:
        zone = zone_of(market)
        for day in islice(days_before(calendar_of(market), today), DAYS):
            midnight = int(datetime.combine(day, time.min, zone).timestamp())
            yield midnight, minutes_open(market, kind, day)


_open_days = lru_cache(maxsize=64)(_OpenDays)
"""Shared by all securities of a kind, and counted only as far as one of them has asked."""


def _shape(bar: Bar) -> Shape:
    return Shape(bar.open, bar.high, bar.low, bar.close, bar.volume)


def year_before(day: date) -> date:
    """Return the day 52 weeks earlier."""
    return day - timedelta(weeks=52)


def daily_volatility(listing: Listing) -> float:
    """Return the usual move of a day."""
    return _INDEX_VOLATILITY if listing.composite else _STOCK_VOLATILITY


def stretch_volatility(listing: Listing, minutes: int) -> float:
    """Return the usual move of a part of a day."""
    return daily_volatility(listing) * sqrt(min(minutes, 390) / 390)
