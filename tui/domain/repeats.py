"""An order that was sent a moment ago in the same terms: what is shown before another one goes out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.combos import ComboIntent
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent
from tui.domain.orders import Order, Side

WITHIN_S = 15.0
"""For how long an order in the same terms is asked about."""

Leg = tuple[SecurityId, Side, int]
Terms = tuple[Env, int, frozenset[Leg], Decimal, Decimal | None]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The earlier order."""

    name: str
    """Our tag of it, else the broker's id; a Consent names it in `repeats` to send another one."""
    state: str
    """What has become of it: `working`, `on its way`, `unknown`."""
    seconds_ago: float | None = None
    """None when that is not known, or no matter: it is not known whether the broker has it."""

    @property
    def words(self) -> str:
        """The sentence about it."""
        when = "" if self.seconds_ago is None else f" {self.seconds_ago:.0f} s ago"
        return f"the same order was given{when} and is {self.state}"


def terms_of(order: OrderIntent | ComboIntent | Order) -> Terms:
    """Return what makes two orders the same; the legs of a combined one may come in any order."""
    legs = () if isinstance(order, OrderIntent) else order.legs
    what = frozenset((leg.id, leg.side, leg.ratio) for leg in legs)
    if not isinstance(order, ComboIntent) and not what:
        what = frozenset([(order.id, order.side, 1)])
    return order.env, order.acc_id, what, order.qty, order.price
