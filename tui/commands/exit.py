"""How a command can fail: one line on stderr and an exit code that scripts can rely on."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signal import Signals

OK = 0
INTERRUPTED = 130
BROKEN_PIPE = 141


class CommandError(Exception):
    """A failure the user is told in one line."""

    code: int = 1


class OutputError(CommandError):
    """It was done, and the result could not be written."""


class UsageError(CommandError):
    """The command line itself is wrong."""

    code: int = 2


class UnconnectedError(CommandError):
    """There was no OpenD to talk to, or it went away."""

    code: int = 3


class DeniedError(CommandError):
    """OpenD, or a check of ours, said no: nothing was done."""

    code: int = 4


class UnknownOutcomeError(CommandError):
    """The request left and what became of it is not known."""

    code: int = 5


class EndedError(CommandError):
    """A signal ended it; the exit code says which."""

    def __init__(self, number: Signals, where: str) -> None:
        super().__init__(f"ended by {number.name} {where}")
        self.code = 128 + number


def abandon_output() -> None:
    """Nobody reads stdout: what is still buffered must not raise again when the interpreter ends."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    os.close(sink)
