"""What a run of the simulator is started with."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("en", "zh")


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

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise ValueError(f"port {self.port} is not between 0 and 65535")
        if not 0 < self.rate <= 100:
            raise ValueError(f"rate {self.rate} is not between 0 and 100")
        if self.language not in LANGUAGES:
            raise ValueError(f"language {self.language!r} is not one of {', '.join(LANGUAGES)}")
