"""Arguments as typed, read: codes, markets, days, numbers, names; what cannot be read is a usage error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from typing import TypeVar

from tui.commands.exit import UsageError
from tui.domain.ids import SecurityId
from tui.domain.markets import Market

E = TypeVar("E", bound=Enum)
T = TypeVar("T")

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_MOST_DIGITS, _MOST_PLACES = 15, 9


def security_of(text: str) -> SecurityId:
    """Read a code."""
    try:
        return SecurityId.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from None


def securities_of(texts: Iterable[str]) -> tuple[SecurityId, ...]:
    """Read codes; one that is named twice counts once."""
    return tuple(dict.fromkeys(map(security_of, texts)))


def market_of(text: str, expected: str = "HK, US, SH or SZ") -> Market:
    """Read a market; `expected` are those worth naming to somebody who named none."""
    market = Market.__members__.get(text.upper(), Market.UNKNOWN)
    if market is Market.UNKNOWN:
        raise UsageError(f"{text!r} is not a market: expected {expected}")
    return market


def day_of(text: str, option: str) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day: write YYYY-MM-DD") from None


def number_of(text: str, name: str) -> Decimal:
    """Read a number."""
    # Stricter than Decimal, which reads 1_00 as a hundred, digits of every script, and NaN.
    if _NUMBER.fullmatch(text) is None:
        raise UsageError(f"{name} {text!r} is not a number")
    number = Decimal(text)
    if number and not -_MOST_PLACES <= number.adjusted() <= _MOST_DIGITS:
        raise UsageError(f"{name} {text!r} is out of all proportion")
    return number


def count_of(count: int, most: int, option: str = "--num") -> int:
    """Check how many are asked for."""
    if not 1 <= count <= most:
        raise UsageError(f"{option} must be between 1 and {most}")
    return count


def member_of(kinds: type[E], text: str, name: str) -> E:
    """Read a member other than UNKNOWN, in either case and with "-" for "_"."""
    known = {kind.name: kind for kind in kinds if kind.name != "UNKNOWN"}
    return one_of(known, text.upper().replace("-", "_"), name)


def one_of(known: Mapping[str, T], text: str, name: str) -> T:
    """Return what a name stands for; else tell the names there are, and the nearest."""
    if text in known:
        return known[text]
    near = get_close_matches(text, known, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"{name} {text!r} is not one of {', '.join(known)}{hint}")
