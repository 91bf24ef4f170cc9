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

from tui.app.output.allowance import WINDOW_S, Allowance
from tui.app.output.speed import Speed

TARGET_S = 0.25
"""The answer to a frame of data should take no longer than this, or than half as much again as the line."""
OVER_LINE = 1.5
FIRST_BUDGET = 2048
LEAST_BUDGET = 200
"""About one row: less would never draw anything."""
MOST_BUDGET = 65536
STEP = 64
"""What a quick answer adds to the budget of a frame; a budget that is large already grows by an eighth."""
LESS = 0.9
"""What a slow one leaves of it at most."""
LEAST_LEFT = (0.125, 0.6)
"""What one slow answer leaves of it at least: to a frame that used it, and to a small one."""
FRAMES_PER_S = 20
"""More often nobody can read anything; a frame that the last one had no room for need not wait so long."""
URGENT = 512
"""Bytes that answers to keys may put on top of the data under way."""
SPILL = 512
"""So much more than its budget a frame may hold, so that what belongs together goes together."""
MOST_ASKED = 15
HUNGRY_S = 1.0
"""So long answers to keys may keep data back."""
TYPING_S = 2.0
"""So long after a key was answered frames of data are half as large, or the answer to the next would wait."""
TYPING_BUDGET = 128
"""But no smaller than this for it."""
MEASURE_AGAIN_S = 30.0
"""How old the knowledge of the bare line may be when a frame goes over it."""
CARRIED_S = 2.0
"""So long what cannot be cut, a text for the clipboard say, may keep the line."""
SILENT_S = 2.5
"""A terminal that has not answered its first question by then is not waited for."""
UNREAD_S = 5.0
ASK_AGAIN_S = (5.0, 60.0)
"""How often an unread terminal is asked: at first, and when it has been so for long."""
BLIND_AFTER_S = 60.0
"""An unread terminal at which somebody types after so long is another one, that does not answer."""
BLIND_BUDGET = 2048
BLIND_S = 0.5
"""To a silent terminal its budget goes once in so long."""


class Line(Enum):
    """What is known of the way to the terminal."""

    ASKED = "asked"
    """The first question is under way."""
    ANSWERS = "answers"
    SILENT = "silent"
    """It does not answer questions; frames go by the clock."""
    UNREAD = "unread"
    """Nobody reads it now."""


class Kind(Enum):
    """What a frame is for."""

    PROBE = "probe"
    """To be answered, nothing else."""
    URGENT = "urgent"
    """It answers a key."""
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes that may go now: nothing is begun after `size`, and `most` is not passed."""

    size: int
    most: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One question under way."""

    mark: int
    """What tells its answer from others."""
    at: float
    size: int
    """Bytes of the frame that it ends."""
    load: int
    """Bytes that were under way with it."""
    kind: Kind
    number: int
    """How many were asked up to this one."""


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
    """What the line carries at most; None before that is known."""


