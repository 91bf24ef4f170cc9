"""Waiting for a moment or for a call, whichever is first."""

from __future__ import annotations

import asyncio


class Alarm:
    """A sleeper that can be woken; a ring while nobody sleeps is kept for the next wait."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """End the wait in progress, or the next one."""
        self._rung.set()

    async def wait(self, until: float | None) -> bool:
        """Sleep until that loop time (None: for ever); True when woken by a ring."""
        try:
            async with asyncio.timeout_at(until):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True
