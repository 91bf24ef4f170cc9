"""What the dashboard is started with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tui.client.address import Address

UpColour = Literal["green", "red"]


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
    up_colour: UpColour = "green"
    """Green as in Hong Kong and the US, or red as on the mainland."""
