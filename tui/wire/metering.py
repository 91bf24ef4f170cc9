"""What a request costs of the allowance: whether it counts, for which account, and how much it names.

Client and simulator read it off the same decoded request, each against its own windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tui.domain.orders import ModifyOp
from tui.domain.rate_limits import LIMITS, Counts, Limit
from tui.wire.messages.base import Request
from tui.wire.messages.trade import Header, ModifyOrder

NO_ACCOUNT = 0
"""Stands for the user where a limit is not of an account."""
_PAGE_MARKS = ("key", "offset")
"""Fields of paged requests that are empty or 0 on the first page."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One call of a limited protocol."""

    limit: Limit
    account: int

    @property
    def window(self) -> tuple[str, int]:
        """The window this call is counted in."""
        return self.limit.bucket, self.account


def cost_of(request: Request[Any]) -> Cost | None:
    """Return what a request uses up; None when it is free."""
    limit = LIMITS.get(request.proto_id)
    if limit is None or not _counts(limit.counts, request):
        return None
    header: object = getattr(request, "header", None)
    acc_id = header.acc_id if limit.per_account and isinstance(header, Header) else NO_ACCOUNT
    return Cost(limit, acc_id)


def is_cancel(request: Request[Any]) -> bool:
    """Whether a request only withdraws orders."""
    return isinstance(request, ModifyOrder) and request.op is ModifyOp.CANCEL


def items_of(request: Request[Any]) -> int:
    """Return how many securities a request names."""
    ids: object = getattr(request, "ids", ())
    return len(ids) if isinstance(ids, tuple) else 0


def _counts(counts: Counts, request: Request[Any]) -> bool:
    if counts is Counts.REFRESHES:
        return bool(getattr(request, "refresh", False))
    if counts is Counts.FIRST_PAGES:
        return not any(getattr(request, mark, None) for mark in _PAGE_MARKS)
    return True
