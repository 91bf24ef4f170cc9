"""Where passwords may come from: the order, what makes a source unfit, and what is left of them."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tui.domain.secret import Secret
from tui.trading import passwords as passwords_of
from tui.trading.passwords import PasswordError, Passwords, read_password, take_variable

PIN = "246810"
LIMIT_S = 10.0


class Keyring(ModuleType):
    """A keyring that answers, or fails as a backend does."""

    def __init__(self, answer: str | Exception | None) -> None:
        super().__init__("keyring")
        self.__spec__ = type(sys.__spec__)("keyring", None)
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def get_password(self, service: str, user: str) -> str | None:
        self.asked.append((service, user))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine has, a test says what the keyring holds."""
    monkeypatch.setitem(sys.modules, "keyring", Keyring(None))


def password_file(folder: Path, text: str = f"{PIN}\n", mode: int = 0o600) -> Path:
    path = folder / "pin"
    path.write_text(text)
    path.chmod(mode)
    return path


# ---- the order


def test_the_sources_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "futu-trade-password").write_text("from systemd\n")
    monkeypatch.setitem(sys.modules, "keyring", Keyring("from keyring"))
    file = password_file(tmp_path, "from file")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "FUTU_TRADE_PASSWORD": "from environment"}
    passwords = Passwords(environ, file)
    assert "FUTU_TRADE_PASSWORD" not in environ

    def next_one() -> tuple[str, str]:
        found = passwords.find()
        assert found is not None
        return found.secret.take(), found.source

    assert next_one() == ("from systemd", "the credential futu-trade-password")
    (tmp_path / "futu-trade-password").unlink()
    assert next_one() == ("from keyring", "the keyring")
    monkeypatch.setitem(sys.modules, "keyring", Keyring(None))
    assert next_one() == ("from file", f"the file {file}")
    file.unlink()
    found = passwords.find()
    assert found is not None
    assert (found.secret.take(), found.source) == ("from environment", "FUTU_TRADE_PASSWORD")
    assert "does not exist" in found.warnings[0]
    assert "other programs of yours can read" in found.warnings[1]


def test_the_one_of_the_environment_is_there_once() -> None:
    passwords = Passwords({"FUTU_TRADE_PASSWORD": PIN}, None)
    assert passwords.find() is not None
    assert passwords.find() is None


def test_without_any_there_is_none() -> None:
    assert Passwords({}, None).find() is None


def test_a_keyring_that_fails_gives_way_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", Keyring(RuntimeError(f"no backend for {PIN}")))
    found = Passwords({}, password_file(tmp_path)).find()
    assert found is not None
    assert found.secret.take() == PIN
    assert found.warnings == ("the keyring cannot be read (RuntimeError)",)


def test_the_keyring_is_asked_for_our_own_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = Keyring(PIN)
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    assert Passwords({}, None).find() is not None
    assert keyring.asked == [("futu-tui", "trade-password")]


class HeldKeyring(Keyring):
    """A keyring that waits for a prompt which nobody sees."""

    def __init__(self) -> None:
        super().__init__(PIN)
        self.answers = threading.Event()

    def get_password(self, service: str, user: str) -> str | None:
        found = super().get_password(service, user)
        self.answers.wait(LIMIT_S)
        return found


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldKeyring]:
    keyring = HeldKeyring()
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setattr(passwords_of, "KEYRING_S", 0.05)
    yield keyring
    keyring.answers.set()


def test_a_keyring_that_does_not_answer_gives_way_and_is_told(tmp_path: Path, held: HeldKeyring) -> None:
    found = Passwords({}, password_file(tmp_path)).find()
    assert found is not None
    assert found.secret.take() == PIN
    assert found.source != "the keyring"
    assert "the keyring did not answer within 0.05 s" in found.warnings[0]
    with pytest.raises(PasswordError, match="unlock it and try again, or give the password another way"):
        Passwords({}, None).find()


def test_a_keyring_that_is_still_asked_is_not_asked_again_before_it_answers(
    held: HeldKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = Passwords({}, None)
    for _ in range(3):
        with pytest.raises(PasswordError, match="the keyring did not answer"):
            passwords.find()
    assert len(held.asked) == 1
    held.answers.set()
    for thread in [one for one in threading.enumerate() if one.name == "keyring"]:
        thread.join(LIMIT_S)
    monkeypatch.setattr(passwords_of, "KEYRING_S", LIMIT_S)
    found = passwords.find()
    assert found is not None
    assert found.secret.take() == PIN
    assert len(held.asked) == 2


# ---- files


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = password_file(tmp_path, mode=mode)
    with pytest.raises(PasswordError, match=f"mode {mode:04o}.; close it with: chmod 600"):
        read_password(path)
    with pytest.raises(PasswordError, match="open to other users"):
        Passwords({}, path).find()


def test_a_file_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = password_file(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(PasswordError, match="belongs to another user"):
        read_password(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(password_file(tmp_path))
    with pytest.raises(PasswordError, match="cannot be read"):
        read_password(link)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "holds no password"), ("\n246810", "holds no password"), ("x" * 2000, "holds no password")],
)
def test_a_file_without_a_password_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(PasswordError, match=words):
        read_password(password_file(tmp_path, text))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(PasswordError, match="is not a file"):
        read_password(tmp_path / "pipe")
    with pytest.raises(PasswordError, match="is not a file"):
        read_password(tmp_path)
    with pytest.raises(PasswordError, match="does not exist"):
        read_password(tmp_path / "nothing")


@pytest.mark.parametrize("text", [PIN, f"{PIN}\n", f"{PIN}\r\n", f"{PIN}\nsecond line\n"])
def test_the_first_line_is_the_password(tmp_path: Path, text: str) -> None:
    assert read_password(password_file(tmp_path, text)) == PIN


def test_bytes_that_are_no_text_are_refused_without_showing_them(tmp_path: Path) -> None:
    path = tmp_path / "pin"
    path.write_bytes(b"\xff\xfe246810")
    path.chmod(0o600)
    with pytest.raises(PasswordError) as caught:
        read_password(path)
    assert "246810" not in str(caught.value)
    assert caught.value.__cause__ is None


# ---- what is left


def test_a_secret_is_there_once_and_in_no_text() -> None:
    secret = Secret(PIN)
    assert secret
    assert PIN not in f"{secret} {secret!r}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert secret.take() == PIN
    assert not secret
    assert secret.take() == ""


def test_the_variable_is_gone_from_what_the_system_shows_of_the_process() -> None:
    code = (
        "import os, pathlib, subprocess, sys\n"
        "from tui.trading.passwords import take_variable\n"
        "assert take_variable(os.environ) == sys.argv[1] * 6\n"
        "print(pathlib.Path('/proc/self/environ').read_bytes())\n"
        "print(subprocess.run(['env'], capture_output=True).stdout)\n"
    )
    environ = {**os.environ, "FUTU_TRADE_PASSWORD": "canary" * 6}
    ran = subprocess.run(
        [sys.executable, "-c", code, "canary"], env=environ, capture_output=True, text=True, timeout=30
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "PATH=" in ran.stdout
    assert "canarycanary" not in ran.stdout


def test_a_variable_that_is_not_there_is_no_password() -> None:
    assert take_variable({}) == ""
