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
from tui.app.output.pace import HUNGRY_S, Kind, Pace, Room
from tui.app.output.regions import Box, Pane, Regions
from tui.app.output.surface import UNKNOWN, Surface

SYNC_BEGIN = "\x1b[?2026h"
SYNC_END = "\x1b[?2026l"
ASK = "\x1b[6n"
MARKS = 16
"""Questions are told apart by the line on which the cursor stands; so many at most."""
FRAME = len(SYNC_BEGIN) + len(SYNC_END) + len("\x1b[16H") + len(ASK)
"""Bytes around the cells at most."""
_HEAD_START_S = 0.05
"""A unit counts as having waited so long when it appears, so that weights count from the first moment."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What differs in one line of one pane."""

    y: int
    runs: tuple[Run, ...]
    box: Box | None
    weight: float
    since: float
    urgent: bool

    @property
    def cells(self) -> int:
        """How much of it differs: a key changes whole rows, data a number here and there."""
        return sum(run.x2 - run.x1 for run in self.runs)

    def score(self, now: float) -> float:
        """How much it is worth to be sent now."""
        return self.weight * (now - self.since + _HEAD_START_S)


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes for the terminal, and what they are."""

    text: str
    size: int
    kind: Kind


class Gate:
    """Two surfaces, and what goes from one to the other."""

    def __init__(
        self, width: int, height: int, pace: Pace, colours: ColorSystem | None, *, ascii_only: bool = False
    ) -> None:
        self.pace = pace
        self._ascii_only = ascii_only
        self.colours = colours
        """What the terminal can show; None is no colour at all."""
        self.sync = False
        """Whether the terminal holds a frame back until it is complete."""
        self.urgent = False
        """Whether what is drawn now answers a key."""
        self._panes: tuple[Pane, ...] = ()
        self._mark = 0
        self.resize(width, height)

    # ---- what is wanted

    def resize(self, width: int, height: int) -> None:
        """Begin anew in another size; nobody knows what the terminal shows now."""
        self._wanted = Surface(width, height, ascii_only=self._ascii_only)
        self._shown = Surface(width, height, shows=UNKNOWN)
        self._before = Surface(width, height)
        """Of the line that is drawn on now, what was wanted before."""
        self._regions = Regions(width, height, self._panes)
        self._touched: dict[int, float | None] = {}
        """Lines that may differ, and since when they were drawn on after the last look at them."""
        self._waiting: dict[int, dict[Box | None, float]] = {}
        """Since when what was left of each of these lines waits, by pane."""
        self._pressing: dict[int, set[tuple[int, int]]] = {}
        """Columns of each line that answer a key."""
        self._drawn = False
        self.pace.resized()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        return self._wanted.width, self._wanted.height

    def forget(self, now: float) -> None:
        """Know nothing of the terminal any more: all of it is drawn again."""
        self._shown.fill(UNKNOWN)
        if self._drawn:
            for y in range(self._wanted.height):
                self._touch(y, now)

    def set_panes(self, panes: Sequence[Pane]) -> None:
        """Share the line among these; a cell is in the first that holds it."""
        if tuple(panes) != self._panes:
            self._panes = tuple(panes)
            self._regions = Regions(*self.size, self._panes)

    def put(self, y: int, x: int, segments: Iterable[Segment], now: float) -> int:
        """Want these cells; return the column behind them."""
        answers = self.urgent and 0 <= y < self._wanted.height
        if answers:
            self._before.copy_from(self._wanted, y, 0, self._wanted.width)
        end = self._wanted.put(y, x, segments, self.colours)
        if end > x:
            self._drawn = True
            self._touch(y, now)
            # What was drawn before and waits is no answer, though it is drawn again with one.
            if answers and (new := changed(self._before, self._wanted, y, frozenset())):
                self._pressing.setdefault(y, set()).update((run.x1, run.x2) for run in new)
        return end

    # ---- what goes

    @property
    def behind(self) -> bool:
        """Whether something is drawn that was not sent."""
        return bool(self._touched)

    def holds(self, box: Box, until: float) -> bool:
        """Whether anything that was drawn there up to then was not sent yet."""
        x1, y1, x2, y2 = box
        for y in range(max(y1, 0), min(y2, self._wanted.height)):
            drawn = self._touched.get(y)
            since = [at for at in (drawn, *self._waiting.get(y, {}).values()) if at is not None]
            if any(at <= until for at in since) and any(
                run.x1 < x2 and x1 < run.x2 for run in changed(self._shown, self._wanted, y)
            ):
                return True
        return False

    def next_frame(self, now: float) -> Frame | None:
        """Return the bytes that may go now, None for none; they count as handed over."""
        if self.pace.probe_due(now):
            return self._framed("", now, Kind.PROBE)
        frame = None
        if self._pressing and self._is_starved(now) and (room := self.pace.data_room(now, owing=True)):
            frame = self._frame(Kind.DATA, list(self._touched), room, now, but_urgent=True)
        if frame is None and self._pressing and (room := self.pace.urgent_room(now)) is not None:
            frame = self._frame(Kind.URGENT, list(self._pressing), room, now)
        if frame is None and self._touched and (room := self.pace.data_room(now)) is not None:
            frame = self._frame(Kind.DATA, list(self._touched), room, now)
        return frame

    def control(self, text: str, now: float) -> Frame | None:
        """Return the bytes of a sequence that draws nothing; None when it would keep the line for long."""
        return self._framed(text, now, Kind.URGENT) if self.pace.carries(len(text.encode()), now) else None

    def answered(self, line: int, now: float, *, is_last: bool = False) -> bool:
        """Take the terminal's answer that the cursor is on a line, the first one being 1."""
        return self.pace.answered(now, line, is_last=is_last)

    # ---- inner

    def _touch(self, y: int, now: float) -> None:
        if self._touched.get(y) is None:
            self._touched[y] = now

    def _is_starved(self, now: float) -> bool:
        """Whether answers to keys, of which there is no end, have kept something else back for too long."""
        if not self.pace.is_scarce():
            return False
        drawn = [at for at in self._touched.values() if at is not None]
        waiting = [at for line in self._waiting.values() for at in line.values()]
        return min([*drawn, *waiting], default=now) <= now - HUNGRY_S

    def _frame(
        self, kind: Kind, lines: list[int], room: Room, now: float, *, but_urgent: bool = False
    ) -> Frame | None:
        units = [unit for y in lines for unit in self._units(y, now)]
        going, left = units, []
        if but_urgent or kind is Kind.URGENT:
            going = [unit for unit in units if unit.urgent is not but_urgent]
            left = [unit for unit in units if unit.urgent is but_urgent]
        if not going or self.pace.probe_due(now, frame=True):
            self._leave(lines, units)
            return None if not going else self._framed("", now, Kind.PROBE)
        if kind is Kind.URGENT:
            going.sort(key=lambda unit: unit.cells, reverse=True)
        else:
            going.sort(key=lambda unit: (unit.urgent, unit.score(now)), reverse=True)
        encoder = Encoder()
        for number, unit in enumerate(going):
            if number and encoder.size + unit.cells + FRAME > room.size:
                left += going[number:]
                break
            if not self._draw(encoder, unit, room.most - FRAME):
                left += going[number:]
                break
        self._leave(lines, left)
        return self._framed(encoder.text(), now, kind, rest=bool(left))

    def _framed(self, body: str, now: float, kind: Kind, *, rest: bool = False) -> Frame:
        self._mark = self._mark % max(min(MARKS, self._wanted.height), 1) + 1
        home = "\x1b[H" if self._mark == 1 else f"\x1b[{self._mark}H"
        begin, end = (SYNC_BEGIN, SYNC_END) if self.sync and body else ("", "")
        text = f"{begin}{body}{end}{home}{ASK}"
        size = len(text) if text.isascii() else len(text.encode())
        self.pace.sent(now, size, self._mark, kind, rest=rest)
        return Frame(text, size, kind)

    def _units(self, y: int, now: float) -> list[_Unit]:
        """Cut what differs in a line into units."""
        by_pane: dict[Pane | None, list[Run]] = {}
        for run in changed(self._shown, self._wanted, y, self._regions.cuts(y)):
            by_pane.setdefault(self._regions.pane_at(run.x1, y), []).append(run)
        waiting, pressing = self._waiting.get(y, {}), self._pressing.get(y, ())
        drawn = self._touched.get(y)
        fresh = now if drawn is None else drawn
        return [
            _Unit(
                y,
                tuple(runs),
                box := None if pane is None else pane.box,
                1.0 if pane is None else pane.weight,
                waiting.get(box, fresh),
                any(_meet(runs, x1, x2) for x1, x2 in pressing),
            )
            for pane, runs in by_pane.items()
        ]

    def _draw(self, encoder: Encoder, unit: _Unit, most: int) -> bool:
        """Draw a unit as far as there is room; whether that was all of it."""
        for run in unit.runs:
            if encoder.size >= most and encoder.drew:
                return False
            end = encoder.add(self._wanted, run, most)
            self._shown.copy_from(self._wanted, run.y, run.x1, end)
            if end < run.x2:
                return False
        return True

    def _leave(self, lines: Iterable[int], left: Iterable[_Unit]) -> None:
        """Remember since when what is left of these lines waits, and which of them are done."""
        rests: dict[int, list[_Unit]] = {}
        for unit in left:
            rests.setdefault(unit.y, []).append(unit)
        for y in lines:
            rest = rests.get(y, [])
            runs = [run for unit in rest if unit.urgent for run in unit.runs]
            pressing = {span for span in self._pressing.pop(y, ()) if _meet(runs, *span)}
            if pressing:
                self._pressing[y] = pressing
            if rest:
                self._touched[y] = None
                self._waiting[y] = {unit.box: unit.since for unit in rest}
            else:
                self._touched.pop(y, None)
                self._waiting.pop(y, None)


def _meet(runs: Iterable[Run], x1: int, x2: int) -> bool:
    return any(run.x1 < x2 and x1 < run.x2 for run in runs)
