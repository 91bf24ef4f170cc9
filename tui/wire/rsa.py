"""The RSA key that both ends share, and what it does to the bodies of InitConnect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tui.wire.errors import FrameError, WireError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

BITS: Final = 1024
BLOCK: Final = BITS // 8
PIECE: Final = 100
"""Bytes of plaintext in a block; the padding would leave room for 117."""
MOST_BLOCKS: Final = 64
"""More than a greeting or its answer ever has; every block costs the reader a tenth of a millisecond."""
_NEW_KEY = "make one with: openssl genrsa -traditional -out FILE 1024"


class KeyTextError(WireError):
    """A text that is not the key wanted here; one line says what it is instead, and what to do."""


class RsaKey:
    """A private key of 1024 bits: PKCS#1 v1.5 blocks, encrypted with its public half."""

    def __init__(self, key: RSAPrivateKey) -> None:
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

        self._private, self._public = key, key.public_key()
        self._padding = PKCS1v15()

    def __repr__(self) -> str:
        return "RsaKey(...)"

    def encrypt(self, body: bytes) -> bytes:
        """Encrypt piece by piece; ValueError for a body no greeting has."""
        if len(body) > PIECE * MOST_BLOCKS:
            raise ValueError(f"a body of {len(body)} bytes is too long for RSA")
        pieces = range(0, len(body), PIECE)
        return b"".join(self._public.encrypt(body[at : at + PIECE], self._padding) for at in pieces)

    def decrypt(self, body: bytes) -> bytes:
        """Decrypt pieces of any length; FrameError when that is impossible."""
        if not looks_sealed(body):
            raise FrameError(f"a body of {len(body)} bytes is not RSA with a key of {BITS} bits")
        try:
            blocks = range(0, len(body), BLOCK)
            return b"".join(self._private.decrypt(body[at : at + BLOCK], self._padding) for at in blocks)
        except ValueError:
            raise FrameError("a body cannot be decrypted with this RSA key") from None


def looks_sealed(body: bytes) -> bool:
    """Whether a body can be RSA: a whole number of blocks, and no absurd one."""
    return len(body) % BLOCK == 0 and 0 < len(body) <= BLOCK * MOST_BLOCKS


def parse_key(pem: bytes) -> RsaKey:
    """Read a private key in PEM, PKCS#1 or PKCS#8; KeyTextError says what it is instead."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if b"-----BEGIN " not in pem:
        raise KeyTextError(f"holds no key in PEM; {_NEW_KEY}")
    if b"PRIVATE KEY-----" not in pem:
        what = "a public key" if b"PUBLIC KEY-----" in pem else "no key"
        raise KeyTextError(f"holds {what}; OpenD and this program share the private one")
    if b"OPENSSH" in pem:
        raise KeyTextError("is in the format of SSH; convert a copy with: ssh-keygen -p -m PEM -f COPY")
    key = _loaded(pem)
    if not isinstance(key, RSAPrivateKey):
        raise KeyTextError(f"is not an RSA key; {_NEW_KEY}")
    if key.key_size != BITS:
        raise KeyTextError(f"has {key.key_size} bits, and OpenD speaks {BITS} only; {_NEW_KEY}")
    return RsaKey(key)


def _loaded(pem: bytes) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(pem, password=None)
    except TypeError:
        raise KeyTextError(
            "is locked with a password; unlock a copy with: openssl rsa -traditional -in FILE -out COPY"
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise KeyTextError(
            f"holds a damaged key; copy it again from OpenD's machine, or {_NEW_KEY}"
        ) from None
