"""Unlocking trade in OpenD, which real accounts need before they take orders."""

from __future__ import annotations

import hashlib

from tui.domain.accounts import Firm
from tui.trading.port import NoAnswerError, NotSentError, OrderPort
from tui.wire.errors import WireError
from tui.wire.messages_trade import UnlockTrade


async def unlock_trade(port: OrderPort, password: str, firm: Firm) -> str:
    """Unlock trading for the whole OpenD; return nothing, or one line saying why it stayed locked."""
    # The digest is what OpenD wants; it is as good as the password and goes nowhere else.
    digest = hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
    try:
        await port.request(UnlockTrade(unlock=True, password_md5=digest, firm=firm))
    except (NotSentError, NoAnswerError, WireError) as error:
        return f"trading was not unlocked: {error}"
    return ""
