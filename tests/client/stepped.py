"""A loop whose clock steps: waiting costs no time, sockets on this machine still work.

When nothing is ready, the clock jumps to the next timer. Before each jump the sockets get a real moment,
so that bytes already sent to a peer of the same process arrive first.
"""

from __future__ import annotations

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

P = ParamSpec("P")

GRACE_S = 0.002


class _Selector(selectors.DefaultSelector):
    """Polls, and steps the clock instead of waiting."""

    def __init__(self, grace_s: float) -> None:
        super().__init__()
        self.now = 0.0
        self._grace_s = grace_s

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready; with nothing ready the time-out has passed at once."""
        if timeout is None:
            return super().select(None)
        ready = super().select(0 if timeout <= 0 else self._grace_s)
        if not ready and timeout > 0:
            self.now += timeout
        return ready


class SteppedLoop(asyncio.SelectorEventLoop):
    """An event loop on the stepped clock, which starts at zero; without sockets it needs no grace."""

    def __init__(self, grace_s: float = GRACE_S) -> None:
        self._stepped = _Selector(grace_s)
        super().__init__(self._stepped)

    def time(self) -> float:
        """Return the stepped time."""
        return self._stepped.now

    def skip(self, seconds: float) -> None:
        """Let time pass in which nothing runs, as for a process that was stopped."""
        self._stepped.now += seconds


def stepped(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an async test on a stepped loop."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=SteppedLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


async def until(condition: Callable[[], object], limit_s: float = 60.0) -> None:
    """Wait until the condition holds; on a stepped loop this takes no time."""
    pause_s = 0.01
    async with asyncio.timeout(limit_s):
        while not condition():
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 1.5, 0.5)
