"""The collector runs in small steps, and its long one while nobody types."""

from __future__ import annotations

import gc

import pytest

from tui.app import memory

pytestmark = pytest.mark.usefixtures("collector")


def test_it_runs_again_after_the_start_and_never_over_many_objects() -> None:
    gc.disable()
    memory.settle()
    assert gc.isenabled()
    assert gc.get_threshold()[0] <= 1_000
    assert gc.get_freeze_count() > 0


def test_everything_is_looked_through_in_a_pause_before_it_would_be_anyway() -> None:
    memory.settle()
    gc.collect()
    assert not memory.tidy()
    while gc.get_count()[2] < memory.DUE:
        gc.collect(1)
    assert gc.get_threshold()[2] > memory.DUE
    assert memory.tidy()
    assert gc.get_count()[2] == 0
