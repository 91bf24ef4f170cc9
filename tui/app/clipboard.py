"""Ways to a clipboard: tmux, the terminal, the desktop; and a file for where there is none.

Texts go one way: no clipboard is ever read, and no terminal asked for what is in it. What a way does not tell
is not claimed: a terminal that is handed a text with OSC 52 says nothing, neither yes nor no.
"""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import TypeVar

from tui.paths import private, state_dir
from tui.wire.text import clean

R = TypeVar("R")

CAP_S = 2.0
"""No way is waited for longer."""
LONGEST = 8192
"""Bytes that a terminal is handed at most: nothing else is shown meanwhile, and mosh drops longer ones."""
FILE_NAME = "copied.txt"
_PIECE = 200
"""As much as GNU screen is handed at once: versions of it take strings of 255 bytes."""
_DEAF = frozenset({"", "dumb", "linux", "unknown"})
"""Values of TERM of terminals that have no clipboard."""


class Way(Enum):
    """Where a text can be put."""

    TMUX = auto()
    """Its buffer; tmux hands it on to its own terminal."""
    TERMINAL = auto()
    """OSC 52: the terminal at the other end, over any number of hops."""
    DESKTOP = auto()
    """Of this machine, so only where its user sits at it."""
    FILE = auto()
    """In the state folder."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a text is now."""

    way: Way | None
    """None when it is nowhere."""
    said: str
    """What was done, and what could not be."""
    text: str
    """As it was put there: without control characters."""


class _RefusedError(Exception):
    """A way did not take the text; the message says why."""


def ways_for(env: Mapping[str, str], *, tmux: bool) -> tuple[Way, ...]:
    """Return the ways to try, best first, the last of which takes anything; `tmux`: whether there is one."""
    ways = (
        (Way.TMUX, tmux and bool(env.get("TMUX"))),
        (Way.TERMINAL, _takes_osc52(env)),
        (Way.DESKTOP, _sits_here(env)),
        (Way.FILE, True),
    )
    return tuple(way for way, is_there in ways if is_there)


def _takes_osc52(env: Mapping[str, str]) -> bool:
    """Whether the terminal may take OSC 52: GNOME's learned it only lately, and screen must be told how."""
    name = env.get("TERM", "").removeprefix("screen.")
    deaf = name in _DEAF or env.get("TERM_PROGRAM") == "Apple_Terminal" or bool(env.get("VTE_VERSION"))
    # Of the two, which stands before the other nobody tells; at a desktop its own clipboard is the surer one.
    lost = bool(env.get("STY")) and (bool(env.get("TMUX")) or _sits_here(env))
    return not (deaf or lost)


def _sits_here(env: Mapping[str, str]) -> bool:
    """Whether the clipboard of this machine is the user's: over SSH it would be the server's."""
    if env.get("SSH_CONNECTION") or env.get("SSH_TTY"):
        return False
    shown = env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")
    return bool(shown) or env.get("TERM_PROGRAM") == "Apple_Terminal"


def osc52(text: str) -> str:
    """Return the sequence that hands a text to the terminal's clipboard."""
    payload = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    return f"\x1b]52;c;{payload}\x07"


def through_screen(sequence: str) -> str:
    """Return what has GNU screen hand a sequence on to the terminal around it, unread."""
    pieces = [sequence[at : at + _PIECE] for at in range(0, len(sequence), _PIECE)]
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


def pasteable(text: str) -> str:
    """Return a text without control characters but the tabs and newlines that make rows and cells of it."""
    lines = (line.split("\t") for line in text.split("\n"))
    return "\n".join("\t".join(clean(cell, len(cell)) for cell in line) for line in lines)


