"""Which OpenD a command line means, and the key it is reached with."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from tui.client.address import Address, address_from
from tui.commands.exit import DeniedError, UsageError
from tui.paths import expanded

if TYPE_CHECKING:
    from tui.wire.rsa import RsaKey

KEY_VARIABLE = "FUTU_RSA_KEY"


def address_of(options: argparse.Namespace) -> Address:
    """Return the address the options and the environment name, with its key; a demo has none."""
    key = None if options.demo else key_of(options)
    try:
        return address_from(options.host, options.port, os.environ, key)
    except ValueError as error:
        raise UsageError(str(error)) from None


def require_private(options: argparse.Namespace) -> None:
    """Raise DeniedError when the way to OpenD is open to listeners: no order and no password goes there."""
    trouble = address_of(options).why_no_orders
    if trouble:
        raise DeniedError(trouble)


def key_of(options: argparse.Namespace) -> RsaKey | None:
    """Return the key the options, else the environment, name; UsageError says what is wrong with it."""
    named_by, path = "--rsa-key", options.rsa_key
    if path is None:
        named_by, path = KEY_VARIABLE, os.environ.get(KEY_VARIABLE, "").strip()
        if not path:
            return None
    from tui.keyfile import KeyFileError, load_key

    try:
        return load_key(expanded(path))
    except (KeyFileError, ValueError) as error:
        raise UsageError(f"{named_by}: {error}") from None
