"""The key is checked before anything is sent: each thing that can be wrong has its own line and cure."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.wire.keys import PKCS1, PKCS8, pem, rsa_key
from tui.keyfile import LARGEST, KeyFileError, load_key


def kept(path: Path, text: bytes, mode: int = 0o600) -> None:
    path.write_bytes(text)
    path.chmod(mode)


def unreadable(path: Path) -> None:
    """A name that leads to itself: nobody can read it, not even root."""
    path.symlink_to(path)


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (
        lambda path: path.unlink(missing_ok=True),
        "does not exist; name the file with OpenD's own private key",
    ),
    "a folder": (lambda path: path.mkdir(), "is not a file; name the one with the key in it"),
    "a pipe": (lambda path: os.mkfifo(path, 0o600), "is not a file; name the one with the key in it"),
    "unreadable": (unreadable, "cannot be read (Too many levels of symbolic links); its owner must run"),
    "open to all": (lambda path: kept(path, pem("ours"), 0o644), "(mode 0644); close it with: chmod 600 "),
    "open to the group": (lambda path: kept(path, pem("ours"), 0o640), "(mode 0640); close it with: chmod"),
    "huge": (lambda path: kept(path, bytes(LARGEST + 1)), "is longer than any key; name the file"),
    "not a key": (lambda path: kept(path, b"hello"), "holds no key in PEM; make one with: openssl"),
    "locked": (
        lambda path: kept(path, pem("ours", PKCS8, password=b"x")),
        "is locked with a password; unlock",
    ),
    "too long": (
        lambda path: kept(path, pem("long", bits=2048)),
        "has 2048 bits, and OpenD speaks 1024 only",
    ),
    "cut short": (lambda path: kept(path, pem("ours")[:300]), "holds a damaged key; copy it again"),
}


@pytest.mark.parametrize(("prepare", "words"), BROKEN.values(), ids=BROKEN)
def test_each_failure_has_its_own_line(prepare: Callable[[Path], None], words: str, tmp_path: Path) -> None:
    path = tmp_path / "rsa"
    prepare(path)
    with pytest.raises(KeyFileError) as caught:
        load_key(path)
    text = str(caught.value)
    assert text.startswith(f"{path} ")
    assert words in text
    assert "\n" not in text


def test_no_two_failures_read_the_same() -> None:
    assert len({words for _, words in BROKEN.values()}) == len(BROKEN) - 1  # a folder and a pipe


@pytest.mark.parametrize("mode", [0o600, 0o400])
@pytest.mark.parametrize("form", [PKCS1, PKCS8], ids=["PKCS#1", "PKCS#8"])
def test_a_private_key_of_its_owner_is_read(tmp_path: Path, form: object, mode: int) -> None:
    path = tmp_path / "rsa"
    kept(path, pem("ours", form), mode)  # type: ignore[arg-type]
    assert load_key(path).decrypt(rsa_key().encrypt(b"hello")) == b"hello"
