"""Cuts what a terminal sends into keys typed and sequences, however the line cut it; the clock is passed in.

A slow line hands over a sequence in pieces. Textual takes the rest of one for keys when its first byte came
alone for 100 ms: the tail of a late report would be typed into the app. Here a sequence that began is waited
for, one that nobody knows is one token and not its letters, and an Escape that stood alone too long is still
remembered when the rest comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from tui.app.output.seven_bits import MOUSE

ESCAPE_S = 0.1
"""So long after Escape nothing may come for it to be the key of that name."""
SEQUENCE_S = 5.0
"""So long the rest of a sequence that began is waited for."""
STRING_S = 1.0
PASTE_S = 10.0
RESUMES_S = (0.3, 2.0)
"""So long a bracket alone is taken for the rest of an Escape that went before; the second while the terminal
owes an answer."""
_LONGEST = 256
_LONGEST_STRING = 65_536
_LONGEST_PASTE = 1_000_000

_ESC: Final = 0x1B
_PASTE_BEGINS = b"\x1b[200~"
_PASTE_ENDS = b"\x1b[201~"
_IN_STRING = rb"[^\x07\x18\x1a\x1b\x9c]*(?:(?<=[\x80-\xc1\xc3-\xff])\x9c[^\x07\x18\x1a\x1b\x9c]*)*"
"""What a string holds: its end in eight bits may be a byte within a character, too."""
_WHOLE = re.compile(
    rb"\x1b\[M" + MOUSE + rb"{3}"
    rb"|\x1b\[\[[\x20-\x7e]"  # Function keys of the Linux console.
    rb"|\x1b\[(?![M\[])[0-?]*[ -/]*[@-~]"
    rb"|\x1bO[0-9;]{0,4}[@-~]"
    rb"|\x1b[\]PX^_]" + _IN_STRING + rb"(?:\x07|\x1b\\|\x9c)"
    rb"|\x1b[\x80-\xff]+"
    rb"|\x1b[^\x1b\[O\]PX^_]"
)
_BEGUN = re.compile(
    rb"(?:\x1b\[M" + MOUSE + rb"{0,2}|\x1b\[\[|\x1b\[[0-?]*[ -/]*|\x1bO[0-9;]{0,4}"
    rb"|\x1b[\]PX^_]" + _IN_STRING + rb"\x1b?|\x1b)\Z"
)
_ABORTED = re.compile(rb"\x1b(?:\[(?:M[^\x1b]*|\[|[0-?]*[ -/]*)|O[0-9;]*|[\]PX^_]" + _IN_STRING + rb")?")
_RXVT = re.compile(rb"\x1b\[\d+\$\Z")
"""Shift and a key in rxvt: whole, although the standard wants a letter after it."""
_KILLS = re.compile(
    rb"[\x07\x0c\x0e\x0f\x12\x14\x18\x19]|(\x1b\[\d{2,3}(?::\d*){0,2};(?:5|69|133|197)(?::[12]?)?u)"
)
"""A key that may be the kill switch, alone in what came, plainly or as Kitty sends it: never part of a
paste or of a mouse report of old, of which the end may be lost."""
_REPORT = re.compile(
    rb"\x1b\[(?:\d{1,5};\d{1,5}R|\?[\d;]{1,32}(?:\$y|[cu])|48(?:;\d{1,5}(?::[\d:]{0,16})?){4}t|[IO])"
)
"""What a terminal says by itself: where its cursor is, what it can do, its size, whether it has the focus."""
_SEQUENCES = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")


class Kind(Enum):
    """What a token is."""

    TEXT = 1
    """Bytes as typed, with no Escape in it."""
    ESCAPE = 2
    """The key of that name."""
    SEQUENCE = 3
    """A sequence, known or not; also one that was broken off."""
    PASTE = 4
    """What stood between the marks of a paste."""


@dataclass(frozen=True, slots=True)
class Token:
    """One thing that a terminal sent."""

    kind: Kind
    data: bytes = b""


class Tokens:
    """Bytes in, tokens out; seconds of any clock that does not go back."""

    def __init__(
        self, *, escape_s: float = ESCAPE_S, owes_answer: Callable[[], bool] = lambda: False
    ) -> None:
        """`owes_answer` tells whether the terminal was asked something and has not answered yet."""
        self._escape_s = escape_s
        self._owes_answer = owes_answer
        self._held = b""
        """What began and is not whole."""
        self._came_at = 0.0
        """When the last byte came."""
        self._escaped_at: float | None = None
        """When an Escape was given out as a key and nothing came since."""
        self._is_rest = False
        """Whether the Escape of what is held was given out before."""
        self._pasted: bytearray | None = None

    def feed(self, data: bytes, now: float) -> list[Token]:
        """Take what came; return what is whole now."""
        if not data:
            return []
        if (key := _KILLS.fullmatch(data)) is not None:
            pressed = Token(Kind.SEQUENCE if key[1] else Kind.TEXT, data)
            if self._pasted is not None:
                return [pressed]
            if self._held.startswith(b"\x1b[M"):
                lost, self._held, self._is_rest = self._held, b"", False
                return [Token(Kind.SEQUENCE, lost), pressed]
        if self._pasted is not None and (reports := _reports(self._held + data)):
            # They come for ever: waiting for a lost end of the paste must not begin anew with each.
            self._held = b""
            return [Token(Kind.SEQUENCE, report) for report in reports]
        if not self._held and data[:1] in (b"[", b"O") and self._may_resume(now):
            data, self._is_rest = b"\x1b" + data, True
        self._escaped_at = None
        self._came_at = now
        data, self._held = self._held + data, b""
        return list(self._cut(data))

    def tick(self, now: float) -> list[Token]:
        """Give up waiting where that took too long."""
        if self.wait_s(now) != 0:
            return []
        held, self._held = self._held, b""
        if self._pasted is not None:
            return [Token(Kind.PASTE, self._end_paste())]
        if held == b"\x1b":
            self._escaped_at = now
            return [Token(Kind.ESCAPE)]
        if self._is_rest and len(held) == 2:
            self._is_rest = False
            return [Token(Kind.TEXT, held[1:])]
        self._is_rest = False
        return [Token(Kind.SEQUENCE, held)]

    def wait_s(self, now: float) -> float | None:
        """Return in how many seconds `tick` gives up; None when nothing is waited for."""
        if self._pasted is None and not self._held:
            return None
        return max(self._came_at + self._patience_s() - now, 0.0)

    def _patience_s(self) -> float:
        if self._pasted is not None:
            return PASTE_S
        held = self._held
        if held == b"\x1b" or _RXVT.match(held):
            return self._escape_s
        if held[1] in b"]PX^_":
            return self._escape_s if len(held) == 2 else STRING_S
        if self._is_rest and len(held) == 2:
            return self._resumes_s()
        return SEQUENCE_S

    def _resumes_s(self) -> float:
        return RESUMES_S[1 if self._owes_answer() else 0]

    def _may_resume(self, now: float) -> bool:
        """Whether what comes now may be the rest of an Escape that was given out as a key."""
        return self._escaped_at is not None and now - self._escaped_at <= self._resumes_s()

    # ---- inner

    def _cut(self, data: bytes) -> Iterator[Token]:
        at = 0
        while at < len(data):
            if self._pasted is not None:
                end = self._take_paste(data, at)
                if end is None:
                    return
                yield Token(Kind.PASTE, self._end_paste())
                at = end
            elif data[at] != _ESC:
                end = data.find(b"\x1b", at)
                end = len(data) if end < 0 else end
                yield Token(Kind.TEXT, data[at:end])
                at = end
            elif _BEGUN.match(data, at):
                self._hold(data[at:])
                return
            elif (whole := _WHOLE.match(data, at)) is not None:
                at = whole.end()
                yield from self._named(whole.group())
            elif data[at + 1] == _ESC:
                yield Token(Kind.ESCAPE)
                at += 1
            else:
                broken = _ABORTED.match(data, at)
                assert broken is not None  # It matches a lone Escape.
                yield Token(Kind.SEQUENCE, broken.group())
                at = broken.end()
            if not self._held:
                self._is_rest = False

    def _named(self, sequence: bytes) -> Iterator[Token]:
        if sequence == _PASTE_BEGINS:
            self._pasted = bytearray()
        elif len(sequence) == 2 and sequence[1] < 0x20 and sequence[1:] not in (b"\r", b"\n"):
            # Escape and then a control key, which may be the kill switch: two keys that came together.
            yield Token(Kind.ESCAPE)
            yield Token(Kind.TEXT, sequence[1:])
        elif sequence != _PASTE_ENDS:
            yield Token(Kind.SEQUENCE, sequence)

    def _hold(self, data: bytes) -> None:
        if data[1:2] in (b"]", b"P", b"X", b"^", b"_"):
            # Where it began must be remembered, what is in it not.
            self._held = data if len(data) <= _LONGEST_STRING else data[:2] + data[-2:]
        else:
            self._held = data if len(data) <= _LONGEST else data[:2] + b"0"

    def _take_paste(self, data: bytes, at: int) -> int | None:
        """Take what belongs to the paste; return where it ended, None when it goes on."""
        assert self._pasted is not None
        end = data.find(_PASTE_ENDS, at)
        if end >= 0:
            self._pasted += data[at:end]
            return end + len(_PASTE_ENDS)
        # The mark itself may be cut.
        kept = next((n for n in range(len(_PASTE_ENDS) - 1, 0, -1) if data.endswith(_PASTE_ENDS[:n], at)), 0)
        self._pasted += data[at : len(data) - kept]
        del self._pasted[_LONGEST_PASTE:]
        self._held = data[len(data) - kept :]
        return None

    def _end_paste(self) -> bytes:
        pasted, self._pasted = bytes(self._pasted or b""), None
        return pasted


def _reports(data: bytes) -> list[bytes]:
    """Return the reports that this is; none when anything else is in it."""
    found = _REPORT.findall(data)
    return found if b"".join(found) == data else []


def reports_in(pasted: bytes) -> tuple[bytes, list[bytes]]:
    """Part a paste from the sequences in it: what the terminal answered meanwhile is not text."""
    return _SEQUENCES.sub(b"", pasted), _SEQUENCES.findall(pasted)
