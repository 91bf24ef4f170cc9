"""Numbers as text: prices with the digits their tick has, amounts grouped or short, signs always shown.

Only ASCII signs: several of the typographic dashes are two cells wide in terminals of a CJK locale.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

Number = int | Decimal

UNKNOWN_TEXT = "-"
"""Stands for a number nobody told us."""

_UNITS = ((Decimal(10) ** 3, "K"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 12, "T"))
_PLAIN_BELOW = 10_000

_P = ParamSpec("_P")
_T = TypeVar("_T")


def _remembered(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Keep what was worked out: a market comes back to its numbers, and a paint writes hundreds of them.

    Numbers that are equal must look the same, whatever their type, their trailing zeros and the sign of zero.
    """
    # Typed as the function is: the cache itself takes anything.
    return cast("Callable[_P, _T]", lru_cache(maxsize=1024)(function))


@_remembered
def places_of(number: Decimal) -> int:
    """Return how many decimals a number really has; trailing zeros do not count."""
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


@_remembered
def price_text(price: Decimal | None, tick: Decimal | None = None) -> str:
    """Return a price with as many decimals as its tick has, and never fewer than its own."""
    if price is None:
        return UNKNOWN_TEXT
    return f"{price or 0:,.{_price_places(price, tick)}f}"


@_remembered
def change_text(change: Decimal | None, price: Decimal | None, tick: Decimal | None = None) -> str:
    """Return a price difference with its sign and as many decimals as the price it belongs to."""
    if change is None:
        return UNKNOWN_TEXT
    places = max(places_of(change), 0 if price is None else _price_places(price, tick))
    return signed_text(change, places)


def signed_text(number: Decimal | None, places: int) -> str:
    """Return a grouped number with + or - in front; zero, also after rounding, has no sign."""
    if number is None:
        return UNKNOWN_TEXT
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return f"{rounded:+,f}" if rounded else f"{abs(rounded):,f}"


@_remembered
def percent_text(percent: Decimal | None, places: int = 2) -> str:
    """Return a percentage that is already in percent, signed."""
    return UNKNOWN_TEXT if percent is None else f"{signed_text(percent, places)}%"


@_remembered
def quantity_text(quantity: Number | None) -> str:
    """Return a whole or fractional quantity, grouped and exact."""
    if quantity is None:
        return UNKNOWN_TEXT
    if isinstance(quantity, int):
        return f"{quantity:,}"
    return f"{quantity or 0:,.{places_of(quantity)}f}"


def money_text(amount: Decimal | None, places: int = 2) -> str:
    """Return an amount of money, grouped and rounded."""
    if amount is None:
        return UNKNOWN_TEXT
    text = f"{amount:,.{places}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text


@_remembered
def compact_text(amount: Number | None) -> str:
    """Return an amount in at most three or four digits: 9,999, 12.3K, 4.56M, 123B."""
    if amount is None:
        return UNKNOWN_TEXT
    number = Decimal(amount)
    if abs(number) < _PLAIN_BELOW:
        return quantity_text(round(number, 2))
    forms = ((_three_digits(number / scale), unit) for scale, unit in _UNITS)
    shown, unit = next((form for form in forms if abs(form[0]) < 1000), _largest(number))
    return f"{shown:,}{unit}"


def _largest(number: Decimal) -> tuple[Decimal, str]:
    scale, unit = _UNITS[-1]
    return _three_digits(number / scale), unit


def _three_digits(number: Decimal) -> Decimal:
    for places, end in ((2, 10), (1, 100)):
        rounded = round(number, places)
        if abs(rounded) < end:
            return rounded
    return round(number, 0)


def _price_places(price: Decimal, tick: Decimal | None) -> int:
    return max(places_of(price), 0 if tick is None else places_of(tick))
