"""A slow line: first the model of it, then the dashboard at the other end of one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench.line_keys import Typist
from tests.e2e.environment import environ
from tests.e2e.simulator import running_simulator
from tests.e2e.slow_line import BUFFER, Line, Pipe, SlowTerminal

MODEM = Line(1000.0, one_way_s=0.5)
WORKED_MS, ACTED_MS, PAINTED_MS = 100.0, 1000.0, 1000.0
"""Medians that hold on a busy machine, too; what is aimed at is `make bench`'s to show."""
PATIENCE_S = 15.0


def test_bytes_arrive_one_after_another_a_delay_later() -> None:
    pipe = Pipe(MODEM)
    pipe.put(b"abcdef", 10.0)
    assert [pipe.take(at) for at in (10.4, 10.5, 10.501, 10.5035, 10.6)] == [b"", b"", b"a", b"bc", b"def"]
    assert pipe.under_way == 0


def test_what_is_put_in_later_waits_for_what_is_before_it() -> None:
    pipe = Pipe(MODEM)
    pipe.put(b"x" * 100, 0.0)
    pipe.put(b"y", 0.05)
    assert pipe.take(0.6) == b"x" * 100
    assert pipe.take(0.601) == b"y"


@pytest.mark.parametrize(("buffer", "at_once"), [(0, 50), (BUFFER, BUFFER)])
def test_it_takes_as_much_as_it_holds_and_then_as_much_as_goes(buffer: int, at_once: int) -> None:
    pipe = Pipe(Line(1000.0, buffer=buffer))
    assert pipe.room(0.0) == at_once
    pipe.put(b"." * at_once, 0.0)
    assert pipe.room(0.0) == 0
    assert pipe.room_at(0.0) == pytest.approx(0.01)
    assert pipe.room(0.02) == 20


def test_it_says_when_something_arrives_next() -> None:
    pipe = Pipe(MODEM)
    assert pipe.next_at == float("inf")
    pipe.put(b"." * 12, 3.0)
    assert pipe.next_at == pytest.approx(3.51)
    assert pipe.take(pipe.next_at) == b"." * 10
    assert pipe.next_at == pytest.approx(3.512)


def test_its_rate_is_kept_over_many_small_pieces() -> None:
    pipe, arrived, now = Pipe(Line(2000.0, one_way_s=0.0)), 0, 0.0
    while now < 10.0:
        if room := pipe.room(now):
            pipe.put(b"." * room, now)
        arrived += len(pipe.take(now))
        now += 0.013
    assert arrived == pytest.approx(20_000, rel=0.005)


def test_keys_act_and_are_painted_at_2_kilobytes_a_second_behind_a_buffer(tmp_path: Path) -> None:
    """Stock Textual acts on such keys after seconds, and paints none of them: see `tests.bench.run line`."""
    line, acts = Line(2000.0, one_way_s=0.04, buffer=BUFFER), tmp_path / "acts"
    env = environ(tmp_path, SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22")
    with running_simulator(rate=2) as port:
        command = [*(sys.executable, "-m", "tests.bench.line_child", str(acts)), *("--", "--port", str(port))]
        with SlowTerminal(command, line, env=env) as terminal:
            terminal.wait_for("OPEND LIVE", 30)
            terminal.wait(lambda _: terminal.row_with("B1 "), "the order book", 30)
            typist = Typist(terminal, acts)
            typed = typist.type(5, every_s=(0.4, 0.5), patience_s=PATIENCE_S)
    assert [key for key in typed.keys if key.acted is None or key.painted is None] == []
    assert typed.own.at(0.5) < WORKED_MS
    assert typed.action.at(0.5) < ACTED_MS
    assert typed.paint.at(0.5) < PAINTED_MS
