"""Lists of the market: plates 3204, 3205, 3207; 3206, 3210, 3215, 3217 and 3218."""

from __future__ import annotations

from tui.sim import handlers_futures, handlers_ipos, handlers_plates, handlers_screen, handlers_warrants
from tui.sim.world import Handlers

HANDLERS: Handlers = {
    **handlers_plates.HANDLERS,
    **handlers_futures.HANDLERS,
    **handlers_warrants.HANDLERS,
    **handlers_screen.HANDLERS,
    **handlers_ipos.HANDLERS,
}
