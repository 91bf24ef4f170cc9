"""Tags: right shape, growing, unique."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.intents import TAG_LENGTH, split_remark
from tui.trading.tags import TagMaker, new_tag

SHAPE = re.compile(r"ft:[0-9A-HJKMNP-TV-Z]{26}")


def test_shape() -> None:
    tag = new_tag()
    assert SHAPE.fullmatch(tag)
    assert len(tag) == TAG_LENGTH
    assert split_remark(f"{tag} breakout 突破") == (tag, "breakout 突破")


@pytest.mark.parametrize(
    ("moment_s", "chance", "expected"),
    [
        (0.0, 0, "ft:" + "0" * 26),
        (0.001, 0, "ft:" + "0000000001" + "0" * 16),
        (0.0, 31, "ft:" + "0" * 25 + "Z"),
        (2**48 / 1000 - 0.001, 2**80 - 1, "ft:7" + "Z" * 25),
    ],
)
def test_known_values(moment_s: float, chance: int, expected: str) -> None:
    assert TagMaker(lambda: moment_s, lambda _: chance)() == expected


@given(st.lists(st.floats(min_value=1.7e9, max_value=1.9e9), min_size=2, max_size=50))
def test_tags_grow_whatever_the_clock_does(moments: list[float]) -> None:
    clock = iter(moments)
    make = TagMaker(lambda: next(clock))
    tags = [make() for _ in moments]
    assert tags == sorted(set(tags))


def test_ten_thousand_in_one_millisecond_are_all_different() -> None:
    make = TagMaker(lambda: 1_795_000_000.0)
    assert len({make() for _ in range(10_000)}) == 10_000
