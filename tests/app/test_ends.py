"""Who ends the dashboard: a signal, a fault wherever it is, or the user; what is said at last."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tui.app import ends as module
from tui.app.clean_end import Session
from tui.app.ends import Ends
from tui.app.journals import Journals
from tui.app.lifeline import CRASHED, Lifeline
from tui.client.address import Address
from tui.paths import state_dir


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


@asynccontextmanager
async def held() -> AsyncIterator[Held]:
    loop, hook = asyncio.get_running_loop(), threading.excepthook
    one = Held()
    one.ends.hold(Journals(demo=True, address=Address("127.0.0.1", 1)), one.codes.append)
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
        one.ends.say("and this")
        one.ends.say()
    assert said[0].startswith("futu-tui: internal error: ValueError; report: ")
    assert said[1:] == ["and this"]
    (path,) = state_dir().glob("crash-*.txt")
    assert "a secret" not in path.read_text().replace('raise ValueError("a secret")', "")
    assert not [*state_dir().glob("session-*")]
    assert one.ends.code == CRASHED


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
    assert len(said) == 1


async def test_without_the_loop_all_of_it_is_done_at_once(said: list[str]) -> None:
    async with held() as one:
        one.ends.fault(ValueError())
        await asyncio.to_thread(one.line._tidy)
    assert len(said) == 1
    assert not [*state_dir().glob("session-*")]
