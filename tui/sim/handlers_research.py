"""Money flow, adjustments, search, ranks: 3104, 3105, 3211, 3212, 3247, 3262, 3263, 3413, 3414."""

from __future__ import annotations

from tui.sim.world import Handlers

HANDLERS: Handlers = {}
