"""Wire floats and our numbers. Floats exist on this side of the boundary only."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tui.wire.errors import BodyError

ABSURD = 1e18
"""No price, quantity or amount of money reaches this; what does is damage."""
_DECIMALS = 9
_ZERO = Decimal(0)


def decimal_from_wire(value: float) -> Decimal:
    """Return the exact decimal a wire double stands for, to 9 places; BodyError for NaN and absurd sizes.

    300.0 becomes 300, 0.1 + 0.2 becomes 0.3.
    """
    if not -ABSURD < value < ABSURD:  # also catches NaN
        raise BodyError(f"{value} is not a number that can be traded with")
    if value.is_integer():
        return Decimal(int(value))
    text = repr(value)
    if len(text) <= _DECIMALS + 2 and "e" not in text:
        return Decimal(text)
    rounded = round(value, _DECIMALS)
    return Decimal(int(rounded)) if rounded.is_integer() else Decimal(repr(rounded))


def decimal_or_none(value: float) -> Decimal | None:
    """Like `decimal_from_wire`, with None for what cannot be read. Never raises."""
    return decimal_from_wire(value) if -ABSURD < value < ABSURD else None


def price_or_none(value: float) -> Decimal | None:
    """Read a price whose zero means "unknown". Never raises."""
    return (decimal_from_wire(value) or None) if -ABSURD < value < ABSURD else None


def amount_or_zero(value: float) -> Decimal:
    """Read a sum that is only ever shown, for values that must not fail: damage reads as zero."""
    return decimal_from_wire(value) if -ABSURD < value < ABSURD else _ZERO


def optional_decimal(message: Any, field: str) -> Decimal | None:
    """Read an optional double, None when it is absent or unreadable."""
    return decimal_or_none(getattr(message, field)) if message.HasField(field) else None


def wire_float(value: Decimal | None) -> float:
    """Return the double for a required field; unknown is zero on the wire."""
    return 0.0 if value is None else float(value)


def put_decimal(message: Any, field: str, value: Decimal | None) -> None:
    """Set an optional double; unknown stays absent."""
    if value is not None:
        setattr(message, field, float(value))


def volume_from_wire(volume: int, precise: float) -> int | Decimal:
    """Return the volume of a message; `precise` (hpVolume, 0.0 when absent) overrides when it says more."""
    if not precise or not -ABSURD < precise < ABSURD:
        return volume
    return int(precise) if precise.is_integer() else decimal_from_wire(precise)


def put_volume(message: Any, volume: int | Decimal, field: str = "volume", precise: str = "hpVolume") -> None:
    """Set the integer volume, and the precise one when there is a fraction."""
    setattr(message, field, int(volume))
    if volume != int(volume):
        setattr(message, precise, float(volume))
