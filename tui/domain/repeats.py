"""An order that was sent a moment ago in the same terms: what is shown before another one goes out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent
from tui.domain.orders import Order, Side

WITHIN_S = 15.0
"""For how long an order in the same terms is asked about."""

Terms = tuple[Env, int, SecurityId, Side, Decimal, Decimal | None]


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


def terms_of(order: OrderIntent | Order) -> Terms:
    """Return what makes two orders the same."""
    return order.env, order.acc_id, order.id, order.side, order.qty, order.price
