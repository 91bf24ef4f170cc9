"""The kill switch on a real account while its password is looked for: no cancel waits for a keyring."""

from __future__ import annotations

import asyncio
import os
import signal
import termios
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import REAL, Ran
from tests.cli.test_panic import at_work, finished, put_orders, simulator, until_true
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal
from tests.trading.withdrawing import Watch
from tui.cli import main
from tui.domain.accounts import Env
from tui.sim.server import SimServer
from tui.sim.trading.accounts import TRADE_PASSWORD
from tui.trading.passwords import KEYRING_S

ACCOUNT = (Env.REAL, int(REAL))
PANIC = ("panic", "--acc", REAL)


@asynccontextmanager
async def account(*, locked: bool) -> AsyncIterator[tuple[SimServer, Watch]]:
    async with simulator() as (server, watch):
        put_orders(server, 8, account=ACCOUNT)
        server.daemon.world.brokerage.locked = locked
        yield server, watch


async def started(server: SimServer, *more: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        COMMAND, "--port", str(server.port), *PANIC, *more,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def quickly(ends: Callable[[], object]) -> Ran:
    """Sooner than a keyring is given up."""
    async with asyncio.timeout(KEYRING_S - 1):
        done = await ends()  # type: ignore[misc]
    assert isinstance(done, Ran)
    return done


@pytest.mark.usefixtures("keyring_pipe")
async def test_every_order_goes_while_the_keyring_does_not_answer() -> None:
    async with account(locked=False) as (server, _):
        process = await started(server)
        done = await quickly(lambda: finished(process))
        assert done.code == 0, done
        assert at_work(server, *ACCOUNT) == 0


async def test_cancels_that_the_lock_refused_go_as_soon_as_the_keyring_answers(keyring_pipe: Path) -> None:
    async with account(locked=True) as (server, watch):
        process = await started(server)
        await until_true(lambda: watch.changes)
        await asyncio.to_thread(keyring_pipe.write_text, TRADE_PASSWORD)
        done = await quickly(lambda: finished(process))
        assert done.code == 0, done
        assert "trading is unlocked in OpenD" in done.err
        assert at_work(server, *ACCOUNT) == 0
        # One request a market before the lock was open, and one after it.
        assert [change.everything for change in watch.changes] == [True, True]
        assert TRADE_PASSWORD not in done.err + done.out


@pytest.mark.usefixtures("silent_keyring")
async def test_a_keyring_that_never_answers_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    async with account(locked=True) as (server, watch):
        code = await asyncio.to_thread(main, ("--port", str(server.port), *PANIC, "--within", "2"))
        err = capsys.readouterr().err
        assert code == 4, err
        (line,) = [line for line in err.splitlines() if "the keyring did not answer" in line]
        assert "give the password another way" in line
        assert watch.changes


@pytest.mark.usefixtures("keyring_pipe")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_keyring_that_never_answers_keeps_nobody_from_leaving(number: signal.Signals) -> None:
    async with account(locked=True) as (server, watch):
        process = await started(server)
        await until_true(lambda: watch.changes)
        process.send_signal(number)
        done = await quickly(lambda: finished(process))
        assert done.code == 4, done
        assert "stopped by you" in done.err


@asynccontextmanager
async def asked(server: SimServer) -> AsyncIterator[Terminal]:
    """The command at a terminal, at its question for the password."""
    command = [str(COMMAND), "--port", str(server.port), *PANIC]
    with Terminal(command, columns=160, lines=30, env=dict(os.environ)) as terminal:
        await asyncio.to_thread(terminal.wait_for, "Trade password")
        yield terminal


async def test_at_a_terminal_the_password_is_asked_for_and_the_cancels_follow_it() -> None:
    async with account(locked=True) as (server, watch), asked(server) as terminal:
        terminal.send(f"{TRADE_PASSWORD}\n")
        await asyncio.to_thread(terminal.wait_for, "trading is unlocked in OpenD")
        await until_true(lambda: at_work(server, *ACCOUNT) == 0)
        assert await asyncio.to_thread(terminal.process.wait, 20) == 0
        assert watch.changes[-1].everything


async def test_who_leaves_at_the_question_has_the_terminal_as_it_was() -> None:
    async with account(locked=True) as (server, _), asked(server) as terminal:
        assert not echoes(terminal)
        terminal.process.send_signal(signal.SIGINT)
        assert await asyncio.to_thread(terminal.process.wait, 20) == 4
        assert echoes(terminal)


def echoes(terminal: Terminal) -> bool:
    return bool(termios.tcgetattr(terminal._master)[3] & termios.ECHO)
