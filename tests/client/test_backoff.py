"""Delays between attempts."""

from __future__ import annotations

from tui.client.backoff import Backoff


def test_first_retry_is_at_once_and_the_rest_grow_to_a_cap() -> None:
    backoff = Backoff(chance=lambda: 0.0)
    assert [backoff.next_s() for _ in range(7)] == [0, 0.5, 1, 2, 4, 6, 6]


def test_chance_shortens_by_at_most_half() -> None:
    backoff = Backoff(chance=lambda: 1.0)
    assert [backoff.next_s() for _ in range(3)] == [0, 0.25, 0.5]


def test_reset_starts_over() -> None:
    backoff = Backoff()
    backoff.next_s()
    backoff.next_s()
    backoff.reset()
    assert backoff.next_s() == 0


def test_ten_thousand_attempts_stay_under_the_cap() -> None:
    backoff = Backoff(cap_s=6, chance=lambda: 0.0)
    assert max(backoff.next_s() for _ in range(10_000)) == 6
