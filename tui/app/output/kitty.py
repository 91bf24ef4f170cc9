"""Key reports of Kitty's protocol in the one form that Textual reads: without sub-fields.

We ask for neither event types nor alternate keys, but a terminal may send them all the same, as one does
that another program left in that state. Textual drops such a report: a key lost, the kill switch with it.
"""

from __future__ import annotations

import re

_KEY = re.compile(
    r"\x1b\[(?P<code>\d{0,7})(?::(?P<shifted>\d{0,7}))?(?::\d{0,7})?"
    r"(?:;(?P<modifiers>\d{0,3})(?::(?P<event>\d{0,2}))?(?:;(?P<text>[\d:]*))?)?(?P<end>[u~A-FHP-S])"
)
_PRESSES = (None, "", "1", "2")
"""Events that are a press: none named, pressed, repeated. The third is the release of a key."""
_SHIFT, _LOCKS = 1, 64 | 128
"""Bits of modifiers, which are sent plus one: Shift; Caps Lock and Num Lock."""


def plain(sequence: str) -> str | None:
    """Return a sequence as it is without sub-fields; None for a key that was let go, which is no press."""
    found = _KEY.fullmatch(sequence)
    if found is None or ":" not in sequence:
        return sequence
    code, shifted, modifiers, event, text, end = found.group(
        "code", "shifted", "modifiers", "event", "text", "end"
    )
    if event not in _PRESSES:
        return None
    if not text and shifted and _is_shift_alone(modifiers):
        # What Shift makes of the key is what is typed.
        text = shifted
    fields = [code, modifiers or "", text or ""]
    while fields[-1] == "" and len(fields) > 1:
        fields.pop()
    return f"\x1b[{';'.join(fields)}{end}"


def _is_shift_alone(modifiers: str | None) -> bool:
    held = int(modifiers or "1") - 1
    return held & ~_LOCKS == _SHIFT
