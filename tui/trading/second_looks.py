"""Reads orders that were accepted a few seconds later: a broker may fail one and tell nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

LOOKS_AFTER_S = (3.0, 15.0)
"""When an account is read after an accepted order of it."""
LEAST_APART_S = 6.0
"""However many are accepted: OpenD answers ten such reads in 30 s, and others need them as well."""
NO_ROW_S = 10.0
"""How often an account is read while an accepted order of it is in no list."""


class SecondLooks:
    """Has each account read after its accepted orders, all of them with the same reads."""

    def __init__(self, read: Callable[[int], Awaitable[None]], rowless: Callable[[int], bool]) -> None:
        """`rowless` says whether an accepted order of an account is in no list yet."""
        self._read = read
        self._rowless = rowless
        self._accepted: dict[int, float] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def accepted(self, acc_id: int) -> None:
        """Know that the broker has just taken an order."""
        self._accepted[acc_id] = _time()
        before = self._tasks.get(acc_id)
        # One that is done stays there until the loop's next turn, and looks no more.
        if before is None or before.done():
            task = self._tasks[acc_id] = asyncio.create_task(self._follow(acc_id))
            task.add_done_callback(partial(self._ended, acc_id))

    async def stop(self) -> None:
        """Look no more."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, acc_id: int, task: asyncio.Task[None]) -> None:
        if self._tasks.get(acc_id) is task:
            del self._tasks[acc_id]

    async def _follow(self, acc_id: int) -> None:
        looked: float | None = None
        while (due := self._due(acc_id, looked)) is not None:
            await asyncio.sleep(due - _time())
            # What was accepted meanwhile comes with the same look, if that is not put off for long.
            later = self._due(acc_id, looked) or due
            await asyncio.sleep(min(later, due + LOOKS_AFTER_S[0]) - _time())
            looked = _time()
            await self._read(acc_id)

    def _due(self, acc_id: int, looked: float | None) -> float | None:
        """Return when to look next, None when that is done with."""
        accepted = self._accepted[acc_id]
        if looked is None:
            return accepted + LOOKS_AFTER_S[0]
        left = [accepted + after_s for after_s in LOOKS_AFTER_S if accepted + after_s > looked]
        if left:
            return max(left[0], looked + LEAST_APART_S)
        return looked + NO_ROW_S if self._rowless(acc_id) else None


def _time() -> float:
    return asyncio.get_running_loop().time()
