"""Which key does what: bindings, look-ups and labels made from the table of actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from textual.binding import Binding

from tui.app.actions import ACTIONS, Action, Where, actions_in

_LABELS = {
    "question_mark": "?",
    "slash": "/",
    "equals_sign": "=",
    "full_stop": ".",
    "comma": ",",
    "percent_sign": "%",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Bksp",
    "delete": "Del",
}
_SAME_AS_ANOTHER_KEY = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+left_square_bracket"})
_TAKEN_ON_THE_WAY = frozenset({"ctrl+s", "ctrl+q", "ctrl+a", "ctrl+b", "ctrl+z"})
"""Flow control, the prefixes of screen and tmux, and suspend."""
_ALSO_HERE = {
    Where.DASHBOARD: (Where.EVERYWHERE, Where.LIST),
    Where.LIST: (Where.EVERYWHERE, Where.DASHBOARD),
    Where.LADDER: (Where.EVERYWHERE, Where.DASHBOARD, Where.LIST),
    Where.ORDERS: (Where.EVERYWHERE, Where.DASHBOARD, Where.LIST),
    Where.HISTORY: (Where.EVERYWHERE, Where.LIST),
    Where.ACCOUNTS: (Where.EVERYWHERE, Where.LIST),
}
"""Contexts whose keys work together with those of another."""
SENDS = {
    key: frozenset(action.id for action in ACTIONS if action.sends and key in action.keys)
    for key in {key for action in ACTIONS if action.sends for key in action.keys}
}
"""Keys that may send with no question before them, and by which actions."""
_SHIFTS_TERMINALS_DROP = frozenset({"enter", "space", "backspace", "escape"})


def label_of(key: str) -> str:
    """Return a key as a reader knows it: `question_mark` is `?`, `ctrl+p` is `Ctrl+P`."""
    *modifiers, name = key.split("+")
    shown = _LABELS.get(name, name.upper() if modifiers or len(name) > 1 else name)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def keys_label(action: Action) -> str:
    """Return all keys of an action as help writes them."""
    return action.keys_label or " ".join(label_of(key) for key in action.keys)


def bindings_for(*contexts: Where, namespace: str = "") -> list[Binding]:
    """Make the bindings of some contexts; `namespace` ("app", "screen") says who carries out the actions.

    The handler of action `cancel_order` is `action_cancel_order`; one that takes its key gets it as text.
    """
    prefix = f"{namespace}." if namespace else ""
    bindings: list[Binding] = []
    for action in (action for where in contexts for action in actions_in(where)):
        if action.takes_key:
            bindings += [
                Binding(
                    key,
                    f"{prefix}{action.id}({label_of(key)!r})",
                    action.title,
                    show=False,
                    key_display=label_of(key),
                    tooltip=action.help,
                    id=f"{action.id}.{label_of(key)}",
                )
                for key in action.keys
            ]
        else:
            bindings.append(
                Binding(
                    ",".join(action.keys),
                    prefix + action.id,
                    action.title,
                    show=action.footer,
                    key_display=label_of(action.keys[0]),
                    tooltip=action.help,
                    id=action.id,
                )
            )
    return bindings


def action_for(where: Where, key: str) -> Action | None:
    """Return the action a key has in one context, None when the key means nothing there."""
    for action in actions_in(where):
        if key in action.keys:
            return action
    return None


def key_of(action_id: str) -> str:
    """Return the label of an action's first key, for hint lines."""
    return next(label_of(action.keys[0]) for action in ACTIONS if action.id == action_id)


def unsendable(key: str) -> str | None:
    """Return why a terminal cannot be trusted to send a key, None when it can."""
    *modifiers, name = key.split("+")
    if key in _SAME_AS_ANOTHER_KEY:
        return "arrives as another key"
    if key in _TAKEN_ON_THE_WAY:
        return "flow control, a multiplexer or the shell takes it"
    if "alt" in modifiers:
        return "Alt arrives as Escape and a letter"
    if "shift" in modifiers and name in _SHIFTS_TERMINALS_DROP:
        return "arrives without Shift, or not at all"
    if name[0] == "f" and name[1:].isdigit() and int(name[1:]) > 10:
        return "F11 and above belong to the terminal"
    return None


def problems(actions: Iterable[Action] = ACTIONS) -> list[str]:
    """Return what is wrong with a table of actions; one line each, empty when it is sound."""
    actions = tuple(actions)
    found = [
        f"{action.id}: {key}: {why}" for action in actions for key in action.keys if (why := unsendable(key))
    ]
    found += [f"{action.id}: no help" for action in actions if not action.help or not action.title]
    found += [f"{action.id}: no key" for action in actions if not action.keys]
    found += [
        f"{name}: used twice" for name, uses in Counter(action.id for action in actions).items() if uses > 1
    ]
    for where in Where:
        together = (where, *_ALSO_HERE.get(where, (Where.EVERYWHERE,)))
        here = (action for action in actions if action.where in together)
        keys = Counter(key for action in here for key in action.keys)
        found += [f"{where.name}: {key} has {uses} actions" for key, uses in keys.items() if uses > 1]
    return found
