"""What stands between the program and the terminal, and answers and reads in its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

MULTIPLEXERS = (("TMUX", "tmux"), ("STY", "screen"))
"""What they set in the environment of what runs in them, the innermost first."""
MOSH = "mosh"
_SERVER = "mosh-server"
_MOST = 32


def stand_ins(environ: Mapping[str, str], processes: Path = Path("/proc")) -> tuple[str, ...]:
    """Name all of them that can be known of.

    mosh sets nothing; its server is one of the processes that this one descends from, unless a multiplexer
    that outlives it is in between. Where the system shows no processes it stays unknown.
    """
    found = [name for variable, name in MULTIPLEXERS if environ.get(variable)]
    number = os.getppid()
    for _ in range(_MOST):
        name, number = _parent_of(number, processes)
        if name == _SERVER:
            return (*found, MOSH)
    return tuple(found)


def _parent_of(number: int, processes: Path) -> tuple[str, int]:
    """Return a process's name and its parent's number; nothing and 0 where that cannot be read."""
    try:
        told = (processes / str(number) / "stat").read_bytes()
    except OSError:
        return "", 0
    # The name stands in brackets and may hold any others itself.
    name, _, rest = told.partition(b"(")[2].rpartition(b")")
    fields = rest.split()
    is_whole = len(fields) > 1 and fields[1].isdigit()
    return (name.decode(errors="replace"), int(fields[1])) if is_whole else ("", 0)
