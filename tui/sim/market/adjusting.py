"""Past prices as the day after a corporate action sees them, or as the day before the first one would."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from tui.domain.candles import Rehab
from tui.domain.rehabs import Adjustment, Factors, factors_on
from tui.domain.ticks import Ladder
from tui.sim.market.candles import Bar
from tui.sim.market.steps import Steps

_DAY_S = 86_400
_GRAIN = Decimal("0.0001")
FINE = Steps(Ladder.flat(_GRAIN))
"""Adjusted prices lie on no ladder of an exchange; this one is fine enough for all of them."""


class Adjuster:
    """The corporate actions of one security, ready to adjust its bars. Between two of them lies an epoch."""

    def __init__(self, adjustments: Sequence[Adjustment], zone: ZoneInfo) -> None:
        self.adjustments = tuple(adjustments)
        self.gaps: dict[int, Adjustment] = {
            int(datetime.combine(each.ex_day, time.min, zone).timestamp()): each for each in adjustments
        }
        """By the local midnight their ex day begins with."""
        self._midnights = list(self.gaps)
        days = [each.ex_day for each in adjustments]
        firsts = [days[0] - timedelta(days=1), *days] if days else []
        self._factors = {
            rehab: [factors_on(day, adjustments, rehab) for day in firsts]
            for rehab in (Rehab.FORWARD, Rehab.BACKWARD)
        }

    def factors(self, at: int, rehab: Rehab) -> Factors:
        """Return what adjusts a price of a moment; only for securities with adjustments."""
        return self._factors[rehab][self._epoch(at)]

    def changes(self, bars: Sequence[Bar], rehab: Rehab) -> bool:
        """Whether adjusting would change any of these bars, which are in order."""
        if not self._midnights or not bars or rehab not in self._factors:
            return False
        if rehab is Rehab.FORWARD:
            return self._epoch(bars[0].at - _DAY_S) < len(self._midnights)
        return self._epoch(bars[-1].at) > 0

    def adjusted(self, bars: Sequence[Bar], steps: Steps, rehab: Rehab) -> list[Bar]:
        """Return the bars, places on the fine ladder; each previous close is adjusted like its own bar."""
        found = []
        before = bars[0].at - _DAY_S if bars else 0
        for bar in bars:
            factors = self.factors(bar.at, rehab)
            prev = _place(self.factors(before, rehab), steps.price(bar.prev))
            fine = Bar(bar.at, _place(factors, steps.price(bar.open)), prev)
            fine.high = _place(factors, steps.price(bar.high))
            fine.low = _place(factors, steps.price(bar.low))
            fine.close = _place(factors, steps.price(bar.close))
            fine.volume, fine.turnover = bar.volume, bar.turnover
            found.append(fine)
            before = bar.at
        return found

    def extremes(self, bars: Iterable[Bar], steps: Steps) -> tuple[int, int]:
        """Return the places next to the highest and the lowest price as today's shares see them."""
        raw: dict[int, tuple[int, int]] = {}
        for bar in bars:
            epoch = self._epoch(bar.at)
            high, low = raw.get(epoch, (bar.high, bar.low))
            raw[epoch] = max(high, bar.high), min(low, bar.low)
        forward = self._factors[Rehab.FORWARD]
        highs = [forward[epoch].apply(steps.price(high)) for epoch, (high, _) in raw.items()]
        lows = [forward[epoch].apply(steps.price(low)) for epoch, (_, low) in raw.items()]
        return steps.nearest(float(max(highs))), steps.nearest(float(min(lows)))

    def _epoch(self, at: int) -> int:
        return bisect_right(self._midnights, at)


def _place(factors: Factors, price: Decimal) -> int:
    steps = (factors.apply(price) / _GRAIN).to_integral_value(ROUND_HALF_EVEN)
    return FINE.clamp(int(steps) - 1 + FINE.lowest)
