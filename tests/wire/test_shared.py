"""A shared push is the very frame that each connection would have made by itself."""

from __future__ import annotations

import pytest

from tui.wire.framing import encode_frame
from tui.wire.protocol import Connection, Role
from tui.wire.shared import SharedPush


@pytest.mark.parametrize("serial", [1, 255, 2**32 - 1])
def test_only_the_serial_differs(serial: int) -> None:
    push = SharedPush(3013, b"some body")
    assert push.framed(serial) == encode_frame(3013, serial, b"some body")
    assert push.framed(7) == encode_frame(3013, 7, b"some body")


def test_a_connection_counts_shared_pushes_with_its_own() -> None:
    ours, other = Connection(Role.SERVER), Connection(Role.SERVER)
    shared = SharedPush(3013, b"some body")
    frames = [ours.push(3013, b"some body"), ours.push_shared(shared), ours.push(3013, b"some body")]
    assert frames == [encode_frame(3013, serial, b"some body") for serial in (1, 2, 3)]
    assert other.push_shared(shared) == frames[0]


class Backwards:
    """A cipher of sorts."""

    def encrypt(self, body: bytes) -> bytes:
        return body[::-1]

    def decrypt(self, body: bytes) -> bytes:
        return body[::-1]


def test_an_encrypted_connection_frames_for_itself() -> None:
    connection = Connection(Role.SERVER)
    connection.secure(Backwards())
    assert connection.push_shared(SharedPush(3013, b"some body")) == encode_frame(
        3013, 1, b"some body", Backwards()
    )
