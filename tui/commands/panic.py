"""panic: the kill switch from another shell. Locks trading, cancels all orders of an account, tells of each.

To cancel takes risk away, so neither --real nor the settings file is asked for: the account is named in
full, and while OpenD's own trade lock is closed it says how to open it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from tui.commands.accounts import chosen_account
from tui.commands.address import address_of, require_private
from tui.commands.arguments import number_of, security_of
from tui.commands.exit import CommandError, DeniedError, UnknownOutcomeError, UsageError
from tui.commands.own_journal import close_journal, own_journal
from tui.commands.run import Shown, print_shown
from tui.commands.tables import table
from tui.commands.unlocking import HOW, look_up, typed
from tui.domain.accounts import Account, Env
from tui.domain.journal import Entry, EntryKind
from tui.domain.link import LinkPhase
from tui.domain.orders import Side
from tui.domain.secret import Secret
from tui.domain.withdrawals import Fate, OrderFate, Scope, Withdrawal
from tui.engine import Engine
from tui.paths import config_dir
from tui.state.rows_withdrawal import withdrawal_head
from tui.trading.cancels import is_trade_lock
from tui.trading.lock import lock
from tui.trading.passwords import PasswordError, Passwords
from tui.trading.preferences import load_preferences
from tui.trading.records import JournalError

HOW_ASKED = "futu-tui panic"
LOOK_S = 0.05
READ_S = 1.0
"""How long the lock waits for what the journal says of earlier ones."""
TELL_EVERY_S = 5.0
"""How often the same progress is told again."""
_COLUMNS = ("fate", "order_id", "code", "side", "qty", "filled_qty", "price", "text")
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def panic(options: argparse.Namespace) -> int:
    """Cancel until every order is confirmed gone; exit code 4: some are live, 5: it is not known."""
    require_private(options)
    scope = _scope_of(options)
    within_s = None if options.within is None else float(number_of(options.within, "--within"))
    passwords = Passwords(os.environ, load_preferences(config_dir()).password_file)
    return print_shown(options, asyncio.run(_Panic(options, scope, passwords).run(within_s)))


def _scope_of(options: argparse.Namespace) -> Scope:
    env = Env.UNKNOWN if options.env is None else Env[options.env.upper()]
    scope = Scope(((env, options.acc),), how=HOW_ASKED)
    match options.soft:
        case None:
            return replace(scope, lock=True)
        case "buys" | "buy":
            return replace(scope, side=Side.BUY)
        case "sells" | "sell":
            return replace(scope, side=Side.SELL)
        case code if code.isalpha():
            # A slip must not be taken for the code of something there are no orders in.
            raise UsageError(f"--soft {code}: write buys, sells, or a code with its market, such as US.AAPL")
        case code:
            return replace(scope, id=security_of(code))


class _Panic:
    """One run of the command."""

    def __init__(self, options: argparse.Namespace, scope: Scope, passwords: Passwords) -> None:
        self._acc_id: int = options.acc
        self._env = scope.accounts[0][0]
        self._scope = scope
        self._passwords = passwords
        self._journal = own_journal()
        self._engine = Engine(address_of(options), journal=self._journal)
        self._known = Withdrawal(trouble="OpenD was not reached")
        self._why_open = ""
        """Why trading could not be locked."""
        self._locks_before: tuple[Entry, ...] | None = None
        """Those on this account alone that held before this run; None when that is not known."""
        self._said = ""
        self._said_at = 0.0
        self._hint = " (looking for the trade password)"
        """What is done about OpenD's trade lock, or helps against it."""
        self._lock_met = asyncio.Event()
        self._is_open = False
        """Whether this run has opened it."""
        self._is_asking = False
        """Whether the terminal shows the question for the password, which nothing else may garble."""

    async def run(self, within_s: float | None) -> Shown:
        """Lock, then cancel until all is confirmed, the time is over, or the user has had enough."""
        try:
            if self._scope.lock:
                self._locks_before = await self._locks()
                self._why_open = await lock(self._journal, self._scope, datetime.now(UTC))
                self._say(self._why_open or f"trading is locked for account {self._acc_id}")
            await self._until_ended(within_s)
        finally:
            await self._engine.stop()
            await close_journal(self._journal)
        return self._shown()

    async def _until_ended(self, within_s: float | None) -> None:
        work = asyncio.current_task()
        assert work is not None
        loop = asyncio.get_running_loop()
        ending = [number for number in _ENDING if signal.getsignal(number) is not signal.SIG_IGN]
        for number in ending:
            with suppress(NotImplementedError, RuntimeError):
                loop.add_signal_handler(number, work.cancel)
        try:
            async with asyncio.timeout(within_s):
                await self._cancel_all()
        except TimeoutError:
            self._stopped(f"stopped after {within_s:g} s")
        except asyncio.CancelledError:
            work.uncancel()
            self._stopped("stopped by you")
        finally:
            for number in ending:
                with suppress(NotImplementedError):
                    loop.remove_signal_handler(number)

    async def _cancel_all(self) -> None:
        self._engine.use_accounts([self._acc_id])
        await self._engine.start()
        account = await self._account()
        scope = replace(self._scope, accounts=((account.env, account.acc_id),), is_locked=True)
        # No cancel waits for a password: the keyring may ask somebody who is not there.
        unlocking = asyncio.ensure_future(self._unlock(account))
        try:
            goes_on = True
            while goes_on:
                was_open = self._is_open
                self._known = await self._engine.withdraw(scope, self._took)
                # A run gives up after a while: another follows while the password is still looked for, or
                # when it came late in that one.
                waits = is_trade_lock(self._known.trouble) and not unlocking.done()
                goes_on = not self._known.confirmed and (waits or self._is_open is not was_open)
        finally:
            unlocking.cancel()
            (ended,) = await asyncio.gather(unlocking, return_exceptions=True)
            if isinstance(ended, Exception):
                # Not in its own words: it has handled the password.
                self._say(f"trading was not unlocked: internal error: {type(ended).__name__}")

    async def _account(self) -> Account:
        """Wait for OpenD, however long it takes, and return the account."""
        while self._engine.store.link.phase is not LinkPhase.LIVE:
            link = self._engine.store.link
            if link.phase is LinkPhase.DOWN and link.reason:
                self._known = Withdrawal(trouble=f"OpenD was not reached: {link.reason}")
                self._say(f"{self._known.trouble}; trying on, Ctrl+C stops")
            await asyncio.sleep(LOOK_S)
        try:
            return _right_one(self._engine.store.accounts, self._acc_id, self._env)
        except DeniedError as error:
            told = "; ".join(filter(None, (str(error), "nothing was cancelled", await self._take_back())))
            raise DeniedError(told) from None

    async def _take_back(self) -> str:
        """Release the lock of an account that turned out not to be the one meant; return what holds now.

        A lock that this run has not set is not this run's to release.
        """
        if not self._scope.lock or self._why_open:
            return ""
        stays = f"account {self._acc_id} stays locked"
        if self._locks_before:
            return f"{stays}, as it was before"
        now = await self._locks()
        if self._locks_before is None or now is None:
            return f"{stays}: the journal does not tell whether it was before"
        if any(one.run != self._journal.run for one in now):
            return f"{stays} by another program"
        try:
            env = None if self._env is Env.UNKNOWN else self._env
            await self._journal.commit(Entry(EntryKind.RELEASED, datetime.now(UTC), env, self._acc_id))
        except JournalError as error:
            return f"{stays}: {error}"
        return "nothing is locked"

    async def _locks(self) -> tuple[Entry, ...] | None:
        """Return the locks on this account alone, None when the journal does not tell."""
        try:
            async with asyncio.timeout(READ_S):
                return tuple(one for one in await self._journal.locks() if one.acc_id == self._acc_id)
        except (JournalError, TimeoutError):
            return None

    async def _unlock(self, account: Account) -> None:
        """Open OpenD's trade lock with what is kept, else with what is typed; failures are only told."""
        if account.env is not Env.REAL:
            return
        opened = await self._opened(await self._kept(), account)
        self._hint = "" if opened else f" ({HOW})"
        if not opened and sys.stdin.isatty():
            await self._lock_met.wait()
            self._is_asking = True
            try:
                secret = await typed()
            finally:
                self._is_asking = False
            await self._opened(secret, account)

    async def _kept(self) -> Secret:
        try:
            found = await look_up(self._passwords)
        except PasswordError as error:
            self._say(f"no trade password: {error}")
            return Secret("")
        for warning in () if found is None else found.warnings:
            self._say(f"warning: {warning}")
        return Secret("") if found is None else found.secret

    async def _opened(self, secret: Secret, account: Account) -> bool:
        if not secret:
            return False
        trouble = await self._engine.unlock(secret, account.firm)
        self._is_open = not trouble
        self._say(trouble or "trading is unlocked in OpenD")
        return not trouble

    # ---- what is told

    def _took(self, withdrawal: Withdrawal) -> None:
        self._known = withdrawal
        trouble = f"; {withdrawal.trouble}" if withdrawal.trouble else ""
        if is_trade_lock(withdrawal.trouble):
            trouble += self._hint
            self._lock_met.set()
        counts = [withdrawal.count(fate) for fate in Fate]
        if not self._is_asking:
            self._say(f"{withdrawal_head(withdrawal).text}{trouble}", key=f"{counts}{trouble}")

    def _say(self, text: str, *, key: str = "") -> None:
        """Tell on stderr: what is new at once, the same again every few seconds."""
        now = asyncio.get_running_loop().time()
        if (key or text) != self._said or now - self._said_at >= TELL_EVERY_S:
            self._said, self._said_at = key or text, now
            with suppress(OSError):
                print(text, file=sys.stderr, flush=True)

    def _stopped(self, why: str) -> None:
        known = self._known
        self._known = replace(known, over=True, trouble="; ".join(filter(None, (why, known.trouble))))

    def _shown(self) -> Shown:
        known = self._known
        rows = [_row(one) for one in known.orders]
        record = {
            "acc_id": str(self._acc_id),
            "locked": self._scope.lock and not self._why_open,
            "confirmed": known.confirmed,
            "trouble": known.trouble or None,
            "orders": rows,
        }
        nothing = "no working order" if known.confirmed else "no order is known"
        return Shown(record, table(rows, _COLUMNS) if rows else nothing, self._failure())

    def _failure(self) -> CommandError | None:
        known = self._known
        live, unknown = known.count(Fate.LIVE), known.count(Fate.UNKNOWN, Fate.WAITING, Fate.SENT)
        why = f": {known.trouble}" if known.trouble else ""
        again = f"run it again, or look at: futu-tui orders --acc {self._acc_id}"
        if live:
            return DeniedError(f"{live} still live, {unknown} unknown{why}; {again}")
        if not known.confirmed:
            return UnknownOutcomeError(f"{unknown or 'all'} unknown{why}; {again}")
        return CommandError(f"all orders are gone, but {self._why_open}") if self._why_open else None


def _right_one(listed: tuple[Account, ...], acc_id: int, env: Env) -> Account:
    """Return the account; DeniedError when there is none, or it is of another kind than was said."""
    account = chosen_account(listed, acc_id)
    if env not in (Env.UNKNOWN, account.env):
        raise DeniedError(f"account {acc_id} is {account.env.name}, --env says {env.name}")
    return account


def _row(one: OrderFate) -> dict[str, object]:
    order = one.order
    return {
        "fate": one.fate.value,
        "order_id": order.order_id or None,
        "code": str(order.id),
        "side": order.side.name,
        "qty": order.qty,
        "filled_qty": order.filled_qty,
        "price": order.price,
        "text": one.text or None,
    }
