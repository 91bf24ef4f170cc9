"""A line with a buffer of any size in it, on a stepped clock."""

from __future__ import annotations

from tui.app.output.pace import Kind, Pace


class Wire:
    """Bytes take their time to the other end, and the answer the way back."""

    def __init__(self, bytes_per_s: float, *, one_way_s: float) -> None:
        self.bytes_per_s = bytes_per_s
        self.one_way_s = one_way_s
        self.pace = Pace()
        self.now = self._free_at = 0.0
        self.took: list[float] = []
        self._mark = 0
        self._send(9, Kind.PROBE)

    def step(self) -> None:
        """Send as much as may go, and wait for the answer."""
        if self.pace.probe_due(self.now, frame=True):
            self._send(9, Kind.PROBE)
        room = self.pace.data_room(self.now)
        assert room is not None
        self._send(room.size, Kind.DATA)

    def _send(self, size: int, kind: Kind) -> None:
        self._mark = self._mark % 16 + 1
        self.pace.sent(self.now, size, self._mark, kind, rest=True)
        self._free_at = max(self._free_at, self.now) + size / self.bytes_per_s
        took = self._free_at + 2 * self.one_way_s - self.now
        self.now += took
        self.took.append(took)
        self.pace.answered(self.now, self._mark)
