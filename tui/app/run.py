"""Running the dashboard in a terminal."""

from __future__ import annotations

import asyncio
import gc
import signal
from functools import partial

from tui.app.app import FutuApp
from tui.app.settings import load_settings
from tui.client.address import Address
from tui.engine import Engine
from tui.options import DashboardOptions
from tui.paths import config_dir
from tui.resources import data_dir

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def run_dashboard(options: DashboardOptions) -> int:
    """Show the dashboard until the user leaves; return the exit code."""
    return asyncio.run(_run(options))


async def _run(options: DashboardOptions) -> int:
    def engine_for(address: Address) -> Engine:
        return Engine(address, read_only=options.read_only, allow_real=options.real)

    app = FutuApp(
        None if options.demo else engine_for(options.address),
        options,
        load_settings(data_dir("themes"), config_dir()),
        engine_for=engine_for,
        on_ready=_settle_memory,
    )
    loop = asyncio.get_running_loop()
    for number in _ENDING:
        loop.add_signal_handler(number, partial(app.exit, 128 + number))
    result = await app.run_async(mouse=False)
    return app.return_code or 0 if result is None else result


def _settle_memory() -> None:
    """Take what start-up made out of the collector's sight: it stays, and scanning it stalls the loop."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
