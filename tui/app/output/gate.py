"""Between what the face wants shown and what the terminal shows: which cells go next.

The face draws into one surface as often as it likes; the other holds what was handed over. Their difference
is cut into units, a line of a pane each. Units that answer a key go at once. The others share what the pace
allows: the longer one has waited and the closer it is to what the user does, the sooner it goes. What has
no room stays different, and is drawn as it is by then: frames are dropped, bytes never are.

No input or output, no clock: times come as arguments, bytes are returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.color import ColorSystem
from rich.segment import Segment

from tui.app.output.diff import Encoder, Run, changed
from tui.app.output.pace import Pace
from tui.app.output.surface import UNKNOWN, Surface

SYNC_BEGIN = "\x1b[?2026h"
SYNC_END = "\x1b[?2026l"
ASK = "\x1b[6n"
MARKS = 16
"""Questions are told apart by the line on which the cursor stands; so many at most."""
_HEAD_START_S = 0.05
"""A unit counts as having waited so long when it appears, so that weights count from the first moment."""


@dataclass(frozen=True, slots=True)
class Pane:
    """A part of the screen that shares the line with others; columns and lines up to, not including."""

    x1: int
    y1: int
    x2: int
    y2: int
    weight: float = 1.0

    def holds(self, x: int, y: int) -> bool:
        """Whether a cell is in it."""
        return self.x1 <= x < self.x2 and self.y1 <= y < self.y2


@dataclass(frozen=True, slots=True)
class _Unit:
    runs: tuple[Run, ...]
    pane: int
    """Number of its pane, -1 for none."""
    since: float
    urgent: bool

    @property
    def key(self) -> tuple[int, int]:
        return self.runs[0].y, self.pane


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes for the terminal, and what they are."""

    text: str
    size: int
    data: bool


