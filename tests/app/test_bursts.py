"""Many characters in no time are a paste; fingers, key repeat and arrows are not."""

from __future__ import annotations

from itertools import cycle

import pytest

from tui.app.bursts import CALM_S, COMMANDS, LINE, Bursts


def pasted(times: list[float], keys: str = "by", *, most: int = COMMANDS, counts: bool = True) -> list[bool]:
    bursts = Bursts(most)
    return [bursts.seen(key, at, counts=counts) for key, at in zip(cycle(keys), times, strict=False)]


@pytest.mark.parametrize(
    "gap", [1 / 30, 0.02, 0.01, 0.005], ids=["key repeat", "50 a second", "100 a second", "10 in 50 ms"]
)
def test_fast_keys_are_no_paste(gap: float) -> None:
    assert not any(pasted([1.0 + n * gap for n in range(50)]))


def test_the_sixth_command_in_20_ms_is_one() -> None:
    assert pasted([1.0 + n * 0.003 for n in range(8)]) == [False] * COMMANDS + [True] * 3


def test_an_order_that_a_stuttering_line_hands_over_at_once_is_none() -> None:
    order = "/600519 b10000 =1413.68 m"
    assert not any(pasted([1.0] * len(order), order, most=LINE))


def test_a_held_key_that_comes_at_once_is_none() -> None:
    assert not any(pasted([1.0] * 50, "j"))


def test_keys_without_a_character_are_none() -> None:
    assert not any(pasted([1.0] * 20, counts=False))


def test_a_paste_goes_on_until_it_is_calm() -> None:
    times = [1.0] * 6
    times += [times[-1] + CALM_S - 0.01, times[-1] + 2 * CALM_S - 0.03, times[-1] + 3 * CALM_S]
    assert pasted(times) == [False] * 5 + [True] * 3 + [False]
