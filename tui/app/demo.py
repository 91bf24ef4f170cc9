"""A simulated OpenD as a child process, reached over TCP like any other."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence

from tui.client.address import Address

START_S, STOP_S = 15.0, 3.0
_COMMAND = (sys.executable, "-m", "tui.cli", "sim", "--port", "0", "--exit-on-eof")
_GREETING = b"listening on "


class DemoError(RuntimeError):
    """The simulator did not start; one clear line."""


class Demo:
    """A running simulator. It ends with us: it leaves when its standard input closes, however we end."""

    def __init__(self, process: asyncio.subprocess.Process, address: Address) -> None:
        self._process = process
        self._drains: list[asyncio.Task[None]] = []
        self.address = address

    @classmethod
    async def start(cls, command: Sequence[str] = _COMMAND) -> Demo:
        """Start the child and wait until it says where it listens."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # A key for the user's OpenD is none of the demo's business.
            env={name: value for name, value in os.environ.items() if name != "FUTU_RSA_KEY"},
        )
        demo = cls(process, Address("127.0.0.1", 0))
        try:
            demo.address = await demo._greeted()
        except BaseException:
            await demo.stop()
            raise
        # What nobody reads fills a pipe, and a full pipe would halt the market.
        demo._drains = [
            asyncio.create_task(_discard(stream)) for stream in (process.stdout, process.stderr) if stream
        ]
        return demo

    @property
    def returncode(self) -> int | None:
        """How the child ended; None while it runs."""
        return self._process.returncode

    async def stop(self) -> None:
        """End the child: by closing its input, else by force."""
        process = self._process
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        for drain in self._drains:
            await drain

    async def _greeted(self) -> Address:
        stdout, stderr = self._process.stdout, self._process.stderr
        assert stdout is not None
        assert stderr is not None
        try:
            async with asyncio.timeout(START_S):
                line = await stdout.readline()
                if not line.startswith(_GREETING):
                    said = (await stderr.read()).decode(errors="replace").strip().splitlines()
                    raise DemoError(f"the simulator did not start: {said[-1] if said else 'it said nothing'}")
        except TimeoutError:
            raise DemoError(f"the simulator did not start within {START_S:.0f} s") from None
        host, _, port = line.removeprefix(_GREETING).decode().strip().rpartition(":")
        return Address(host, int(port))


async def _discard(stream: asyncio.StreamReader) -> None:
    while await stream.read(65536):
        pass
