"""Lists of the market: plates 3204, 3205, 3207; 3206, 3210, 3215, 3217 and 3218."""

from __future__ import annotations

from tui.sim.handlers import futures, ipos, plates, screen, warrants
from tui.sim.world import Handlers

HANDLERS: Handlers = {
    **plates.HANDLERS,
    **futures.HANDLERS,
    **warrants.HANDLERS,
    **screen.HANDLERS,
    **ipos.HANDLERS,
}
