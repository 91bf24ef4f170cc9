from __future__ import annotations

import random
from collections import deque

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from tests.app.output.terminals import mark_of
from tui.app.output.allowance import LEAST_CAP, LOCAL, OVER_SSH, WINDOW_S, Allowance, multiplexer_cap
from tui.app.output.gate import Gate
from tui.app.output.pace import Pace

LONG_STYLES = (
    Style.parse("bold italic underline #fefefe on #cdcdcd"),
    Style.parse("dim strike #efefef on #dcdcdc"),
)


@pytest.mark.parametrize("cap", [LEAST_CAP, 500, 4096, 65536])
@pytest.mark.parametrize("seed", range(3))
def test_no_ten_seconds_hold_more_than_the_cap(cap: int, seed: int) -> None:
    dice = random.Random(seed)
    allowance, now = Allowance(cap), 0.0
    window: deque[tuple[float, int]] = deque()
    most = total = 0
    while now < 120:
        now += dice.choice((0.0, 0.001, 0.05, 0.05, 0.3, 3.0 if dice.random() < 0.02 else 0.05))
        left = allowance.left(now, owing=dice.random() < 0.5)
        size = min(left, dice.randrange(1, 2 * cap))
        allowance.take(now, size)
        window.append((now, size))
        total += size
        while window[0][0] <= now - WINDOW_S:
            window.popleft()
        most = max(most, sum(one for _, one in window))
    assert most <= cap * WINDOW_S
    assert total > 0.5 * cap * 120, "and it is used"


@pytest.mark.parametrize("cap", [LEAST_CAP, 1000])
@pytest.mark.parametrize("cells", [1, 7, 13, 25])
@pytest.mark.parametrize("step_s", [0.05, 0.37])
def test_frames_of_long_sequences_are_within_it_too(cap: int, cells: int, step_s: float) -> None:
    gate = Gate(120, 40, Pace(cap=cap), ColorSystem.TRUECOLOR)
    gate.sync = gate.urgent = True
    total, number, now = 0, 0, 0.0
    while now < WINDOW_S:
        frame = gate.next_frame(now)
        while frame is not None:
            total += frame.size
            gate.answered(mark_of(frame), now)
            number += 1
            look, text = LONG_STYLES[number % 2], "ab"[number % 2] * cells
            gate.put(30, 60, [Segment("x", look), Segment(text)], now)
            frame = gate.next_frame(now)
        now += step_s
    assert 0.85 * cap * WINDOW_S < total <= cap * WINDOW_S


def test_when_enough_is_there_is_known() -> None:
    allowance = Allowance(4096)
    allowance.take(0, allowance.left(0, owing=True))
    assert allowance.left(0, owing=True) == 0
    at = allowance.at(0, 200)
    assert 0 < at < 1
    assert allowance.left(at) >= 200
    assert allowance.at(at, 200) == at


def test_what_others_wrote_is_owed_for_two_bursts_at_most() -> None:
    allowance = Allowance(4096)
    allowance.take(0, 10**6)
    assert allowance.at(0, 1) < 1.3


def test_a_cap_that_could_draw_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="less than"):
        Allowance(LEAST_CAP - 1)


@pytest.mark.parametrize(
    ("env", "cap"),
    [
        ({}, None),
        ({"SSH_CONNECTION": "1 2 3 4"}, None),
        ({"TMUX": ""}, None),
        ({"TMUX": "/tmp/tmux-0/default,1,0"}, LOCAL),
        ({"STY": "123.pts"}, LOCAL),
        ({"TMUX": "x", "SSH_CONNECTION": "1 2 3 4"}, OVER_SSH),
        ({"STY": "x", "SSH_TTY": "/dev/pts/1"}, OVER_SSH),
    ],
)
def test_a_multiplexer_that_answers_itself_is_bounded_by_time(env: dict[str, str], cap: int | None) -> None:
    assert multiplexer_cap(env) == cap
