"""How often may be asked: the documented rate limits, enforced. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping
from typing import Any

from tui.domain.rate_limits import LIMITS, Counts, Limit
from tui.sim.refusal import RefusalError
from tui.wire.messages.base import Request

GAP_TOLERANCE_S = 0.01
"""Requests sent far enough apart may still arrive this much closer together."""
_PAGE_KEYS = ("key", "next_key", "page_key")
_ITEMS = "ids"


class RateLimits:
    """Sliding windows of one daemon: per user, or per account where the documentation says so.

    A refused request does not count, so that one who waits as told is served.
    """

    def __init__(self, limits: Mapping[int, Limit] = LIMITS) -> None:
        self._limits = limits
        self._calls: dict[Hashable, deque[float]] = {}

    def charge(self, request: Request[Any], now: float) -> None:
        """Count a request; refuse one that comes too soon or too often."""
        limit = self._limits.get(request.proto_id)
        if limit is None or not _counts(limit, request):
            return
        key = (limit.bucket, _account(request) if limit.per_account else None)
        calls = self._calls.setdefault(key, deque())
        while calls and now - calls[0] >= limit.window_s:
            calls.popleft()
        if len(calls) >= limit.calls:
            raise RefusalError(
                f"Requests about {limit.bucket} are too frequent: "
                f"at most {limit.calls} in {limit.window_s:g} seconds."
            )
        if calls and now - calls[-1] < limit.min_gap_s - GAP_TOLERANCE_S:
            raise RefusalError(
                f"Requests about {limit.bucket} are too close together: "
                f"at least {limit.min_gap_s:g} seconds apart."
            )
        calls.append(now)


def check_items(request: Request[Any], limits: Mapping[int, Limit] = LIMITS) -> None:
    """Refuse a request that names more securities than one call may."""
    limit = limits.get(request.proto_id)
    count = len(getattr(request, _ITEMS, ()))
    if limit is not None and limit.most_items is not None and count > limit.most_items:
        raise RefusalError(f"Too many codes: {count}, at most {limit.most_items} at once.")


def _counts(limit: Limit, request: Request[Any]) -> bool:
    match limit.counts:
        case Counts.REFRESHES:
            return bool(getattr(request, "refresh", False))
        case Counts.FIRST_PAGES:
            return not any(getattr(request, name, None) for name in _PAGE_KEYS)
        case _:
            return True


def _account(request: Request[Any]) -> int:
    account: int = request.header.acc_id  # type: ignore[attr-defined]  # every such request has a header
    return account
