"""What all views of the order panel share: its height, its head, the frame of real money, hints of keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.cells import cell_len, set_cell_size

from tui.app.keymap import key_of
from tui.app.ticket_accounts import market_words
from tui.app.ticket_form import TicketForm
from tui.app.widgets.fit import fit
from tui.app.widgets.lines import BLANK, Line, Span
from tui.app.widgets.parts import span_of
from tui.domain.accounts import Env
from tui.state.rows import Cell, Tone
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS

HEIGHT = 7
"""Lines of the panel: the same in every stage, so that nothing else on the screen moves."""
TALL = 9
_ROOMY = 38
"""Lines of a terminal that has room for the tall panel."""
EDGE = "$"
"""Stands at both ends of every line about real money: seen without any colour."""
_GROUND = "pane-header-focus"
_HEADS = {Env.REAL: "REAL MONEY"}


def height_for(terminal_lines: int) -> int:
    """Return how many lines the panel takes in a terminal."""
    return TALL if terminal_lines >= _ROOMY else HEIGHT


def inner_width(env: Env | None, width: int) -> int:
    """Return the cells between the edges."""
    return max(width - 2, 0) if env is Env.REAL else width


def filled(
    env: Env | None, head: Line, body: Sequence[Line], foot: Line, size: tuple[int, int]
) -> tuple[Line, ...]:
    """Return head, body and foot as exactly so many lines, in the frame of the environment."""
    width, height = size
    room = height - 2
    lines = (*body[:room], *([BLANK] * (room - len(body))), foot)
    return (head, *(_edged(line, env, width) for line in lines))


def ticket_head(form: TicketForm, title: str, width: int) -> Line:
    """Name environment and account, then what the panel is about."""
    account = form.account
    if account is None:
        return head_of(None, "", title, width)
    who = f"account {account_tail(account.acc_id)} ({market_words(account, form.instrument)})"
    return head_of(account.env, who, title, width)


def head_of(env: Env | None, who: str, title: str, width: int) -> Line:
    """Name the environment as a word, never by colour alone."""
    word, tone = ("NO ACCOUNT", Tone.BAD) if env is None else ENVS[env]
    chip = span_of(Cell(f" {word if env is None else _HEADS.get(env, word)} ", tone), reverse=True)
    text = fit(f" {who}  {title}" if who else f"  {title}", max(width - cell_len(chip.text), 0))
    return (chip, Span(text, f"{_GROUND}-text", bold=True, ground=_GROUND))


def with_at_end(head: Line, words: str, least_gap: int) -> Line:
    """Write words at the end of the head, where there is room for them."""
    chip, rest = head
    text, end = rest.text.rstrip(), f"{words} "
    room = cell_len(rest.text) - cell_len(text) - len(end)
    return head if room < least_gap else (chip, replace(rest, text=f"{text}{' ' * room}{end}"))


def key_hint(action_id: str, what: str, *, dim: bool = False) -> Line:
    """Name the first key of an action and what it does."""
    return hint(key_of(action_id), what, dim=dim)


def hint(key: str, what: str, *, dim: bool = False) -> Line:
    """Name a key and what it does."""
    return (Span(f" {key}", "" if not dim else "dim", bold=not dim), Span(f" {what}", "dim"))


def _edged(line: Line, env: Env | None, width: int) -> Line:
    if env is not Env.REAL:
        return line
    edge = span_of(Cell(EDGE, Tone.REAL), reverse=True)
    left, inside = width - 2, []
    for span in line:
        if left <= 0:
            break
        cells = cell_len(span.text)
        inside.append(span if cells <= left else replace(span, text=set_cell_size(span.text, left)))
        left -= min(cells, left)
    return (edge, *inside, Span(" " * max(left, 0)), edge)
