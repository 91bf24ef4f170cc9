"""Where a trade password may come from when nobody types it, and what makes a source unfit."""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tui.daemon_thread import on_daemon_thread
from tui.domain.secret import Secret

VARIABLE = "FUTU_TRADE_PASSWORD"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
CREDENTIAL = "futu-trade-password"
SERVICE, USER = "futu-tui", "trade-password"
"""Under which names a keyring holds it."""
KEYRING_S = 15.0
"""How long the keyring may take: it may ask its user to unlock it, at a prompt that nobody sees."""
LARGEST = 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_READABLE = (
    f"{VARIABLE} was read from the environment, which other programs of yours can read: "
    "a systemd credential, the keyring or password_file is safer"
)
_SILENT = (
    "the keyring did not answer within {:g} s: unlock it and try again, or give the password another way: "
    f"a systemd credential, password_file, {VARIABLE}"
)


class PasswordError(Exception):
    """A source that is there and cannot be used; one line says why and what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A password and where it was."""

    secret: Secret
    source: str
    warnings: tuple[str, ...] = ()
    """What is wrong with this source, and with those that were passed over."""


class Passwords:
    """The sources in their order; each is read when it is wanted, and the first that has a password wins.

    The variable is taken out of the environment at once, so that nothing this program starts inherits it.
    """

    def __init__(self, environ: MutableMapping[str, str], password_file: Path | None) -> None:
        self._environ: Mapping[str, str] = environ
        self._file = password_file
        self._variable = Secret(take_variable(environ))
        self._keyring_asked = False
        """Whether the keyring has not answered yet: it is not asked a second time meanwhile."""

    def find(self) -> Found | None:
        """Return the password of the first source that has one; PasswordError when one cannot be used.

        It waits for the keyring, for `KEYRING_S` at most.
        """
        troubles: list[str] = []
        sources: tuple[tuple[str, Callable[[], str]], ...] = (
            (f"the credential {CREDENTIAL}", self._from_credentials),
            ("the keyring", self._from_keyring),
            (f"the file {self._file}", self._from_file),
            (VARIABLE, self._variable.take),
        )
        for name, read in sources:
            try:
                text = read()
            except PasswordError as error:
                troubles.append(str(error))
                continue
            if text:
                if name == VARIABLE:
                    troubles.append(_READABLE)
                return Found(Secret(text), name, tuple(troubles))
        if troubles:
            raise PasswordError("; ".join(troubles))
        return None

    def _from_credentials(self) -> str:
        folder = self._environ.get(CREDENTIALS, "")
        path = Path(folder, CREDENTIAL)
        # systemd keeps the folder for the service alone; under its own rules, not ours.
        return read_password(path, private=False) if folder and path.exists() else ""

    def _from_keyring(self) -> str:
        if find_spec("keyring") is None:
            return ""
        if self._keyring_asked:
            raise PasswordError(_SILENT.format(KEYRING_S))
        self._keyring_asked = True
        try:
            return on_daemon_thread(self._ask_keyring, "keyring").result(KEYRING_S)
        except TimeoutError:
            raise PasswordError(_SILENT.format(KEYRING_S)) from None

    def _ask_keyring(self) -> str:
        try:
            return from_keyring()
        finally:
            self._keyring_asked = False

    def _from_file(self) -> str:
        return "" if self._file is None else read_password(self._file)


def take_variable(environ: MutableMapping[str, str]) -> str:
    """Take the password out of the environment, and out of what the system shows of it."""
    text = environ.get(VARIABLE, "")
    if text and environ is os.environ:
        _blank(VARIABLE)
    environ.pop(VARIABLE, None)
    return text


def read_password(path: Path, *, private: bool = True) -> str:
    """Return the first line of a file; PasswordError unless it is the user's own and closed to others."""
    try:
        # Not blocking: a pipe nobody writes to must not hold the program up before it is refused.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            _check(path, os.fstat(handle), private=private)
            raw = os.read(handle, LARGEST + 1)
        finally:
            os.close(handle)
        text = raw.decode()
    except FileNotFoundError:
        raise PasswordError(f"{path} does not exist: write the trade password into it, chmod 600") from None
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "it is not text"
        raise PasswordError(f"{path} cannot be read ({cause}); its owner must run this program") from None
    line = text.partition("\n")[0].rstrip("\r")
    if len(raw) > LARGEST or not line:
        raise PasswordError(f"{path} holds no password: its first line must be the trade password")
    return line


def from_keyring() -> str:
    """Return what the keyring of the desktop holds for us, nothing without an entry; it may wait for ever."""
    try:
        return import_module("keyring").get_password(SERVICE, USER) or ""
    except Exception as error:  # noqa: BLE001
        # The isolation point of a foreign plug-in: its backends fail in ways of their own.
        raise PasswordError(f"the keyring cannot be read ({type(error).__name__})") from None


def _check(path: Path, about: os.stat_result, *, private: bool) -> None:
    if not stat.S_ISREG(about.st_mode):
        raise PasswordError(f"{path} is not a file: name the one with the trade password in it")
    if not private:
        return
    if about.st_uid != os.geteuid():
        raise PasswordError(f"{path} belongs to another user: a password file must be your own")
    if about.st_mode & _OTHERS:
        mode = stat.S_IMODE(about.st_mode)
        raise PasswordError(
            f"{path} is open to other users (mode {mode:04o}); close it with: chmod 600 {path}"
        )


def _blank(name: str) -> None:
    """Overwrite a variable where the system keeps it: /proc would show it after it is unset."""
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_void_p
    place = getenv(name.encode())
    if place:
        ctypes.memset(place, ord("*"), len(ctypes.string_at(place)))
