"""Keys that a terminal reports with sub-fields are the keys they are, and one let go is none."""

from __future__ import annotations

import pytest

from tests.app.output.test_input import seen
from tui.app.output.kitty import plain


@pytest.mark.parametrize(
    ("report", "keys"),
    [
        # Alternate keys: what Shift makes of it, and where it lies on the keyboard.
        ("97:65;2u", ["A"]),
        ("97:65;130u", ["A"]),
        ("97:65;6u", ["ctrl+shift+a"]),
        ("97:65;2;65u", ["A"]),
        ("97::97u", ["a"]),
        # Event types: pressed, repeated, let go, and what nobody knows.
        ("97;5:1u", ["ctrl+a"]),
        ("97;1:2u", ["a"]),
        ("97;:1u", ["a"]),
        ("97;5:3u", []),
        ("97;1:3;97u", []),
        ("97;5:4u", []),
        ("57441;2:3u", []),
        ("1;1:1A", ["up"]),
        ("1;5:2D", ["ctrl+left"]),
        ("1;1:3A", []),
        ("3;1:1~", ["delete"]),
        ("3;1:3~", []),
        ("120;5:1u", ["ctrl+x"]),
        ("13;1:1u", ["enter"]),
    ],
)
def test_a_key_with_sub_fields(report: str, keys: list[str]) -> None:
    assert seen(f"\x1b[{report}".encode()) == keys


@pytest.mark.parametrize("sequence", ["\x1b[97;5u", "\x1b[A", "\x1b[48;1:2;3:4;5;6t", "\x1b[0;;97:98u", "x"])
def test_all_else_stays_as_it_is(sequence: str) -> None:
    assert plain(sequence) == sequence
