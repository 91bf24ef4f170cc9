"""resume: releases the lock of the kill switch, against a typed word."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from datetime import UTC, datetime

from tui.commands.exit import CommandError, DeniedError
from tui.commands.own_journal import close_journal
from tui.commands.run import Shown, print_shown
from tui.domain.journal import Entry
from tui.paths import state_dir
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.lock import WORD, lock_words, release
from tui.trading.records import JournalError

NOT_LOCKED = "trading is not locked"
LONGEST = 1024


def resume(options: argparse.Namespace) -> int:
    """Show what is locked, ask for the word, and release it."""
    return asyncio.run(_resume(options))


async def _resume(options: argparse.Namespace) -> int:
    journal = Journal(state_dir() / FILE_NAME)
    try:
        locks = await journal.locks()
        if locks:
            word = await _word(options, locks)
            trouble = await release(journal, word, datetime.now(UTC), acc_id=options.acc)
            if trouble:
                raise DeniedError(trouble)
            locks = await journal.locks()
            said = "; ".join(["released", *(f"still locked: {lock_words(lock)}" for lock in locks)])
        else:
            said = NOT_LOCKED
    except JournalError as error:
        raise CommandError(str(error)) from error
    finally:
        await close_journal(journal)
    record = {"released": said != NOT_LOCKED, "locked": [lock_words(lock) for lock in locks]}
    return print_shown(options, Shown(record, said, done="" if said == NOT_LOCKED else said))


async def _word(options: argparse.Namespace, locks: tuple[Entry, ...]) -> str:
    if options.word is not None:
        return str(options.word)
    for lock in locks:
        print(f"locked: {lock_words(lock)}", file=sys.stderr)
    print(f"Type {WORD} to release: ", end="", file=sys.stderr, flush=True)
    return (await _line()).strip()


async def _line() -> str:
    """Read what is typed; on no thread, which would keep who leaves waiting for it."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    kept = bytearray()

    def take() -> None:
        try:
            piece = os.read(number, LONGEST)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        kept.extend(piece)
        if not piece or b"\n" in piece or len(kept) >= LONGEST:
            done.set()

    try:
        number = sys.stdin.fileno()
        loop.add_reader(number, take)
    except (OSError, ValueError):
        # Neither a terminal nor a pipe: a file waits for nobody.
        return sys.stdin.readline()
    try:
        await done.wait()
    finally:
        loop.remove_reader(number)
    return kept.decode(errors="replace").partition("\n")[0]
