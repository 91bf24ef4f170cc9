"""A real pseudo-terminal with a real emulator: what a person at the keyboard would see."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import pyte

# Sequences pyte would print as text: Kitty keyboard requests and mode queries.
_NOT_FOR_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
_ASKS = re.compile(rb"\x1b\[(\d*)H\x1b\[6n")
_LONGEST_ASK = 9
_AGAIN_S = 0.7
"""A key that was refused is pressed again so long after."""
READ_S = 1.0
"""A question that has been seen for so long takes a key for certain.

It takes none in its first 0.3 s, counted from when the program hears that it is painted; a key that comes too
early is ignored and begins them anew, and one that is held from then on answers nothing.
"""
_LAST_S = 0.2
"""What a program that ended has written comes within this time of what came before it."""
_TAIL = re.compile(rb"\x1b[^a-zA-Z]*$")
_ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)


@contextmanager
def _all_signals_heard() -> Iterator[None]:
    """Start programs that hear the signals which end them, though whoever started the tests ignores some.

    `nohup` and a shell's background jobs do, and what is ignored stays so in every program that is started.
    """
    ignored = [number for number in _ENDING if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)


class Terminal:
    """A command on a pty of a given size, read through pyte.

    Waiting never sleeps: it reads until the condition holds on the screen or the time is over.
    """

    def __init__(
        self, command: Sequence[str], *, columns: int, lines: int, env: dict[str, str], cwd: str | None = None
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._rest = self._kept = self._asked = b""
        self.answers = True
        """Whether it says where the cursor is when it is asked, as terminals do."""
        self.bytes_read = 0
        self.handed: list[float] = []
        """When the program was given each of the keys that were typed; seconds of time.monotonic."""
        self.spent: list[float | None] = []
        """Seconds of CPU that the program had used by then; None where it was gone."""
        self.tail = b""
        """The last few kilobytes as they came."""
        # What says how large a terminal is goes before what the terminal itself says, and xdist sets it.
        own = {name: value for name, value in env.items() if name not in ("COLUMNS", "LINES")}
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        with _all_signals_heard():
            self.process = subprocess.Popen(
                list(command),
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env={**own, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"},
                cwd=cwd,
                start_new_session=True,
                close_fds=True,
            )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the program and its children, whatever state they are in."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(5)
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def hang_up(self) -> None:
        """Vanish, as a terminal does whose window is closed."""
        os.close(self._master)
        self._master = -1

    def wait_stuck(self, timeout_s: float = 20) -> None:
        """Read nothing until the program can write no more: what waits unread stops growing."""
        deadline, unread = time.monotonic() + timeout_s, -1
        while (now := self._unread()) != unread or now == 0:
            assert time.monotonic() < deadline, "the program never filled its terminal"
            unread = now
            select.select((), (), (), 1.5)

    def _unread(self) -> int:
        return int(struct.unpack("i", fcntl.ioctl(self._master, termios.FIONREAD, bytes(4)))[0])

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())
        self._note_handed()

    def _note_handed(self) -> None:
        self.handed.append(time.monotonic())
        try:
            # The number that clock_getcpuclockid gives; Python knows it for threads only.
            self.spent.append(time.clock_gettime(~self.process.pid << 3 | 2))
        except OSError:
            self.spent.append(None)

    def pump(self, timeout_s: float) -> bool:
        """Read once what is there within the time; False when nothing came or the program is gone."""
        self.collect(timeout_s)
        data, self._kept = self._kept, b""
        if not data:
            return False
        data = self._rest + data
        tail = _TAIL.search(data[-32:])
        cut = len(data) - len(tail.group()) if tail else len(data)
        self._rest = data[cut:]
        self._stream.feed(_NOT_FOR_PYTE.sub(b"", data[:cut]))
        return True

    def collect(self, timeout_s: float) -> None:
        """Read once and keep it for the next `pump`: emulating costs nothing while something is measured."""
        if not select.select([self._master], [], [], timeout_s)[0]:
            return
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return
        self.bytes_read += len(data)
        self._answer(data)
        self.tail = (self.tail + data)[-4096:]
        self._kept += data

    def drain(self, timeout_s: float) -> None:
        """Read and count without emulating, for measurements where the reader must cost nothing."""
        if select.select([self._master], [], [], timeout_s)[0]:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            self.bytes_read += len(data)
            self._answer(data)

    def _answer(self, data: bytes) -> None:
        """Say where the cursor is as often as the program asks; it does at the end of a frame."""
        data = self._asked + data
        end = 0
        for asked in _ASKS.finditer(data):
            end = asked.end()
            if self.answers:
                self._reply(b"\x1b[%d;1R" % int(asked[1] or 1))
        self._asked = data[end:][-_LONGEST_ASK:]

    def _reply(self, data: bytes) -> None:
        """Say something to the program by itself, as terminals do."""
        os.write(self._master, data)

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.screen.display)

    def wait(self, condition: Callable[[str], object], what: str, timeout_s: float = 15) -> str:
        """Read until the condition holds on the screen's text; AssertionError shows the screen."""
        deadline = time.monotonic() + timeout_s
        while not condition(self.text):
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"never saw {what}; the screen is\n{self.text}")
            if not self.pump(min(left, 0.2)) and self.process.poll() is not None:
                raise AssertionError(f"the program ended before {what}; the screen is\n{self.text}")
        return self.text

    def wait_for(self, text: str, timeout_s: float = 15) -> str:
        """Read until this text is on the screen."""
        return self.wait(lambda screen: text in screen, repr(text), timeout_s)

    def wait_gone(self, text: str, timeout_s: float = 15) -> str:
        """Read until this text is off the screen."""
        return self.wait(lambda screen: text not in screen, f"{text!r} gone", timeout_s)

    def press_until(self, key: str, text: str, timeout_s: float = 15) -> None:
        """Press a key until this text is on the screen: what the key needs may not have been read yet."""
        deadline = time.monotonic() + timeout_s
        while text not in self.text:
            assert time.monotonic() < deadline, f"{key!r} never led to {text!r}; the screen is\n{self.text}"
            self.send(key)
            again = time.monotonic() + _AGAIN_S
            while text not in self.text and (left := again - time.monotonic()) > 0:
                self.pump(left)

    def settle(self, duration_s: float) -> None:
        """Keep reading for a while: some guards of the program are measured in time."""
        deadline = time.monotonic() + duration_s
        while (left := deadline - time.monotonic()) > 0:
            self.pump(left)

    def read_question(self) -> None:
        """Keep reading until the question on the screen takes a key for certain."""
        self.settle(READ_S)

    def answer(self, keys: str) -> None:
        """Answer the question on the screen, once it could be read."""
        self.read_question()
        self.send(keys)

    def hold(self, key: str, times: int, every_s: float = 1 / 30) -> None:
        """Repeat a key as a keyboard does that holds it; what comes meanwhile is emulated afterwards.

        To emulate it may take long enough on a busy machine to make two presses of one.
        """
        for _ in range(times):
            self.send(key)
            until = time.monotonic() + every_s
            while (left := until - time.monotonic()) > 0:
                self.collect(left)

    def row_with(self, *texts: str) -> str:
        """Return the first screen row that holds all the texts, or an empty string."""
        return next((row for row in self.screen.display if all(text in row for text in texts)), "")

    def wait_exit(self, timeout_s: float = 5) -> int:
        """Read until the program ends, and what it wrote last; its exit code."""
        deadline = time.monotonic() + timeout_s
        while self.process.poll() is None and time.monotonic() < deadline:
            self.pump(0.05)
        code = self.process.wait(max(deadline - time.monotonic(), 0.1))
        # At its end this does not wait, unless something the program started holds the terminal open.
        while self.pump(_LAST_S):
            pass
        return code
