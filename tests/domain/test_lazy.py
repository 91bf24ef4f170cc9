from __future__ import annotations

import pytest

from tui.domain.lazy import Lazy


def test_decoding_waits_for_the_first_look_and_happens_once() -> None:
    seen: list[int] = []

    def double(source: int) -> int:
        seen.append(source)
        return source * 2

    lazy = Lazy(21, double)
    assert seen == []
    assert [lazy.decode(), lazy.decode()] == [42, 42]
    assert seen == [21]


def test_a_value_that_is_there_needs_no_decoding() -> None:
    assert Lazy.of("x").decode() == "x"
    assert Lazy.of(None).decode() is None


def test_a_failed_decoding_fails_again() -> None:
    def fail(source: object) -> int:
        raise ValueError(str(source))

    lazy = Lazy("broken", fail)
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            lazy.decode()
