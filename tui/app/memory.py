"""When the collector of reference cycles runs: in small steps, and its long one while nobody types."""

from __future__ import annotations

import gc

STEP = 1_000
"""So many new objects are looked through in one step: with twenty times as many one took up to 28 ms."""
_STEPS = 10
_MOST = 100
"""Looks through what outlived a step, after so many of which all that is not frozen is looked through."""
DUE = _MOST // 2
PAUSE_S = 2.0
"""Nobody types who has not for so long."""


def settle() -> None:
    """Take what start-up made out of the collector's sight: it stays, and scanning it stalls the loop."""
    gc.freeze()
    gc.set_threshold(STEP, _STEPS, _MOST)
    gc.enable()


def tidy(keyless_s: float) -> bool:
    """Look through everything, 20 to 40 ms, when that is due soon and no key would wait; whether it did."""
    if keyless_s < PAUSE_S or gc.get_count()[2] < DUE:
        return False
    gc.collect()
    return True
