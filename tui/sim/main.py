"""`futu-tui sim`: run the simulated OpenD in this process until it is told to end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading

from tui.sim.config import SimConfig
from tui.sim.faults.scenario import Scenario, shipped
from tui.sim.server import ListenError, SimServer

EXIT_NO_PORT = 3


def list_scenarios() -> int:
    """Print the name of every shipped scenario, the user pain it answers, and what happens in it."""
    for scenario in shipped():
        print(f"{scenario.name:<20}{scenario.answers:<8}{scenario.about}")  # noqa: T201
    return 0


def run(config: SimConfig, scenario: Scenario | None = None, *, exit_on_eof: bool = False) -> int:
    """Run until SIGTERM, SIGINT or, if asked for, the end of standard input; return the exit code."""
    try:
        asyncio.run(_serve(config, scenario, exit_on_eof=exit_on_eof))
    except ListenError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return EXIT_NO_PORT
    return 0


async def _serve(config: SimConfig, scenario: Scenario | None, *, exit_on_eof: bool) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with SimServer(config, scenario=scenario) as server:
        print(f"listening on {config.host}:{server.port}", flush=True)  # noqa: T201
        if exit_on_eof:
            threading.Thread(target=_watch_input, args=(loop, ended), daemon=True).start()
        await ended.wait()


def _watch_input(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Read standard input to its end, whatever it is; a thread, because not every input can be polled."""
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(ended.set)
