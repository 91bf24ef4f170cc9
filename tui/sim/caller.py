"""What the daemon keeps of one connection."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Caller:
    """One connected client; the key of its subscriptions."""

    conn_id: int
    greeted: bool = False
    """Whether its InitConnect was accepted: before that nothing else is answered."""
    notices: bool = False
    """Whether it wants to hear what the daemon says of itself."""
    sealed: bool = False
    """Whether its InitConnect came encrypted with the RSA key."""
    encrypted: bool = False
    """Whether its session is."""
    acc_ids: set[int] = field(default_factory=set)
    """Accounts whose order and fill pushes it asked for."""
