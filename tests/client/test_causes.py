"""Causes in words."""

from __future__ import annotations

import errno
import socket

import pytest

from tui.client.address import Address
from tui.client.causes import connect_cause, loss_cause

ADDRESS = Address("opend.local", 11111)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed"), "refused"),
        (
            OSError("Multiple exceptions: [Errno 111] Connect call failed ('::1', 1), [Errno 111] C"),
            "refused",
        ),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "'opend.local' cannot be resolved"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "host cannot be reached"),
        (OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address"), "Cannot assign requested address"),
    ],
)
def test_failed_connection(error: OSError, words: str) -> None:
    cause = connect_cause(error, ADDRESS)
    assert cause.startswith("opend.local:11111: ")
    assert words in cause
    assert "\n" not in cause


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (None, "OpenD closed the connection"),
        (ConnectionResetError(errno.ECONNRESET, "x"), "reset"),
        (TimeoutError(errno.ETIMEDOUT, "x"), "no answer"),
        (ValueError("odd"), "odd"),
    ],
)
def test_lost_connection(error: Exception | None, words: str) -> None:
    assert words in loss_cause(error)
