"""Movements of cash in one account: what each order moved on each day. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from tui.domain.cashflow import CashFlow, FlowDirection
from tui.domain.markets import Market
from tui.domain.orders import Order
from tui.sim.listings.calendar import calendar_of, days_after
from tui.sim.trading.contract import Contract

TRADE, FEES = "Trade", "Fees"
_SETTLED_AFTER = {Market.HK: 2, Market.US: 1, Market.SH: 1, Market.SZ: 1}
"""Trading days until the money moves; derivatives settle on the next one."""


class CashBook:
    """One entry for each order, day and kind; it grows while the order fills."""

    def __init__(self) -> None:
        self._flows: dict[tuple[str, date, str, str], CashFlow] = {}

    @property
    def flows(self) -> tuple[CashFlow, ...]:
        """Every movement, oldest first."""
        return tuple(flow for flow in self._flows.values() if flow.amount)

    def on(self, day: date, direction: FlowDirection) -> tuple[CashFlow, ...]:
        """Return the movements of a clearing day, one way or both."""
        both = direction is FlowDirection.UNKNOWN
        return tuple(
            flow for flow in self.flows if flow.cleared_on == day and (both or flow.direction is direction)
        )

    def write(self, order: Order, contract: Contract, kind: str, amount: Decimal, at: datetime) -> None:
        """Add money that an order moved, negative when it was paid."""
        key = (order.order_id, at.date(), kind, str(contract.id))
        before = self._flows.get(key)
        if before is None:
            before = CashFlow(
                number=order.number * 100 + sum(known[0] == order.order_id for known in self._flows),
                currency=contract.currency,
                amount=Decimal(0),
                direction=FlowDirection.UNKNOWN,
                kind=kind,
                cleared_on=at.date(),
                settled_on=_settlement(contract, at.date()),
                remark=f"{order.side.name} {contract.id} {order.order_id}",
                created_at=at,
            )
        total = before.amount + amount
        direction = FlowDirection.IN if total > 0 else FlowDirection.OUT
        self._flows[key] = replace(before, amount=total, direction=direction)


def _settlement(contract: Contract, day: date) -> date:
    later = 1 if contract.kind != "stock" else _SETTLED_AFTER.get(contract.id.market, 2)
    return next(islice(days_after(calendar_of(contract.id.market), day), later - 1, None))
