"""What the trader's broker charges, as the trader wrote it down: by real account and market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.domain.markets import Market

if TYPE_CHECKING:
    from tui.domain.fee_estimates import Plan


@dataclass(frozen=True, slots=True)
class FeePlans:
    """The plans of all accounts; what is missing is left out of estimates, which say so."""

    plans: Mapping[tuple[int, Market], Plan] = field(default_factory=dict)

    def of(self, acc_id: int | None, market: Market) -> Plan | None:
        """Return what an account is charged in a market, None when nobody said."""
        return None if acc_id is None else self.plans.get((acc_id, market))


NO_PLANS = FeePlans()
