"""Typing numbers, and answers that come too early."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tui.app.guard import KeyGuard
from tui.app.number_field import LONGEST, NumberField


@pytest.mark.parametrize(
    ("keys", "text", "value"),
    [
        ("200", "200", Decimal(200)),
        ("412.2", "412.2", Decimal("412.2")),
        ("412.200", "412.200", Decimal("412.200")),
        ("412.", "412.", Decimal(412)),
        (".", "0.", Decimal(0)),
        (".5", "0.5", Decimal("0.5")),
        ("0.01", "0.01", Decimal("0.01")),
        ("007", "7", Decimal(7)),
        ("1.2.3", "1.23", Decimal("1.23")),
        ("1x2", "12", Decimal(12)),
        ("9" * 30, "9" * LONGEST, Decimal("9" * LONGEST)),
    ],
)
def test_a_price_is_what_was_typed(keys: str, text: str, value: Decimal) -> None:
    field = NumberField(Decimal("99.9"), fractions=True)
    for key in keys:
        field.type(key)
    assert (field.text, field.value, field.touched) == (text, value, True)


def test_a_quantity_has_no_point() -> None:
    field = NumberField(None, fractions=False)
    for key in "2.00":
        field.type(key)
    assert field.value == Decimal(200)


def test_other_digits_are_no_digits() -> None:
    field = NumberField(None, fractions=True)
    for key in "٣²五":
        field.type(key)
    assert field.value is None


def test_the_first_digit_replaces_what_was_there() -> None:
    field = NumberField(Decimal(100), fractions=False)
    field.type("2")
    assert field.text == "2"
    field.type("5")
    assert field.text == "25"
    field.select()
    field.type("3")
    assert field.text == "3"


def test_erasing_takes_back_characters_until_nothing_is_left() -> None:
    field = NumberField(Decimal("41.2"), fractions=True)
    field.erase()
    assert (field.text, field.value) == ("41.", Decimal(41))
    field.clear()
    assert (field.text, field.value) == ("", None)
    field.erase()
    assert field.value is None


def test_a_value_that_was_set_keeps_its_decimals() -> None:
    field = NumberField(Decimal("0.255"), fractions=True)
    assert str(field.value) == "0.255"
    field.set(Decimal("400.000"), touched=False)
    assert (str(field.value), field.text, field.touched) == ("400.000", "400", False)
    field.set(Decimal("1E+3"))
    assert field.text == "1000"


@pytest.mark.parametrize(
    ("painted", "presses", "accepted"),
    [
        (None, [5.0, 9.0], [False, False]),
        (1.0, [1.0], [False]),
        (1.0, [1.299], [False]),
        (1.0, [1.3], [True]),
        (1.0, [1.2, 1.45, 1.7], [False, False, False]),
        (1.0, [1.2, 1.5], [False, True]),
    ],
    ids=[
        "never painted",
        "same moment",
        "too early",
        "after 300 ms",
        "held key",
        "waited after an early key",
    ],
)
def test_a_question_is_answered_only_after_a_quiet_moment(
    painted: float | None, presses: list[float], accepted: list[bool]
) -> None:
    guard = KeyGuard()
    guard.ask()
    if painted is not None:
        guard.painted(painted)
    assert [guard.accepts(at) for at in presses] == accepted


def test_a_key_from_before_the_painting_is_no_answer() -> None:
    guard = KeyGuard()
    guard.painted(10.0)
    assert not guard.accepts(9.0)
    assert not guard.accepts(10.2)
    assert guard.accepts(10.6)


def test_a_later_repaint_changes_nothing_and_a_new_question_starts_again() -> None:
    guard = KeyGuard()
    guard.painted(1.0)
    guard.painted(5.0)
    assert guard.accepts(1.5)
    guard.ask()
    assert not guard.accepts(9.0)


@pytest.mark.parametrize(
    ("noted", "presses", "accepted"),
    [
        (None, [1.5], [True]),
        (1.0, [1.5], [False]),
        (1.0, [1.7], [True]),
        (None, [1.1, 1.6, 2.29, 3.0], [False, False, False, True]),
        (None, [1.1, *(1.76 + n / 30 for n in range(30))], [False] * 31),
    ],
    ids=["pressed once", "down just before", "up for a while", "again too soon", "held, 660 ms to repeat"],
)
def test_a_key_that_may_be_held_is_no_answer(
    noted: float | None, presses: list[float], accepted: list[bool]
) -> None:
    guard = KeyGuard()
    if noted is not None:
        guard.note("y", noted)
    guard.ask()
    guard.painted(1.0)
    assert [guard.accepts(at, "y") for at in presses] == accepted


def test_what_is_told_of_an_earlier_question_does_not_count_for_this_one() -> None:
    guard = KeyGuard()
    guard.ask()
    earlier = guard.asked
    guard.ask()
    guard.painted(1.0, earlier)
    assert not guard.accepts(99.0)
    guard.painted(99.0, guard.asked)
    assert guard.accepts(99.5)


def test_another_key_is_not_taken_for_the_held_one() -> None:
    guard = KeyGuard()
    guard.note("y", 1.0)
    guard.painted(1.0)
    assert not guard.accepts(1.4, "y")
    assert guard.accepts(1.5, "n")
