"""Unlocking trade in OpenD, which real accounts need before they take orders."""

from __future__ import annotations

import hashlib

from tui.domain.accounts import Firm
from tui.domain.refusals import Cause, explain
from tui.domain.secret import Secret
from tui.trading.port import NoAnswerError, NotSentError, OrderPort
from tui.wire.errors import RefusedError, WireError
from tui.wire.messages.trade import UnlockTrade

PIN_DIGITS = 6
_NOT_A_PIN = f"; what was given does not have {PIN_DIGITS} digits"


async def unlock_trade(port: OrderPort, password: Secret, firm: Firm) -> str:
    """Unlock trading for the whole OpenD; return nothing, or one line saying why it stayed locked."""
    if not password:
        return "trading was not unlocked: no trade password was given"
    request, is_pin = _made(password.take(), firm)
    try:
        await port.request(request)
    except RefusedError as error:
        return f"trading was not unlocked: {_line(str(error), is_pin=is_pin)}"
    except (NotSentError, NoAnswerError, WireError) as error:
        return f"trading was not unlocked: {error}"
    return ""


async def lock_trade(port: OrderPort, firm: Firm) -> str:
    """Lock trading again for the whole OpenD; return nothing, or why it stayed unlocked."""
    try:
        await port.request(UnlockTrade(unlock=False, firm=firm))
    except (NotSentError, NoAnswerError, WireError) as error:
        return f"OpenD was not locked again: {error}"
    return ""


def _made(password: str, firm: Firm) -> tuple[UnlockTrade, bool]:
    """Return the request and whether the password looks like one; no frame that waits keeps the password."""
    # The digest is what OpenD wants; it is as good as the password and goes nowhere else.
    digest = hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
    is_pin = len(password) == PIN_DIGITS and password.isdecimal()
    return UnlockTrade(unlock=True, password_md5=digest, firm=firm), is_pin


def _line(refusal: str, *, is_pin: bool) -> str:
    """Return cause and fix; the commonest mistake can be seen without looking at the password itself."""
    meaning = explain(refusal)
    return meaning.line + (_NOT_A_PIN if meaning.cause is Cause.PASSWORD and not is_pin else "")
