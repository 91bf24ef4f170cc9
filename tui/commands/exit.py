"""How a command can fail: one line on stderr and an exit code that scripts can rely on."""

from __future__ import annotations

import os
import sys
from typing import ClassVar

OK = 0
INTERRUPTED = 130
BROKEN_PIPE = 141


class CommandError(Exception):
    """A failure the user is told in one line."""

    code: ClassVar[int] = 1


class OutputError(CommandError):
    """It was done, and the result could not be written."""


class UsageError(CommandError):
    """The command line itself is wrong."""

    code: ClassVar[int] = 2


class UnconnectedError(CommandError):
    """There was no OpenD to talk to, or it went away."""

    code: ClassVar[int] = 3


class DeniedError(CommandError):
    """OpenD, or a check of ours, said no: nothing was done."""

    code: ClassVar[int] = 4


class UnknownOutcomeError(CommandError):
    """The request left and what became of it is not known."""

    code: ClassVar[int] = 5


def abandon_output() -> None:
    """Nobody reads stdout: what is still buffered must not raise again when the interpreter ends."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    os.close(sink)
