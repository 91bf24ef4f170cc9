"""The code that OpenD's login may wait for: of a picture, or sent to the phone. Pure."""

from __future__ import annotations

import random

from tui.sim.notices import Notices, Standing
from tui.sim.refusal import RefusalError
from tui.wire.messages.session import ProgramStatus
from tui.wire.messages.system import CodeKind

REQUEST_EVERY_S = 60.0
"""A new code may be asked for this often."""
MOST_TRIES = 10
"""Codes that may be handed in within a minute."""
_TRIES_WITHIN_S = 60.0
_WAITS_FOR = {
    ProgramStatus.NEED_PICTURE_CODE: CodeKind.PICTURE,
    ProgramStatus.NEED_PHONE_CODE: CodeKind.PHONE,
}


class Verification:
    """Makes codes and takes them; who waits for one reads it in the notice of the program status."""

    def __init__(self, seed: int, standing: Standing, notices: Notices) -> None:
        self._standing = standing
        self._notices = notices
        self._code = ""
        self._asked_at = float("-inf")
        self._tries: list[float] = []
        self._random = random.Random(seed)

    def request(self, kind: CodeKind, now: float) -> None:
        """Make a new code; the one before it is worth nothing any more."""
        self._require(kind)
        wait = REQUEST_EVERY_S - (now - self._asked_at)
        if wait > 0:
            raise RefusalError(f"A code was asked for just now: wait {wait:.0f} seconds.")
        self._asked_at = now
        self._code = f"{self._random.randrange(10**6):06d}"
        self._notices.program(self._standing, f"the code of this simulator is {self._code}")

    def enter(self, kind: CodeKind, code: str, now: float) -> None:
        """Log in with the right code; refuse any other."""
        self._require(kind)
        self._tries = [at for at in self._tries if now - at < _TRIES_WITHIN_S]
        if len(self._tries) >= MOST_TRIES:
            raise RefusalError(f"More than {MOST_TRIES} codes within a minute: wait before the next one.")
        self._tries.append(now)
        if not code:
            raise RefusalError("The verification code is missing.")
        if code != self._code:
            raise RefusalError("The verification code is wrong.")
        self._code = ""
        standing = self._standing
        standing.program = ProgramStatus.READY
        standing.quote_login = standing.trade_login = True
        self._notices.program(standing)
        self._notices.logins(standing)

    def _require(self, kind: CodeKind) -> None:
        wanted = _WAITS_FOR.get(self._standing.program)
        if wanted is None:
            raise RefusalError("No verification code is needed: OpenD does not wait for one.")
        if kind is not wanted:
            raise RefusalError(f"OpenD waits for the code of the {wanted.name.lower()}, not of another kind.")
