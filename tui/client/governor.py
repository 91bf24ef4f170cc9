"""Keeps within the calls that OpenD answers: who may send now, who waits, and who is told when to come again.

One governor stands before all requests to one OpenD and outlives the links to it, because OpenD counts by
user and account, not by connection.
"""

from __future__ import annotations

import asyncio
import math
from bisect import insort
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from typing import Any

from tui.client.errors import HeldBackError, NotConnectedError
from tui.client.windows import SLACK_S, Window
from tui.domain.rate_limits import LIMITS
from tui.wire.messages.base import Request
from tui.wire.metering import Cost, cost_of, is_cancel, items_of
from tui.wire.protoids import ProtoId

CANCEL_RESERVE = 5
"""Calls of the modify window that only cancels may use."""
MOST_ORDER_WAIT_S = 0.1
"""An order waits for the least gap to the one before it no longer than this; a price is older than that."""
SHUT_S = 5.0
"""How long reads stay away from a window that other programs have used up."""
TELL_FROM_S = 0.3
"""Nobody notices a shorter wait."""


class Urgency(IntEnum):
    """Who goes first, lowest number first."""

    CANCEL = 0
    ORDER = 1
    USER = 2
    """Somebody looks at the screen for the answer."""
    BACKGROUND = 3


OnWait = Callable[[str, float], None]
"""Called with what is waited for, and for how many seconds about."""


class _Waiter:
    """A read in the queue of its window."""

    __slots__ = ("place", "turn")

    def __init__(self, place: tuple[int, int], turn: asyncio.Future[None]) -> None:
        self.place = place
        self.turn = turn

    def __lt__(self, other: _Waiter) -> bool:
        return self.place < other.place


