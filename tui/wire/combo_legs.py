"""Legs of combined orders, as orders and requests about them carry them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tui.domain.orders import ComboLeg, Side
from tui.wire.enums import reader
from tui.wire.envelope import capped
from tui.wire.errors import BodyError
from tui.wire.numbers import decimal_from_wire
from tui.wire.securities import read_id, write_id

_side = reader(Side)


def write_legs(messages: Any, legs: Iterable[ComboLeg]) -> None:
    """Append to a list of ComboLeg messages."""
    for leg in legs:
        message = messages.add()
        write_id(message.security, leg.id)
        message.side = leg.side
        message.qtyRatio = float(leg.ratio)
        if leg.position_id is not None:
            message.positionID = leg.position_id


def read_legs(messages: Any) -> tuple[ComboLeg, ...]:
    """Return the legs; BodyError when a ratio is no whole number."""
    return tuple(_leg(message) for message in capped(messages))


def _leg(message: Any) -> ComboLeg:
    ratio = decimal_from_wire(message.qtyRatio)
    if ratio != int(ratio):
        raise BodyError(f"a leg of {ratio} to the combination")
    return ComboLeg(read_id(message.security), _side(message.side), int(ratio), message.positionID or None)