class Pace:
    """Decides when a frame may go and how large it may be."""

    def __init__(self, *, cap: int | None = None, frames_per_s: int = FRAMES_PER_S) -> None:
        """`cap` bounds the average of bytes a second, answers or not; `frames_per_s` the frames of data."""
        self._frame_s = 1 / min(frames_per_s, FRAMES_PER_S)
        self._speed = Speed()
        self._allowance = None if cap is None else Allowance(cap)
        self._sent: deque[tuple[float, int, bool]] = deque()
        """When how much went, and whether that was a picture."""
        self._last_data = self._last_urgent = float("-inf")
        self._rest = False
        """Whether the last frame of data had no room for all of it."""
        self._blocked_s = 0.0
        self._answer_s: float | None = None
        self.asked = self.heard = 0
        """How many questions went, and up to which of them the terminal is known to have come."""
        self.begin_anew()

    def begin_anew(self) -> None:
        """Know that another terminal may be there now: after a suspension, say."""
        self._line = Line.ASKED
        self._asked: deque[Asked] = deque()
        self._budget = float(FIRST_BUDGET)
        self._growing = True
        """Whether no answer was slow so far: then the budget doubles."""
        self._quickest: float | None = None
        """The quickest answer so far, which is about the line itself."""
        self._measured = self._last_question = float("-inf")
        self._unread_since = float("-inf")
        self._has_answered = self._draining = False
        self._last_data = float("-inf")

    def resized(self) -> None:
        """Know that the terminal has another size: what it was asked before may be answered otherwise."""
        if self._asked:
            self._asked.clear()
            self._draining = self._line is Line.ANSWERS

    # ---- what is known

    @property
    def line(self) -> Line:
        """What is known of the way."""
        return self._line

    @property
    def target_s(self) -> float:
        """How long the answer to a frame of data may take."""
        return max(TARGET_S, OVER_LINE * (self._quickest or 0.0))

    def rates(self, now: float) -> Rates:
        """Return what went over the line of late."""
        self._forget(now)
        size = sum(size for _, size, _ in self._sent)
        frames = sum(picture for _, _, picture in self._sent)
        speed = self._speed
        return Rates(
            size / WINDOW_S,
            frames / WINDOW_S,
            self._answer_s,
            self._line,
            speed.slow_answers,
            speed.bytes_per_s,
        )

    # ---- what may go

    def data_room(self, now: float, *, owing: bool = False) -> Room | None:
        """Return how many bytes of data may go now, None for none; a cap lets it owe some if it should."""
        if self._line is Line.UNREAD or self._draining or now < self._last_data + self._apart_s:
            return None
        if self._line is Line.SILENT:
            size = self._blind_room(now)
        elif any(one.kind is Kind.DATA for one in self._asked):
            return None
        else:
            pressing = self._under_way(Kind.URGENT) if now < self._last_data + HUNGRY_S else 0
            size = int(self._budget) - pressing
        if self._is_typing(now):
            size = min(size, max(size // 2, TYPING_BUDGET))
        return self._allowed(size, now, least=LEAST_BUDGET, owing=owing)

    def is_scarce(self) -> bool:
        """Whether what answers keys leaves nothing for data: under a cap, or where nobody answers."""
        return self._allowance is not None or self._line is Line.SILENT

    def urgent_room(self, now: float) -> Room | None:
        """Return how many bytes may answer a key now, whatever data is under way; None for none."""
        if self._line is Line.UNREAD or len(self._asked) >= MOST_ASKED:
            return None
        if self._line is Line.SILENT:
            size = self._blind_room(now)
        else:
            size = max(URGENT, int(self._budget)) - self._under_way(Kind.URGENT)
        # As much as a row, or a cap would be spent on what is around a cell at a time.
        return self._allowed(size, now, least=LEAST_BUDGET, owing=True)

    def carries(self, size: int, now: float) -> bool:
        """Whether so many bytes that cannot be cut may go now, ahead of everything else."""
        if self._line is Line.UNREAD or self._blocked_s >= BLIND_S or len(self._asked) >= MOST_ASKED:
            return False
        if self._allowance is not None and size > self._allowance.left(now, owing=True):
            return False
        within = BLIND_BUDGET / BLIND_S if self._line is Line.SILENT else self._budget / TARGET_S
        return size <= max(within * CARRIED_S, URGENT)

    def probe_due(self, now: float, *, frame: bool = False) -> bool:
        """Whether a bare question should go now; `frame` says that a frame would follow it."""
        if self._line is Line.UNREAD:
            return self._blocked_s < UNREAD_S and now >= self._ask_again_at(now)
        if self._line is Line.SILENT or self._asked:
            return False
        first = self._line is Line.ASKED or self._draining
        return first or (frame and now >= self._measured + MEASURE_AGAIN_S)

    def next_at(self, now: float, *, waiting: bool) -> float | None:
        """Return when to look again though no answer comes, None for never.

        `waiting` says that something waits to be sent.
        """
        times: list[float] = []
        if self._line is Line.UNREAD:
            at = self._ask_again_at(now)
            times.append(at if at > now else now + ASK_AGAIN_S[0])
            if not self._has_answered:
                times.append(now + 1)
        elif self._asked and self._line is not Line.SILENT:
            patience = SILENT_S if self._line is Line.ASKED else UNREAD_S
            times.append(self._asked[0].at + patience)
        if waiting and self._line is not Line.UNREAD:
            times += [self._last_data + self._apart_s, self._last_data + HUNGRY_S]
            if self._line is Line.SILENT:
                times.append(now + BLIND_S / 2)
            if self._allowance is not None:
                times += [self._allowance.at(now, LEAST_BUDGET, owing=owing) for owing in (True, False)]
        return min((at for at in times if at > now), default=None)

    # ---- what happens

    def sent(self, now: float, size: int, mark: int, kind: Kind, *, rest: bool = False) -> None:
        """Know that a frame was handed over, with a question at its end; `rest` is left for another."""
        self.spent(now, size, picture=kind is not Kind.PROBE)
        if kind is Kind.URGENT:
            self._last_urgent = now
        if kind is Kind.DATA:
            self._last_data, self._rest = now, rest
        self._last_question = now
        self.asked += 1
        load = size + sum(one.size for one in self._asked)
        if self._line not in (Line.SILENT, Line.UNREAD):
            self._asked.append(Asked(mark, now, size, load, kind, self.asked))

    def spent(self, now: float, size: int, *, picture: bool = False) -> None:
        """Know that bytes went."""
        self._forget(now)
        if not size:
            return
        self._sent.append((now, size, picture))
        if self._allowance is not None:
            self._allowance.take(now, size)

    def answered(self, now: float, mark: int, *, is_last: bool = False) -> bool:
        """Know that the terminal answered; whether that was a question of ours.

        On its last line it answers what was asked further down, too, when it was larger.
        """
        if self._line in (Line.UNREAD, Line.SILENT):
            # What it answers is long ago, and more may be under way: one question shows the end of it.
            self.begin_anew()
            self._line, self._has_answered, self._draining = Line.ANSWERS, True, True
            return True
        meant = (
            at for at, one in enumerate(self._asked) if one.mark == mark or (is_last and one.mark > mark)
        )
        place = next(meant, None)
        if place is None:
            return False
        # Answers come in order: those to the questions before it are lost.
        for _ in range(place):
            self._asked.popleft()
        one = self._asked.popleft()
        self.heard = one.number
        self._line, self._has_answered = Line.ANSWERS, True
        if self._draining:
            self._draining = False
            return True
        self._measure(one, now)
        return True

    def tick(self, now: float, *, blocked_s: float = 0.0) -> None:
        """Look at the clock; `blocked_s` is how long the write under way has taken so far."""
        self._blocked_s = blocked_s
        waited = now - self._asked[0].at if self._asked else 0.0
        blocked = blocked_s >= UNREAD_S
        if self._line is Line.UNREAD:
            if not blocked and not self._has_answered:
                self._line = Line.SILENT
        elif blocked or (self._line is Line.ANSWERS and waited >= UNREAD_S):
            self._line, self._unread_since = Line.UNREAD, now
            self._asked.clear()
        elif self._line is Line.ASKED and waited >= SILENT_S and blocked_s < SILENT_S:
            self._line = Line.SILENT
            self._asked.clear()

    def poked(self, now: float) -> None:
        """Know that somebody typed."""
        silent_for = now - self._unread_since
        if self._line is Line.UNREAD and silent_for >= BLIND_AFTER_S and self._blocked_s < UNREAD_S:
            self._line = Line.SILENT

    # ---- inner

    @property
    def _apart_s(self) -> float:
        if self._line is Line.SILENT:
            return max(BLIND_S, self._frame_s)
        return 0.0 if self._rest and self._frame_s <= 1 / FRAMES_PER_S else self._frame_s

    def _ask_again_at(self, now: float) -> float:
        least, most = ASK_AGAIN_S
        return self._last_question + min(max((now - self._unread_since) / 4, least), most)

    def _under_way(self, kind: Kind) -> int:
        return sum(one.size for one in self._asked if one.kind is kind)

    def _blind_room(self, now: float) -> int:
        if self._blocked_s >= BLIND_S:
            return 0
        return BLIND_BUDGET - sum(size for at, size, _ in self._sent if at > now - BLIND_S)

    def _is_typing(self, now: float) -> bool:
        """Whether another key is likely to come soon, which should find little under way."""
        return now < self._last_urgent + TYPING_S

    def _measure(self, one: Asked, now: float) -> None:
        took = self._answer_s = now - one.at
        if one.kind is Kind.PROBE and one.load == one.size:
            # Nothing but the line itself, which may be another one than it was.
            self._quickest, self._measured = took, now
            return
        self._quickest = took if self._quickest is None else min(self._quickest, took)
        self._speed.answered(took, one.load, self._quickest)
        used = one.load >= self._budget / 2
        if took > self.target_s:
            self._growing = False
            fits = one.load * self.target_s / took
            if one.kind is not Kind.PROBE and fits < self._budget:
                least = self._budget * LEAST_LEFT[0 if used else 1]
                self._budget = max(min(fits, self._budget * LESS), least, LEAST_BUDGET)
        elif one.kind is Kind.DATA and used and not self._is_typing(now):
            more = self._budget if self._growing else max(STEP, self._budget / 8)
            self._budget = min(self._budget + more, MOST_BUDGET)

    def _allowed(self, size: int, now: float, *, least: int, owing: bool) -> Room | None:
        if self._allowance is None:
            return Room(size, size + SPILL) if size > 0 else None
        most = self._allowance.left(now, owing=owing)
        return Room(min(size, most), most) if size > 0 and most >= least else None

    def _forget(self, now: float) -> None:
        while self._sent and self._sent[0][0] <= now - WINDOW_S:
            self._sent.popleft()
