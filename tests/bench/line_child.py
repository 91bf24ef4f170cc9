"""The dashboard as it is, or on stock Textual's output, noting when the method of a key's action runs.

Usage: line_child.py FILE [stock] [cap=BYTES] [unread=SECONDS] [beat=SECONDS] [core=N] -- ARGUMENTS. Each of
the actions below adds a line to the file: its name and key, nanoseconds of time.monotonic, and of CPU used.

`stock` has Textual's own driver write, and no key dropped because the program stood still: with that output
it does all the time, and hardly a key would be left to measure. `unread` is how long a terminal that answers
no more is waited for, `beat` how often OpenD is told that we are there, `core` the one processor it runs on.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from typing import Any

from tests.bench.cores import take
from tui.app import app, start
from tui.app.output import pace
from tui.app.screens.dashboard import Dashboard
from tui.app.stalls import Stalls
from tui.app.widgets.grid import Grid
from tui.cli import main
from tui.client.timing import Timing

_NOTED = ((Dashboard, "quick_size"), (Grid, "row_down"), (Grid, "row_up"))


def note(owner: type, name: str, file: int) -> None:
    """Have an action write down when it ran, before it does anything."""
    method = f"action_{name}"
    inner = getattr(owner, method)

    def noted(self: Any, *key: str) -> Any:
        at, spent = time.monotonic_ns(), time.process_time_ns()
        os.write(file, f"{name}:{','.join(key)} {at} {spent}\n".encode())
        return inner(self, *key)

    setattr(owner, method, noted)


def _always(seconds: float, _: int) -> float:
    return seconds


def run(arguments: list[str]) -> int:
    """Change what is asked for, then be the dashboard."""
    file = os.open(arguments[0], os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    end = arguments.index("--")
    for owner, name in _NOTED:
        note(owner, name, file)
    for change in arguments[1:end]:
        name, _, value = change.partition("=")
        if name == "stock":
            setattr(start, "GateDriver", None)  # noqa: B010  the type of a driver is what it is declared as
            setattr(Stalls, "is_stale", lambda *_: False)  # noqa: B010
        elif name == "cap":
            setattr(app, "Pace", partial(pace.Pace, cap=int(value)))  # noqa: B010
        elif name == "unread":
            setattr(pace, "UNREAD_S", float(value))  # noqa: B010
        elif name == "beat":
            setattr(Timing, "interval", partial(_always, float(value)))  # noqa: B010
        elif name == "core":
            take(int(value))
        else:
            raise SystemExit(f"what is {change!r}?")
    return main(arguments[end + 1 :])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
