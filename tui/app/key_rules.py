"""What a key may not do: clash where actions work together, and be unsafe for what it sends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tui.app.actions import ACTIONS, Action, Where
from tui.app.key_names import character_of, label_of, unsendable

_ALSO_HERE = {
    Where.DASHBOARD: (Where.LIST,),
    Where.LIST: (Where.DASHBOARD,),
    Where.LADDER: (Where.DASHBOARD, Where.LIST),
    Where.ORDERS: (Where.DASHBOARD, Where.LIST),
    Where.HISTORY: (Where.LIST,),
    Where.ACCOUNTS: (Where.LIST,),
    Where.CANCEL: (Where.PROGRESS,),
    Where.PANIC: (Where.PROGRESS,),
}
"""Contexts whose keys work together with those of another, besides those that work everywhere."""
_OF_ONE_SCREEN = {"leave_progress": Where.PROGRESS}
"""Actions that do not go along where their context works together with another."""
CONFIRMS = frozenset(
    {
        "confirm_paper",
        "confirm_real",
        "flatten_paper",
        "flatten_real",
        "confirm_cancel",
        "confirm_quit",
        "confirm_arm",
        "repeat_knowingly",
        "again_at_cursor",
    }
)
"""Answers that send, or let something be sent."""
_PAPER = frozenset({"confirm_paper", "flatten_paper"})
_REAL = frozenset({"confirm_real", "flatten_real"})
_OPENS = frozenset({"open_buy", "open_sell", "amend_order", "review_ticket", "flatten", "reverse"})
_LADDER = frozenset(action.id for action in ACTIONS if action.where is Where.LADDER)
_SENDS = frozenset(action.id for action in ACTIONS if action.sends)
_MENU = frozenset(action.id for action in ACTIONS if action.where is Where.CANCEL_MENU)
_ASKS_TICKET = frozenset(
    action.id for action in ACTIONS if action.where in (Where.TICKET, Where.REVIEW, Where.CANCEL)
)
APART = (
    (_PAPER, _REAL, "paper and real money must have keys of their own"),
    (_PAPER | _REAL, _OPENS | _LADDER, "the key that leads to a question must not answer it"),
    (
        frozenset({"confirm_cancel"}),
        _MENU | {"cancel_order", "cancel_many"},
        "the key that leads to a question must not answer it",
    ),
    (frozenset({"confirm_quit"}), frozenset({"quit"}), "the key that leads to a question must not answer it"),
    (
        frozenset({"confirm_arm"}),
        frozenset({"arm_account"}),
        "the key that leads to a question must not answer it",
    ),
    (
        frozenset({"confirm_arm", "confirm_cancel", "confirm_quit"}),
        _SENDS,
        "pressed twice it would answer, and then send",
    ),
    (frozenset({"arm_account"}), _ASKS_TICKET, "it arms while a ticket is open, too"),
)
"""Actions of different contexts that must not share a key, and why."""
_TAILS = frozenset("ABCDEFHIMOPQRSZabcdmtu~[0123456789;<^$?")
"""What is left of an escape sequence that a slow line tore apart looks like these."""
_UNMEANT = frozenset({"enter", "tab", "space", "up", "down"})
"""A paste brings these, or a terminal in place of its wheel; Enter ends what was typed before, too."""
_KILLS = frozenset(f"ctrl+{letter}" for letter in "glnortxy")
"""One byte, at once, in no text, and no editing of it."""
_TYPED = frozenset({Where.FILTER, Where.FIND, Where.UNLOCK, Where.RELEASE})
"""Where every character is text."""
_PARTLY_TYPED = frozenset({Where.TICKET, Where.ARM})
"""Where it may be: a note, the word that arms."""
_NEEDED = CONFIRMS | {"kill_switch", "cancel_order", "cancel_many", "quit", "show_help", "show_palette"}
_MAY_GO = frozenset({Where.EVERYWHERE, Where.DASHBOARD, Where.LADDER, Where.ORDERS})
"""Where an action may be left without a key; elsewhere a question could not be left."""


def needs_key(action: Action) -> bool:
    """Whether an action must keep a key."""
    return action.id in _NEEDED or action.where not in _MAY_GO


def flaw(action: Action, keys: Sequence[str]) -> str | None:
    """Return why an action may not have these keys, whatever other actions have; None when it may."""
    if action.takes_key:
        return "takes the digits, and they stay digits"
    if not keys:
        return "must keep a key: it may be moved, not removed" if needs_key(action) else None
    if twice := [key for key, uses in Counter(keys).items() if uses > 1]:
        return f"has {label_of(twice[0])} twice"
    for key in keys:
        if why := unsendable(key) or _unsafe(action, key):
            return f"cannot have {label_of(key)}: {why}"
    return _out_of_reach(action, keys)


def _unsafe(action: Action, key: str) -> str | None:
    """Return why this action may not have this key."""
    character = character_of(key)
    if character is not None and character.isdigit():
        return "digits stay digits"
    if key == "escape" and "escape" not in action.keys:
        return "Escape only leaves"
    if action.id == "kill_switch" and key not in _KILLS:
        return "the kill switch needs Ctrl and one of G L N O R T X Y, which no text holds"
    if action.where in _TYPED and character is not None:
        return "it is text there"
    if action.sends and key in _UNMEANT:
        return "a paste or a wheel brings it, and it sends with no question"
    if action.sends or action.id in CONFIRMS:
        if character in _TAILS:
            return "a slow line may make it out of another key"
        if action.id in CONFIRMS and (character is None or key == "space"):
            return "what sends needs a letter or a sign"
    if action.id in _REAL and key == "y":
        return "it is the key for paper"
    return None


def _out_of_reach(action: Action, keys: Sequence[str]) -> str | None:
    """Return what is missing where letters may be text."""
    untyped = [key for key in action.keys if character_of(key) is None]
    must = untyped and (action.where in _PARTLY_TYPED or "escape" in untyped)
    if must and all(character_of(key) is not None for key in keys):
        return f"needs a key that is no text, too, such as {label_of(untyped[0])}"
    return None


@dataclass(frozen=True, slots=True)
class Clash:
    """One key of two actions."""

    key: str
    ids: tuple[str, str]
    why: str

    @property
    def words(self) -> str:
        """All of it in one line."""
        return f"{label_of(self.key)} is the key of {' and '.join(self.ids)}: {self.why}"


def together(where: Where) -> tuple[Where, ...]:
    """Return the contexts whose keys work at the same time."""
    return (where, *(() if where is Where.EVERYWHERE else (Where.EVERYWHERE,)), *_ALSO_HERE.get(where, ()))


def clashes(actions: Iterable[Action]) -> Iterator[Clash]:
    """Yield what two actions must not share, each pair and key once."""
    actions = tuple(actions)
    told: set[tuple[str, tuple[str, str]]] = set()
    for clash in (*_in_one_context(actions), *_far_apart({action.id: action for action in actions})):
        if (clash.key, clash.ids) not in told:
            told.add((clash.key, clash.ids))
            yield clash


def _in_one_context(actions: Sequence[Action]) -> Iterator[Clash]:
    for where in Where:
        contexts = together(where)
        owners: dict[str, str] = {}
        for action in actions:
            if action.where not in contexts or _OF_ONE_SCREEN.get(action.id, where) is not where:
                continue
            for key in action.keys:
                other = owners.setdefault(key, action.id)
                if other != action.id:
                    yield Clash(key, (other, action.id), f"both work in {where.value}")


def _far_apart(by_id: Mapping[str, Action]) -> Iterator[Clash]:
    for some, others, why in APART:
        for one in sorted(some):
            for other in sorted(others - {one}):
                for key in by_id[one].keys:
                    if key in by_id[other].keys:
                        yield Clash(key, (one, other), why)


def problems(actions: Iterable[Action] = ACTIONS) -> list[str]:
    """Return what is wrong with a table of actions; one line each, empty when it is sound."""
    actions = tuple(actions)
    found = [f"{action.id}: {why}" for action in actions if (why := _flaw_of_row(action))]
    found += [f"{action.id}: no help" for action in actions if not action.help or not action.title]
    found += [f"{action.id}: no key" for action in actions if not action.keys]
    found += [
        f"{name}: used twice" for name, uses in Counter(action.id for action in actions).items() if uses > 1
    ]
    return [*found, *(clash.words for clash in clashes(actions))]


def _flaw_of_row(action: Action) -> str | None:
    if not action.takes_key:
        return flaw(action, action.keys)
    return next((why for key in action.keys if (why := unsendable(key))), None)
