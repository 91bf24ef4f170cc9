"""Corporate actions and what they do to old prices: adjusted price = price * a + b, action by action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.domain.candles import Rehab

_NONE = Decimal(0)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Factors:
    """A linear change of price."""

    a: Decimal
    b: Decimal
    """In the security's currency."""

    def apply(self, price: Decimal) -> Decimal:
        """Return the adjusted price."""
        return price * self.a + self.b

    def then(self, later: Factors) -> Factors:
        """Return the change that does this one first and a later one after it."""
        return Factors(self.a * later.a, self.b * later.a + later.b)


UNCHANGED = Factors(_ONE, _NONE)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Shares against shares: who held `base` has or is given `given`."""

    base: Decimal
    given: Decimal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What happened to a security on one day, and the factors that bridge the gap in its price."""

    ex_day: date
    """First day on which it trades without what was paid or given."""
    forward: Factors
    """For prices before that day, to compare with those from it on."""
    backward: Factors
    """For prices from that day on, to compare with those before."""
    split: Ratio | None = None
    """Old shares and the new ones they become."""
    join: Ratio | None = None
    """Old shares and the fewer new ones they become."""
    bonus: Ratio | None = None
    transfer: Ratio | None = None
    """Shares given out of reserves."""
    allot: Ratio | None = None
    """Rights issue."""
    allot_price: Decimal | None = None
    added: Ratio | None = None
    """New shares sold to holders."""
    added_price: Decimal | None = None
    dividend: Decimal | None = None
    """Cash a share."""
    special_dividend: Decimal | None = None
    spin_off: Ratio | None = None
    """Shares held and shares of the new company given for them."""

    @property
    def text(self) -> str:
        """Return what happened in a few words."""
        parts = [f"{name} {_plain(ratio.base)}:{_plain(ratio.given)}" for name, ratio in self._ratios()]
        if self.dividend is not None:
            parts.append(f"dividend {_plain(self.dividend)}")
        if self.special_dividend is not None:
            parts.append(f"special dividend {_plain(self.special_dividend)}")
        return ", ".join(parts)

    def _ratios(self) -> list[tuple[str, Ratio]]:
        named = (
            ("split", self.split),
            ("merger", self.join),
            ("bonus", self.bonus),
            ("transfer", self.transfer),
            ("rights", self.allot),
            ("new shares", self.added),
            ("spin-off", self.spin_off),
        )
        return [(name, ratio) for name, ratio in named if ratio is not None]


def factors_on(day: date, adjustments: Sequence[Adjustment], rehab: Rehab) -> Factors:
    """Return what adjusts a price of a day; `adjustments` are all there are, oldest first."""
    factors = UNCHANGED
    if rehab is Rehab.FORWARD:
        for each in adjustments:
            if each.ex_day > day:
                factors = factors.then(each.forward)
    elif rehab is Rehab.BACKWARD:
        for each in reversed(adjustments):
            if each.ex_day <= day:
                factors = factors.then(each.backward)
    return factors


def _plain(number: Decimal) -> str:
    """Return a number without an exponent and without idle zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
