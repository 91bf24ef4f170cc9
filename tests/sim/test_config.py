"""Settings of a run that make no sense are refused when they are made."""

from __future__ import annotations

import pytest

from tui.sim.config import SimConfig


def test_the_default_is_loopback_on_opends_port() -> None:
    config = SimConfig()
    assert (config.host, config.port, config.seed, config.rate, config.language) == (
        "127.0.0.1",
        11111,
        1,
        1.0,
        "en",
    )


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        ({"port": -1}, "port"),
        ({"port": 65536}, "port"),
        ({"rate": 0.0}, "rate"),
        ({"rate": float("nan")}, "rate"),
        ({"rate": 101.0}, "rate"),
        ({"language": "fr"}, "language"),
    ],
)
def test_nonsense_is_refused_by_name(settings: dict[str, object], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        SimConfig(**settings)  # type: ignore[arg-type]
