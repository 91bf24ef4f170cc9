"""Real money in a real terminal, from the password to the kill switch, by keys only."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.arming import ask_to_arm
from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal

ACC = "281756455988247915"
PASSWORD = "123456"
ENTER, ESCAPE, TAB, PAGE_DOWN, END, UP = "\r", "\x1b", "\t", "\x1b[6~", "\x1b[F", "\x1b[A"
KILL = "\x18"
ACTS_S = 0.5
"""What a key does would be seen by then."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running_simulator(rate=0.2, limits=False) as port:
        yield port


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a trader who trades real money, within limits."""
    config = tmp_path / ".config" / "futu-tui"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text("[trading]\nreal = true\n")
    (config / "limits.toml").write_text(f"[real.{ACC}]\nmax_qty = 1000\n")
    return tmp_path


@pytest.fixture
def real(home: Path, port: int) -> Iterator[Terminal]:
    """A small dashboard without colours, on the real account."""
    env = environ(home, NO_COLOR="1")
    command = [COMMAND, "--real", "--port", str(port)]
    with Terminal(command, columns=80, lines=24, env=env) as terminal:
        terminal.wait_for("OPEND LIVE", 30)
        terminal.wait(lambda _: terminal.row_with("B1 "), "the order book")
        terminal.send("a")
        terminal.wait(lambda screen: f"*{ACC[-4:]}" in screen, "the real account")
        terminal.send(END + UP + ENTER)  # The last one trades futures.
        terminal.wait(lambda _: terminal.screen.display[0].startswith(" REAL "), "the word in the header")
        yield terminal


def status(terminal: Terminal) -> str:
    return terminal.screen.display[-2]


def ticket(terminal: Terminal, quantity: str) -> None:
    """Write a buy order ten ticks below the market, and read it."""
    terminal.send("b")
    terminal.wait_for("REAL MONEY  account *7915 (HK)  TICKET")
    terminal.send(quantity + TAB + PAGE_DOWN + ENTER)


def unlock_and_arm(terminal: Terminal) -> None:
    ask_to_arm(terminal, "Unlock trading in OpenD")
    terminal.answer(PASSWORD)
    terminal.wait_for("*" * len(PASSWORD))
    terminal.send(ENTER)
    terminal.wait_for("Type ARM:")
    assert PASSWORD not in terminal.text
    terminal.answer("ARM" + ENTER)
    terminal.wait(lambda _: re.search(r"ARMED \d+ s", status(terminal)), "the countdown")


def test_from_the_password_to_the_released_lock(real: Terminal) -> None:
    ticket(real, "200")
    real.wait_for("not armed: nothing real leaves")
    real.answer("T")
    real.settle(ACTS_S)
    assert "REVIEW" in real.text
    assert "accepted" not in real.text
    real.send(ESCAPE)
    real.wait_gone("REVIEW")
    real.send(ESCAPE)
    real.wait_gone("TICKET")

    unlock_and_arm(real)
    real.wait(lambda _: real.screen.display[0].startswith(" REAL ARMED "), "the header")

    ticket(real, "2000")  # more than the trader's own limit
    real.wait_for("your limit")
    real.send(ESCAPE)
    real.wait_gone("TICKET")

    ticket(real, "200")
    real.wait_for("REAL account *7915 (HK): BUY 200 HK.00700 TENCENT at ")
    real.wait_for("T (capital) sends the REAL MONEY order")
    real.answer("y")  # the key of paper
    real.wait_for("that is the key of the other environment: nothing was sent")
    real.answer("T")
    real.wait(lambda _: real.row_with("working", "REAL", "BUY", "200"), "the order")

    real.send("o")
    real.send("c")
    real.wait_for("REAL account *7915: cancel BUY 200")
    real.answer("y")
    real.wait(lambda _: real.row_with("cancelled", "REAL", "200"), "the cancelled order")

    real.send("A")
    real.wait_for("DISARMED: you disarmed it")
    real.wait(lambda _: "not armed" in status(real), "the end of the countdown")

    real.send(KILL)
    real.wait_for("again within 3 s")
    assert "not armed" in status(real), "the notice covers the switches"
    real.settle(0.1)
    real.send(KILL)
    real.wait_for("KILL SWITCH")
    real.wait_for("trading is locked: all accounts since ")
    real.wait_gone("again within 3 s")
    assert re.search(r"since \d\d-\d\d \d\d:\d\d:\d\d HKT", real.text)
    real.send(ESCAPE)
    real.wait(lambda _: "LOCKED" in status(real), "the lock in the status line")
    real.send("A")
    real.wait_for("trading is locked")
    real.send("K")
    real.wait_for("Type TRADE")
    real.answer("TRADE" + ENTER)
    real.wait(lambda _: "not armed" in status(real), "the end of the lock")
    real.wait_for("released")


def test_panic_in_another_shell_disarms_and_locks_the_dashboard(
    real: Terminal, home: Path, port: int
) -> None:
    unlock_and_arm(real)
    ticket(real, "300")
    real.wait_for("T (capital) sends the REAL MONEY order")
    real.answer("T")
    real.wait(lambda _: real.row_with("working", "REAL", "300"), "the order")
    command = [COMMAND, "panic", "--acc", ACC, "--env", "real", "--port", str(port)]
    ran = subprocess.run(command, env=environ(home), capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran
    real.wait(lambda _: "LOCKED" in status(real), "the lock", 5)
    real.wait(lambda _: "ARMED" not in real.screen.display[0], "the end of arming")
    real.wait(lambda _: real.row_with("cancelled", "REAL", "300"), "the cancelled order")
    ticket(real, "400")
    real.wait_for("trading is locked")
    real.answer("T")
    real.settle(ACTS_S)
    assert "accepted" not in status(real)
    assert not real.row_with("REAL", "BUY", "400", "working")


def test_without_limits_a_real_account_can_be_watched_only(real_without_limits: Terminal) -> None:
    # No password is asked for: it may be pressed as often as it takes until all else has been read.
    real_without_limits.press_until("A", "limits.toml")
    real_without_limits.settle(ACTS_S)
    assert "Type ARM" not in real_without_limits.text
    real_without_limits.wait(lambda _: "not armed" in status(real_without_limits), "the state")


@pytest.fixture
def real_without_limits(home: Path, request: pytest.FixtureRequest) -> Terminal:
    """The same without limits.toml."""
    (home / ".config" / "futu-tui" / "limits.toml").unlink()
    terminal: Terminal = request.getfixturevalue("real")
    return terminal
