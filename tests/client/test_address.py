"""Where to connect: arguments over environment over the default."""

from __future__ import annotations

import pytest

from tui.client.address import Address, address_from

ENVIRON = {"FUTU_OPEND_HOST": "10.0.0.7", "FUTU_OPEND_PORT": "22222"}


@pytest.mark.parametrize(
    ("host", "port", "environ", "expected"),
    [
        (None, None, {}, Address("127.0.0.1", 11111)),
        (None, None, ENVIRON, Address("10.0.0.7", 22222)),
        ("example.org", None, ENVIRON, Address("example.org", 22222)),
        (None, 33333, ENVIRON, Address("10.0.0.7", 33333)),
        (None, None, {"FUTU_OPEND_HOST": " ", "FUTU_OPEND_PORT": ""}, Address("127.0.0.1", 11111)),
    ],
)
def test_choice(host: str | None, port: int | None, environ: dict[str, str], expected: Address) -> None:
    assert address_from(host, port, environ) == expected


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "1.5"])
def test_bad_port_is_named(port: str) -> None:
    with pytest.raises(ValueError, match="port"):
        address_from(None, port, {})


@pytest.mark.parametrize(
    ("host", "loopback", "text"),
    [
        ("127.0.0.1", True, "127.0.0.1:1"),
        ("127.9.9.9", True, "127.9.9.9:1"),
        ("localhost", True, "localhost:1"),
        ("::1", True, "[::1]:1"),
        ("10.0.0.1", False, "10.0.0.1:1"),
        ("localhost.example.org", False, "localhost.example.org:1"),
    ],
)
def test_loopback_and_text(host: str, loopback: bool, text: str) -> None:
    assert Address(host, 1).loopback is loopback
    assert str(Address(host, 1)) == text
