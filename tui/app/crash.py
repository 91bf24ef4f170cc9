"""A report of a fault of ours, for whoever looks for it: where it happened, without what was at hand.

Neither values of variables nor texts of exceptions are in it: either may hold a password. The lines of the
program that it names say what the texts would have said.
"""

from __future__ import annotations

import errno
import os
import platform
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from tui.paths import private, state_dir

MOST_FRAMES = 60
"""Of each exception; those in the middle of a deep recursion tell nothing new."""
_MOST_CAUSES = 8
KEPT = 10
"""Reports that are kept, the newest ones."""
_PREFIX = "crash-"


def line_of(error: BaseException, path: Path | None) -> str:
    """Return what the user is told, in one line."""
    where = "no report could be written" if path is None else f"report: {path}"
    return f"futu-tui: internal error: {_name(error)}; {where}"


def write_report(error: BaseException, version: str, folder: Path | None = None) -> Path | None:
    """Write a report only the user can read; None when there is no place for it."""
    now = datetime.now(UTC)
    try:
        folder = private(state_dir() if folder is None else folder)
        path = folder / f"{_PREFIX}{now:%Y%m%d-%H%M%S-%f}.txt"
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="utf-8", errors="replace") as file:
            file.writelines(f"{line}\n" for line in report(error, version, now))
        # A clock that went back gives this one an older name than others have.
        others = sorted(one for one in folder.glob(f"{_PREFIX}*.txt") if one != path)
        for old in others[: 1 - KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def report(error: BaseException, version: str, now: datetime) -> Iterator[str]:
    """Yield the lines of a report."""
    yield f"futu-tui {version}: internal error"
    yield f"at {now.isoformat(timespec='seconds')}"
    yield f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield f"thread {threading.current_thread().name}"
    yield ""
    yield from trace(error)


def trace(error: BaseException) -> Iterator[str]:
    """Yield where an exception and those behind it were raised; only our own code is quoted."""
    chain: list[tuple[str, BaseException]] = [("", error)]
    seen: set[int] = set()
    for link, one in chain:
        if id(one) in seen or len(seen) >= _MOST_CAUSES:
            continue
        seen.add(id(one))
        if link:
            yield f"-- {link}:"
        yield _name(one)
        yield from _frames(one.__traceback__)
        if isinstance(one, BaseExceptionGroup):
            chain += [("one of the group", part) for part in one.exceptions]
        if one.__cause__ is not None:
            chain.append(("caused by", one.__cause__))
        elif one.__context__ is not None and not one.__suppress_context__:
            chain.append(("while handling", one.__context__))


def _frames(found: TracebackType | None) -> Iterator[str]:
    frames = traceback.extract_tb(found)
    half = MOST_FRAMES // 2
    left_out = len(frames) - 2 * half
    for number, frame in enumerate(frames):
        if left_out > 0 and half <= number < half + left_out:
            if number == half:
                yield f"  ... {left_out} more"
            continue
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        # A file of the program; what was typed on a command line, or made on the way, is no file.
        if frame.line and Path(frame.filename).is_file():
            yield f"    {frame.line}"


def _name(error: BaseException) -> str:
    """Return the type, and of what the system refused which error it was."""
    name = type(error).__qualname__
    if type(error).__module__ not in ("builtins", "__main__"):
        name = f"{type(error).__module__}.{name}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name} ({errno.errorcode.get(error.errno, error.errno)})"
    return name


def tell(line: str) -> None:
    """Say a line on the terminal, which is ours no longer; one that takes it not at once goes without."""
    from tui.app.output.restore import say

    if sys.__stderr__ is not None:
        say(sys.__stderr__.fileno(), f"{line}\r\n".encode("utf-8", "replace"))