class Clipboard:
    """Puts a text where it can be pasted from, by the first way that takes it; never waits for long."""

    def __init__(
        self,
        control: Callable[[str], bool],
        *,
        env: Mapping[str, str] = os.environ,
        folder: Callable[[], Path] = state_dir,
        cap_s: float = CAP_S,
    ) -> None:
        """`control` hands a sequence to the terminal; False when the line is too slow for one so long."""
        self._control = control
        self._env = env
        self._folder = folder
        self._cap_s = cap_s
        self._stuck = False
        """Whether the desktop has not answered yet: it is not asked a second time meanwhile."""

    async def put(self, text: str) -> Placed:
        """Try one way after the other."""
        text = pasteable(text)
        steps = {
            Way.TMUX: self._to_tmux,
            Way.TERMINAL: self._to_terminal,
            Way.DESKTOP: self._to_desktop,
            Way.FILE: self._to_file,
        }
        troubles: list[str] = []
        for way in ways_for(self._env, tmux=self._tmux is not None):
            try:
                said = await steps[way](text)
            except _RefusedError as refusal:
                troubles.append(str(refusal))
            else:
                return Placed(way, "; ".join((said, *troubles)), text)
        return Placed(None, "; ".join(troubles), text)

    # ---- the ways

    async def _to_tmux(self, text: str) -> str:
        if self._tmux is None:
            raise _RefusedError("tmux is not there")
        try:
            process = await asyncio.create_subprocess_exec(
                self._tmux,
                *("load-buffer", "-w", "-"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                env=dict(self._env),
                start_new_session=True,
            )
        except OSError as error:
            raise _RefusedError(f"tmux could not be started: {error.strerror}") from error
        try:
            async with asyncio.timeout(self._cap_s):
                await process.communicate(text.encode("utf-8", "replace"))
        except TimeoutError:
            raise _RefusedError(f"tmux did not answer in {self._cap_s:g} s") from None
        finally:
            if process.returncode is None:
                # With all it started: it has a session of its own.
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        if process.returncode:
            raise _RefusedError(f"tmux refused it ({process.returncode})")
        return f"in the tmux buffer, {_length(text)}"

    async def _to_terminal(self, text: str) -> str:
        screen = bool(self._env.get("STY"))
        sequence = through_screen(osc52(text)) if screen else osc52(text)
        if len(sequence) > LONGEST:
            raise _RefusedError("too long for the terminal (OSC 52)")
        if not self._control(sequence):
            raise _RefusedError("too long for a line this slow (OSC 52)")
        return f"sent {'through screen ' if screen else ''}to the terminal (OSC 52), {_length(text)}"

    async def _to_desktop(self, text: str) -> str:
        if self._stuck:
            raise _RefusedError("the desktop's clipboard does not answer")
        self._stuck = True
        try:
            await self._in_thread(partial(_copy_to_desktop, text), on_end=self._loosen)
        except TimeoutError:
            raise _RefusedError(f"the desktop's clipboard did not answer in {self._cap_s:g} s") from None
        except Exception as error:
            # pyperclip raises what it likes, and so does what it finds installed.
            raise _RefusedError("the desktop has no clipboard program") from error
        return f"in the desktop's clipboard, {_length(text)}"

    async def _to_file(self, text: str) -> str:
        try:
            path = await self._in_thread(partial(_keep, self._folder, text))
        except TimeoutError:
            raise _RefusedError(f"the state folder did not answer in {self._cap_s:g} s") from None
        except OSError as error:
            raise _RefusedError(f"no file could be written: {error.strerror}") from error
        return f"in {path}"

    # ---- inner

    @property
    def _tmux(self) -> str | None:
        return shutil.which("tmux", path=self._env.get("PATH", ""))

    def _loosen(self) -> None:
        self._stuck = False

    async def _in_thread(self, call: Callable[[], R], *, on_end: Callable[[], None] | None = None) -> R:
        """Wait for a call that may hang; its thread keeps the program from neither going on nor ending."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[R] = loop.create_future()

        def settle(result: R | None, error: BaseException | None) -> None:
            if on_end is not None:
                on_end()
            if done.done():
                return
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(result)  # type: ignore[arg-type]  # a result of None is one of type R

        def run() -> None:
            result: R | None = None
            error: BaseException | None = None
            try:
                result = call()
            except Exception as raised:  # noqa: BLE001  told to who waits
                error = raised
            # A loop that is over has nobody waiting.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, result, error)

        threading.Thread(target=run, name="clipboard", daemon=True).start()
        return await asyncio.wait_for(done, self._cap_s)


def _copy_to_desktop(text: str) -> None:
    """Start the desktop's own program; imported here, for most terminals never come this way."""
    import pyperclip

    pyperclip.copy(text)


def _keep(folder: Callable[[], Path], text: str) -> Path:
    """Write the file anew, readable by the user only from its first byte on."""
    path = private(folder()) / FILE_NAME
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix="copied-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text + "\n")
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
    return path


def _length(text: str) -> str:
    return f"{len(text):,} {'character' if len(text) == 1 else 'characters'}"
