"""What happens around the face: the splash, the environment, and that nothing is left on the terminal."""

from __future__ import annotations

import gc
import os
import pty
import sys
import tty
from collections.abc import Callable, Iterator

import pytest

from tui.app.run import run_dashboard
from tui.app.splash import GONE, TEXT
from tui.client.address import Address
from tui.options import DashboardOptions

OPTIONS = DashboardOptions(Address("127.0.0.1", 1))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The far end of the terminal that the program is started on."""
    reader, end = pty.openpty()
    tty.setraw(end)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("SSH_CONNECTION", "SSH_TTY", "NO_COLOR", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    # Set, so that what the program puts there is taken back.
    monkeypatch.setenv("ESCDELAY", "")
    with os.fdopen(end, "r+b", buffering=0) as stream:
        monkeypatch.setattr(sys, "__stdin__", stream)
        monkeypatch.setattr(sys, "__stderr__", stream)
        yield reader
    os.close(reader)
    gc.enable()


def read(reader: int, size: int) -> bytes:
    """Read so many bytes, which may come in pieces."""
    data = b""
    while len(data) < size:
        data += os.read(reader, size - len(data))
    return data


def test_the_splash_is_gone_when_the_face_comes(terminal: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(options: DashboardOptions, uncover: Callable[[], None]) -> int:
        assert options == OPTIONS
        assert read(terminal, len(TEXT)) == TEXT
        uncover()
        assert read(terminal, len(GONE)) == GONE
        return 7

    monkeypatch.setattr("tui.app.start.start", start)
    assert run_dashboard(OPTIONS) == 7


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_the_splash_is_not_left_behind_by_a_failure(
    terminal: int, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    def start(options: DashboardOptions, uncover: Callable[[], None]) -> int:
        raise fault

    monkeypatch.setattr("tui.app.start.start", start)
    with pytest.raises(fault):
        run_dashboard(OPTIONS)
    assert read(terminal, len(TEXT + GONE)) == TEXT + GONE


def test_over_ssh_textual_is_told_to_wait_longer_after_escape(
    terminal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.start.start", lambda _, __: int(os.environ["ESCDELAY"] or 0))
    assert run_dashboard(OPTIONS) == 0
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")
    assert run_dashboard(OPTIONS) == 250
