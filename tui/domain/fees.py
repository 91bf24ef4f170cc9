"""What an order cost, item by item (2225)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class FeeItem:
    """One kind of fee, in the currency of the order."""

    title: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OrderFee:
    """Everything one order cost; None is not told."""

    order_id: str
    total: Decimal | None
    items: tuple[FeeItem, ...] = ()
