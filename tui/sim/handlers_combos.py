"""Combination orders: 2112, 2227."""

from __future__ import annotations

from tui.sim.world import Handlers

HANDLERS: Handlers = {}
