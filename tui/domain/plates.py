"""Plates: OpenD's word for sectors, which are securities of their own with a level and members."""

from __future__ import annotations

from dataclasses import dataclass

from tui.domain.ids import SecurityId
from tui.domain.numbered import NumberedEnum


class PlateKind(NumberedEnum):
    """What holds a plate together (numbers of PlateSetType)."""

    UNKNOWN = -1
    ALL = 0
    """As a question only."""
    INDUSTRY = 1
    REGION = 2
    CONCEPT = 3
    OTHER = 4
    """Indexes and such; never in a list of plates, only among those of a security."""


@dataclass(frozen=True, slots=True)
class Plate:
    """One plate."""

    id: SecurityId
    name: str
    kind: PlateKind | None = None
    """None when OpenD does not say."""


@dataclass(frozen=True, slots=True)
class PlatesOfSecurity:
    """The plates one security belongs to."""

    id: SecurityId
    name: str
    plates: tuple[Plate, ...]