class _Lane:
    """A window, and the reads that wait for it."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.queue: list[_Waiter] = []
        self.timer: asyncio.TimerHandle | None = None


class Governor:
    """Gives every counted request its moment.

    Cancels and orders are never queued behind anything: they go at once, or after the least gap, or they are
    refused with the time of the next slot. Reads wait for their turn, the more urgent before the others.
    """

    def __init__(
        self,
        clock: Callable[[], float] | None = None,
        *,
        on_wait: OnWait | None = None,
        slack_s: float = SLACK_S,
    ) -> None:
        """Without a clock, the time of the running loop counts, on which the waiting is done."""
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._on_wait = on_wait
        self._slack_s = slack_s
        self._lanes: dict[tuple[str, int], _Lane] = {}
        self._arrivals = 0

    async def admit(self, request: Request[Any], urgency: Urgency = Urgency.USER) -> None:
        """Return when a read may be sent; NotConnectedError when the link is lost meanwhile."""
        cost = cost_of(request)
        if cost is None:
            return
        _check_items(cost, request)
        lane, now = self._lane(cost), self._clock()
        if not lane.queue and lane.window.slot_at(now) <= now:
            lane.window.take(now)
            return
        await self._queue(lane, urgency, now)

    async def admit_order(self, request: Request[Any]) -> None:
        """Return when an order request may be sent; HeldBackError, at once, when that is not now."""
        cost = cost_of(request)
        if cost is None:
            return
        lane, now = self._lane(cost), self._clock()
        cancel = urgency_of(request) is Urgency.CANCEL
        reserve = CANCEL_RESERVE if _cancels_share(cost) and not cancel else 0
        at = lane.window.slot_at(now, reserve=reserve)
        patience_s = lane.window.limit.window_s if cancel else MOST_ORDER_WAIT_S
        if _holds_back(lane.window, now, reserve, patience_s):
            raise HeldBackError(_refusal(cost, at - now, cancel=cancel), at - now)
        lane.window.take(at)
        while now < at or lane.window.early_s(now) > 0:
            await asyncio.sleep(max(at - now, lane.window.early_s(now)))
            now = self._clock()
        lane.window.sent(now)

    def refused(self, request: Request[Any]) -> None:
        """OpenD refused a read as one too many: other programs call too, so that our count is too low."""
        cost = cost_of(request)
        if cost is not None:
            self._lane(cost).window.shut(self._clock() + SHUT_S)

    def wait_s(self, request: Request[Any]) -> float:
        """Return about how long this request would wait if it were made now."""
        cost = cost_of(request)
        if cost is None:
            return 0.0
        lane, now = self._lane(cost), self._clock()
        return lane.window.slot_at(now, ahead=len(lane.queue)) - now

    def order_wait_s(self, acc_id: int, *, amending: bool) -> float:
        """Return for how long an order, or a change of one, of an account would be refused; 0: not at all."""
        limit = LIMITS[ProtoId.TRD_MODIFY_ORDER if amending else ProtoId.TRD_PLACE_ORDER]
        lane, now = self._lane(Cost(limit, acc_id)), self._clock()
        reserve = CANCEL_RESERVE if amending else 0
        if not _holds_back(lane.window, now, reserve, MOST_ORDER_WAIT_S):
            return 0.0
        return lane.window.slot_at(now, reserve=reserve) - now

    def cancel_room(self, acc_id: int) -> tuple[int, float]:
        """Return how many cancels of an account may be sent now, and in how many seconds the next one."""
        limit = LIMITS[ProtoId.TRD_MODIFY_ORDER]
        lane, now = self._lane(Cost(limit, acc_id)), self._clock()
        free = lane.window.free_at(now)
        return free, 0.0 if free else lane.window.slot_at(now) - now

    def link_lost(self) -> None:
        """Fail everything that waits: nothing is kept for another link. What was sent still counts."""
        for lane in self._lanes.values():
            queue, lane.queue = lane.queue, []
            _stop(lane)
            for waiter in queue:
                if not waiter.turn.done():
                    waiter.turn.set_exception(NotConnectedError("the link was lost: nothing was sent"))

    # ---- inner

    def _lane(self, cost: Cost) -> _Lane:
        lane = self._lanes.get(cost.window)
        if lane is None:
            lane = self._lanes[cost.window] = _Lane(Window(cost.limit, slack_s=self._slack_s))
        return lane

    async def _queue(self, lane: _Lane, urgency: Urgency, now: float) -> None:
        self._arrivals += 1
        waiter = _Waiter((urgency, self._arrivals), asyncio.get_running_loop().create_future())
        insort(lane.queue, waiter)
        wait_s = lane.window.slot_at(now, ahead=lane.queue.index(waiter)) - now
        if urgency is not Urgency.BACKGROUND and wait_s >= TELL_FROM_S and self._on_wait is not None:
            self._on_wait(lane.window.limit.bucket, wait_s)
        self._serve(lane)
        try:
            await waiter.turn
        finally:
            with suppress(ValueError):
                lane.queue.remove(waiter)
            if not lane.queue:
                _stop(lane)

    def _serve(self, lane: _Lane) -> None:
        """Let as many go as may, and come back when the next one may."""
        _stop(lane)
        now = self._clock()
        while lane.queue:
            at = lane.window.slot_at(now)
            if at > now:
                loop = asyncio.get_running_loop()
                lane.timer = loop.call_later(at - now, self._serve, lane)
                return
            waiter = lane.queue.pop(0)
            if not waiter.turn.done():
                lane.window.take(now)
                waiter.turn.set_result(None)


def urgency_of(request: Request[Any]) -> Urgency:
    """Return the urgency of an order request: withdrawing goes before everything else."""
    return Urgency.CANCEL if is_cancel(request) else Urgency.ORDER


def _holds_back(window: Window, now: float, reserve: int, patience_s: float) -> bool:
    at = window.slot_at(now, reserve=reserve)
    return window.used_up_at(now, reserve=reserve) or at - now > patience_s


def _cancels_share(cost: Cost) -> bool:
    return cost.limit.bucket == LIMITS[ProtoId.TRD_MODIFY_ORDER].bucket


def _check_items(cost: Cost, request: Request[Any]) -> None:
    most, items = cost.limit.most_items, items_of(request)
    if most is not None and items > most:
        text = f"OpenD takes at most {most} securities in one call ({cost.limit.bucket}), not {items}"
        raise HeldBackError(f"{text}: nothing was sent", 0.0)


def _refusal(cost: Cost, wait_s: float, *, cancel: bool) -> str:
    limit = cost.limit
    what = "cancels and changes" if _cancels_share(cost) else "orders"
    kept = "" if cancel or not _cancels_share(cost) else f", {CANCEL_RESERVE} of them kept for cancels"
    return (
        f"next slot in {_seconds(wait_s)} s: OpenD takes {limit.calls} {what} in {limit.window_s:g} s"
        f"{kept}; nothing was sent"
    )


def _seconds(wait_s: float) -> str:
    return f"{wait_s:.1f}" if wait_s < 1 else f"{math.ceil(wait_s)}"


def _stop(lane: _Lane) -> None:
    if lane.timer is not None:
        lane.timer.cancel()
        lane.timer = None
