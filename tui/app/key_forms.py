"""Keys of terminals that tell more than others do, brought to what a plain terminal sends for them.

With Kitty's protocol Shift, held with Enter, Space or Backspace, arrives, and so does Ctrl with I or M; keys
of the number pad have names of their own, and a modifier pressed alone is a key. Elsewhere these are the
plain keys or nothing at all, and that is what they mean here everywhere.
"""

from __future__ import annotations

from typing import Final

from textual import events

from tui.app.key_names import SIGNS, character_of

_PLAIN: Final = {
    "shift+enter": "enter",
    "shift+space": "space",
    "shift+backspace": "backspace",
    "shift+escape": "escape",
    "ctrl+enter": "enter",
    "ctrl+backspace": "backspace",
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+left_square_bracket": "escape",
    "add": "plus",
    "decimal": "full_stop",
    "divide": "slash",
    "equal": "equals_sign",
    "multiply": "asterisk",
    "separator": "comma",
    "subtract": "minus",
}
_HELD = ("shift", "control", "alt", "super", "hyper", "meta")
_MODIFIERS: Final = frozenset(
    {
        *(f"{side}_{name}" for side in ("left", "right") for name in _HELD),
        "caps_lock",
        "num_lock",
        "scroll_lock",
        "iso_level3_shift",
        "iso_level5_shift",
    }
)


def is_modifier(key: events.Key) -> bool:
    """Whether a key only changes others; alone it is nothing."""
    return key.key.rpartition("+")[2] in _MODIFIERS


def make_plain(key: events.Key) -> None:
    """Give a key the name, and the character, that it has on a plain terminal."""
    plain = _PLAIN.get(key.key)
    if plain is not None:
        # What it types here goes before its name: on some pads the decimal key is a comma.
        key.key = SIGNS.get(key.character or "", plain)
        key.character = character_of(key.key)
