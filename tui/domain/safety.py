"""Whether orders may leave: armed or not, locked or not, and what is still to be cleared up."""

from __future__ import annotations

from dataclasses import dataclass

from tui.domain.accounts import Env, Firm
from tui.domain.limits import NO_BOOK, LimitsBook


@dataclass(frozen=True, slots=True)
class Unresolved:
    """An order that was to be sent and of which it is not known whether the broker has it."""

    env: Env
    acc_id: int
    tag: str
    words: str
    """What it was: `BUY 200 HK.00700 at 400.0`."""
    state: str = ""
    """How far the search is: `looked once, again in 7 s`."""
    order_id: str = ""
    """The broker's id, when it is the broker who does not know what became of the order."""


@dataclass(frozen=True, slots=True)
class Safety:
    """The safety switches as the face shows them."""

    why_not_real: str = ""
    """Why real accounts may not be traded in this run; empty when they may."""
    armed: tuple[Env, int] | None = None
    """The account whose orders may leave: with real money nothing else does."""
    armed_until: float | None = None
    """Seconds of time.monotonic() at which it ends when nobody touches a key."""
    disarmed_because: str = ""
    """Why it was lost, when it was lost and not given back."""
    locked: str = ""
    """Why the kill switch keeps trading locked; empty when it does not."""
    unresolved: tuple[Unresolved, ...] = ()
    limits: LimitsBook = NO_BOOK
    journal_trouble: str = ""
    unlocked: frozenset[Firm] = frozenset()
    """The firms whose trading this run has unlocked in OpenD, on the link that stands."""

    def is_armed(self, env: Env, acc_id: int) -> bool:
        """Whether orders of this account may leave without a question."""
        return self.armed == (env, acc_id)
