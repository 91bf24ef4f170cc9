"""A subscription that the official SDKs give back after its minute, by a clock that is moved by hand."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.test_sdk import PACKAGES, SCRIPTS
from tests.sim.traders import SECONDS
from tui.domain.ids import SecurityId
from tui.sim.clock import SteppedClock
from tui.sim.config import SimConfig
from tui.sim.listings.table import UNIVERSE
from tui.sim.server import SimServer

TIME_LIMIT_S = 60
SMALL = UNIVERSE.only(map(SecurityId.parse, ("00700", "00005", "AAPL", "600519")))


@pytest.mark.parametrize("package", PACKAGES)
async def test_the_quota_falls_when_a_feed_is_given_back_after_a_minute(package: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    clock = SteppedClock(SECONDS)
    async with asyncio.timeout(TIME_LIMIT_S), SimServer(SimConfig(port=0, seed=3), clock, SMALL) as server:
        script = await asyncio.create_subprocess_exec(
            sys.executable,
            str(SCRIPTS / "unsubscribing.py"),
            package,
            str(server.port),
            env={**os.environ, "HOME": str(tmp_path)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            said = Said(script)
            assert await said.next() == {"used": 2, "remain": 998, "feeds": ["ORDER_BOOK", "QUOTE"]}
            # Short of what a silent connection is closed after.
            clock.advance(30)
            said.go_on()
            assert "at least one minute" in (await said.next())["refusal"]
            clock.advance(31)
            said.go_on()
            after = await said.next()
            assert "subscribe" in after.pop("book").lower()
            assert after == {"used": 1, "remain": 999, "feeds": ["QUOTE"]}
            said.go_on()
            assert await said.next() == {"used": 0, "remain": 1000, "feeds": []}
            said.go_on()
            assert await script.wait() == 0
        finally:
            if script.returncode is None:
                script.kill()
                await script.wait()


class Said:
    """What the script prints, and the line that lets it go on."""

    def __init__(self, script: asyncio.subprocess.Process) -> None:
        assert script.stdout is not None
        assert script.stdin is not None
        self._lines, self._input = script.stdout, script.stdin

    async def next(self) -> dict[str, Any]:
        """Return the next facts; the SDK prints lines of its own."""
        async for line in self._lines:
            if line.startswith(b"{"):
                facts: dict[str, Any] = json.loads(line)
                return facts
        raise AssertionError("the script ended early")

    def go_on(self) -> None:
        """Answer its line."""
        self._input.write(b"\n")
