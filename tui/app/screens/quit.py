"""The question before leaving with orders at work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.keymap import bindings_for, key_of
from tui.app.screens.question import Question
from tui.app.widgets.lines import Line, Lines, Span, wrap
from tui.domain.accounts import Env
from tui.domain.intents import OutcomeKind
from tui.state.store import Store
from tui.state.words import ENVS

_WIDTH = 62


@dataclass(frozen=True, slots=True)
class AtWork:
    """What stays at the broker when the program ends."""

    paper: int = 0
    real: int = 0
    unknown: int = 0
    """Orders of ours whose outcome is not known yet."""
    flattens: int = 0
    """Positions that are being closed or turned over."""

    @property
    def none(self) -> bool:
        """Whether nothing stays."""
        return not (self.orders or self.flattens)

    @property
    def orders(self) -> int:
        """How many orders stay."""
        return self.paper + self.real + self.unknown


def orders_at_work(store: Store, flattens: int = 0) -> AtWork:
    """Count the working orders of all accounts, and ours on their way or of unknown outcome."""
    working = dict.fromkeys(Env, 0)
    unknown = 0
    for account in store.accounts:
        working[account.env] += len(store.working_orders(account.acc_id))
        unknown += sum(
            pending.outcome is None or pending.outcome.kind is OutcomeKind.UNKNOWN
            for pending in store.pending(account.acc_id)
        )
    return AtWork(working[Env.PAPER], working[Env.REAL], unknown, flattens)


def quit_question(at_work: AtWork) -> str:
    """Say what stays and where."""
    said = [_flattens_words(at_work.flattens)] if at_work.flattens else []
    said += [_orders_words(at_work)] if at_work.orders else []
    return " ".join(said)


def _flattens_words(count: int) -> str:
    if count == 1:
        who, left = "A flatten or reverse is", "it where it is"
    else:
        who, left = f"{count} flattens or reverses are", "them where they are"
    return f"{who} under way. Leaving stops {left}: orders may be cancelled and the position still open."


def _orders_words(at_work: AtWork) -> str:
    counts = [
        f"{count} {word} {'order is' if count == 1 else 'orders are'} working"
        for count, word in ((at_work.real, ENVS[Env.REAL][0]), (at_work.paper, ENVS[Env.PAPER][0]))
        if count
    ]
    if at_work.unknown:
        is_are = "order is" if at_work.unknown == 1 else "orders are"
        counts.append(f"{at_work.unknown} {is_are} not answered yet")
    return (
        f"{' and '.join(counts)}. Leaving cancels nothing: they stay at the broker and can still be filled."
    )


class QuitScreen(Question[bool]):
    """Asks; True means leave."""

    DEFAULT_CSS = f"""
    QuitScreen {{ align: center middle; }}
    QuitScreen Lines {{
        width: {_WIDTH + 4}; max-width: 100%; height: auto; padding: 1 2; background: $surface;
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.QUIT)]

    def __init__(self, at_work: AtWork) -> None:
        super().__init__()
        self._at_work = at_work

    def compose(self) -> ComposeResult:
        """The question and its keys."""
        lines: list[Line] = [(Span(" Leave futu-tui? ", bold=True, reverse=True),), ()]
        lines += [(Span(text),) for text in wrap(quit_question(self._at_work), self.inner(_WIDTH))]
        keys = f"{key_of('confirm_quit')} leave   {key_of('stay')} stay"
        yield Lines((*lines, (), (Span(keys, bold=True),)), id="question")

    def action_confirm_quit(self) -> None:
        """Leave."""
        self.dismiss(True)

    def action_stay(self) -> None:
        """Go back."""
        self.dismiss(False)
