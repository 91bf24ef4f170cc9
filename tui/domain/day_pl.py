"""Profit or loss of an account's day, from what it held at the last close and what it traded since.

For each security: what is held now at the last price, less what was held overnight at the previous close,
less what was paid today, plus what was received. Fees are not in it. Where that cannot be worked out,
OpenD's own figure of the day counts, as old as the last reading of the positions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.markets import Currency

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class DayLine:
    """One security's day in one account; None is not known."""

    currency: Currency
    qty: Decimal
    """Held now; negative is short."""
    net_bought: Decimal | None
    """Bought today less sold today."""
    net_paid: Decimal | None
    """Paid today less received today, in money."""
    last: Decimal | None = None
    prev_close: Decimal | None = None
    multiplier: Decimal | None = Decimal(1)
    told: Decimal | None = None
    """OpenD's own figure."""

    @property
    def pl(self) -> Decimal | None:
        """Profit or loss of the day, None when it cannot be known."""
        if self.net_bought is None or self.net_paid is None or self.multiplier is None:
            return self.told
        overnight = self.qty - self.net_bought
        now = _worth(self.qty, self.last, self.multiplier)
        before = _worth(overnight, self.prev_close, self.multiplier)
        return self.told if now is None or before is None else now - before - self.net_paid


def day_pl(lines: Iterable[DayLine], currency: Currency) -> Decimal | None:
    """Return the day of an account in its currency, None when it cannot be known.

    OpenD tells no rates of exchange: a gain in another currency counts as nothing, a loss in one makes
    the whole unknown.
    """
    totals: dict[Currency, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.pl is None:
            return None
        totals[line.currency] += line.pl
    own = totals.pop(currency, _ZERO)
    return own if all(other >= 0 for other in totals.values()) else None


def _worth(qty: Decimal, price: Decimal | None, multiplier: Decimal) -> Decimal | None:
    if not qty:
        return _ZERO
    return None if price is None else qty * price * multiplier
