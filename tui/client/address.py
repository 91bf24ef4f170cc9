"""Where OpenD listens, and what keeps the way there private."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.client.early import EarlyConnection
    from tui.wire.rsa import RsaKey

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 11111


@dataclass(frozen=True, slots=True)
class Address:
    """Host and port of an OpenD, and its RSA key when the link to it must be encrypted."""

    host: str
    port: int
    key: RsaKey | None = field(default=None, repr=False, compare=False)
    early: EarlyConnection | None = field(default=None, repr=False, compare=False)
    """A connection begun before there was a link to use it."""

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether the address can only be this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def private(self) -> bool:
        """Whether nobody on the way can listen: it never leaves this machine, or it is encrypted."""
        return self.loopback or self.key is not None

    @property
    def why_no_orders(self) -> str:
        """Why no order and no password may be sent there; empty when they may."""
        if self.private:
            return ""
        return (
            f"{self} is another machine and the link to it is not encrypted: prices only, no orders; "
            f"use an SSH tunnel (ssh -L {DEFAULT_PORT}:127.0.0.1:{self.port} {self.host}) or --rsa-key FILE"
        )


def address_from(
    host: str | None, port: int | str | None, environ: Mapping[str, str], key: RsaKey | None = None
) -> Address:
    """Choose by argument, else FUTU_OPEND_HOST and FUTU_OPEND_PORT, else 127.0.0.1:11111.

    ValueError names what is wrong with the port, and the variable it comes from.
    """
    chosen_host = (host or environ.get("FUTU_OPEND_HOST", "")).strip() or DEFAULT_HOST
    name = "port"
    if port is None:
        name, port = "FUTU_OPEND_PORT: port", environ.get("FUTU_OPEND_PORT", "").strip() or DEFAULT_PORT
    try:
        number = int(port)
    except ValueError:
        raise ValueError(f"{name} {port!r} is not a number") from None
    if not 1 <= number <= 65535:
        raise ValueError(f"{name} {number} is not between 1 and 65535")
    return Address(chosen_host, number, key)
