"""One simulator for all tests of the command line, reached like any OpenD."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.e2e.simulator import running_simulator
from tui.cli import main
from tui.paths import config_dir
from tui.trading import passwords

PAPER_HK = "3180001"
REAL = "281756455988247915"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as JSON, fractions exact."""
        return json.loads(self.out, parse_float=Decimal)

    def fails(self, code: int, *words: str) -> None:
        """Check for one clear line and nothing else."""
        assert (self.code, self.out) == (code, ""), self
        assert self.err.startswith("futu-tui: "), self
        assert self.err.count("\n") == 1, self
        assert "Traceback" not in self.err
        for word in words:
            assert word in self.err, self


Run = Callable[..., Ran]


def settle_real_money(password: str = "") -> None:
    """Write the settings of a user who trades real money, with the trade password in a file of its own."""
    folder = config_dir()
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["[trading]", "real = true"]
    if password:
        lines.append('password_file = "password"')
        file = folder / "password"
        file.touch(mode=0o600)
        file.write_text(f"{password}\n")
    (folder / "settings.toml").write_text("\n".join(lines) + "\n")
    limit("", account=f"real.{REAL}")


def limit(profile: str, *, account: str = "paper") -> None:
    """Write the limits of one account, and of no other; a real account is closed without any."""
    file = config_dir() / "limits.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(f"[{account}]\n{profile}\n")


class Shared:
    """The simulator of all tests here: it runs from the first one that wants it to the last one here."""

    def __init__(self) -> None:
        self._end = ExitStack()
        self._port: int | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        if self._port is None:
            # Many commands a second, each a connection of its own, would use up what one user may ask.
            self._port = self._end.enter_context(running_simulator(seed=7, limits=False))
        return self._port

    def end(self) -> None:
        """End it; another one is started when it is wanted."""
        self._port = None
        self._end.close()


_shared = Shared()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Leave no simulator behind: until the end of the session its market would take time from other tests."""
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        _shared.end()


@pytest.fixture
def sim_port() -> int:
    """The port of the simulator that the tests here share."""
    return _shared.port


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in this process."""

    def call(*arguments: str) -> Ran:
        code = main(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def futu(run: Run, sim_port: int, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line against the simulator, found by the environment."""
    monkeypatch.setenv("FUTU_OPEND_PORT", str(sim_port))
    return run


@pytest.fixture
def keyring_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the keyring of new processes waits for its answer: for ever, unless the test writes one."""
    pipe = tmp_path / "answer"
    os.mkfifo(pipe)
    (tmp_path / "keyring.py").write_text(
        f"def get_password(service, user):\n"
        f"    with open({str(pipe)!r}) as answer:\n"
        f"        return answer.read()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return pipe


@pytest.fixture
def silent_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the keyring of this process not answer while the test runs, and be given up soon."""
    ended = threading.Event()
    keyring = ModuleType("keyring")
    keyring.__spec__ = ModuleSpec("keyring", None)
    monkeypatch.setattr(keyring, "get_password", lambda *_: ended.wait(60) and None, raising=False)
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setattr(passwords, "KEYRING_S", 0.1)
    yield
    ended.set()
