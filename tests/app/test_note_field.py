"""Typing a note: whole characters within the bytes there are."""

from __future__ import annotations

import pytest

from tui.app.note_field import NoteField


@pytest.mark.parametrize(
    ("most", "typed", "text", "all_of_it"),
    [
        (5, "hello", "hello", True),
        (5, "hello!", "hello", False),
        (6, "買入賣", "買入", False),
        (7, "買入賣", "買入", False),
        (4, "😀a", "😀", False),
        (5, "a\r\nb\x1b", "a  b ", True),
        (3, "\ud800ab", " ab", True),
        (0, "a", "", False),
    ],
)
def test_a_note_takes_whole_characters(most: int, typed: str, text: str, all_of_it: bool) -> None:
    field = NoteField(most)
    assert field.type(typed) is all_of_it
    assert field.text == text
    assert field.bytes_used == len(text.encode()) <= most


def test_erasing_takes_back_a_whole_character() -> None:
    field = NoteField(10)
    field.type("a買")
    field.erase()
    assert (field.text, field.bytes_used) == ("a", 1)
    field.clear()
    field.erase()
    assert field.text == ""
