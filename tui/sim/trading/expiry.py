"""What an option is worth when it expires. Pure.

Nobody exercises here: what is left is paid in cash, and small change is not paid in paper accounts.
"""

from __future__ import annotations

from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.markets import Market
from tui.domain.options import OptionTerms, OptionType

_ZERO = Decimal(0)
_LEAST_HK = Decimal("0.015")
"""Part of the strike below which a Hong Kong paper option counts as worthless."""
_LEAST_US = Decimal("0.01")


def worth_at_expiry(terms: OptionTerms, market: Market, env: Env, spot: Decimal) -> Decimal:
    """Return the money a unit of the underlying, with the underlying at `spot`."""
    strike = terms.strike or _ZERO
    inside = max(spot - strike if terms.type is OptionType.CALL else strike - spot, _ZERO)
    if env is not Env.PAPER:
        return inside
    least = strike * _LEAST_HK if market is Market.HK else _LEAST_US
    return inside if inside >= least else _ZERO
