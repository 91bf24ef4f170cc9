"""How fast bytes may go to a terminal at the other end of a line that nobody knows.

Neither the kernel nor SSH says how much of what was written has arrived: both swallow hundreds of
kilobytes. So every frame ends with a question for the cursor, and the terminal's answer is the measure. One
frame of data is under way at a time, and how large it may be follows from how long answers take: a little
more while they are quick, a good deal less when one is slow.

A terminal that never answers gets few small frames. One that has answered before and stops is unread: it gets
nothing until it answers again, or what waits for it would be shown long after.

Seconds are of any clock that does not go back. Nothing here reads a clock or writes a byte.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum

TARGET_S = 0.25
"""The answer to a frame of data should take no longer than this, or than half as much again as the line."""
OVER_LINE = 1.5
FIRST_BUDGET = 2048
LEAST_BUDGET = 200
"""About one row: less would never draw anything."""
MOST_BUDGET = 65536
STEP = 256
"""What a quick answer adds to the budget of a frame; a budget that is large already grows by an eighth."""
LESS = 0.6
"""What a slow one leaves of it."""
FRAMES_PER_S = 20
"""More often nobody can read anything."""
URGENT = 1024
"""Bytes that an answer to a key may put on top of the data under way."""
SILENT_S = 2.5
"""A terminal that has not answered its first question by then is not waited for."""
UNREAD_S = 5.0
ASK_AGAIN_S = 5.0
BLIND_AFTER_S = 60.0
"""An unread terminal is taken for another one, that does not answer, after so long."""
BLIND_BUDGET = 2048
BLIND_FRAMES_PER_S = 2
PROBE_AGAIN_S = 15.0
WINDOW_S = 10.0
"""Over which the rates that are shown are averaged."""
BELOW_CAP = 0.9
SLOW_S = 0.15
"""An answer that takes longer was slow."""
TELLING = 500
"""A frame of so many bytes says how fast the line is, beyond how long it is."""
TELLING_FRAMES = 3
BURST_S = 0.5
"""A cap on the average is kept by saving up no more than this, and by owing no more."""


class Line(Enum):
    """What is known of the way to the terminal."""

    ASKED = "asked"
    """The first question is under way."""
    ANSWERS = "answers"
    SILENT = "silent"
    """It does not answer questions; frames go by the clock."""
    UNREAD = "unread"
    """Nobody reads it now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question under way."""

    mark: int
    """What tells its answer from others."""
    at: float
    size: int
    """Bytes of the frame that it ends."""
    data: bool


@dataclass(frozen=True, slots=True)
class Rates:
    """What the status line can show."""

    bytes_per_s: float
    frames_per_s: float
    answer_s: float | None
    """How long the last answer took."""
    line: Line
    slow_answers: int = 0
    """How many answers in a row were slow, up to now."""
    line_bytes_per_s: float | None = None
    """What the line carries at most, by the last frames that filled it; None before there were some."""


class Pace:
    """Decides when a frame may go and how large it may be."""

    def __init__(self, *, cap: int | None = None, frames_per_s: int = FRAMES_PER_S) -> None:
        """`cap` bounds the average of bytes a second, answers or not; `frames_per_s` the frames of data."""
        self._cap = cap
        self._frames_per_s = frames_per_s
        self._slow_answers = 0
        self._speeds: deque[float] = deque(maxlen=TELLING_FRAMES)
        self._line = Line.ASKED
        self._asked: deque[Asked] = deque()
        self._budget = float(FIRST_BUDGET)
        self._quickest: float | None = None
        self._answer_s: float | None = None
        self._last_data = float("-inf")
        self._last_probe = float("-inf")
        self._unread_since: float | None = None
        self._sent: deque[tuple[float, int]] = deque()
        self._saved = 0.0
        """Bytes that the cap allows now."""
        self._counted_at: float | None = None

    # ---- what is known

    @property
    def line(self) -> Line:
        """What is known of the way."""
        return self._line

    @property
    def quickest_s(self) -> float | None:
        """The quickest answer so far, which is about the line itself."""
        return self._quickest

    @property
    def target_s(self) -> float:
        """How long the answer to a frame of data may take."""
        return max(TARGET_S, OVER_LINE * (self._quickest or 0.0))

    def rates(self, now: float) -> Rates:
        """Return what went over the line of late."""
        self._forget(now)
        size = sum(size for _, size in self._sent)
        return Rates(
            size / WINDOW_S,
            len(self._sent) / WINDOW_S,
            self._answer_s,
            self._line,
            self._slow_answers,
            sorted(self._speeds)[TELLING_FRAMES // 2] if len(self._speeds) == TELLING_FRAMES else None,
        )

    # ---- what may go

    def data_budget(self, now: float) -> int:
        """Return how many bytes of data may go now, 0 for none."""
        if self._line is Line.UNREAD or now < self._last_data + self._apart_s:
            return 0
        if self._line is Line.SILENT:
            return self._capped(BLIND_BUDGET, now, owing=False)
        if any(one.data for one in self._asked):
            return 0
        return self._capped(int(self._budget), now, owing=False)

    def urgent_budget(self, now: float) -> int:
        """Return how many bytes may answer a key now, whatever data is under way."""
        if self._line is Line.UNREAD:
            return 0
        waiting = sum(one.size for one in self._asked if not one.data)
        return self._capped(max(URGENT, int(self._budget)) - waiting, now, owing=True)

    def probe_due(self, now: float) -> bool:
        """Whether a bare question should go now, to a terminal that does not answer any more or never did."""
        if self._line is Line.UNREAD:
            return now >= self._last_probe + ASK_AGAIN_S
        if self._line is Line.SILENT:
            return now >= self._last_probe + PROBE_AGAIN_S
        return self._last_probe == float("-inf")

    def next_at(self, now: float) -> float | None:
        """Return when this may say something else without an answer; None for never."""
        times: list[float] = []
        if self._line in (Line.UNREAD, Line.SILENT):
            times.append(self._last_probe + (ASK_AGAIN_S if self._line is Line.UNREAD else PROBE_AGAIN_S))
        if self._line is Line.ASKED and self._asked:
            times.append(self._asked[0].at + SILENT_S)
        if self._line is Line.ANSWERS and self._asked:
            times.append(self._asked[0].at + UNREAD_S)
        if self._line is not Line.UNREAD:
            times.append(self._last_data + self._apart_s)
        if self._cap is not None:
            self._save_up(now)
            short = LEAST_BUDGET - self._saved
            if short > 0:
                times.append(now + short / (self._cap * BELOW_CAP))
        return min((at for at in times if at > now), default=None)

    # ---- what happens

    def sent(self, now: float, size: int, mark: int, *, data: bool) -> None:
        """Know that a frame was handed over, with a question at its end."""
        self._forget(now)
        self._sent.append((now, size))
        self._save_up(now)
        self._saved -= size
        if data:
            self._last_data = now
        self._last_probe = now
        if self._line is not Line.SILENT or not self._asked:
            self._asked.append(Asked(mark, now, size, data))

    def answered(self, now: float, mark: int) -> bool:
        """Know that the terminal answered; whether that was a question of ours."""
        place = next((at for at, one in enumerate(self._asked) if one.mark == mark), None)
        if self._line in (Line.UNREAD, Line.SILENT):
            # Which question it answers does not matter: how long it waited says nothing of the line.
            for _ in range(0 if place is None else place + 1):
                self._asked.popleft()
            self._line, self._unread_since, self._budget = Line.ANSWERS, None, FIRST_BUDGET
            return True
        if place is None:
            return False
        for _ in range(place):
            self._asked.popleft()
        one = self._asked.popleft()
        took = now - one.at
        self._answer_s, self._line = took, Line.ANSWERS
        self._slow_answers = self._slow_answers + 1 if took > SLOW_S else 0
        self._quickest = took if self._quickest is None else min(self._quickest, took)
        if one.size >= TELLING:
            self._speeds.append(one.size / max(took - self._quickest, 0.001))
        if one.data or took > self.target_s:
            self._adapt(took, one.size)
        return True

    def tick(self, now: float, *, blocked_s: float = 0.0) -> bool:
        """Look at the clock; whether the terminal turned out to be unread just now.

        `blocked_s` is how long the write under way has taken so far.
        """
        waited = now - self._asked[0].at if self._asked else 0.0
        if self._line is Line.ASKED and waited >= SILENT_S and blocked_s < SILENT_S:
            self._line = Line.SILENT
            self._asked.clear()
        elif self._line is Line.UNREAD:
            if blocked_s < UNREAD_S and now - (self._unread_since or now) >= BLIND_AFTER_S:
                self._line, self._unread_since = Line.SILENT, None
                self._asked.clear()
        elif blocked_s >= UNREAD_S or (self._line is Line.ANSWERS and waited >= UNREAD_S):
            self._line, self._unread_since = Line.UNREAD, now
            return True
        return False

    def begin_anew(self) -> None:
        """Know that another terminal may be there now: after a suspension, say."""
        self._asked.clear()
        self._line, self._unread_since = Line.ASKED, None
        self._last_probe = self._last_data = float("-inf")
        self._quickest = None
        self._budget = FIRST_BUDGET

    # ---- inner

    @property
    def _apart_s(self) -> float:
        blind = self._line is Line.SILENT
        return 1 / min(self._frames_per_s, BLIND_FRAMES_PER_S if blind else FRAMES_PER_S)

    def _adapt(self, took: float, size: int) -> None:
        if took > self.target_s:
            self._budget = max(min(self._budget, size) * LESS, LEAST_BUDGET)
        elif size >= self._budget / 2:
            self._budget = min(self._budget + max(STEP, self._budget / 8), MOST_BUDGET)

    def _capped(self, size: int, now: float, *, owing: bool) -> int:
        if self._cap is None:
            return max(size, 0)
        self._save_up(now)
        allowed = self._saved + (self._cap * BURST_S if owing else 0)
        allowed = int(min(size, allowed))
        return allowed if allowed >= LEAST_BUDGET or owing else 0

    def _save_up(self, now: float) -> None:
        if self._cap is None:
            return
        most = self._cap * BURST_S
        if self._counted_at is None:
            self._saved = most
        else:
            self._saved = min(self._saved + (now - self._counted_at) * self._cap * BELOW_CAP, most)
        self._counted_at = now

    def _forget(self, now: float) -> None:
        while self._sent and self._sent[0][0] <= now - WINDOW_S:
            self._sent.popleft()
