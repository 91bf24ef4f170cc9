"""The key both ends share, and its blocks."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.keys import PKCS1, PKCS8, pem, private_key, rsa_key
from tests.wire.values import few
from tui.wire.errors import FrameError
from tui.wire.rsa import BLOCK, MOST_BLOCKS, PIECE, KeyTextError, parse_key


@pytest.mark.parametrize("form", [PKCS1, PKCS8], ids=["PKCS#1", "PKCS#8"])
def test_both_forms_are_the_same_key(form: PrivateFormat) -> None:
    assert parse_key(pem("ours", form)).decrypt(rsa_key().encrypt(b"hello")) == b"hello"


def test_the_picture_of_a_key_shows_nothing() -> None:
    assert repr(rsa_key()) == "RsaKey(...)"


@few
@given(st.binary(max_size=350))
def test_any_body_survives(body: bytes) -> None:
    sent = rsa_key().encrypt(body)
    assert len(sent) == BLOCK * -(-len(body) // PIECE)
    assert not body or rsa_key().decrypt(sent) == body


@pytest.mark.parametrize("piece", [1, 99, 100, 117])
def test_pieces_of_any_length_are_read(piece: int) -> None:
    public, body = private_key("ours").public_key(), bytes(range(250))
    sent = b"".join(public.encrypt(body[at : at + piece], PKCS1v15()) for at in range(0, len(body), piece))
    if len(sent) <= BLOCK * MOST_BLOCKS:
        assert rsa_key().decrypt(sent) == body
    else:
        with pytest.raises(FrameError, match="is not RSA"):
            rsa_key().decrypt(sent)


@pytest.mark.parametrize("length", [0, 1, 127, 129, 256 + 64, BLOCK * (MOST_BLOCKS + 1), 2**20])
def test_what_has_no_such_length_is_refused_unread(length: int) -> None:
    with pytest.raises(FrameError, match="is not RSA with a key of 1024 bits"):
        rsa_key().decrypt(bytes(length))


def test_a_block_above_the_modulus_is_an_error() -> None:
    with pytest.raises(FrameError, match="cannot be decrypted with this RSA key"):
        rsa_key().decrypt(b"\xff" * BLOCK)


def test_a_body_no_greeting_has_is_not_encrypted() -> None:
    with pytest.raises(ValueError, match="too long for RSA"):
        rsa_key().encrypt(bytes(PIECE * MOST_BLOCKS + 1))


def _public() -> bytes:
    return private_key("ours").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _elliptic() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PKCS8, NoEncryption())


BAD_TEXTS = {
    "empty": (b"", "holds no key in PEM; make one with: openssl genrsa -traditional -out FILE 1024"),
    "something else": (b"\x30\x82\x02\x5c\x00", "holds no key in PEM"),
    "a certificate": (b"-----BEGIN CERTIFICATE-----\n", "holds no key; OpenD and this program share"),
    "a public key": (_public(), "holds a public key; OpenD and this program share the private one"),
    "locked PKCS#1": (
        pem("ours", PKCS1, password=b"x"),
        "locked with a password; unlock a copy with: openssl rsa",
    ),
    "locked PKCS#8": (
        pem("ours", PKCS8, password=b"x"),
        "locked with a password; unlock a copy with: openssl rsa",
    ),
    "2048 bits": (pem("long", bits=2048), "has 2048 bits, and OpenD speaks 1024 only; make one with"),
    "not RSA": (_elliptic(), "is not an RSA key; make one with"),
    "of SSH": (
        private_key("ours").private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()),
        "format of SSH; convert a copy with: ssh-keygen",
    ),
    "cut short": (
        pem("ours")[:200] + b"\n-----END RSA PRIVATE KEY-----\n",
        "holds a damaged key; copy it again",
    ),
    "one bit wrong": (pem("ours").replace(pem("ours")[300:304], b"AAAA"), "holds a damaged key"),
}


@pytest.mark.parametrize(("text", "words"), BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_each_wrong_text_has_its_own_line(text: bytes, words: str) -> None:
    with pytest.raises(KeyTextError) as caught:
        parse_key(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
