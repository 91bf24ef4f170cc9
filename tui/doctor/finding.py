"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How a check went; the value is what scripts read."""

    OK = "ok"
    WARN = "warn"
    """It works, less well than it could."""
    FAIL = "fail"
    UNKNOWN = "unknown"
    """It could not be checked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. What is bad has a cure."""

    group: str
    name: str
    state: State
    detail: str
    fix: str = ""

    def __post_init__(self) -> None:
        if self.state in (State.FAIL, State.WARN) and not self.fix:
            raise ValueError(f"{self.group}, {self.name}: nothing helps against {self.detail!r}")


def worst(findings: tuple[Finding, ...]) -> State:
    """Return the worst state; what could not be checked is no failure."""
    states = {finding.state for finding in findings}
    return next((state for state in (State.FAIL, State.WARN) if state in states), State.OK)
