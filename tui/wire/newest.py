"""Which of many messages that came at once are worth reading: of quotes, books and queues the newest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tui.domain.ids import SecurityId
from tui.wire.errors import BodyError
from tui.wire.peek import peek_only_element, peek_security
from tui.wire.protoids import ProtoId

Parts = tuple[int, int, bytes]
"""Protocol, serial and body of a frame."""
_PEEKS: Mapping[int, Callable[[bytes], SecurityId | None]] = {
    int(ProtoId.QOT_UPDATE_BASIC_QOT): peek_only_element,
    int(ProtoId.QOT_UPDATE_ORDER_BOOK): peek_security,
    int(ProtoId.QOT_UPDATE_BROKER): peek_security,
}


def newest(frames: Sequence[Parts]) -> list[Parts]:
    """Leave out each push that says a whole state which a later one of the same security replaces.

    Prints, orders, fills, answers and notices all stay, and all that stays is in the order of the wire.
    """
    kept: list[Parts] = []
    seen: set[tuple[int, SecurityId]] = set()
    for frame in reversed(frames):
        peek = _PEEKS.get(frame[0])
        if peek is not None:
            try:
                security = peek(frame[2])
            except BodyError:
                security = None  # Whoever reads it will say so.
            if security is not None:
                key = frame[0], security
                if key in seen:
                    continue
                seen.add(key)
        kept.append(frame)
    kept.reverse()
    return kept
