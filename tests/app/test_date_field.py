"""Typing a day by its digits, or stepping to it."""

from __future__ import annotations

from datetime import date

import pytest

from tui.app.date_field import DateField

FIRST = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("keys", "text", "value"),
    [
        ("20261231", "2026-12-31", date(2026, 12, 31)),
        ("2026-12-31", "2026-12-31", date(2026, 12, 31)),
        ("202612319", "2026-12-31", date(2026, 12, 31)),
        ("2026123", "2026-12-3", None),
        ("20260230", "2026-02-30", None),
        ("00000000", "0000-00-00", None),
        ("2x0", "20", None),
        ("٣", "", None),
    ],
)
def test_a_day_is_eight_digits(keys: str, text: str, value: date | None) -> None:
    field = DateField()
    for key in keys:
        field.type(key)
    assert (field.text, field.value) == (text, value)


def test_steps_start_at_the_first_day_and_never_go_before_it() -> None:
    field = DateField()
    field.step(1, FIRST)
    assert field.value == FIRST
    field.step(10, FIRST)
    assert field.value == date(2026, 12, 1)
    field.step(-30, FIRST)
    assert field.value == FIRST


def test_the_first_digit_replaces_the_day() -> None:
    field = DateField(FIRST)
    field.type("2")
    assert (field.text, field.value) == ("2", None)
    field.erase()
    assert field.text == ""
    field.set(FIRST)
    field.erase()
    assert (field.text, field.value) == ("2026-11-2", None)
    field.clear()
    assert field.text == ""
