"""The trader's own limits for combined orders, which no ticket knows and only a command sends."""

from __future__ import annotations

from tui.domain.combos import ComboIntent
from tui.domain.decimals import money_text, quantity_text
from tui.domain.limits import Limits
from tui.domain.rules_model import Activity


def combo_breach(intent: ComboIntent, limits: Limits, lately: Activity) -> str:
    """Return which limit forbids a combined order, nothing when none does.

    Each leg counts by itself; what only makes sense for one security with one price cannot be checked, and
    such a limit forbids the order.
    """
    for leg in intent.legs:
        if limits.markets is not None and leg.id.market not in limits.markets:
            return f"your limits do not allow {leg.id.market.name}"
        if limits.sides is not None and leg.side not in limits.sides:
            return f"your limits allow no {'buying' if leg.side.buys else 'selling'}: a leg does that"
        if limits.max_qty is not None and intent.qty * leg.ratio > limits.max_qty:
            qty = quantity_text(intent.qty * leg.ratio)
            return f"{qty} of {leg.id}: your limit is {quantity_text(limits.max_qty)} in one order"
    return _unchecked(limits) or _account_breach(limits, lately)


def _unchecked(limits: Limits) -> str:
    named = {
        "max_value": limits.max_value,
        "max_percent_from_last": limits.max_from_last,
        "max_ticks_through": limits.max_ticks_through,
    }
    given = [name for name, limit in named.items() if limit is not None]
    if not given:
        return ""
    return (
        f"your limits have {' and '.join(given)}, which cannot be checked for a combined order: send the legs"
    )


def _account_breach(limits: Limits, lately: Activity) -> str:
    if limits.max_open_orders is not None and lately.open_orders >= limits.max_open_orders:
        return f"{lately.open_orders} open orders: your limit is {limits.max_open_orders}, cancel one"
    if limits.max_orders_a_minute is not None and lately.sent_last_minute >= limits.max_orders_a_minute:
        most = limits.max_orders_a_minute
        return f"{lately.sent_last_minute} orders in the last minute: your limit is {most}, wait a little"
    if limits.max_day_loss is None:
        return ""
    if lately.day_pl is None:
        return (
            "the day's P/L is not known, so your limit cannot be checked: only closing is sure to be allowed"
        )
    if lately.day_pl <= -limits.max_day_loss:
        most_lost = money_text(limits.max_day_loss)
        return f"the day's loss is {money_text(-lately.day_pl)}, your limit {most_lost}: close only"
    return ""
