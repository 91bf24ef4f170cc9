"""Securities that OpenD found."""

from __future__ import annotations

from dataclasses import dataclass

from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType


@dataclass(frozen=True, slots=True)
class FoundSecurity:
    """One match of a search at OpenD."""

    id: SecurityId
    name: str
    type: SecurityType
    watched: bool | None = None
    """Whether it is in a watchlist of the user at OpenD."""