class Gate:
    """Two surfaces, and what goes from one to the other."""

    def __init__(self, width: int, height: int, pace: Pace, colours: ColorSystem | None) -> None:
        self.pace = pace
        self.colours = colours
        """What the terminal can show; None is no colour at all."""
        self.sync = False
        """Whether the terminal holds a frame back until it is complete."""
        self.urgent = False
        """Whether what is drawn now answers a key."""
        self._panes: tuple[Pane, ...] = ()
        self._cuts: tuple[int, ...] = ()
        self._mark = 0
        self.resize(width, height)

    # ---- what is wanted

    def resize(self, width: int, height: int) -> None:
        """Begin anew in another size; nobody knows what the terminal shows now."""
        self._wanted = Surface(width, height)
        self._shown = Surface(width, height, shows=UNKNOWN)
        self._touched: dict[int, float] = {}
        self._waiting: dict[tuple[int, int], float] = {}
        self._pressing: list[Run] = []
        self._drawn = False

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        return self._wanted.width, self._wanted.height

    def forget(self, now: float) -> None:
        """Know nothing of the terminal any more: all of it is drawn again."""
        self._shown.fill(UNKNOWN)
        if self._drawn:
            self._touched.update(dict.fromkeys(range(self._wanted.height), now))

    def set_panes(self, panes: Sequence[Pane]) -> None:
        """Share the line among these; a cell is in the first that holds it."""
        if tuple(panes) != self._panes:
            self._panes = tuple(panes)
            self._cuts = tuple(sorted({edge for pane in panes for edge in (pane.x1, pane.x2)}))
            self._waiting.clear()

    def put(self, y: int, x: int, segments: Iterable[Segment], now: float) -> int:
        """Want these cells; return the column behind them."""
        end = self._wanted.put(y, x, segments, self.colours)
        if end > x:
            self._drawn = True
            self._touched.setdefault(y, now)
            if self.urgent:
                self._pressing.append(Run(y, x, end))
        return end

    # ---- what goes

    @property
    def behind(self) -> bool:
        """Whether something is drawn that was not sent."""
        return bool(self._touched)

    def next_frame(self, now: float) -> Frame | None:
        """Return the bytes that may go now, None for none; they count as handed over."""
        if not self._touched:
            self._pressing.clear()
            return self._probe(now)
        urgent_room, data_room = self.pace.urgent_budget(now), self.pace.data_budget(now)
        if urgent_room <= 0 and data_room <= 0:
            return self._probe(now)
        units = self._units()
        pressing = [unit for unit in units if unit.urgent]
        encoder = Encoder()
        went = self._take(pressing, encoder, urgent_room) if pressing and urgent_room > 0 else set()
        data = data_room > 0 and len(went) < len(units)
        if data:
            units.sort(key=lambda unit: self._score(unit, now), reverse=True)
            went |= self._take([unit for unit in units if unit.key not in went], encoder, data_room)
        self._leave(units, went)
        if not went:
            return self._probe(now)
        return self._framed(encoder.text(), now, data=data)

    def _probe(self, now: float) -> Frame | None:
        return self._framed("", now, data=False) if self.pace.probe_due(now) else None

    def _framed(self, body: str, now: float, *, data: bool) -> Frame:
        self._mark = self._mark % min(MARKS, max(self._wanted.height, 1)) + 1
        home = "\x1b[H" if self._mark == 1 else f"\x1b[{self._mark}H"
        begin, end = (SYNC_BEGIN, SYNC_END) if self.sync and body else ("", "")
        text = f"{begin}{body}{end}{home}{ASK}"
        size = len(text) if text.isascii() else len(text.encode())
        self.pace.sent(now, size, self._mark, data=data)
        return Frame(text, size, data)

    def answered(self, line: int, now: float) -> bool:
        """Take the terminal's answer that the cursor is on a line, the first one being 1."""
        return self.pace.answered(now, line)

    # ---- inner

    def _units(self) -> list[_Unit]:
        """Cut what differs into units and forget the lines that do not."""
        units: list[_Unit] = []
        for y in sorted(self._touched):
            runs = changed(self._shown, self._wanted, y, self._cuts)
            if not runs:
                del self._touched[y]
                continue
            pressing = [one for one in self._pressing if one.y == y]
            by_pane: dict[int, list[Run]] = {}
            for run in runs:
                by_pane.setdefault(self._pane_at(run), []).append(run)
            for pane, its in by_pane.items():
                units.append(
                    _Unit(
                        tuple(its),
                        pane,
                        self._waiting.get((y, pane), self._touched[y]),
                        any(one.x1 < run.x2 and run.x1 < one.x2 for one in pressing for run in its),
                    )
                )
        return units

    def _pane_at(self, run: Run) -> int:
        return next((number for number, pane in enumerate(self._panes) if pane.holds(run.x1, run.y)), -1)

    def _score(self, unit: _Unit, now: float) -> float:
        weight = self._panes[unit.pane].weight if unit.pane >= 0 else 1.0
        return weight * (now - unit.since + _HEAD_START_S) + (1e6 if unit.urgent else 0)

    def _take(self, units: Iterable[_Unit], encoder: Encoder, room: int) -> set[tuple[int, int]]:
        """Draw units until the room is used up, one at least."""
        went: set[tuple[int, int]] = set()
        full = encoder.size + room
        for unit in units:
            if went and encoder.size >= full:
                break
            encoder.add(self._wanted, unit.runs)
            for run in unit.runs:
                self._shown.copy_from(self._wanted, run.y, run.x1, run.x2)
            went.add(unit.key)
        return went

    def _leave(self, units: Iterable[_Unit], went: set[tuple[int, int]]) -> None:
        """Remember since when each unit waits that did not go, and which lines are done."""
        left = [unit for unit in units if unit.key not in went]
        self._waiting = {unit.key: unit.since for unit in left}
        lines = {unit.key[0] for unit in left}
        self._touched = {y: since for y, since in self._touched.items() if y in lines}
        self._pressing = [run for run in self._pressing if run.y in lines]
