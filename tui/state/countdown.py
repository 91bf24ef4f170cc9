"""Seconds that are left, as a text; one that stands still for as long as it can, where painting is dear."""

from __future__ import annotations

import math

STEP = 10
"""Seconds; in the last of them every second counts."""


def seconds_text(left: float, *, coarse: bool = False, width: int = 0) -> str:
    """Return `58 s`, or coarsely `<60 s` until the last ten seconds; `width` aligns the number."""
    left = max(left, 0.0)
    if coarse and left > STEP:
        return f"<{math.ceil(left / STEP) * STEP:{width}d} s"
    return f"{left:{width}.0f} s"
