"""The question before arming: one key on paper, a typed word with real money."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.keymap import bindings_for, key_of
from tui.app.screens.question import Question
from tui.app.widgets.lines import Line, Lines, Span, wrap
from tui.domain.accounts import Account, Env
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS, FIRMS

WORD = "ARM"
"""What is typed to arm a real account."""
_WIDTH = 62


class ArmScreen(Question[bool]):
    """Asks; True means arm."""

    DEFAULT_CSS = f"""
    ArmScreen {{ align: center middle; }}
    ArmScreen Lines {{
        width: {_WIDTH + 4}; max-width: 100%; height: auto; padding: 1 2; background: $surface;
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.ARM)]

    def __init__(self, account: Account, idle_s: float, stand_ins: tuple[str, ...] = ()) -> None:
        """Arming ends after so many seconds without a key; `stand_ins` answer in the terminal's place."""
        super().__init__()
        self._account = account
        self._idle_s = idle_s
        self._stand_ins = stand_ins
        self._real = account.env is not Env.PAPER
        self._typed = ""
        self._why = ""

    def compose(self) -> ComposeResult:
        """The question and its keys."""
        yield Lines(self._lines(), id="arm")

    def on_key(self, event: events.Key) -> None:
        """Type the word, which only real money asks for."""
        if self._real and event.character is not None and event.character.isalpha():
            event.stop()
            event.prevent_default()
            self._type(self._typed + event.character if len(self._typed) < len(WORD) else self._typed)

    def action_confirm_arm(self) -> None:
        """Arm on paper."""
        if not self._real:
            self.dismiss(True)

    def action_arm_typed(self) -> None:
        """Arm with real money, once the word stands there."""
        if self._real and self._typed == WORD:
            self.dismiss(True)
        elif self._real:
            self._type("", f"type {WORD}, in capitals, then {key_of('arm_typed')}")

    def action_erase_word(self) -> None:
        """Take back the last letter."""
        self._type(self._typed[:-1])

    def action_leave_arm(self) -> None:
        """Leave; nothing is armed."""
        self.dismiss(False)

    def _type(self, text: str, why: str = "") -> None:
        self._typed, self._why = text, why
        self.query_one("#arm", Lines).show(self._lines())

    def _lines(self) -> tuple[Line, ...]:
        account = self._account
        word, _ = ENVS[account.env]
        who = f" {FIRMS[account.firm]} {account_tail(account.acc_id)}"
        lines: list[Line] = [(Span(" Arm this account? ", bold=True, reverse=True),), ()]
        ink = "env-real" if self._real else "env-paper"
        lines += [(Span(f" {word} ", ink, bold=True, reverse=True), Span(who)), ()]
        width = self.inner(_WIDTH)
        lines += [(Span(text),) for text in wrap(_meaning(account.env, self._idle_s), width)]
        if self._stand_ins:
            lines += [(), *((Span(text, "warn"),) for text in wrap(_unseen(self._stand_ins), width))]
        if not self._real:
            keys = f"{key_of('confirm_arm')} arm   {key_of('leave_arm')} leave"
            return (*lines, (), (Span(keys, bold=True),))
        typed = (Span(f"Type {WORD}:  "), Span(f"{self._typed}_ ", bold=True, reverse=True))
        keys = f"{key_of('arm_typed')} arm   {key_of('leave_arm')} leave"
        return (*lines, (), typed, (Span(self._why, "failed", bold=True),), (Span(keys, bold=True),))


def _meaning(env: Env, idle_s: float) -> str:
    what = (
        "orders go by one key on the ladder" if env is Env.PAPER else "confirmed orders leave with real money"
    )
    return (
        f"While it is armed {what}. It ends {idle_s:g} s after the last key, with the link, with another "
        f"account, and with {key_of('arm_account')}; orders can be cancelled with or without."
    )


def _unseen(stand_ins: tuple[str, ...]) -> str:
    return (
        f"! Inside {' and '.join(stand_ins)} a line that is lost goes unnoticed: what you type meanwhile "
        "acts once it is back."
    )
