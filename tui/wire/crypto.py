"""What an encrypted session does to bodies after the handshake: AES-128 in one of three ways.

Each way is fixed for a session and starts anew with every body, so one context of the library serves all
bodies: to make one takes ten times as long as to decrypt a quote. The library is loaded by the first session
that needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.wire.errors import FrameError
from tui.wire.framing import Cipher

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import ciphers

BLOCK = 16
"""Bytes of an AES block, of the key and of the initial vector."""
_PADDING = tuple(bytes([n]) * n for n in range(BLOCK + 1))


def session_cipher(key: str, iv: str | None) -> Cipher:
    """Return the cipher that an InitConnect reply chooses; FrameError when its key or vector is none.

    Without a vector it is FTAES-ECB, with an empty one AES-ECB, with 16 characters AES-CBC.
    """
    secret = _characters(key, "key")
    if iv is None:
        return FtAesEcb(secret)
    return AesCbc(secret, _characters(iv, "initial vector")) if iv else AesEcb(secret)


class AesCbc:
    """AES-128-CBC with PKCS#7 padding and the same initial vector for every body."""

    def __init__(self, key: bytes, iv: bytes) -> None:
        cipher = _ecb_or_cbc(key, iv)
        self._iv = iv
        self._encryptor, self._decryptor = cipher.encryptor(), cipher.decryptor()
        self._before_vector = _number(_ecb_or_cbc(key).decryptor().update(iv))
        self._last = _number(iv)
        """The block that the encryptor mixes into the next one."""

    def encrypt(self, body: bytes) -> bytes:
        """Pad and encrypt."""
        # A block that encrypts to the vector, sent first, starts the chain anew.
        first = (self._before_vector ^ self._last).to_bytes(BLOCK)
        sent = self._encryptor.update(first + _padded(body))[BLOCK:]
        self._last = _number(sent[-BLOCK:])
        return sent

    def decrypt(self, body: bytes) -> bytes:
        """Decrypt and strip the padding; FrameError when that is impossible."""
        _require_blocks(body)
        # A block depends on the ciphertext before it alone, so the vector, sent first, starts the chain anew.
        return _unpadded(self._decryptor.update(self._iv + body)[BLOCK:])


class AesEcb:
    """AES-128-ECB with PKCS#7 padding."""

    def __init__(self, key: bytes) -> None:
        cipher = _ecb_or_cbc(key)
        self._encryptor = cipher.encryptor()
        self._decryptor = cipher.decryptor()

    def encrypt(self, body: bytes) -> bytes:
        """Pad and encrypt."""
        return self._encryptor.update(_padded(body))

    def decrypt(self, body: bytes) -> bytes:
        """Decrypt and strip the padding; FrameError when that is impossible."""
        _require_blocks(body)
        return _unpadded(self._decryptor.update(body))


class FtAesEcb:
    """AES-128-ECB of the body filled up with zeros, then a plain block whose last byte tells its true end."""

    def __init__(self, key: bytes) -> None:
        cipher = _ecb_or_cbc(key)
        self._encryptor = cipher.encryptor()
        self._decryptor = cipher.decryptor()

    def encrypt(self, body: bytes) -> bytes:
        """Fill up, encrypt, and add the length block."""
        used = len(body) % BLOCK
        filled = body + bytes(BLOCK - used) if used else body
        return self._encryptor.update(filled) + bytes(BLOCK - 1) + bytes([used])

    def decrypt(self, body: bytes) -> bytes:
        """Decrypt and cut at the true end; FrameError when that is impossible."""
        _require_blocks(body)
        used = body[-1]
        if used >= BLOCK or (used and len(body) == BLOCK):
            raise FrameError("a body cannot be decrypted: its length block is impossible")
        filled = self._decryptor.update(body[:-BLOCK])
        return filled[: used - BLOCK] if used else filled


_number = int.from_bytes


def _ecb_or_cbc(key: bytes, iv: bytes | None = None) -> ciphers.Cipher[Any]:
    from cryptography.hazmat.primitives import ciphers

    mode = ciphers.modes.ECB() if iv is None else ciphers.modes.CBC(iv)
    return ciphers.Cipher(ciphers.algorithms.AES(key), mode)


def _characters(text: str, name: str) -> bytes:
    if len(text) != BLOCK or not text.isascii():
        raise FrameError(f"the session {name} is not {BLOCK} ASCII characters")
    return text.encode("ascii")


def _padded(body: bytes) -> bytes:
    return body + _PADDING[BLOCK - len(body) % BLOCK]


def _unpadded(padded: bytes) -> bytes:
    count = padded[-1]
    if not 0 < count <= BLOCK or not padded.endswith(_PADDING[count]):
        raise FrameError("a body cannot be decrypted: its padding is wrong")
    return padded[:-count]


def _require_blocks(body: bytes) -> None:
    if not body or len(body) % BLOCK:
        raise FrameError(f"a body of {len(body)} bytes is not AES: no whole number of blocks")
