"""Ids: opaque, unique, and not given again by a later run."""

from __future__ import annotations

import re

from tests.sim.traders import SECONDS
from tui.sim.trading.numbering import Numbering


def test_ids_are_unique_in_a_run_and_across_runs() -> None:
    runs = [Numbering(SECONDS + later, seed=1) for later in (0, 3600)]
    names = [run.next(SECONDS) for run in runs for _ in range(100)]
    assert len({name.text for name in names}) == len({name.number for name in names}) == 200


def test_the_same_run_gives_the_same_ids() -> None:
    first, second = (Numbering(SECONDS, seed=1) for _ in range(2))
    assert first.next(SECONDS) == second.next(SECONDS)
    assert Numbering(SECONDS, seed=2).next(SECONDS).text != first.next(SECONDS).text


def test_an_id_is_text_that_fits_the_wire() -> None:
    name = Numbering(SECONDS, seed=1).next(SECONDS)
    assert re.fullmatch(r"20261123_\d+_[0-9A-F]{8}", name.text)
    assert name.number < 2**63
