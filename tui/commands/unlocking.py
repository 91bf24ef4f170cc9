"""The trade password of a command: from where the user keeps it, else typed at the terminal, used once."""

from __future__ import annotations

import asyncio
import getpass
import signal
import sys
import termios
from contextlib import suppress
from typing import Any

from tui.commands.exit import DeniedError, EndedError
from tui.daemon_thread import on_daemon_thread
from tui.domain.accounts import Account
from tui.domain.secret import Secret
from tui.trading.passwords import Found, PasswordError, Passwords
from tui.trading.port import OrderPort
from tui.trading.unlock import unlock_trade

HOW = "give the trade password: a systemd credential, the keyring, password_file, FUTU_TRADE_PASSWORD"
_ENDING = (signal.SIGTERM, signal.SIGHUP)
_PROMPT = "Trade password (it unlocks OpenD for all its programs; Enter alone when it is unlocked): "


async def unlock(port: OrderPort, account: Account, passwords: Passwords) -> bool:
    """Unlock trading in OpenD when there is a password, and say whether; DeniedError when it is refused.

    Without one nothing is sent: OpenD may be unlocked already, and says so when it is not.
    """
    secret = await _found(passwords)
    if not secret:
        return False
    trouble = await unlock_trade(port, secret, account.firm)
    if trouble:
        raise DeniedError(trouble)
    return True


async def look_up(passwords: Passwords) -> Found | None:
    """Look where passwords are kept; who waits no more can end the program at once. PasswordError."""
    return await asyncio.wrap_future(on_daemon_thread(passwords.find, "passwords"))


async def typed() -> Secret:
    """Ask for it on the terminal, without an echo; nothing where nobody sits at one."""
    kept = _terminal()
    try:
        return await asyncio.wrap_future(on_daemon_thread(_typed, "prompt"))
    except asyncio.CancelledError:
        # The question stays behind on its thread, which would keep the echo.
        if kept is not None:
            with suppress(termios.error, OSError, ValueError):
                termios.tcsetattr(sys.stdin.fileno(), termios.TCSAFLUSH, kept)
                print(file=sys.stderr, flush=True)
        raise


async def _found(passwords: Passwords) -> Secret:
    try:
        found = await look_up(passwords)
    except PasswordError as error:
        raise DeniedError(f"no trade password: {error}") from None
    if found is None:
        return await _asked()
    for warning in found.warnings:
        print(f"futu-tui: warning: {warning}", file=sys.stderr)
    return found.secret


async def _asked() -> Secret:
    """Ask for it; a signal meanwhile, which must not keep the echo, is an EndedError."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    came: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        came.append(number)
        task.cancel()

    # What was ignored at the start, as under nohup, stays ignored.
    ending = [number for number in _ENDING if signal.getsignal(number) is signal.SIG_DFL]
    for number in ending:
        with suppress(RuntimeError):  # Not the main thread: a test.
            loop.add_signal_handler(number, end, number)
    try:
        return await typed()
    except asyncio.CancelledError:
        if not came:
            raise
        raise EndedError(came[0], "at the question for the trade password") from None
    finally:
        for number in ending:
            loop.remove_signal_handler(number)


def _terminal() -> list[Any] | None:
    """Return how the terminal is set, None where there is none."""
    with suppress(termios.error, OSError, ValueError):
        return termios.tcgetattr(sys.stdin.fileno())
    return None


def _typed() -> Secret:
    with suppress(OSError, EOFError, ValueError):
        if sys.stdin.isatty() and sys.stderr.isatty():
            return Secret(getpass.getpass(_PROMPT))
    return Secret("")
