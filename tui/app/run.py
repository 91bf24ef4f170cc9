"""Running the dashboard in a terminal."""

from __future__ import annotations

import gc

from tui.options import DashboardOptions


def run_dashboard(options: DashboardOptions) -> int:
    """Show the dashboard until the user leaves; return the exit code."""
    # Start-up only makes objects that stay: collecting among them costs a tenth of it and frees nothing.
    gc.disable()
    from tui.app.start import start

    return start(options)
