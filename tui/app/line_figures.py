"""What the status bar says of the line to the terminal, in figures that rest when little goes over it."""

from __future__ import annotations

from tui.app.output.pace import Line, Rates

OWN_BYTES_PER_S, OWN_FRAMES_PER_S = 120, 1.2
"""What a bar that changes each second costs by itself; no more than that is taken for nothing."""
_UNKNOWN = "-"


class LineFigures:
    """Remembers what it said: its own repaint must be no reason for the next."""

    def __init__(self) -> None:
        self._answer = _UNKNOWN

    def words(self, rates: Rates | None) -> str:
        """Return bytes and frames a second, how long answers take, and the line's state if it is not well."""
        if rates is None:
            return "line: not measured"
        if rates.line is not Line.ANSWERS:
            return f"line {_speed(rates)} {rates.line.value}"
        if self._answer == _UNKNOWN:
            self._answer = _answer(rates.answer_s)
        if rates.bytes_per_s <= OWN_BYTES_PER_S and rates.frames_per_s <= OWN_FRAMES_PER_S:
            return f"line idle {self._answer}"
        self._answer = _answer(rates.answer_s)
        return f"line {_speed(rates)} {self._answer}"


def _speed(rates: Rates) -> str:
    return f"{rates.bytes_per_s / 1000:.1f} kB/s {rates.frames_per_s:.0f} f/s"


def _answer(took_s: float | None) -> str:
    """Round up so far that a line with the same length mostly has the same figure."""
    if took_s is None:
        return _UNKNOWN
    ms = took_s * 1000
    step = next(step for most, step in ((50, 10), (200, 25), (1000, 100), (float("inf"), 500)) if ms <= most)
    return f"{-(-ms // step) * step:.0f} ms"
