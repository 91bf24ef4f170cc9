"""When to ask again: later after each failure in a row, at once after an answer."""

from __future__ import annotations

from tui.client.retry import Retry


def test_each_failure_in_a_row_doubles_the_wait_up_to_the_cap() -> None:
    retry = Retry(5, 30)
    assert [retry.failed(100.0) for _ in range(5)] == [5, 10, 20, 30, 30]
    assert retry.at == 130


def test_a_least_wait_holds_for_one_failure_only() -> None:
    retry = Retry(5, 300)
    assert [retry.failed(0.0, 30), retry.failed(0.0)] == [30, 10]


def test_after_an_answer_it_starts_over() -> None:
    retry = Retry(5, 30)
    retry.failed(7.0)
    retry.reset()
    assert retry.at == 0
    assert retry.failed(7.0) == 5
