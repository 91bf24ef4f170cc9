"""How much of a security the simulated broker lends. Pure.

Livelier shares may be borrowed against more; penny stocks and warrants not at all. These are the
broker's published figures: buying power itself is counted in cash, as everywhere in the simulator.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from tui.domain.accounts import Account
from tui.domain.margins import MarginRatio, Requirement
from tui.domain.markets import Market, SecurityType
from tui.sim.listings.universe import Listing
from tui.sim.trading.contract import Contract
from tui.sim.trading.ledger import SHORT_MARGIN
from tui.sim.trading.permissions import may_short

SHORT_MAINTENANCE = Decimal("0.40")
_TIERS = ((1.1, 30), (1.0, 35), (0.8, 45), (0.6, 55), (0.0, 70))
"""Activity from which on a share needs so much own money, as per cent."""
_PENNY = {Market.HK: Decimal(1), Market.US: Decimal(5)}
_LENT = frozenset({SecurityType.STOCK, SecurityType.ETF})
_POOL = Decimal("0.002")
"""Part of the shares in issue that can be borrowed."""
_HUNDRED = Decimal(100)


def margin_ratio(
    account: Account, contract: Contract, listing: Listing, last: Decimal, held: Decimal
) -> MarginRatio:
    """Return the figures of one security at its price, with what the account is short already."""
    borrowable = contract.type in _LENT and last >= _PENNY.get(contract.id.market, Decimal(0))
    initial = Decimal(next(ratio for floor, ratio in _TIERS if listing.activity >= floor))
    shortable = may_short(account, contract)
    pool = (_POOL * (listing.issued or 0)).to_integral_value(ROUND_DOWN) + min(held, Decimal(0))
    return MarginRatio(
        id=contract.id,
        long_permitted=borrowable,
        short_permitted=shortable,
        long=_requirement(initial, initial - 10) if borrowable else Requirement(),
        short=_requirement(SHORT_MARGIN * _HUNDRED, SHORT_MAINTENANCE * _HUNDRED)
        if shortable
        else Requirement(),
        short_pool=max(pool, Decimal(0)) if shortable else None,
        short_fee_rate=(initial / 20).quantize(Decimal("0.01")) if shortable else None,
    )


def _requirement(initial: Decimal, maintenance: Decimal) -> Requirement:
    """Between the two: a warning, then a call for more money."""
    return Requirement(
        initial=initial, alert=maintenance + 5, margin_call=maintenance + 2, maintenance=maintenance
    )
