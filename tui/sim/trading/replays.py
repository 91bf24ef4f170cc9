"""Memory of order requests, so that the same one is never carried out twice."""

from __future__ import annotations

from collections import OrderedDict

from tui.sim.refusal import RefusalError
from tui.wire.messages.base import PacketId

_REMEMBERED = 10_000


class Replays:
    """The stamps of the last order requests. A connection id may be stale or zero after a reconnect."""

    def __init__(self) -> None:
        self._seen: OrderedDict[PacketId, None] = OrderedDict()

    def refuse_repeated(self, packet: PacketId) -> None:
        """Remember a stamp; refuse one that was seen before."""
        if packet.conn_id == 0:
            return
        if packet in self._seen:
            raise RefusalError("This request was carried out before: packet ids must not repeat.")
        self._seen[packet] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
