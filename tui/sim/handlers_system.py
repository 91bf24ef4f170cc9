"""Requests about the simulated OpenD itself: 1006, 1007."""

from __future__ import annotations

from tui.sim.world import Handlers

HANDLERS: Handlers = {}
