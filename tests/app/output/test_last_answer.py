"""Leaving waits for an answer that is on its way, and for none that will not come."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from tui.app.output import hooks
from tui.app.output.hooks import LAST_ANSWER_S, GateDriver


def driver(asked: int, answered: int) -> GateDriver:
    made = GateDriver.__new__(GateDriver)
    made.exit_event = threading.Event()
    made.__dict__["_writer"] = SimpleNamespace(asked=asked)
    made._reader = SimpleNamespace(answered=answered)  # type: ignore[assignment]
    return made


@pytest.mark.parametrize(
    ("asked", "answered", "owes"), [(5, 4, True), (5, 5, False), (5, 6, False), (5, 0, False), (0, 0, False)]
)
def test_a_terminal_that_never_answers_owes_nothing(asked: int, answered: int, owes: bool) -> None:
    assert driver(asked, answered).owes_answer() is owes


def test_it_waits_for_the_last_answer_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    made = driver(5, 4)
    began = time.monotonic()
    made._hear_out()
    assert time.monotonic() - began >= LAST_ANSWER_S
    monkeypatch.setattr(hooks, "LAST_ANSWER_S", 30.0)
    threading.Timer(0.05, lambda: setattr(made._reader, "answered", 5)).start()
    began = time.monotonic()
    made._hear_out()
    assert time.monotonic() - began < 20
