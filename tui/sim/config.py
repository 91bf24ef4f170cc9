"""What a run of the simulator is started with."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

from tui.sim.rights import Area
from tui.wire.messages.session import QuoteRight
from tui.wire.rsa import RsaKey

CIPHERS = ("cbc", "ecb", "ftaes")
LANGUAGES = ("en", "zh")
TIERS = (100, 300, 1000, 2000)
"""Units of subscriptions, and as many of history candles, that a user gets by assets and trading."""


@dataclass(frozen=True, slots=True)
class SimConfig:
    """Settings of one simulated OpenD. Port 0 picks a free one; the same seed gives the same market."""

    host: str = "127.0.0.1"
    port: int = 11111
    seed: int = 1
    rate: float = 1.0
    """Multiplies the rate of market events; 1 gives a typical Hong Kong stock 5-20 book changes a second."""
    language: str = "en"
    """Language of security and broker names: "en" or "zh"."""
    limits: bool = True
    """Whether the documented rate limits are enforced."""
    quota: int = 1000
    rights: tuple[tuple[Area, QuoteRight], ...] = ()
    """Quote rights that differ from the usual ones."""
    auto_hold: bool = False
    """Whether a quote right that another login takes is taken back by itself, as OpenD's option does."""
    key: RsaKey | None = field(default=None, repr=False, compare=False)
    """Lets clients encrypt; without it only plain sessions are served."""
    cipher: str = "cbc"
    """Of encrypted sessions: AES-CBC, AES-ECB or FTAES-ECB."""

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise ValueError(f"port {self.port} is not between 0 and 65535")
        if not 0 < self.rate <= 100:
            raise ValueError(f"rate {self.rate} is not between 0 and 100")
        if self.language not in LANGUAGES:
            raise ValueError(f"language {self.language!r} is not one of {', '.join(LANGUAGES)}")
        if self.cipher not in CIPHERS:
            raise ValueError(f"cipher {self.cipher!r} is not one of {', '.join(CIPHERS)}")
        if self.quota not in TIERS:
            raise ValueError(f"quota {self.quota} is not one of {', '.join(map(str, TIERS))}")

    @property
    def loopback(self) -> bool:
        """Whether only this machine can connect."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False
