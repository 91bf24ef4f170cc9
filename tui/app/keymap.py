"""Which key does what: the table of actions with the user's own keys in it, and what is made from that.

A process has one keyboard, so one map is in force: `use` puts it there before the first screen. Hints, help,
palette and look-ups ask the map in force. Bindings of Textual are made once, with the keys of the table;
`overrides` hands the user's to Textual, which lays them over the bindings of every node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.app.actions import ACTIONS, BY_ID, Action, Where, actions_in
from tui.app.key_names import label_of

if TYPE_CHECKING:
    from textual.binding import Binding

NEVER = "f35"
"""Stands for no key where Textual must be told one: no terminal sends it, and no action may have it."""


class KeyMap:
    """All actions with the keys they have; `problems` are lines about what of a file does not hold."""

    def __init__(
        self, changed: Mapping[str, tuple[str, ...]] | None = None, problems: Iterable[str] = ()
    ) -> None:
        """`changed` holds the keys of actions, by id, that differ from the table."""
        self.changed = dict(changed or {})
        self.problems = tuple(problems)
        self.actions = tuple(
            replace(action, keys=self.changed[action.id]) if action.id in self.changed else action
            for action in ACTIONS
        )
        self._by_id = {action.id: action for action in self.actions}
        self._by_key = {(action.where, key): action for action in self.actions for key in action.keys}
        sending = [(key, action.id) for action in self.actions if action.sends for key in action.keys]
        self._sends = {key: frozenset(one for other, one in sending if other == key) for key, _ in sending}

    def keys(self, action_id: str) -> tuple[str, ...]:
        """Return the keys of an action, the first of which hints name; none when the user took them away."""
        return self._by_id[action_id].keys

    def action_for(self, where: Where, key: str) -> Action | None:
        """Return the action a key has in one context, None when the key means nothing there."""
        return self._by_key.get((where, key))

    def sends(self, key: str) -> frozenset[str]:
        """Return the actions that send with this key, with no question before them."""
        return self._sends.get(key, frozenset())

    def overrides(self) -> dict[str, str]:
        """Return the keys that differ, as `App.set_keymap` wants them."""
        return {action_id: ",".join(keys) or NEVER for action_id, keys in self.changed.items()}


_in_force = KeyMap()


def in_force() -> KeyMap:
    """Return the map that all keys go by."""
    return _in_force


def use(keymap: KeyMap) -> None:
    """Let all keys go by this map from now on; an app takes it when it starts."""
    global _in_force
    _in_force = keymap


@contextmanager
def using(keymap: KeyMap) -> Iterator[KeyMap]:
    """Let all keys go by this map for a while."""
    before = in_force()
    use(keymap)
    try:
        yield keymap
    finally:
        use(before)


def action_for(where: Where, key: str) -> Action | None:
    """Return the action a key has in one context, None when the key means nothing there."""
    return _in_force.action_for(where, key)


def sends(key: str) -> frozenset[str]:
    """Return the actions that send with this key, with no question before them."""
    return _in_force.sends(key)


def keys_of(action_id: str) -> tuple[str, ...]:
    """Return the keys of an action."""
    return _in_force.keys(action_id)


def key_of(action_id: str) -> str:
    """Return the label of an action's first key, for hint lines; one without is in the palette."""
    keys = keys_of(action_id)
    return label_of(keys[0]) if keys else f"{key_of('show_palette')} {BY_ID[action_id].title}"


def keys_label(action: Action) -> str:
    """Return all keys of an action as help writes them."""
    if action.takes_key:
        return action.keys_label
    labels = [label_of(key) for key in keys_of(action.id)]
    if action.twice:
        return " or ".join(f"{label} {label}" for label in labels)
    return " ".join(labels) or "no key"


def bindings_for(*contexts: Where, namespace: str = "") -> list[Binding]:
    """Make the bindings of some contexts; `namespace` ("app", "screen") says who carries out the actions.

    The handler of action `cancel_order` is `action_cancel_order`; one that takes its key gets it as text.
    """
    # Whoever only reads a file of keys needs no Textual.
    from textual.binding import Binding

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
