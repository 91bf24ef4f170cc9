"""Combined orders: several securities at one net price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.intents import NO_CONSENT, Consent, tagged_remark
from tui.domain.orders import ComboLeg, OrderType, TimeInForce


@dataclass(frozen=True, slots=True)
class ComboIntent:
    """One combined order to place; `tag` is our own id, as in an OrderIntent."""

    tag: str
    env: Env
    acc_id: int
    legs: tuple[ComboLeg, ...]
    type: OrderType
    qty: Decimal
    """Combinations."""
    price: Decimal | None
    """Most to pay for one combination; negative is the least to receive. None for types without a price."""
    tif: TimeInForce = TimeInForce.DAY
    note: str = ""
    consent: Consent = NO_CONSENT

    @property
    def remark(self) -> str:
        """The tag and the note, cut on a character to what OpenD carries."""
        return tagged_remark(self.tag, self.note)


@dataclass(frozen=True, slots=True)
class ComboEffect:
    """What a combined order would do to an account (2112), in its currency."""

    value_change: Decimal | None = None
    """Change of the net liquidation value."""
    initial_margin_change: Decimal | None = None
    maintenance_margin_change: Decimal | None = None
    option_power: Decimal | None = None
    withdrawable_change: Decimal | None = None
    power_used: Decimal | None = None
