"""How long orders live: the moment each of them ends by itself. Pure.

The simulated session never closes, so a day's orders end at the exchange's midnight.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tui.domain.accounts import Account
from tui.domain.ids import SecurityId
from tui.domain.markets import zone_of
from tui.domain.orders import OrderType, TimeInForce
from tui.sim.listings.calendar import calendar_of, days_before, is_trading_day
from tui.sim.refusal import RefusalError
from tui.sim.trading.contract import Contract
from tui.sim.trading.permissions import lifetimes

GTC_DAYS = 90
_ONE_DAY = timedelta(days=1)


def check_lifetime(
    account: Account,
    contract: Contract,
    order_type: OrderType,
    tif: TimeInForce,
    expires_on: date | None = None,
    today: date | None = None,
) -> None:
    """Refuse a time in force that the account or the order type does not take."""
    allowed = lifetimes(account, contract, order_type)
    if tif not in allowed:
        raise RefusalError(
            f"Time in force {tif.name} is not accepted for {order_type.name} orders of {contract.id} "
            f"in account {account.acc_id}: use {', '.join(one.name for one in allowed)}."
        )
    if tif is not TimeInForce.GTD:
        return
    if expires_on is None:
        raise RefusalError("A GTD order needs its last day as YYYY-MM-DD.")
    if today is not None and expires_on < today:
        raise RefusalError(f"The last day {expires_on} of the order is over.")


def ends_at(tif: TimeInForce, expires_on: date | None, placed_on: date, id_: SecurityId) -> float:
    """Return the unix second at which an order placed on a day is withdrawn."""
    if tif is TimeInForce.GTC:
        last_day = placed_on + timedelta(days=GTC_DAYS)
    elif tif is TimeInForce.GTD and expires_on is not None:
        last_day = max(_trading_day(expires_on, id_), placed_on)
    else:
        last_day = placed_on
    return datetime.combine(last_day + _ONE_DAY, time.min, zone_of(id_.market)).timestamp()


def _trading_day(day: date, id_: SecurityId) -> date:
    """The day itself, or the last one before it on which the market opens."""
    calendar = calendar_of(id_.market)
    return day if is_trading_day(calendar, day) else next(days_before(calendar, day))
