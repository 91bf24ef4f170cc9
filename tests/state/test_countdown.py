from __future__ import annotations

import pytest

from tui.state.countdown import seconds_text


@pytest.mark.parametrize(
    ("left", "coarse", "text"),
    [
        (60.0, False, "60 s"),
        (57.6, False, "58 s"),
        (-1.0, False, "0 s"),
        (60.0, True, "<60 s"),
        (50.1, True, "<60 s"),
        (50.0, True, "<50 s"),
        (10.2, True, "<20 s"),
        (10.0, True, "10 s"),
        (3.4, True, "3 s"),
        (-1.0, True, "0 s"),
    ],
)
def test_seconds(left: float, coarse: bool, text: str) -> None:
    assert seconds_text(left, coarse=coarse) == text


def test_a_coarse_minute_is_painted_sixteen_times() -> None:
    assert len({seconds_text(60 - at / 4, coarse=True) for at in range(240)}) == 16


def test_numbers_stay_in_their_column() -> None:
    assert seconds_text(5, width=2) == " 5 s"
