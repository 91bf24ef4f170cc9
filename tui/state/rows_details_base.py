"""What details are made of: labelled facts in titled blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.domain.decimals import money_text
from tui.state.rows import Cell


@dataclass(frozen=True, slots=True)
class Fact:
    """One value and its name."""

    label: str
    value: Cell


@dataclass(frozen=True, slots=True)
class Block:
    """Facts that belong together, and sentences under them."""

    title: str
    facts: tuple[Fact, ...] = ()
    lines: tuple[Cell, ...] = ()


def facts(*parts: Fact | tuple[str, str] | None) -> tuple[Fact, ...]:
    """Return the facts that are known: what has no text is left out."""
    made = (Fact(part[0], Cell(part[1])) if isinstance(part, tuple) else part for part in parts)
    return tuple(fact for fact in made if fact is not None and fact.value.text)


def day_text(day: date | None) -> str:
    """Write a day, nothing when it is not known."""
    return "" if day is None else day.isoformat()


def figure(number: Decimal | None, places: int, unit: str = "") -> str:
    """Write a rounded number with its unit, nothing when it is not known."""
    return "" if number is None else f"{money_text(number, places)}{unit}"
