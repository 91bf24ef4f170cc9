"""The simulator as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from types import TracebackType
from typing import Self

END_S = 20
"""It ends at once; a machine that is busy elsewhere lets it wait."""


class Simulator:
    """A running `futu-tui sim` on a free port, ended with the context."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self.port = 0
        self.errors = ""
        """What it wrote on standard error, known after its end."""
        self.exit_code: int | None = None

    def __enter__(self) -> Self:
        """Start it and wait until it says where it listens."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tui.cli", "sim", "--port", "0", *self._options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        words = line.split(":")
        assert line.startswith("listening on 127.0.0.1:"), line
        self.port = int(words[-1])
        return self

    @property
    def process(self) -> subprocess.Popen[str]:
        """The process itself."""
        assert self._process is not None
        return self._process

    def close_input(self) -> None:
        """End its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.stdin = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, by force when it does not obey."""
        self.process.terminate()
        try:
            _, self.errors = self.process.communicate(timeout=END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        self.exit_code = self.process.returncode
