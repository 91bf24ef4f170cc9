"""Running the dashboard in a terminal."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace

from tui.app.early_end import EarlyEnd
from tui.app.splash import Splash
from tui.options import DashboardOptions


def run_dashboard(options: DashboardOptions) -> int:
    """Show the dashboard until the user leaves; return the exit code."""
    # Textual reads standard input and draws on standard error.
    keys, terminal = sys.__stdin__, sys.__stderr__
    if keys is None or terminal is None or not (keys.isatty() and terminal.isatty()):
        print("futu-tui: the dashboard needs a terminal; for scripts see futu-tui --help", file=sys.stderr)  # noqa: T201
        return 2
    splash = Splash(terminal.fileno(), os.environ)
    with EarlyEnd(splash.clear):
        splash.show()
        early = None
        if not options.demo:
            from tui.client.early import EarlyConnection

            early = EarlyConnection(options.address.host, options.address.port)
            options = replace(options, address=replace(options.address, early=early))
        # Start-up only makes objects that stay: collecting among them costs a tenth of it and frees nothing.
        gc.disable()
        try:
            _tell_textual(options)
            from tui.app.start import start

            return start(options, splash.clear)
        finally:
            splash.clear()
            if early is not None:
                early.close()


def _tell_textual(options: DashboardOptions) -> None:
    """Set what Textual reads from the environment when it is imported."""
    from tui.app.line_profile import Wishes, parse_wishes, variables_for
    from tui.paths import config_dir
    from tui.toml_file import TomlError, read_toml

    try:
        wishes = parse_wishes(read_toml(config_dir() / "settings.toml"))
    except TomlError:
        # The dashboard tells of it.
        wishes = Wishes()
    os.environ.update(variables_for(wishes, os.environ, low_bandwidth=options.low_bandwidth))
