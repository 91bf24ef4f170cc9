"""A dashboard behind SSH on a market that says nothing: what it writes."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.cli.opend_thread import opend_in_thread
from tests.client.fakes import FakeOpenD
from tests.e2e.slow_line import Line, SlowTerminal
from tui.domain.markets import MarketState
from tui.domain.quotes import SecurityState
from tui.wire.messages.quote import GetMarketStates

SETTLE_S = 20.0
"""By then what was found out after the start has been said."""
SECONDS = 40


def idle() -> list[int]:
    """Return the bytes written in each of many seconds in a row."""
    home = Path(tempfile.mkdtemp())
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "FUTU_", "TMUX"))
    }
    env = {**kept, "HOME": str(home), "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    sizes: list[int] = []
    try:
        with opend_in_thread(_close) as opend:
            command = [sys.executable, "-m", "tui.cli", "--port", str(opend.port)]
            with SlowTerminal(command, Line(1e6, one_way_s=0.02), env=env) as terminal:
                terminal.wait_for("OPEND LIVE", 30)
                terminal.settle(SETTLE_S)
                for _ in range(SECONDS):
                    before, until = terminal.bytes_read, time.monotonic() + 1
                    terminal.settle(until - time.monotonic())
                    sizes.append(terminal.bytes_read - before)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return sizes


def _close(opend: FakeOpenD) -> None:
    opend.answers[GetMarketStates] = lambda request: tuple(
        SecurityState(id_, "", MarketState.CLOSED) for id_ in request.ids
    )
