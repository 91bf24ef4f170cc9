"""The dashboard is killed while an order waits for its answer; the next one finds out what became of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.crash.cases import is_settled
from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal
from tests.e2e.test_trading import PAGE_DOWN, find, order_row, place
from tui.domain.journal import Entry, EntryKind
from tui.trading import journal_rows
from tui.trading.journal_file import FILE_NAME, opened_to_read

FOLLOWED = {EntryKind.INTENT, EntryKind.ACCEPTED, EntryKind.UNKNOWN, EntryKind.FOUND, EntryKind.NOT_FOUND}


@contextmanager
def dashboard(home: Path, port: int) -> Iterator[Terminal]:
    """The dashboard at 120x40, live, on the journal in this home."""
    command = [COMMAND, "--port", str(port)]
    with Terminal(command, columns=120, lines=40, env=environ(home)) as terminal:
        terminal.wait_for("OPEND LIVE", 30)
        yield terminal


def journal_of(home: Path) -> tuple[Entry, ...]:
    """What became of orders, as the file has it."""
    path = home / ".local" / "state" / "futu-tui" / FILE_NAME
    with opened_to_read(path) as connection:
        entries = journal_rows.between(
            connection, datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
        )
    return tuple(entry for entry in entries if entry.kind in FOLLOWED)


def test_an_order_whose_answer_nobody_read_is_found_and_shown_once(tmp_path: Path) -> None:
    with running_simulator(scenario="late-reply") as port:
        with dashboard(tmp_path, port) as terminal:
            find(terminal, "00700")
            terminal.send("o")
            place(terminal, "200", PAGE_DOWN)
            terminal.wait(lambda _: order_row(terminal, "working", "200"), "the order at the broker")
            os.killpg(terminal.process.pid, signal.SIGKILL)
            assert terminal.process.wait(5) == -signal.SIGKILL
        (intent,) = journal_of(tmp_path)
        assert intent.kind is EntryKind.INTENT

        with dashboard(tmp_path, port) as terminal:
            terminal.send("o")
            terminal.wait(lambda _: order_row(terminal, "working", "200"), "the row of the order")
            assert sum("HK.00700" in row and "limit" in row for row in terminal.screen.display) == 1
            terminal.send("q")
            terminal.wait_for("1 PAPER order is working")
        entries = journal_of(tmp_path)
        assert [entry.kind for entry in entries] == [EntryKind.INTENT, EntryKind.FOUND]
        assert is_settled(entries, intent.tag)
