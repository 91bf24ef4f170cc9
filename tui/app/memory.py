"""When the collector of reference cycles runs: in small steps, and its long one while nobody types."""

from __future__ import annotations

import gc

STEP = 1_000
"""New objects that one step looks through; with twenty times as many one took up to 28 ms."""
_STEPS = 10
"""After so many steps what outlived them is looked through, too."""
_MOST = 100
"""After so many of those all that is not frozen is, whoever types."""
DUE = _MOST // 2


def settle() -> None:
    """Take what start-up made out of the collector's sight: it stays, and scanning it stalls the loop."""
    gc.freeze()
    gc.set_threshold(STEP, _STEPS, _MOST)
    gc.enable()


def tidy() -> bool:
    """Look through everything, 20 to 40 ms, when that is due soon; whether it did. For a pause in typing."""
    if gc.get_count()[2] < DUE:
        return False
    gc.collect()
    return True
