"""Keys of Kitty's protocol mean what the plain ones mean, and a modifier alone is nothing."""

from __future__ import annotations

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key

from tui.app.actions import ACTIONS, Where
from tui.app.key_forms import is_modifier, make_plain
from tui.app.key_names import character_of
from tui.app.keymap import action_for

_NAMED = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "shift+tab": "\x1b[Z",
    "shift+up": "\x1b[1;2A",
    "shift+down": "\x1b[1;2B",
}
_LOCKS = (64, 128)
"""Bits of caps lock and num lock."""


def arrived(sequence: str) -> list[Key]:
    """Return the keys that a terminal's bytes become, as the app takes them."""
    parser = XTermParser()
    keys = [one for one in (*parser.feed(sequence), *parser.feed("")) if isinstance(one, Key)]
    for key in keys:
        make_plain(key)
    return [key for key in keys if not is_modifier(key)]


def legacy(key: str) -> str:
    """Return what a plain terminal sends."""
    character = character_of(key)
    if key.startswith("ctrl+"):
        return chr(ord(key[-1]) - ord("a") + 1)
    return _NAMED.get(key) or character or ""


def kitty(key: str, lock: int = 0) -> str:
    """Return what Kitty's protocol sends, with the modes that Textual asks for."""
    character = character_of(key)
    if key.startswith("ctrl+"):
        return f"\x1b[{ord(key[-1])};{5 + lock}u"
    if key == "shift+tab":
        return f"\x1b[9;{2 + lock}u"
    if character is not None:
        shift = 1 if character.isupper() else 0
        modifiers = f"{1 + shift + lock}" if shift or lock else ""
        return f"\x1b[{ord(character.lower())};{modifiers};{ord(character)}u"
    plain = legacy(key)
    if len(plain) == 1:
        return f"\x1b[{ord(plain)};{1 + lock}u" if lock else f"\x1b[{ord(plain)}u"
    if not lock:
        return plain
    if plain[2].isalpha():
        return f"\x1b[1;{1 + lock}{plain[2]}"
    head, bits, final = plain[:-1].partition(";")[0], plain[:-1].partition(";")[2], plain[-1]
    return f"{head};{int(bits or 1) + lock}{final}"


def test_both_encodings_give_the_same_action() -> None:
    for action in ACTIONS:
        for key in action.keys:
            for sequence in (legacy(key), kitty(key), *(kitty(key, lock) for lock in _LOCKS)):
                (event,) = arrived(sequence)
                assert (event.key, action_for(action.where, event.key)) == (key, action), sequence


@pytest.mark.parametrize(
    ("sequence", "key", "character"),
    [
        pytest.param("\x1b[13;2u", "enter", None, id="shift_enter"),
        pytest.param("\x1b[32;2u", "space", " ", id="shift_space"),
        pytest.param("\x1b[32;2;32u", "space", " ", id="shift_space_with_text"),
        pytest.param("\x1b[127;2u", "backspace", None, id="shift_backspace"),
        pytest.param("\x1b[27;2u", "escape", None, id="shift_escape"),
        pytest.param("\x1b[13;5u", "enter", None, id="ctrl_enter"),
        pytest.param("\x1b[127;5u", "backspace", None, id="ctrl_backspace"),
        pytest.param("\x1b[104;5u", "backspace", None, id="ctrl_h"),
        pytest.param("\x1b[105;5u", "tab", None, id="ctrl_i"),
        pytest.param("\x1b[109;5u", "enter", None, id="ctrl_m"),
        pytest.param("\x1b[91;5u", "escape", None, id="ctrl_bracket"),
        pytest.param("\x1b[57400;;49u", "1", "1", id="pad_1"),
        pytest.param("\x1b[57409;;46u", "full_stop", ".", id="pad_point"),
        # Where the pad writes a decimal comma: on the ladder the two signs move orders opposite ways.
        pytest.param("\x1b[57409;;44u", "comma", ",", id="pad_comma"),
        pytest.param("\x1b[57410;;47u", "slash", "/", id="pad_slash"),
        pytest.param("\x1b[57414u", "enter", "\r", id="pad_enter"),
        pytest.param("\x1b[57415u", "equals_sign", "=", id="pad_equals"),
    ],
)
def test_more_telling_keys_are_the_plain_ones(sequence: str, key: str, character: str | None) -> None:
    (event,) = arrived(sequence)
    assert (event.key, event.character, event.aliases[0]) == (key, character, key)


@pytest.mark.parametrize("code", [57441, 57442, 57447, 57448, 57358, 57360, 57453])
def test_a_modifier_alone_is_no_key(code: int) -> None:
    assert arrived(f"\x1b[{code}u") == []
    assert arrived(f"\x1b[{code};2u") == []


@pytest.mark.parametrize("sequence", ["\x1b[120;3u", "\x1bx", "\x1b[13;3u", "\x1b[121;3u", "\x1b[57364u"])
def test_alt_and_far_function_keys_act_nowhere(sequence: str) -> None:
    (event,) = arrived(sequence)
    assert all(action_for(where, event.key) is None for where in Where)
