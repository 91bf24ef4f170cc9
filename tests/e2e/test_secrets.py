"""A canary for a password: a whole session, crashes included, leaves it nowhere but on the wire to OpenD."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.arming import ask_to_arm
from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal

PASSWORD = "Zaunkoenig-7351"
WRONG = "Rohrdommel-9062"
ACC = "281756455988247915"
ENTER, TAB, UP, END = "\r", "\t", "\x1b[A", "\x1b[F"
LIMIT_S = 60

_SIMULATOR = """
import sys
from tui.sim.trading import brokerage
brokerage._PASSWORD_MD5 = sys.stdin.readline().strip()
from tui.cli import main
sys.exit(main(["sim", "--port", "0", "--seed", "7", "--no-limits"]))
"""
_FAULTY = """
import sys
from tui.trading import unlock
def fault(password, firm):
    raise RuntimeError("a fault of ours, with the password at hand")
unlock._made = fault
from tui.cli import main
sys.exit(main(sys.argv[1:]))
"""


def digest(password: str) -> bytes:
    return hashlib.md5(password.encode(), usedforsecurity=False).digest()


NEEDLES = tuple(
    needle
    for password in (PASSWORD, WRONG)
    for needle in (
        password.encode(),
        password.encode("utf-16-le"),
        digest(password),
        digest(password).hex().encode(),
        digest(password).hex().upper().encode(),
    )
)


def leaks(data: bytes) -> list[bytes]:
    return [needle for needle in NEEDLES if needle in data]


def leaking_files(home: Path) -> list[str]:
    """Files that hold the password, apart from the one it was put into."""
    files = [
        path for path in home.rglob("*") if path.is_file() and path.name not in ("password", "keyring.py")
    ]
    assert files
    return [str(path) for path in files if leaks(path.read_bytes())]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A simulator that wants this password; it learns the digest where no process list shows it."""
    with subprocess.Popen(
        [sys.executable, "-c", _SIMULATOR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{digest(PASSWORD).hex()}\n")
        process.stdin.flush()
        yield int(process.stdout.readline().rpartition(":")[2])
        process.terminate()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a trader who trades real money."""
    config = tmp_path / ".config" / "futu-tui"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text("[trading]\nreal = true\n")
    (config / "limits.toml").write_text(f"[real.{ACC}]\n")
    return tmp_path


class Watched(Terminal):
    """A terminal that remembers every byte it was sent."""

    everything = b""

    def pump(self, timeout_s: float) -> bool:
        before = self.bytes_read
        came = super().pump(timeout_s)
        self.everything += self.tail[len(self.tail) - min(self.bytes_read - before, len(self.tail)) :]
        return came


@contextmanager
def dashboard(home: Path, port: int, *launch: str) -> Iterator[Watched]:
    """The dashboard with real money, on its real account."""
    command = [*(launch or (COMMAND,)), "--real", "--port", str(port)]
    with Watched(command, columns=120, lines=40, env=environ(home)) as terminal:
        terminal.wait_for("OPEND LIVE", 30)
        terminal.send("a")
        terminal.wait_for("Accounts")
        terminal.wait(lambda screen: f"*{ACC[-4:]}" in screen, "the real account")
        terminal.send(END + UP + ENTER)  # The last one trades futures.
        terminal.wait(lambda screen: "REAL" in screen.splitlines()[0], "the word REAL in the header")
        yield terminal


def type_password(terminal: Terminal, password: str) -> None:
    terminal.wait_for("Unlock trading in OpenD")
    terminal.answer(password)
    terminal.wait_for("*" * len(password))
    terminal.answer(ENTER)  # so many keys at once are a paste, and its end sends nothing


def send_real_order(terminal: Terminal) -> None:
    """Buy a lot at the ask with real money."""
    terminal.send("b")
    terminal.wait_for("TICKET")
    terminal.send("100" + TAB + "x" + ENTER)
    terminal.wait_for("REVIEW")
    terminal.answer("T")
    terminal.wait_gone("REVIEW")
    terminal.wait(lambda _: terminal.row_with("REAL", "HK.00700", "limit", "100"), "the order")


def descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children] + [one for child in children for one in descendants(int(child))]


def what_the_system_shows(pid: int) -> bytes:
    """Command lines and environments of a process and all that it started."""
    return b"".join(
        Path(f"/proc/{one}/{name}").read_bytes()
        for one in (pid, *descendants(pid))
        for name in ("cmdline", "environ")
    )


def test_a_session_that_dies_leaves_the_password_nowhere(home: Path, port: int) -> None:
    with dashboard(home, port) as terminal:
        ask_to_arm(terminal, "Unlock trading in OpenD")
        type_password(terminal, WRONG)
        terminal.wait_for("wrong trade password")
        type_password(terminal, PASSWORD)
        terminal.wait_for("Type ARM")
        terminal.answer("ARM" + ENTER)
        terminal.wait(lambda screen: "REAL ARMED" in screen.splitlines()[0], "the header")
        terminal.wait(lambda screen: "ARMED" in screen.splitlines()[-2], "the countdown")
        send_real_order(terminal)
        pid = terminal.process.pid
        assert leaks(what_the_system_shows(pid)) == []
        limits = Path(f"/proc/{pid}/limits").read_text()
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"]
        os.kill(pid, signal.SIGABRT)
        assert terminal.wait_exit(10) == -signal.SIGABRT
        assert leaks(terminal.everything) == []
    assert leaking_files(home) == []
    state = home / ".local" / "state" / "futu-tui"
    assert (state / "journal.sqlite3").is_file()
    assert (state / "futu-tui.log").is_file()


def test_a_fault_with_the_password_at_hand_does_not_show_it(home: Path, port: int) -> None:
    with dashboard(home, port, sys.executable, "-c", _FAULTY) as terminal:
        ask_to_arm(terminal, "Unlock trading in OpenD")
        type_password(terminal, PASSWORD)
        terminal.wait_exit(20)
        assert b"internal error: RuntimeError; report: " in terminal.everything
        # Not even the text of the fault: it might name the password.
        assert b"a fault of ours" not in terminal.everything
        assert leaks(terminal.everything) == []
    assert leaking_files(home) == []
    (report,) = (home / ".local" / "state" / "futu-tui").glob("crash-*.txt")
    assert "unlock.py" in report.read_text()


def bought(home: Path, port: int, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [COMMAND, "buy", "700", "100", "--type", "MARKET", "--acc", ACC, "--real", "--port", str(port)]
    return subprocess.run(
        [*command, "--again"],
        env=environ(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )


def from_credential(home: Path) -> dict[str, str]:
    (home / "futu-trade-password").write_text(f"{PASSWORD}\n")
    return {"CREDENTIALS_DIRECTORY": str(home)}


def from_keyring(home: Path) -> dict[str, str]:
    (home / "keyring.py").write_text(f"def get_password(service, user):\n    return {PASSWORD!r}\n")
    return {"PYTHONPATH": str(home)}


def from_file(home: Path) -> dict[str, str]:
    config = home / ".config" / "futu-tui"
    (config / "password").touch(mode=0o600)
    (config / "password").write_text(f"{PASSWORD}\n")
    (config / "settings.toml").write_text('[trading]\nreal = true\npassword_file = "password"\n')
    return {}


def from_environment(_: Path) -> dict[str, str]:
    return {"FUTU_TRADE_PASSWORD": PASSWORD}


@pytest.mark.parametrize("source", [from_credential, from_keyring, from_file, from_environment])
def test_an_order_with_a_password_of_every_source_leaves_it_nowhere(
    home: Path, port: int, source: object
) -> None:
    assert callable(source)
    ran = bought(home, port, **source(home))
    assert b"ACCEPTED" in ran.stdout, ran
    assert leaks(ran.stdout + ran.stderr) == []
    (home / "futu-trade-password").unlink(missing_ok=True)
    assert leaking_files(home) == []


def test_a_password_typed_for_a_command_is_not_echoed(home: Path, port: int) -> None:
    command = [COMMAND, "buy", "700", "100", "--type", "MARKET", "--acc", ACC, "--real", "--again"]
    with Watched([*command, "--port", str(port)], columns=120, lines=20, env=environ(home)) as terminal:
        terminal.wait_for("Trade password")
        terminal.send(PASSWORD + "\n")
        terminal.wait_for("ACCEPTED", 30)
        assert leaks(terminal.everything) == []
    assert leaking_files(home) == []
