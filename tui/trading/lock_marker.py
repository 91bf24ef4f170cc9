"""The lock once more, in a small file beside the journal: it holds on when the journal is moved away.

A line for each locked account, or `all`. It is written within the transaction of the journal's own entry, so
that either of them failing leaves trading locked.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tui.domain.journal import Entry, EntryKind

FILE_NAME = "locked"
_ALL = "all"
_WHY = "its entry is not in the journal, which was moved away"


def follow(journal: Path, entries: Iterable[Entry]) -> None:
    """Write what these entries lock and release; on the disk when this returns. OSError."""
    before = _read(journal)
    after = set(before)
    for entry in entries:
        if entry.kind is EntryKind.LOCKED:
            after.add(entry.acc_id)
        elif entry.kind is EntryKind.RELEASED:
            after.discard(entry.acc_id)
    if after != before:
        _write(journal, after)


def marked(journal: Path, known: Iterable[Entry] = ()) -> tuple[Entry, ...]:
    """Return the locks written beside a journal that are not among the known ones. OSError."""
    named = {entry.acc_id for entry in known}
    left = sorted(_read(journal) - named, key=lambda acc_id: acc_id or 0)
    if not left:
        return ()
    at = datetime.fromtimestamp(_file(journal).stat().st_mtime, UTC)
    return tuple(Entry(EntryKind.LOCKED, at, acc_id=acc_id, facts={"why": _WHY}) for acc_id in left)


def _file(journal: Path) -> Path:
    return journal.with_name(FILE_NAME)


def _read(journal: Path) -> set[int | None]:
    """Return the accounts, None for all of them; what cannot be read as an account locks all."""
    try:
        lines = _file(journal).read_text("ascii", "replace").split()
    except FileNotFoundError:
        return set()
    return {int(line) if line.isdecimal() else None for line in lines or [_ALL]}


def _write(journal: Path, accounts: set[int | None]) -> None:
    file = _file(journal)
    if accounts:
        new = file.with_name(f"{FILE_NAME}.new")
        with os.fdopen(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, 0o600), "w") as to:
            to.writelines(f"{_ALL if one is None else one}\n" for one in accounts)
            to.flush()
            os.fsync(to.fileno())
        new.replace(file)
    else:
        file.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
