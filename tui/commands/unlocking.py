"""The trade password of a command: from where the user keeps it, else typed at the terminal, used once."""

from __future__ import annotations

import asyncio
import getpass
import sys
from contextlib import suppress

from tui.commands.exit import DeniedError
from tui.domain.accounts import Account
from tui.domain.secret import Secret
from tui.trading.passwords import PasswordError, Passwords
from tui.trading.port import OrderPort
from tui.trading.unlock import unlock_trade

HOW = "give the trade password: a systemd credential, the keyring, password_file, FUTU_TRADE_PASSWORD"
_PROMPT = "Trade password (it unlocks OpenD for all its programs; Enter alone when it is unlocked): "


async def unlock(port: OrderPort, account: Account, passwords: Passwords) -> bool:
    """Unlock trading in OpenD when there is a password, and say whether; DeniedError when it is refused.

    Without one nothing is sent: OpenD may be unlocked already, and says so when it is not.
    """
    secret = await asyncio.to_thread(_found, passwords)
    if not secret:
        return False
    trouble = await unlock_trade(port, secret, account.firm)
    if trouble:
        raise DeniedError(trouble)
    return True


def _found(passwords: Passwords) -> Secret:
    try:
        found = passwords.find()
    except PasswordError as error:
        raise DeniedError(f"no trade password: {error}") from None
    if found is None:
        return typed()
    for warning in found.warnings:
        print(f"futu-tui: warning: {warning}", file=sys.stderr)
    return found.secret


def typed() -> Secret:
    """Ask for it on the terminal, without an echo; nothing where nobody sits at one."""
    with suppress(OSError, EOFError, ValueError):
        if sys.stdin.isatty() and sys.stderr.isatty():
            return Secret(getpass.getpass(_PROMPT))
    return Secret("")
