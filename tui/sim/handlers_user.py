"""What the broker keeps for the user: groups 3213, 3214, 3222 and reminders 3220, 3221."""

from __future__ import annotations

from tui.sim.world import Handlers

HANDLERS: Handlers = {}
