"""Names of keys: Textual's, and a reader's; and which keys no terminal can be trusted to send."""

from __future__ import annotations

from typing import Final

SIGNS: Final = {
    " ": "space",
    "!": "exclamation_mark",
    '"': "quotation_mark",
    "#": "number_sign",
    "$": "dollar_sign",
    "%": "percent_sign",
    "&": "ampersand",
    "'": "apostrophe",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "*": "asterisk",
    "+": "plus",
    ",": "comma",
    "-": "minus",
    ".": "full_stop",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less_than_sign",
    "=": "equals_sign",
    ">": "greater_than_sign",
    "?": "question_mark",
    "@": "at",
    "[": "left_square_bracket",
    "\\": "backslash",
    "]": "right_square_bracket",
    "^": "circumflex_accent",
    "_": "underscore",
    "`": "grave_accent",
    "{": "left_curly_bracket",
    "|": "vertical_line",
    "}": "right_curly_bracket",
    "~": "tilde",
}
"""Textual's names of the characters that are no letters."""
_CHARACTERS = {name: sign for sign, name in SIGNS.items()}
_LABELS = {
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "insert": "Ins",
    "delete": "Del",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Bksp",
}
_WRITTEN = {
    **{name: name for name in (*_LABELS, *_CHARACTERS)},
    **{label.lower(): name for name, label in _LABELS.items()},
    **{f"f{number}": f"f{number}" for number in range(1, 36)},
}
"""What may be written for a key that is no single character."""
_MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
_SAME_AS_ANOTHER_KEY = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+left_square_bracket"})
_TAKEN_ON_THE_WAY = frozenset({"ctrl+s", "ctrl+q", "ctrl+a", "ctrl+b", "ctrl+z"})
"""Flow control, the prefixes of screen and tmux, and suspend."""
_SHIFTED = frozenset({"tab", "up", "down", "left", "right", "home", "end"})
"""Keys that every terminal sends with Shift, and none keeps for its own scrolling."""


class KeyNameError(Exception):
    """Why a text names no key."""


def label_of(key: str) -> str:
    """Return a key as a reader knows it: `question_mark` is `?`, `ctrl+p` is `Ctrl+P`."""
    *modifiers, name = key.split("+")
    plain = _LABELS.get(name) or _CHARACTERS.get(name)
    shown = plain or (name.upper() if modifiers or len(name) > 1 else name)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def character_of(key: str) -> str | None:
    """Return the character that a key types, None when it types none."""
    return key if len(key) == 1 else _CHARACTERS.get(key)


def key_named(text: str) -> str:
    """Return Textual's name of a key, written as a reader would: `?`, `Ctrl+P`, `T`, `PgDn`."""
    written = text if text == " " else text.strip()
    if len(written) == 1:
        return _of_character(written)
    *modifiers, name = written.lower().split("+")
    if not name and written.endswith("++"):
        *modifiers, name = *modifiers[:-1], "plus"
    unknown = [modifier for modifier in modifiers if modifier not in _MODIFIERS]
    if unknown or len(set(modifiers)) < len(modifiers):
        raise KeyNameError(f"{text!r} is no key: such as c, T, ?, Ctrl+T, PgDn, F5")
    if len(name) == 1 and "shift" in modifiers and name.isalpha():
        raise KeyNameError(f"{text!r}: write the letter as it is typed, {name.upper()}")
    plain = _of_character(name) if len(name) == 1 else _WRITTEN.get(name)
    if plain is None:
        raise KeyNameError(f"{text!r} is no key: such as c, T, ?, Ctrl+T, PgDn, F5")
    return "+".join([*sorted(modifiers), plain])


def _of_character(character: str) -> str:
    if character in SIGNS:
        return SIGNS[character]
    if character.isascii() and character.isalnum():
        return character
    raise KeyNameError(f"{character!r} is on few keyboards: take an ASCII letter or sign")


def unsendable(key: str) -> str | None:
    """Return why a terminal cannot be trusted to send a key, None when it can."""
    *modifiers, name = key.split("+")
    if key in _SAME_AS_ANOTHER_KEY:
        return "arrives as another key"
    if key in _TAKEN_ON_THE_WAY:
        return "flow control, a multiplexer or the shell takes it"
    if key == "ctrl+c":
        return "it always leaves the program"
    if "alt" in modifiers:
        return "Alt arrives as Escape and a letter"
    if name[0] == "f" and name[1:].isdigit() and (modifiers or int(name[1:]) > 10):
        return "F11 and above, and function keys with others held, belong to the terminal"
    if modifiers == ["shift"] and name not in _SHIFTED:
        return "arrives without Shift, or not at all"
    if modifiers == ["ctrl"] and not (len(name) == 1 and name.isalpha()):
        return "Ctrl goes with letters only"
    if modifiers not in ([], ["shift"], ["ctrl"]):
        return "terminals do not tell it from a plainer key"
    return None
