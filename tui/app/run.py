"""Running the dashboard in a terminal."""

from __future__ import annotations

import gc
import sys

from tui.options import DashboardOptions


def run_dashboard(options: DashboardOptions) -> int:
    """Show the dashboard until the user leaves; return the exit code."""
    # Textual reads standard input and draws on standard error.
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        print("futu-tui: the dashboard needs a terminal; for scripts see futu-tui --help", file=sys.stderr)  # noqa: T201
        return 2
    # Start-up only makes objects that stay: collecting among them costs a tenth of it and frees nothing.
    gc.disable()
    from tui.app.start import start

    return start(options)
