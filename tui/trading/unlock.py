"""Unlocking trade in OpenD, which real accounts need before they take orders."""

from __future__ import annotations

import hashlib

from tui.domain.accounts import Firm
from tui.domain.refusals import Cause, explain
from tui.trading.port import NoAnswerError, NotSentError, OrderPort
from tui.wire.errors import RefusedError, WireError
from tui.wire.messages.trade import UnlockTrade

PIN_DIGITS = 6
_NOT_A_PIN = f"; what was given does not have {PIN_DIGITS} digits"


async def unlock_trade(port: OrderPort, password: str, firm: Firm) -> str:
    """Unlock trading for the whole OpenD; return nothing, or one line saying why it stayed locked."""
    if not password:
        return "trading was not unlocked: no trade password was given"
    # The digest is what OpenD wants; it is as good as the password and goes nowhere else.
    digest = hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
    try:
        await port.request(UnlockTrade(unlock=True, password_md5=digest, firm=firm))
    except RefusedError as error:
        return f"trading was not unlocked: {_line(str(error), password)}"
    except (NotSentError, NoAnswerError, WireError) as error:
        return f"trading was not unlocked: {error}"
    return ""


def _line(refusal: str, password: str) -> str:
    """Return cause and fix; the commonest mistake can be seen without looking at the password itself."""
    meaning = explain(refusal)
    is_pin = len(password) == PIN_DIGITS and password.isdecimal()
    return meaning.line + (_NOT_A_PIN if meaning.cause is Cause.PASSWORD and not is_pin else "")
