"""What a terminal sends, as messages for the app; nothing in it can end the app, nor be typed by mistake.

Replies of the terminal never become keys, nor do mouse reports of old, sequences that nobody knows, or bytes
that are no text. `tokens` cuts the bytes; Textual's own tables name the keys.
"""

from __future__ import annotations

import os
import re
import select
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from threading import Event
from time import monotonic

from textual import events, messages
from textual.message import Message

from tui.app.output.kitty import plain
from tui.app.output.seven_bits import SevenBits
from tui.app.output.tokens import ESCAPE_S, Kind, Token, Tokens, reports_in

_LOOK_S = 0.1
_MOST = 4096
_CURSOR = re.compile(r"\x1b\[(\d{1,5});(\d{1,5})R")
_MODE = re.compile(r"\x1b\[\?(\d{1,5});(\d)\$y")
_RESIZE = re.compile(r"\x1b\[48((?:;\d{1,5}(?::[\d:]*)?){4})t")
_MOUSE = re.compile(r"\x1b\[(?:<[-\d;]+[mM]|M.*|[\d;]+M)", re.DOTALL)
_CLICK = re.compile(r"\x1b\[<\d{1,3};-?\d{1,5};-?\d{1,5}[mM]")
"""A report of the mouse with numbers that a screen has."""
_LARGEST = 2000
"""Lines or columns; a screen is laid out in full, and no terminal has more."""
_LONGEST_KEY = 64
"""No key is longer, and the time of Textual's pattern grows with the third power: to minutes in one read."""
_OF_ALT = re.compile(r"\x1b[\r\n]")
SYNC = "2026"


class Reader:
    """Bytes in, messages out; of one terminal, in one thread."""

    def __init__(
        self,
        keys: Callable[[str, bool], Iterable[events.Key]],
        mouse: Callable[[str], Message | None],
        *,
        escape_s: float = ESCAPE_S,
        owes_answer: Callable[[], bool] = lambda: False,
    ) -> None:
        """`keys` names the keys of a sequence, or of a character with Alt; `mouse` knows mouse reports."""
        self._keys = keys
        self._mouse = mouse
        self._seven = SevenBits()
        self._tokens = Tokens(escape_s=escape_s, owes_answer=owes_answer)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self.answered = 0
        """How often the terminal said where its cursor is."""

    def feed(self, data: bytes, now: float) -> list[Message]:
        """Take what came."""
        data = self._seven.feed(data)
        return [message for token in self._tokens.feed(data, now) for message in self._messages(token)]

    def tick(self, now: float) -> list[Message]:
        """Give up waiting for the rest of what began too long ago."""
        return [message for token in self._tokens.tick(now) for message in self._messages(token)]

    def wait_s(self, now: float) -> float | None:
        """Return in how many seconds `tick` has something to do; None when it has not."""
        return self._tokens.wait_s(now)

    def _messages(self, token: Token) -> Iterator[Message]:
        match token.kind:
            case Kind.TEXT:
                for character in self._decode(token.data):
                    yield from self._typed(character)
            case Kind.ESCAPE:
                yield events.Key("escape", "\x1b")
            case Kind.PASTE:
                text, reports = reports_in(token.data)
                for report in reports:
                    yield from self._told(report.decode("latin-1"))
                yield events.Paste(text.decode("utf-8", "replace").replace("\x00", ""))
            case Kind.SEQUENCE:
                yield from self._sequence(token.data.decode("latin-1"))

    def _typed(self, character: str) -> Iterator[Message]:
        # What is no text was never typed: the rest of a report, or a line gone wrong.
        if character != "\ufffd" and not "\x80" <= character <= "\x9f":
            yield from _sound(self._keys(character, False))

    def _told(self, sequence: str) -> Iterator[Message]:
        """Take what a terminal says even within a paste: a size that is pasted could be anybody's."""
        if (found := _CURSOR.fullmatch(sequence)) is not None:
            self.answered += 1
            yield events.CursorPosition(int(found[2]) - 1, int(found[1]) - 1)
        elif sequence == "\x1b[I":
            yield events.AppFocus()
        elif sequence == "\x1b[O":
            yield events.AppBlur()

    def _sequence(self, sequence: str) -> Iterator[Message]:
        if told := [*self._told(sequence)]:
            yield from told
        elif (found := _MODE.fullmatch(sequence)) is not None:
            if found[1] == SYNC and int(found[2]) > 0:
                yield messages.TerminalSupportsSynchronizedOutput()
        elif (found := _RESIZE.fullmatch(sequence)) is not None:
            yield from self._resize([int(size.partition(":")[0]) for size in found[1][1:].split(";")])
        elif _MOUSE.fullmatch(sequence) is not None:
            if _CLICK.fullmatch(sequence) is not None and (message := self._mouse(sequence)) is not None:
                yield message
        elif _OF_ALT.fullmatch(sequence) is not None:
            yield events.Key("alt+enter", None)
        else:
            yield from self._keyed(sequence)

    def _keyed(self, sequence: str) -> Iterator[Message]:
        pressed = plain(sequence) if len(sequence) <= _LONGEST_KEY else None
        if pressed is None:
            return
        try:
            keys = [*self._keys(pressed, False)]
            if not keys and len(sequence) == 2 and sequence != "\x1b[":
                keys = [_with_alt(key) for key in self._keys(sequence[1], True)]
        except (ValueError, OverflowError):
            # A number in it that is no character.
            return
        yield from _sound(keys)

    def _resize(self, sizes: list[int]) -> Iterator[Message]:
        height, width, pixel_height, pixel_width = sizes
        if 0 < height <= _LARGEST and 0 < width <= _LARGEST:
            yield events.Resize.from_dimensions((width, height), (pixel_width, pixel_height))


def _with_alt(key: events.Key) -> events.Key:
    """Name a key as one with Alt; Textual does so for letters only."""
    return events.Key(key.key if key.key.startswith("alt+") else f"alt+{key.key}", None)


def _sound(keys: Iterable[events.Key]) -> Iterator[events.Key]:
    """Leave out keys that mean nothing, and characters that are none."""
    for key in keys:
        character = key.character or ""
        if key.key != "<ignore>" and not any("\ud800" <= one <= "\udfff" for one in character):
            yield key


def listen(
    terminal: int,
    reader: Reader,
    deliver: Callable[[list[Message]], None],
    over: Event,
    clock: Callable[[], float] = monotonic,
) -> bool:
    """Deliver what the terminal sends, read by read, until it is over; False when the terminal is gone."""
    poll = select.poll()
    poll.register(terminal, select.POLLIN)
    while not over.is_set():
        wait_s = reader.wait_s(clock())
        ready = poll.poll(1000 * min(_LOOK_S, _LOOK_S if wait_s is None else wait_s))
        # What is there to be read comes first: after a standstill the rest may have waited there for long.
        if ready:
            try:
                data = os.read(terminal, _MOST)
            except BlockingIOError:
                continue
            except OSError:
                return False
            if not data:
                return False
            came = reader.feed(data, clock())
        else:
            came = reader.tick(clock())
        if came:
            deliver(came)
    return True
