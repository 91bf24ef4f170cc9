"""The trader's own limits: numbers that no order may exceed, read from a file and never written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tui.domain.accounts import Account, Env
from tui.domain.markets import Market
from tui.domain.orders import Side


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one account; None is no limit."""

    max_qty: Decimal | None = None
    """Shares or contracts in one order."""
    max_value: Decimal | None = None
    """Money in one order, in the currency of its market."""
    max_from_last: Decimal | None = None
    """How far from the last price, as a fraction: 0.05 is 5 %."""
    max_ticks_through: int | None = None
    """How many ticks an order may reach through the best opposite price."""
    max_open_orders: int | None = None
    max_orders_a_minute: int | None = None
    max_day_loss: Decimal | None = None
    """In the account's currency, above zero: beyond this loss of the day nothing is opened."""
    markets: frozenset[Market] | None = None
    sides: frozenset[Side] | None = None
    typed_qty: Decimal | None = None
    """Soft: above this quantity the trader must type the quantity to confirm."""
    typed_value: Decimal | None = None
    """Soft, as above, for the value."""


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class LimitsBook:
    """All profiles of the file. A real account without one may not be traded."""

    paper: Limits = NO_LIMITS
    real: Mapping[int, Limits] = field(default_factory=dict)
    trouble: str = ""
    """Why the file could not be read, with file and line; then real accounts are read-only."""

    def of(self, account: Account) -> Limits | None:
        """Return the limits of an account; None for a real one that has no profile or no readable file."""
        if account.env is Env.PAPER:
            return self.paper
        return None if self.trouble else self.real.get(account.acc_id)

    def why_closed(self, account: Account) -> str:
        """Return why an account may not be traded for want of limits; nothing when it may."""
        if self.of(account) is not None:
            return ""
        if self.trouble:
            return f"{self.trouble}: this real account is read-only"
        return (
            f"limits.toml has no profile for real account {account.acc_id}, so it is read-only:"
            f" write [real.{account.acc_id}]"
        )


NO_BOOK = LimitsBook()
