"""Fills worked out from order reports, for paper accounts, which are never told of their fills."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.orders import Fill, Order

LOCAL_PREFIX = "local:"
_STEP = Decimal("0.0001")
"""Averages come rounded, so a price derived from two of them is no more exact than this."""


@dataclass(frozen=True, slots=True)
class Accounted:
    """What has been turned into fills of one order so far."""

    qty: Decimal = Decimal(0)
    value: Decimal = Decimal(0)


def fill_of_growth(order: Order, before: Accounted) -> tuple[Fill, Accounted] | None:
    """Return the fill that explains how much more of the order is filled than before, None if nothing is.

    Its price is the average of the new part. Without any price the growth is left for a later report.
    """
    average = order.avg_fill_price if order.avg_fill_price is not None else order.price
    growth = order.filled_qty - before.qty
    if growth <= 0 or average is None:
        return None
    value = average * order.filled_qty
    price = (value - before.value) / growth
    if price <= 0:  # the averages contradict each other: the newer one is the better guess
        price = average
    fill = Fill(
        fill_id=f"{LOCAL_PREFIX}{order.order_id}:{order.filled_qty.normalize():f}",
        order_id=order.order_id,
        acc_id=order.acc_id,
        env=order.env,
        id=order.id,
        name=order.name,
        side=order.side,
        qty=growth,
        price=_rounded(price),
        at=order.updated_at,
        market=order.market,
    )
    return fill, Accounted(order.filled_qty, value)


def _rounded(price: Decimal) -> Decimal:
    exponent = price.as_tuple().exponent
    return price.quantize(_STEP) if isinstance(exponent, int) and exponent < -4 else price
