"""Running a one-shot command: connect, do one thing, show it, and turn any failure into one line."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tui.client.errors import ClientError, ConnectError, HeldBackError
from tui.client.governor import Governor
from tui.client.link import Link
from tui.commands.address import address_of
from tui.commands.exit import (
    OK,
    CommandError,
    DeniedError,
    OutputError,
    UnconnectedError,
    abandon_output,
)
from tui.commands.json import dumps_pretty
from tui.domain.events import PushEvent
from tui.wire.errors import RefusedError, WireError


@dataclass(frozen=True, slots=True)
class Shown:
    """What a command prints: the same thing for scripts and for people."""

    value: object
    text: str
    failure: CommandError | None = None
    """Raised after printing, when there is something to print although it did not work out."""
    done: str = ""
    """What was done and must be told on stderr when stdout does not take it."""


Command = Callable[[Link], Awaitable[Shown]]
"""What a command does once it is connected; its arguments were checked before."""


def ignore(event: PushEvent) -> None:
    """Take a push that the command did not ask for."""


def show_once(options: argparse.Namespace, command: Command) -> int:
    """Run a command on its own link and print its result."""
    return asyncio.run(shown_once(options, command))


async def shown_once(options: argparse.Namespace, command: Command) -> int:
    """Do the same on a loop that is there already."""
    async with connected(options) as link:
        shown = await command(link)
    return print_shown(options, shown)


def print_shown(options: argparse.Namespace, shown: Shown) -> int:
    """Print the result of a command, then raise its failure if there is one."""
    try:
        print(writable(dumps_pretty(shown.value) if options.json else shown.text), flush=True)
    except OSError as error:
        if shown.failure is None and not shown.done:
            raise
        # What became of an order is told on stderr whatever became of stdout.
        abandon_output()
        if shown.failure is None:
            raise OutputError(f"{shown.done}; stdout did not take it: {error.strerror}") from error
    if shown.failure is not None:
        raise shown.failure
    return OK


def _tell_wait(what: str, wait_s: float) -> None:
    print(f"OpenD limits how often it answers ({what}): {wait_s:.0f} s to wait", file=sys.stderr, flush=True)


def writable(text: str) -> str:
    """Replace what the encoding of stdout does not have."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


@asynccontextmanager
async def connected(
    options: argparse.Namespace, on_event: Callable[[PushEvent], None] = ignore
) -> AsyncIterator[Link]:
    """Hold a link; what goes wrong on it comes out as a CommandError."""
    address = address_of(options)
    try:
        governor = Governor(on_wait=_tell_wait)
        link = await Link.open(address, on_event=on_event, governor=governor)
    except ConnectError as error:
        raise UnconnectedError(f"not connected: {error}") from error
    if address.why_no_orders:
        print(f"futu-tui: warning: {address.why_no_orders}", file=sys.stderr)
    try:
        yield link
    except RefusedError as error:
        raise DeniedError(f"OpenD refused: {error}") from error
    except HeldBackError as error:
        raise DeniedError(str(error)) from error
    except ClientError as error:
        raise UnconnectedError(str(error)) from error
    except WireError as error:
        raise UnconnectedError(f"OpenD's answer cannot be read: {error}") from error
    finally:
        link.close()
