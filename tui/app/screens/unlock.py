"""The question for the trade password: never echoed, sent once, not kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar, Protocol

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.notifications import SeverityLevel

from tui.app.actions import Where
from tui.app.keymap import bindings_for, key_of
from tui.app.screens.question import Question
from tui.app.secret_field import SecretField
from tui.app.widgets.lines import Line, Span, wrap
from tui.app.widgets.typed import TypedLines
from tui.domain.accounts import Account, Env, Firm
from tui.domain.secret import Secret
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS, FIRMS
from tui.trading.passwords import Found, PasswordError

_WIDTH = 66
_EVERYBODY = (
    "The trade password unlocks OpenD itself: every program on this OpenD may trade until it ends or is "
    "locked again. It is sent once, as a digest, and not kept here."
)
ASKING = "asking OpenD..."
GONE_OUT = "OpenD was asked to unlock already: what comes of it is told here"
UNLOCKED_LATE = "OpenD is unlocked: it was asked before you left; nothing is armed"
NONE_FOUND = (
    "no password was typed, and none is kept: a systemd credential, the keyring, password_file under "
    "[trading] in settings.toml, FUTU_TRADE_PASSWORD"
)


class Unlocker(Protocol):
    """What is needed of the engine."""

    async def unlock(self, password: Secret, firm: Firm) -> str:
        """Unlock trading in OpenD; return nothing, or why it stayed locked."""


class UnlockScreen(Question[bool]):
    """Asks and unlocks; True when OpenD is unlocked."""

    DEFAULT_CSS = f"""
    UnlockScreen {{ align: center middle; }}
    UnlockScreen Lines {{
        width: {_WIDTH + 4}; max-width: 100%; height: auto; padding: 1 2; background: $surface;
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.UNLOCK)]

    def __init__(
        self,
        engine: Unlocker,
        account: Account,
        find: Callable[[], Found | None],
        wait_s: Callable[[], float],
    ) -> None:
        """`find` looks where passwords are kept; `wait_s` says how long OpenD's limits hold one back."""
        super().__init__()
        self._engine = engine
        self._account = account
        self._find = find
        self._wait_s = wait_s
        self._field = SecretField()
        self._asking = False
        self._is_out = self._left = False
        """Whether OpenD was asked, and whether the trader has gone."""
        self._said = ""

    def compose(self) -> ComposeResult:
        """One block of lines."""
        yield TypedLines("unlock", self._type, pastes=True)

    def on_mount(self) -> None:
        """Take the keys."""
        prompt = self.query_one(TypedLines)
        prompt.focus()
        prompt.show(self._lines())

    def takes_key(self, key: events.Key) -> bool:
        """Whether a key comes late enough; a password may hold the same letter twice."""
        return self._guard.accepts(self.clock() if self.clock else key.time)

    def action_unlock_erase(self) -> None:
        """Take back the last character."""
        self._field.erase()
        self._typed()

    def action_unlock_clear(self) -> None:
        """Empty the field."""
        self._field.clear()
        self._typed()

    def action_unlock_send(self) -> None:
        """Unlock with what was typed, else with what is kept somewhere."""
        if self._asking:
            return
        wait_s = self._wait_s()
        if wait_s > 0:
            self._say(f"OpenD takes ten unlocks in 30 s: wait {wait_s:.0f} s, then {key_of('unlock_send')}")
            return
        self._asking = True
        self._say(ASKING)
        self.run_worker(self._unlock(self._field.take()), name="unlock")

    def action_unlock_leave(self) -> None:
        """Leave; nothing is unlocked, unless OpenD is asked already: its answer is told."""
        self._field.clear()
        self._left = True
        if self._is_out:
            self.app.notify(GONE_OUT, severity="warning", markup=False)
        self.dismiss(False)

    def _type(self, text: str) -> None:
        self._field.type(text)
        self._typed()

    def _typed(self) -> None:
        self._say("")

    async def _unlock(self, typed: Secret) -> None:
        why = ""
        if not typed:
            typed, why = await asyncio.to_thread(self._kept)
        if typed:
            # From here on it belongs to the app: to leave calls nothing off.
            self._is_out = True
            self.app.run_worker(self._ask(typed), name="unlock in OpenD")
        else:
            self._ended(why)

    async def _ask(self, password: Secret) -> None:
        why = await self._engine.unlock(password, self._account.firm)
        self._is_out = False
        if self._left or not self.is_here:
            severity: SeverityLevel = "error" if why else "warning"
            self.app.notify(why or UNLOCKED_LATE, severity=severity, markup=False)
        else:
            self._ended(why)

    def _ended(self, why: str) -> None:
        self._asking = False
        if why:
            self._say(why)
        else:
            self.dismiss(True)

    def _kept(self) -> tuple[Secret, str]:
        try:
            found = self._find()
        except PasswordError as error:
            return Secret(""), str(error)
        if found is None:
            return Secret(""), NONE_FOUND
        for warning in found.warnings:
            self.app.call_from_thread(self.notify, warning, severity="warning", markup=False)
        return found.secret, ""

    def _say(self, text: str) -> None:
        self._said = text
        if not self.is_here:
            return
        self.query_one(TypedLines).show(self._lines())

    def _lines(self) -> tuple[Line, ...]:
        account = self._account
        word, _ = ENVS[account.env]
        who = f" {FIRMS[account.firm]} {account_tail(account.acc_id)}"
        inner = self.inner(_WIDTH)
        ink = "env-real" if account.env is Env.REAL else ""
        lines: list[Line] = [(Span(" Unlock trading in OpenD ", bold=True, reverse=True),), ()]
        lines += [(Span(f" {word} ", ink, bold=True, reverse=True), Span(who)), ()]
        lines += [(Span(text),) for text in wrap(_EVERYBODY, inner)]
        lines += [(), (Span("Password  "), Span(f"{self._field.dots}_ ", bold=True, reverse=True)), ()]
        said = wrap(self._said, inner) if self._said else []
        lines += [(Span(text, "warn" if self._asking else "failed", bold=True),) for text in said]
        keys = (
            f"{key_of('unlock_send')} unlock, with nothing typed from where it is kept   "
            f"{key_of('unlock_leave')} leave"
        )
        if len(keys) <= inner:
            return (*lines, (Span(keys, bold=True),))
        return (*lines, *((Span(text, bold=True),) for text in wrap(keys, inner)))
