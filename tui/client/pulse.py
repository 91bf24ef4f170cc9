"""The pulse of a link: the heartbeats it sends, and whether the other end is alive and listens."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

from tui.client.timing import Timing
from tui.client.transport import Transport


class Pulse:
    """Beats inside the keep-alive interval, and ends a link on which nothing comes, or nothing is answered.

    Pushes alone do not show that OpenD listens: what it is asked may be stuck while prices move.
    """

    def __init__(self, transport: Transport, send: Callable[[], None], timing: Timing) -> None:
        """`send` sends one heartbeat."""
        self._transport = transport
        self._send = send
        self._timing = timing
        self._loop = asyncio.get_running_loop()
        self._beat_s = self._silence_s = math.inf
        self._most = 0
        """Heartbeats that may go unanswered in a row."""
        self._unanswered = 0
        """Heartbeats since the last answer to anything,"""
        self._asked_at = 0.0
        """when the first of them was sent,"""
        self._beaten_at = 0.0
        """and the last of all."""
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def start(self, interval_s: float) -> None:
        """Beat at this interval, whatever else is sent, and watch what comes."""
        self._beat_s = interval_s * self._timing.beat_share
        self._silence_s = interval_s * self._timing.silence_intervals
        self._most = math.ceil(self._timing.deaf_s / self._beat_s)
        self._beaten_at = self._loop.time()
        self._timers["beat"] = self._loop.call_later(self._beat_s, self._beat)
        self._watch()

    def stop(self) -> None:
        """Neither beat nor watch any more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def answered(self) -> None:
        """OpenD has answered something, however late."""
        self._unanswered = 0

    def unanswered_since(self, moment: float) -> bool:
        """Whether only pushes came since that moment, and a heartbeat before it is unanswered."""
        return self._unanswered > 0 and self._asked_at <= moment < self._transport.last_whole

    def _beat(self) -> None:
        # Counted in beats, not in time: none is sent while this process is stopped or the machine sleeps,
        # and what waits to be read after that has the time of the next beat to be read.
        transport, now = self._transport, self._loop.time()
        # Bytes without an end to them are a long answer on a slow line: the others wait behind it.
        busy = transport.last_whole <= self._beaten_at < transport.last_received
        if self._unanswered >= self._most and not busy:
            within = f"{self._unanswered} heartbeats in {self._unanswered * self._beat_s:g} s"
            transport.close(f"OpenD pushes prices but answers nothing: {within}", stalled=True)
            return
        self._send()
        if not busy:
            if not self._unanswered:
                self._asked_at = now
            self._unanswered += 1
        self._beaten_at = now
        self._timers["beat"] = self._loop.call_later(self._beat_s, self._beat)

    def _watch(self) -> None:
        deadline = self._transport.last_received + self._silence_s
        if self._loop.time() >= deadline:
            self._transport.close(f"nothing heard from OpenD for {self._silence_s:g} s", stalled=True)
        else:
            self._timers["watch"] = self._loop.call_at(deadline, self._watch)
