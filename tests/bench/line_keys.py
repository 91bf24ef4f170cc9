"""Keys typed at the far end of a line: when the action of each ran, and when its paint was seen there."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

from tests.e2e.terminal import Terminal

UP, DOWN = "\x1b[A", "\x1b[B"
FIRST_ROW, LAST_ROW = 3, 22
"""Lines of the watchlist."""
WALK = 6
"""Rows the cursor goes down before it goes up again."""
_SIZE = re.compile(r"^ (\d) lots?: now buy or sell")
_SIZE_CELLS = 32


@dataclass
class Key:
    """One key and what became of it; seconds of time.monotonic."""

    action: str
    shows: int
    """The size that is said, or the line of the cursor."""
    typed: float
    handed: float | None = None
    """When the near end of the line gave it to the program."""
    acted: float | None = None
    worked: float | None = None
    """Seconds of CPU that the program used from the one to the other."""
    painted: float | None = None


@dataclass(frozen=True)
class Quantiles:
    """Milliseconds that keys took, those that never arrived left out."""

    took: tuple[float, ...]

    def at(self, share: float) -> float:
        """Return the value that this share of all does not exceed; not a number when there are none."""
        return self.took[max(-int(-share * len(self.took) // 1) - 1, 0)] if self.took else float("nan")


@dataclass(frozen=True)
class Typed:
    """All keys of a run."""

    keys: tuple[Key, ...]
    behind_s: float
    """How long the way from where keys are handed over to the program is."""

    @property
    def action(self) -> Quantiles:
        """From key to action, without the way there."""
        return self._took(
            [key.acted and key.handed and key.acted - key.handed - self.behind_s for key in self.keys]
        )

    @property
    def own(self) -> Quantiles:
        """As much of that as the program can have worked itself: the rest another process or machine had."""
        return self._took(
            [
                key.acted and key.handed and key.worked and min(key.worked, key.acted - key.handed)
                for key in self.keys
            ]
        )

    @property
    def paint(self) -> Quantiles:
        """From key to what it changed, both seen from the far end."""
        return self._took([key.painted and key.painted - key.typed for key in self.keys])

    def _took(self, seconds: list[float | None]) -> Quantiles:
        return Quantiles(tuple(sorted(one * 1000 for one in seconds if one is not None)))


def sizes_and_rows() -> Iterator[tuple[str, str, int]]:
    """Yield key, action and what is to be seen: sizes of the next ticket and moves of the cursor by turns."""
    down = [(DOWN, "row_down:", FIRST_ROW + at) for at in range(1, WALK + 1)]
    up = [(UP, "row_up:", FIRST_ROW + at) for at in range(WALK - 1, -1, -1)]
    moves = cycle([*down, *up])
    for number in count():
        size = number % 9 + 1
        yield str(size), f"quick_size:{size}", size
        yield next(moves)


class Typist:
    """Types at the dashboard in a fixed rhythm and watches the far end."""

    def __init__(self, terminal: Terminal, file: Path, behind_s: float = 0.0) -> None:
        """`behind_s` is the length of a line that keys still have before them when they are handed over."""
        self._terminal = terminal
        self._file = file
        self._behind_s = behind_s
        self._waiting: list[Key] = []

    def type(self, number: int, *, every_s: tuple[float, float], patience_s: float) -> Typed:
        """Type so many keys; wait for the last ones' paint for so long."""
        chance, made = random.Random(number), []
        plan, before = sizes_and_rows(), len(self._terminal.handed)
        for _ in range(number):
            text, action, shows = next(plan)
            key = Key(action, shows, time.monotonic())
            self._terminal.send(text)
            made.append(key)
            self._waiting.append(key)
            self._watch(time.monotonic() + chance.uniform(*every_s))
        deadline = time.monotonic() + patience_s
        while self._waiting and time.monotonic() < deadline:
            self._watch(min(time.monotonic() + 0.2, deadline))
        given = zip(self._terminal.handed[before:], self._terminal.spent[before:], strict=True)
        for key, (handed, spent) in zip(made, given, strict=False):
            key.handed, key.worked = handed, None if spent is None else -spent
        self._note_actions(made)
        return Typed(tuple(made), self._behind_s)

    def _watch(self, until: float) -> None:
        while (left := until - time.monotonic()) > 0:
            if self._terminal.pump(left) and self._waiting:
                self._look(time.monotonic())

    def _look(self, now: float) -> None:
        """Find what is shown among what keys have asked for: the newest that fits, and all before it."""
        for moves, shown in ((False, self._size()), (True, self._cursor())):
            asked = [key for key in self._waiting if key.action.startswith("row") == moves]
            fits = [at for at, key in enumerate(asked) if key.shows == shown]
            for key in asked[: fits[-1] + 1] if fits else ():
                key.painted = now
                self._waiting.remove(key)

    def _size(self) -> int | None:
        last = self._terminal.screen.buffer[self._terminal.screen.lines - 1]
        found = _SIZE.match("".join(last[x].data for x in range(_SIZE_CELLS)))
        return int(found[1]) if found else None

    def _cursor(self) -> int | None:
        """The line that is unlike the others."""
        ground = [self._terminal.screen.buffer[y][1].bg for y in range(FIRST_ROW, LAST_ROW + 1)]
        usual = Counter(ground).most_common(1)[0][0]
        other = [y for y, colour in enumerate(ground, FIRST_ROW) if colour != usual]
        return other[0] if len(other) == 1 else None

    def _note_actions(self, keys: list[Key]) -> None:
        """Give each key the first action of its name that ran after it."""
        lines = [line.split() for line in self._file.read_text().splitlines()] if self._file.exists() else []
        ran = [(name, int(at) / 1e9, int(spent) / 1e9) for name, at, spent in lines]
        for key in keys:
            for place, (name, at, spent) in enumerate(ran):
                if name == key.action and at >= key.typed:
                    key.acted = at
                    key.worked = None if key.worked is None else key.worked + spent
                    del ran[: place + 1]
                    break
