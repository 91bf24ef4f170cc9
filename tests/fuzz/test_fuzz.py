"""A short run of every target, the same inputs each time; `make fuzz` runs a million others."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from tests.fuzz import engine
from tests.fuzz.engine import Failure, kept, run
from tests.fuzz.run import tasks
from tests.fuzz.targets import EXPECTED, TARGETS, Target

INPUTS = 20_000
SHORT = {name: (seed, count) for name, seed, count in tasks(INPUTS, 1)}


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_the_errors_of_the_wire_comes_out(name: str) -> None:
    seed, count = SHORT[name]
    outcome = run(name, seed, count)
    assert [failure.why for failure in outcome.failures] == []
    assert outcome.inputs == count
    assert outcome.read, "all inputs are refused at once: they test little"


def test_what_once_failed_does_not_fail_again() -> None:
    for name, data in kept():
        with suppress(*EXPECTED):
            TARGETS[name].run(data)


def test_the_short_run_is_as_long_as_it_says() -> None:
    assert INPUTS <= sum(count for _, count in SHORT.values()) < INPUTS + len(TARGETS)


def test_a_failure_is_noticed_and_can_be_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def breaks(data: bytes) -> object:
        return data[5]

    monkeypatch.setitem(TARGETS, "peek", Target(breaks, lambda _: [b"123456", b"1"], 1))
    outcome = run("peek", 1, 50)
    assert outcome.failures
    assert all(failure.why == "IndexError: index out of range" for failure in outcome.failures)
    monkeypatch.setattr(engine, "REGRESSIONS", tmp_path)
    failure = outcome.failures[0]
    (tmp_path / failure.file_name).write_text(failure.data.hex() + "\n")
    assert kept() == [("peek", failure.data)]


def test_an_endless_input_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def spins(data: bytes) -> object:
        while True:
            pass

    monkeypatch.setitem(TARGETS, "peek", Target(spins, lambda _: [b"x"], 1))
    monkeypatch.setattr(engine, "HANG_S", 1.0)
    (failure,) = run("peek", 1, 1).failures
    assert failure.why == "HangError: no end within 1.0 s"


def test_names_of_kept_files_tell_their_targets() -> None:
    assert Failure("framer, client", b"x", "").file_name.startswith("framer-client.")
    assert len({Failure(name, b"", "").file_name for name in TARGETS}) == len(TARGETS)
