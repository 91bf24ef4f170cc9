"""The chord of the kill switch: two presses of fingers, and nothing else."""

from __future__ import annotations

import pytest

from tui.app.actions import BY_ID
from tui.app.key_names import unsendable
from tui.app.kill_chord import KillChord


def fired(*times: float) -> list[bool]:
    chord = KillChord()
    return [chord.pressed(at) for at in times]


@pytest.mark.parametrize(
    ("times", "fires"),
    [
        pytest.param((0.0,), [False], id="once"),
        pytest.param((0.0, 0.2), [False, True], id="twice"),
        pytest.param((0.0, 3.0), [False, True], id="twice_slowly"),
        pytest.param((0.0, 3.1), [False, False], id="too_slowly"),
        pytest.param((0.0, 3.1, 4.0), [False, False, True], id="the_late_one_counts_as_first"),
        pytest.param((0.0, 0.0, 0.001, 0.002), [False] * 4, id="a_paste"),
        pytest.param((0.0, 0.03, 0.3), [False, False, True], id="a_bounce_then_the_second"),
        pytest.param((0.0, 0.2, 0.4), [False, True, False], id="a_third_begins_anew"),
    ],
)
def test_presses(times: tuple[float, ...], fires: list[bool]) -> None:
    assert fired(*times) == fires


def test_every_terminal_can_send_it() -> None:
    assert [unsendable(key) for key in BY_ID["kill_switch"].keys] == [None]
