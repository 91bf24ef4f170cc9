"""Codes as lists show them: those of options are long, and no part of them may be cut off."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from tui.domain.ids import SecurityId

LONGEST_CODE = 18
"""Cells that a list gives to a code at most."""
_OPTION = re.compile(r"([A-Z]+)(\d{6})([CP])(\d{4,9})")


@lru_cache(maxsize=4096)
def code_text(security: SecurityId) -> str:
    """Write a code for a list: `HK.00700`, and an option's as `TCH 261127 480C`."""
    found = _OPTION.fullmatch(security.symbol)
    if found is None:
        return str(security)
    root, day, side, strike = found.groups()
    return f"{root} {day} {(Decimal(strike) / 1000).normalize():f}{side}"
