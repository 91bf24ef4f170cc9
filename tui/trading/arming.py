"""Armed or not: one account at a time, for as long as somebody is at the keys, and never again by itself."""

from __future__ import annotations

from tui.domain.accounts import Env

IDLE_S = 60.0
"""Seconds without a key after which arming ends, unless the settings say otherwise."""
LEAST_IDLE_S, MOST_IDLE_S = 10.0, 600.0


class Arming:
    """A switch that falls back. Times come from the caller, in seconds of a clock that does not go back."""

    def __init__(self, idle_s: float = IDLE_S) -> None:
        """Fall back after so many seconds without a key."""
        if not LEAST_IDLE_S <= idle_s <= MOST_IDLE_S:
            raise ValueError(
                f"arming lasts {LEAST_IDLE_S:g} to {MOST_IDLE_S:g} s without a key, not {idle_s:g}"
            )
        self.idle_s = idle_s
        self.account: tuple[Env, int] | None = None
        """Whose orders may leave."""
        self.until: float | None = None
        """When it ends if no key is pressed."""
        self.lost_because = ""
        """Why it is no more, once it has been."""

    def arm(self, *, env: Env, acc_id: int, now: float) -> None:
        """Let the orders of this account leave, and of no other."""
        self.account, self.until, self.lost_because = (env, acc_id), now + self.idle_s, ""

    def touch(self, now: float) -> None:
        """A key was pressed: the time begins anew. What is over stays over."""
        self.lapse(now)
        if self.account is not None:
            self.until = now + self.idle_s

    def lapse(self, now: float) -> bool:
        """End it when its time is over; whether that happened."""
        if self.until is None or now < self.until:
            return False
        return self.disarm(f"no key for {self.idle_s:g} s")

    def disarm(self, why: str) -> bool:
        """End it; whether there was anything to end. The first reason is the one that counts."""
        if self.account is None:
            return False
        self.account = self.until = None
        self.lost_because = why
        return True
