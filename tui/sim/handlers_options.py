"""Option chains and expiry dates: 3209, 3224."""

from __future__ import annotations

from tui.sim.world import Handlers

HANDLERS: Handlers = {}
