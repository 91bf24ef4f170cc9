"""A call on a thread of its own: its answer, its failure, and a hang that nobody has to wait for."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from tui.daemon_thread import on_daemon_thread

LIMIT_S = 10


async def test_what_it_returns_and_raises_is_told() -> None:
    assert await asyncio.wrap_future(on_daemon_thread(lambda: 7, "test")) == 7
    with pytest.raises(ZeroDivisionError):
        await asyncio.wrap_future(on_daemon_thread(lambda: 1 // 0, "test"))


def test_a_call_that_hangs_keeps_no_program_from_ending() -> None:
    code = (
        "import asyncio, threading\n"
        "from tui.daemon_thread import on_daemon_thread\n"
        "async def main():\n"
        "    hangs = asyncio.wrap_future(on_daemon_thread(threading.Event().wait, 'test'))\n"
        "    done, _ = await asyncio.wait({hangs}, timeout=0.01)\n"
        "    assert not done\n"
        "    hangs.cancel()\n"
        "asyncio.run(main())\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT_S)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_an_answer_that_comes_after_the_loop_disturbs_nobody() -> None:
    code = (
        "import asyncio, threading\n"
        "from tui.daemon_thread import on_daemon_thread\n"
        "late = threading.Event()\n"
        "async def main():\n"
        "    asyncio.wrap_future(answer := on_daemon_thread(late.wait, 'test')).cancel()\n"
        "    return answer\n"
        "answer = asyncio.run(main())\n"
        "late.set()\n"
        "assert answer.result(5)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT_S)
    assert (ran.returncode, ran.stderr) == (0, "")
