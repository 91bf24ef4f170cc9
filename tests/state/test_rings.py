from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.state.rings import Ring


@given(st.integers(1, 8), st.lists(st.none() | st.integers(1, 12), max_size=20))
def test_a_ring_agrees_with_a_list_that_keeps_everything(capacity: int, steps: list[int | None]) -> None:
    ring: Ring[int] = Ring(capacity)
    count = seen = lost = 0
    for step in steps:
        if step is None:
            ring.mark_seen()
            seen = count
        else:
            gone = max(count - capacity, 0)
            ring.extend(range(count, count + step))
            count += step
            lost += sum(entry >= seen for entry in range(gone, max(count - capacity, 0)))
        assert list(ring) == list(range(max(count - capacity, 0), count))
        assert ring.dropped == max(count - capacity, 0)
        assert ring.unseen_dropped == lost


@pytest.mark.parametrize(("before", "after", "lost"), [(0, 3, 0), (0, 5, 2), (3, 3, 0), (2, 4, 1)])
def test_what_fell_out_unseen(before: int, after: int, lost: int) -> None:
    ring: Ring[int] = Ring(3)
    ring.extend(range(before))
    ring.mark_seen()
    ring.extend(range(after))
    assert ring.unseen_dropped == lost


def test_reading() -> None:
    ring: Ring[int] = Ring(4)
    ring.extend(range(6))
    assert (ring[0], ring[-1], ring[1:3], ring[::-1]) == (2, 5, (3, 4), (5, 4, 3, 2))
    assert ring.tail(2) == (5, 4)
    assert ring.tail(9) == (5, 4, 3, 2)
    assert 4 in ring
    assert len(ring) == 4


def test_rewriting_keeps_the_newest() -> None:
    ring: Ring[int] = Ring(3)
    ring.extend((1, 2))
    ring.rewrite([0, 1, 2, 3])
    assert (list(ring), ring.dropped) == ([1, 2, 3], 1)
