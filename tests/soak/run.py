"""One soak: a busy trader on the real engine against the simulator with its limits, on a stepped clock."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from tests.soak.opend import SoakOpenD
from tests.soak.trader import Trader
from tests.soak.wire import WireLoop
from tui.client.governor import Governor


@dataclass(frozen=True, slots=True)
class Soaked:
    """What came of it."""

    opend: SoakOpenD
    trader: Trader

    @property
    def longest_cancel_s(self) -> float:
        """The longest time from the wish to cancel to the answer."""
        return max(self.trader.cancel_waits, default=0.0)

    def lines(self) -> list[str]:
        """Say what was done, and what was refused."""
        return [
            "calls     " + ", ".join(f"{name} {count}" for name, count in self.opend.calls.most_common()),
            "trader    " + ", ".join(f"{name} {count}" for name, count in sorted(self.trader.done.items())),
            f"cancels   {len(self.trader.cancel_waits)}, the slowest took {self.longest_cancel_s:.3f} s",
            f"units     {self.opend.most_units} at most",
            f"refused   {dict(self.opend.refusals)}",
            f"others    {dict(self.opend.others)}",
            f"avoidable {self.opend.avoidable + self.opend.broken_limits()}",
        ]


def soak(seconds: float, *, seed: int = 1, quota: int = 100, governor: Governor | None = None) -> Soaked:
    """Trade for so many seconds of simulated time; with another governor, if one is given."""
    with asyncio.Runner(loop_factory=WireLoop) as runner:
        return runner.run(_soak(seconds, seed, quota, governor))


async def _soak(seconds: float, seed: int, quota: int, governor: Governor | None) -> Soaked:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, WireLoop)
    opend = SoakOpenD(loop, quota=quota, seed=seed)
    trader = Trader(opend, seed)
    if governor is not None:
        trader.engine._session._governor = governor
    market = asyncio.ensure_future(opend.run())
    try:
        await trader.trade(seconds)
    finally:
        market.cancel()
        with suppress(asyncio.CancelledError):
            await market
    return Soaked(opend, trader)
