"""RSA keys made for the run of the tests; none is ever kept."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tui.wire.rsa import RsaKey

PKCS1 = PrivateFormat.TraditionalOpenSSL
PKCS8 = PrivateFormat.PKCS8


def private_key(name: str, bits: int = 1024) -> rsa.RSAPrivateKey:
    """The key of this name, the same for the whole run."""
    return _made(name, bits)


def pem(name: str, form: PrivateFormat = PKCS1, *, bits: int = 1024, password: bytes = b"") -> bytes:
    """That key as text."""
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return private_key(name, bits).private_bytes(Encoding.PEM, form, lock)


@cache
def _made(name: str, bits: int) -> rsa.RSAPrivateKey:
    del name
    return rsa.generate_private_key(65537, bits)


def rsa_key(name: str = "ours") -> RsaKey:
    """That key as the wire wants it."""
    return RsaKey(private_key(name))
