"""Reading the RSA key from a file, with every way it can be wrong told apart before anything is sent."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tui.wire.rsa import KeyTextError, RsaKey, parse_key

LARGEST = 64 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFileError(Exception):
    """The file is not a usable key; one line says why and what to do."""


def load_key(path: Path) -> RsaKey:
    """Return the private key in a file that only its owner can read; KeyFileError otherwise."""
    pem = _read(path)
    try:
        return parse_key(pem)
    except KeyTextError as error:
        raise KeyFileError(f"{path} {error}") from None


def _read(path: Path) -> bytes:
    try:
        # Not blocking: a pipe nobody writes to must not hold the program up before it is refused.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _check_kind(path, os.fstat(handle).st_mode)
            pem = os.read(handle, LARGEST + 1)
        finally:
            os.close(handle)
    except FileNotFoundError:
        raise KeyFileError(f"{path} does not exist; name the file with OpenD's own private key") from None
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise KeyFileError(f"{path} cannot be read ({cause}); its owner must run this program") from None
    if len(pem) > LARGEST:
        raise KeyFileError(f"{path} is longer than any key; name the file with OpenD's own private key")
    return pem


def _check_kind(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise KeyFileError(f"{path} is not a file; name the one with the key in it")
    if mode & _OTHERS:
        raise KeyFileError(
            f"{path} is open to other users (mode {stat.S_IMODE(mode):04o}); close it with: chmod 600 {path}"
        )
