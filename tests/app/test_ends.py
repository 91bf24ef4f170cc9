"""Who ends the dashboard: a signal, a fault wherever it is, or the user; what is said at last."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.app import ends as module
from tui.app.clean_end import Session
from tui.app.ends import INCOMPLETE, Ends
from tui.app.journals import Journals
from tui.app.lifeline import CRASHED, Lifeline
from tui.client.address import Address
from tui.domain.journal import Entry, EntryKind
from tui.paths import state_dir
from tui.trading import journal_writer
from tui.trading.journal_file import open_to_write

ADDRESS = Address("127.0.0.1", 1)
LAST = ["futu-tui: 1 order is of unknown outcome"]


class Line(Lifeline):
    """One that takes no signals over and never leaves by force."""

    def hold(self, ask_to_end: object) -> None:
        self._ask_to_end = ask_to_end  # type: ignore[assignment]


class Held:
    """Everything of one end."""

    def __init__(self) -> None:
        self.line = Line()
        self.ends = Ends(self.line, Session())
        self.codes: list[int] = []
        self.journals = Journals(demo=False, address=ADDRESS)
        self.flushed: list[float] = []


@asynccontextmanager
async def held() -> AsyncIterator[Held]:
    loop, hook = asyncio.get_running_loop(), threading.excepthook
    one = Held()
    one.ends.hold(
        one.journals,
        one.codes.append,
        parting=lambda: ["1 order is of unknown outcome"],
        flush=one.flushed.append,
    )
    try:
        yield one
    finally:
        threading.excepthook = hook
        loop.set_exception_handler(None)


def broken() -> None:
    raise ValueError("a secret")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(module, "tell", lines.append)
    return lines


@pytest.mark.parametrize("where", ["loop", "thread", "twice"])
async def test_a_fault_outside_of_the_face_ends_it(where: str, said: list[str]) -> None:
    async with held() as one:
        if where == "loop":
            asyncio.get_running_loop().call_soon(broken)
        for _ in range({"loop": 0, "thread": 1, "twice": 2}[where]):
            thread = threading.Thread(target=broken)
            thread.start()
            await asyncio.to_thread(thread.join)
        while not one.codes:
            await asyncio.sleep(0)
        assert one.codes == [CRASHED]
        await one.ends.close()
        one.ends.say()
        one.ends.say()
    assert said[0].startswith("futu-tui: internal error: ValueError; report: ")
    assert said[1:] == LAST
    (path,) = state_dir().glob("crash-*.txt")
    assert "a secret" not in path.read_text().replace('raise ValueError("a secret")', "")
    assert not [*state_dir().glob("session-*")]
    assert one.ends.code == CRASHED


async def test_a_fault_counts_down_and_is_told_while_its_report_waits_for_the_disk(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, goes_on = threading.Event(), threading.Event()

    def write(*_: object) -> None:
        reached.set()
        assert goes_on.wait(10)

    monkeypatch.setattr(module, "write_report", write)
    async with held() as one:
        thread = threading.Thread(target=broken)
        thread.start()
        assert await asyncio.to_thread(reached.wait, 10)
        assert one.line.code == CRASHED
        await asyncio.to_thread(one.line._tidy)
        assert said == ["futu-tui: internal error: ValueError; no report could be written", *LAST]
        goes_on.set()
        await asyncio.to_thread(thread.join)


async def test_a_task_nobody_waited_for_ends_nothing(
    said: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        broken()

    async with held() as one:
        task = asyncio.ensure_future(work())
        await asyncio.wait({task})
        del task
        while "never retrieved" not in caplog.text:
            await asyncio.sleep(0)
        assert (one.codes, one.ends.code) == ([], 0)


async def test_a_signal_keeps_its_code_and_a_fault_on_the_way_out_is_told(said: list[str]) -> None:
    async with held() as one:
        one.line.end(143)
        await asyncio.sleep(0)
        assert (one.codes, one.ends.code) == ([143], 143)
        one.ends.fault(ValueError())
        one.ends.leaving(0)
        assert one.codes == [143]
        one.ends.say()
    assert said[1:] == LAST


async def test_without_the_loop_all_of_it_is_done_at_once(said: list[str]) -> None:
    async with held() as one:
        one.ends.fault(ValueError())
        await asyncio.to_thread(one.line._tidy)
    assert said[1:] == LAST
    assert (len(one.flushed), one.line.code) == (1, CRASHED)
    assert not [*state_dir().glob("session-*")]


@pytest.mark.parametrize("by_force", [False, True])
async def test_a_journal_that_may_lack_entries_is_no_clean_end(
    said: list[str], monkeypatch: pytest.MonkeyPatch, by_force: bool
) -> None:
    goes_on = threading.Event()

    def opened(path: Path) -> sqlite3.Connection:
        goes_on.wait(10)
        return open_to_write(path)

    monkeypatch.setattr(journal_writer, "open_to_write", opened)
    monkeypatch.setattr("tui.trading.journal._CLOSE_S", 0.05)
    async with held() as one:
        journal = one.journals.open(ADDRESS)
        one.line.end(143)
        if by_force:
            await asyncio.to_thread(one.line._tidy)
            assert one.line.code == INCOMPLETE
        else:
            await one.ends.close()
            one.ends.say()
        assert one.ends.code == INCOMPLETE
        assert said == [
            f"futu-tui: the order journal {journal.path} may be incomplete:"
            " its disk did not take the last entries in time",
            *LAST,
        ]
        assert [*state_dir().glob("session-*")]
        goes_on.set()


async def test_the_journal_of_a_demo_is_missed_by_nobody() -> None:
    journals = Journals(demo=True, address=ADDRESS)
    journal = journals.open(ADDRESS)
    journal.path.write_text("Dear diary")
    journal.note(Entry(EntryKind.GAP, datetime.now(UTC)))
    assert await journals.close() == ()
