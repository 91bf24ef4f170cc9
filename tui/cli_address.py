"""Which OpenD a command line means."""

from __future__ import annotations

import argparse
import os

from tui.cli_exit import UsageError
from tui.client.address import Address, address_from


def address_of(options: argparse.Namespace) -> Address:
    """Return the address the options and the environment name."""
    try:
        return address_from(options.host, options.port, os.environ)
    except ValueError as error:
        raise UsageError(str(error)) from None
