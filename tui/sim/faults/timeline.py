"""When the faults of a scenario begin and end. Pure: time and messages are arguments."""

from __future__ import annotations

import heapq
from itertools import count
from typing import NamedTuple

from tui.sim.faults.kinds import Family
from tui.sim.faults.scenario import ANY, Fault, Scenario


class Turn(NamedTuple):
    """A fault that begins now, or ends."""

    fault: Fault
    begins: bool


class Timeline:
    """The run of one scenario; its time begins with the daemon's."""

    def __init__(self, scenario: Scenario, start: float) -> None:
        self._start = start
        self._order = count()
        self._due: list[tuple[float, int, Turn]] = []
        self._on_request: list[Fault] = []
        self._on_message: list[Fault] = []
        self._seen: dict[int, int] = {}
        """How many messages each triggered fault has counted, by its place."""
        self._faults = scenario.faults
        for fault in scenario.faults:
            if fault.kind.family is Family.MESSAGE:
                self._on_message.append(fault)
            elif fault.at is not None:
                self._plan(start + fault.at, Turn(fault, begins=True))
            else:
                self._on_request.append(fault)

    def due(self, now: float) -> list[Turn]:
        """Return what begins or ends by now, in order."""
        turns = []
        while self._due and self._due[0][0] <= now:
            turns.append(heapq.heappop(self._due)[2])
        return turns

    def begun(self, fault: Fault, now: float) -> None:
        """Note that a fault has begun, so that its end comes."""
        if fault.last_s is not None:
            self._plan(now + fault.last_s, Turn(fault, begins=False))

    def on_request(self, proto_id: int) -> list[Fault]:
        """Return the faults of links and the daemon that this request sets off."""
        return [fault for fault in self._on_request if self._hits(fault, proto_id)]

    def on_message(self, proto_id: int, now: float) -> Fault | None:
        """Return what goes wrong with this reply or push; only the first fault of several."""
        passed = now - self._start
        hit = None
        for fault in self._on_message:
            begin = fault.at or 0.0
            if passed < begin or (fault.last_s is not None and passed >= begin + fault.last_s):
                continue
            if self._hits(fault, proto_id) and hit is None:
                hit = fault
        return hit

    def _hits(self, fault: Fault, proto_id: int) -> bool:
        trigger = fault.on
        if trigger is None or trigger.proto_id not in (ANY, proto_id):
            return False
        seen = self._seen[id(fault)] = self._seen.get(id(fault), 0) + 1
        return trigger.nth <= seen < trigger.nth + trigger.count

    def _plan(self, at: float, turn: Turn) -> None:
        heapq.heappush(self._due, (at, next(self._order), turn))
