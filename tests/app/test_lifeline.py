"""The end comes: asked for once, watched from outside of the loop, by force when nothing else helps."""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Iterator

import pytest

from tui.app import lifeline as lifelines
from tui.app.early_end import SIGNALS
from tui.app.lifeline import CRASHED, HUNG_UP, Lifeline, vanished
from tui.app.output.restore import CUT_OFF, RESTORE


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    master, slave = os.openpty()
    yield master, slave
    for end in (master, slave):
        try:
            os.close(end)
        except OSError:
            continue


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The codes the process would have ended with."""
    codes: list[int] = []
    monkeypatch.setattr(lifelines, "WATCH_S", 0.01)
    monkeypatch.setattr(lifelines, "GRACE_S", 0.1)
    monkeypatch.setattr(lifelines, "LEAVE_S", 20.0)
    monkeypatch.setattr(os, "_exit", codes.append)
    before = [signal.getsignal(number) for number in SIGNALS]
    yield codes
    for number, handler in zip(SIGNALS, before, strict=True):
        signal.signal(number, handler)


def until_left() -> None:
    for thread in threading.enumerate():
        if thread.name == "lifeline":
            thread.join(5)


def test_the_first_who_asks_is_asked_for(terminal: tuple[int, int], left: list[int]) -> None:
    asked: list[int] = []
    lifeline = Lifeline(terminal[1])
    lifeline.hold(asked.append)
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGINT)
    lifeline.gone()
    until_left()
    assert (asked, left, lifeline.code) == ([128 + signal.SIGTERM], [128 + signal.SIGTERM], 143)


def test_a_terminal_that_vanishes_is_noticed_without_a_signal(
    terminal: tuple[int, int], left: list[int]
) -> None:
    asked: list[int] = []
    Lifeline(terminal[1]).hold(asked.append)
    assert not vanished(terminal[1])
    os.close(terminal[0])
    until_left()
    assert (asked, left) == ([HUNG_UP], [HUNG_UP])


def test_what_was_to_be_ignored_is(terminal: tuple[int, int], left: list[int]) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        lifeline = Lifeline(terminal[1])
        lifeline.hold(lambda _: None)
        os.kill(os.getpid(), signal.SIGHUP)
        assert lifeline.code is None
    finally:
        signal.signal(signal.SIGHUP, before)
    lifeline.ending(3)
    until_left()
    assert left == [3]


def test_by_force_the_terminal_is_put_back_and_the_rest_is_done(
    terminal: tuple[int, int], left: list[int]
) -> None:
    done: list[str] = []
    lifeline = Lifeline(terminal[1])
    lifeline.before_leaving(lambda: done.append("journal"))
    lifeline.hold(lambda _: None)
    lifeline.ending(CRASHED)
    until_left()
    assert (done, left) == (["journal"], [CRASHED])
    assert select.select([terminal[0]], [], [], 1)[0]
    assert os.read(terminal[0], 4096) == RESTORE


def test_who_has_the_terminal_gives_it_back(terminal: tuple[int, int], left: list[int]) -> None:
    done: list[str] = []
    lifeline = Lifeline(terminal[1])
    lifeline.through(lambda: done.append("driver"))
    lifeline.hold(lambda _: None)
    lifeline.ending(CRASHED)
    until_left()
    assert (done, left) == (["driver"], [CRASHED])
    assert not select.select([terminal[0]], [], [], 0)[0]


def test_last_things_that_never_end_hold_nobody_up(
    terminal: tuple[int, int], left: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifelines, "LEAVE_S", 0.1)
    stuck = threading.Event()

    def wait() -> None:
        stuck.wait()

    lifeline = Lifeline(terminal[1])
    lifeline.through(wait)
    lifeline.hold(lambda _: None)
    lifeline.end(7)
    until_left()
    stuck.set()
    assert left == [7]


def test_a_reset_brings_a_line_back(terminal: tuple[int, int]) -> None:
    import termios

    from tui.app.output.restore import modes_of, reset

    modes = modes_of(terminal[1])
    assert modes is not None
    modes[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    modes[1] &= ~termios.OPOST
    termios.tcsetattr(terminal[1], termios.TCSANOW, modes)
    assert reset(terminal[1])
    modes = modes_of(terminal[1])
    assert modes is not None
    assert modes[3] & termios.ECHO
    assert modes[3] & termios.ICANON
    assert modes[1] & termios.OPOST
    said = os.read(terminal[0], 4096)
    assert said.startswith(CUT_OFF)
    assert said.endswith(RESTORE)
