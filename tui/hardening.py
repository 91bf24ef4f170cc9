"""What a process that will hold a trade password does first: its memory is for nobody else."""

from __future__ import annotations

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """Leave no core file when the program dies, and let no other program of the user look into it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # Also closes /proc/PID/environ and /proc/PID/mem to everybody but root.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
