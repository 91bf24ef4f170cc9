"""resume: its question can be left, its answer comes as a person, a script or a file gives it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal
from tui.domain.journal import Entry, EntryKind
from tui.paths import state_dir
from tui.trading.journal import FILE_NAME, Journal

LIMIT_S = 10


@pytest.fixture(autouse=True)
def _lock() -> None:
    async def write() -> None:
        journal = Journal(state_dir() / FILE_NAME)
        await journal.commit(Entry(EntryKind.LOCKED, datetime.now(UTC), acc_id=42))
        await journal.close()

    asyncio.run(write())


def locked() -> int:
    async def read() -> int:
        journal = Journal(state_dir() / FILE_NAME)
        try:
            return len(await journal.locks())
        finally:
            await journal.close()

    return asyncio.run(read())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_its_question_can_be_left(number: signal.Signals) -> None:
    with Terminal([str(COMMAND), "resume"], columns=100, lines=10, env=dict(os.environ)) as terminal:
        terminal.wait_for("Type TRADE to release:")
        terminal.process.send_signal(number)
        assert terminal.wait_exit(LIMIT_S) in (128 + number, -number)
        assert "Traceback" not in terminal.text
    assert locked() == 1


@pytest.mark.parametrize(("typed", "left"), [("TRADE\n", 0), ("trade\n", 1), ("\x04", 1)])
def test_the_word_is_typed_at_a_terminal(typed: str, left: int) -> None:
    with Terminal([str(COMMAND), "resume"], columns=100, lines=10, env=dict(os.environ)) as terminal:
        terminal.wait_for("Type TRADE to release:")
        terminal.send(typed)
        assert terminal.wait_exit(LIMIT_S) == (4 if left else 0)
    assert locked() == left


def test_the_word_may_come_in_pieces_and_without_an_end_of_line() -> None:
    with subprocess.Popen(
        [COMMAND, "resume"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        process.stdin.write("TRA")
        process.stdin.flush()
        out, _ = process.communicate("DE", timeout=LIMIT_S)
    assert (process.returncode, out, locked()) == (0, "released\n", 0)


def test_the_word_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "word"
    file.write_text("TRADE\n")
    with file.open() as word:
        done = subprocess.run(
            [COMMAND, "resume"], stdin=word, capture_output=True, timeout=LIMIT_S, check=False
        )
    assert (done.returncode, locked()) == (0, 0)


def test_a_release_is_told_even_when_the_output_takes_nothing() -> None:
    with Path("/dev/full").open("w") as full:
        command = [COMMAND, "resume", "--word", "TRADE"]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False
        )
    assert done.stderr == "futu-tui: released; stdout did not take it: No space left on device\n"
    assert (done.returncode, locked()) == (1, 0)
