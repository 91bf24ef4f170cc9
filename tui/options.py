"""What the dashboard is started with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tui.client.address import Address

UpColour = Literal["green", "red"]
LEAST_BUDGET = 500
"""Bytes a second; with less, nothing could be followed."""
MOST_BUDGET = 10**8
_BUDGET = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)(k?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class DashboardOptions:
    """The command line of the dashboard, checked."""

    address: Address
    demo: bool = False
    """Start a simulator and connect to that instead of `address`."""
    read_only: bool = False
    real: bool = False
    """Whether real accounts may be traded at all."""
    theme: str | None = None
    """None: the user's or the default one."""
    up_colour: UpColour | None = None
    """Green as in Hong Kong and the US, or red as on the mainland; None: as it was left, or is set."""
    budget: int | None = None
    """Bytes a second that the terminal is sent at most, on average; None: what the settings say."""
    low_bandwidth: bool = False
    """Whether two frames and 10,000 bytes a second are the most."""
    ascii_only: bool = False
    """Whether nothing but ASCII is sent to the terminal."""


def parse_budget(text: str) -> int:
    """Read bytes a second, as in `4096`, `4k` or `1.5k` (k is 1,000); ValueError says what it must be."""
    found = _BUDGET.fullmatch(text)
    size = 0 if found is None else round(float(found[1]) * (1000 if found[2] else 1))
    if found is None or ("." in found[1] and not found[2]) or not LEAST_BUDGET <= size <= MOST_BUDGET:
        raise ValueError(f"must be bytes a second such as 4k or 4000, {LEAST_BUDGET} at least, not {text!r}")
    return size
