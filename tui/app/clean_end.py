"""Knows whether the last session came to an end or was cut off: a file that a clean end takes away.

A file of each process, held locked while it runs: a lock that is free is one whose owner is gone.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from tui.paths import private, state_dir

_PREFIX = "session-"
CUT_OFF = (
    "the last session was cut off: nothing is armed, orders are read from the broker,"
    " and those of unknown outcome are looked for"
)


class Session:
    """The mark of this process; every method may be called once it is too late for anything else."""

    def __init__(self, folder: Path | None = None) -> None:
        """Leave a mark in this folder; without a place for it nothing is known, and nothing fails."""
        self.was_cut_off = False
        """Whether a session before this one ended without an end."""
        self._path: Path | None = None
        self._lock = -1
        with suppress(OSError):
            folder = private(state_dir() if folder is None else folder)
            self.was_cut_off = self._sweep(folder)
            path = folder / f"{_PREFIX}{os.getpid()}"
            self._lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._path = path

    def ended(self) -> None:
        """Know that everything was written that had to be."""
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink()
            os.close(self._lock)
            self._path = None

    @staticmethod
    def _sweep(folder: Path) -> bool:
        found = False
        for path in folder.glob(f"{_PREFIX}*"):
            lock = -1
            try:
                lock = os.open(path, os.O_RDWR | os.O_CLOEXEC)
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
                found = True
            except OSError:
                # Its owner lives, or somebody else has swept it away.
                continue
            finally:
                if lock >= 0:
                    os.close(lock)
        return found
