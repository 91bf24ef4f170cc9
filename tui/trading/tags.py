"""Our own ids of orders: sortable by time, unique without asking anybody."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from tui.domain.intents import TAG_PREFIX

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letters that look like digits."""
_TIME_BITS = 48
_RANDOM_BITS = 80
_DIGITS = (_TIME_BITS + _RANDOM_BITS + 4) // 5


class TagMaker:
    """Makes tags that only ever grow, even when the clock stands still or steps back."""

    def __init__(
        self,
        clock_s: Callable[[], float] = time.time,
        random_bits: Callable[[int], int] = secrets.randbits,
    ) -> None:
        self._clock_s = clock_s
        self._random_bits = random_bits
        self._last = -1

    def __call__(self) -> str:
        """Return the next tag: the prefix and 26 characters of time and chance."""
        moment = int(self._clock_s() * 1000) & ((1 << _TIME_BITS) - 1)
        number = moment << _RANDOM_BITS | self._random_bits(_RANDOM_BITS)
        if number >> _RANDOM_BITS <= self._last >> _RANDOM_BITS:
            number = self._last + 1
        self._last = number
        return TAG_PREFIX + _encoded(number)


def _encoded(number: int) -> str:
    digits = []
    for _ in range(_DIGITS):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


new_tag = TagMaker()
"""The maker every order of this process gets its tag from."""
