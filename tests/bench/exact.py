"""Ten thousand random frames of the real dashboard, each compared with a whole paint of it."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter

from tests.app.output.exactness import SIZES, compare

FRAMES = 10_000
BATCH = 500
"""So many frames of one dashboard."""


def report() -> None:
    """Print what was compared, and every difference."""
    screens: Counter[str] = Counter()
    updates: Counter[str] = Counter()
    frames = sent = 0
    differences: list[str] = []
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOME"] = home
        for seed in range(FRAMES // BATCH):
            result = asyncio.run(compare(BATCH, seed))
            screens += result.screens
            updates += result.updates
            frames += result.frames
            sent += result.sent
            differences += result.differences
            print(
                f"  seed {seed}: {result.frames} frames, {len(result.differences)} cells differ", flush=True
            )
            print(*result.differences[:5], sep="\n", end="\n" if result.differences else "")
    print(f"exact: {frames} frames from {len(SIZES)} sizes, {sent / frames:.0f} bytes each")
    print("  drawn by", ", ".join(f"{name} {count}" for name, count in updates.most_common()))
    print("  seen on", ", ".join(f"{name} {count}" for name, count in screens.most_common()))
    print(f"  different from a whole paint, ink of blanks aside: {len(differences)} lines")
    if differences:
        raise SystemExit(1)
