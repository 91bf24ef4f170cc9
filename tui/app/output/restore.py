"""What puts a terminal back as a shell wants it; needs nothing of Textual, so that every end can do it."""

from __future__ import annotations

import os
import select
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

Modes = list[Any]
"""What termios calls attributes."""

RESTORE = (
    b"\x1b[?2026l\x1b[<u\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[?1016l\x1b[?1015l\x1b[?1006l\x1b[?1003l\x1b[?1002l"
    b"\x1b[?1000l\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
)
"""Undoes what a full-screen program switches on: frames held back, keys, paste, focus, sizes, mouse, colours,
no wrap, no cursor, the other screen."""
LEAVE = b"\x1b[m\x1b[H\x1b[J" + RESTORE
"""The same from a picture of ours. Not every terminal has another screen, GNU screen, mosh and the console
among them: there the prompt would come up in the middle of prices that nobody keeps up any more."""
NO_MOUSE = "\x1b[?1016l\x1b[?1015l\x1b[?1005l\x1b[?1003l\x1b[?1002l\x1b[?1000l"
"""Ends ways of the mouse that another program may have left on; each apart, as GNU screen reads no lists."""
CUT_OFF = b"\x18"
"""Ends whatever sequence came before and was not sent whole."""
_WHATEVER = b"\x1b\\\x0f\x1b(B\x1b[4l\x1b[?1l\x1b[?5l\x1b[?6l\x1b[?1005l\x1b[?1007l\x1b>"
"""What programs other than ours leave behind, too: strings, drawing characters, insert, keypad, reverse."""
_LAST_WORDS_S = 0.3


def modes_of(terminal: int) -> Modes | None:
    """Return how the terminal's line is set; None when it is no terminal, or is gone."""
    try:
        return termios.tcgetattr(terminal)
    except termios.error:
        return None


def set_modes(terminal: int, modes: Modes | None) -> None:
    """Set the line as it was; one that is gone needs nothing, and one that is the shell's again is its own.

    To set it all the same from the background would stop this program.
    """
    if modes is not None and not _is_in_background(terminal):
        with suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSANOW, modes)


def _is_in_background(terminal: int) -> bool:
    try:
        return os.tcgetpgrp(terminal) != os.getpgrp()
    except OSError:  # It is gone, or does not control this program.
        return False


def make_room(terminal: int) -> None:
    """Throw away what nobody has read, and let it be read again: nothing else lets the last bytes through."""
    with suppress(termios.error):
        termios.tcflush(terminal, termios.TCOFLUSH)
        termios.tcflow(terminal, termios.TCOON)


@contextmanager
def unwaiting(terminal: int) -> Iterator[int]:
    """Yield a way to the terminal on which no write waits; its own, or else the one given."""
    opened = opened_again(terminal)
    try:
        yield terminal if opened is None else opened
    finally:
        if opened is not None:
            os.close(opened)


def opened_again(terminal: int) -> int | None:
    """Open the same terminal for writing that never waits; None where that cannot be.

    The flag belongs to an opened file and not to a number of it: set on standard error, the shell that
    waits behind us would have it as well.
    """
    try:
        return os.open(os.ttyname(terminal), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None


def say(terminal: int, data: bytes, within_s: float = _LAST_WORDS_S) -> bool:
    """Write this, as far as the terminal takes it in time; whether all of it went."""
    until = monotonic() + within_s
    poll = select.poll()
    with unwaiting(terminal) as out:
        poll.register(out, select.POLLOUT)
        while data:
            if not poll.poll(max(until - monotonic(), 0) * 1000):
                return False
            try:
                data = data[os.write(out, data) :]
            except BlockingIOError:
                # Told to be ready and is not: look again, not at once.
                select.select((), (), (), 0.01)
                if monotonic() >= until:
                    return False
            except OSError:
                return False
    return True


def reset_here() -> bool:
    """Bring back the terminal that this program runs in; whether there is one, and it took it."""
    for number in (2, 1, 0):
        if os.isatty(number):
            return reset(number)
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return reset(terminal)
    finally:
        os.close(terminal)


def reset(terminal: int) -> bool:
    """Bring a terminal back that some program left in a state; whether it took it."""
    make_room(terminal)
    modes = modes_of(terminal)
    if modes is None:
        return False
    done = say(terminal, CUT_OFF + _WHATEVER + RESTORE, 2.0)
    set_modes(terminal, _sane(modes))
    return done


def _sane(modes: Modes) -> Modes:
    """Set a line as `stty sane` does, as far as programs change it."""
    iflag, oflag, cflag, lflag, ispeed, ospeed, characters = modes
    iflag &= ~(termios.IGNBRK | termios.INLCR | termios.IGNCR | termios.IXOFF | termios.ISTRIP)
    iflag |= termios.BRKINT | termios.ICRNL | termios.IXON | termios.IMAXBEL
    oflag |= termios.OPOST | termios.ONLCR
    oflag &= ~(termios.OCRNL | termios.ONOCR | termios.ONLRET)
    cflag |= termios.CREAD
    lflag |= (
        termios.ISIG | termios.ICANON | termios.IEXTEN | termios.ECHO | termios.ECHOE | termios.ECHOK
        | termios.ECHOCTL | termios.ECHOKE
    )  # fmt: skip
    lflag &= ~(termios.ECHONL | termios.NOFLSH | termios.TOSTOP)
    usual = {
        termios.VINTR: b"\x03", termios.VQUIT: b"\x1c", termios.VERASE: b"\x7f", termios.VKILL: b"\x15",
        termios.VEOF: b"\x04", termios.VSTART: b"\x11", termios.VSTOP: b"\x13", termios.VSUSP: b"\x1a",
    }  # fmt: skip
    characters = [usual.get(place, character) for place, character in enumerate(characters)]
    return [iflag, oflag, cflag, lflag, ispeed, ospeed, characters]
