"""Margin ratios, fees and cash flow: 2223, 2225, 2226."""

from __future__ import annotations

from tui.sim.world import Handlers

HANDLERS: Handlers = {}
