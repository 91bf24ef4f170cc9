"""Enums whose numbers are OpenD's own, and which survive numbers they have never seen."""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class NumberedEnum(IntEnum):
    """An integer enum with an UNKNOWN member: any other number reads as UNKNOWN, never an exception."""

    @classmethod
    def _missing_(cls, value: object) -> Self:
        del value
        return cls["UNKNOWN"]
