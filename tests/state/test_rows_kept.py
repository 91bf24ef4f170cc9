from __future__ import annotations

from tui.state.rows_kept import Kept


def test_a_row_is_made_again_when_something_it_is_made_of_changed() -> None:
    made: list[str] = []

    def make(name: str, price: int) -> str:
        made.append(name)
        return f"{name} {price}"

    kept = Kept(make)
    assert kept.rows([(1, ("a", 1)), (2, ("b", 1))]) == ("a 1", "b 1")
    assert kept.rows([(2, ("b", 2)), (1, ("a", 1))]) == ("b 2", "a 1")
    assert made == ["a", "b", "b"]


def test_what_is_not_wanted_is_forgotten() -> None:
    kept = Kept(lambda name: [name])
    (before,) = kept.rows([(1, ("a",))])
    assert kept.rows([]) == ()
    (after,) = kept.rows([(1, ("a",))])
    assert after == before
    assert after is not before
