"""A call after a while that is never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.message_pump import MessagePump


def once(pump: MessagePump, seconds: float, call: Callable[[], object]) -> asyncio.TimerHandle:
    """Call in the pump's own task after so many seconds; `cancel` of what is returned calls it off.

    Textual's `set_timer` counts a timer whose time has passed before it is first looked at as rung, and
    never calls: a process that was not scheduled for that long lost a question's paint, or a key. A pump
    that is closed by then calls nothing.
    """
    return asyncio.get_running_loop().call_later(seconds, pump.call_next, call)
