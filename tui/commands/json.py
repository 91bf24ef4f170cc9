"""JSON for scripts: exact numbers, ids as text, unknown as null."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def dumps(value: object) -> str:
    """Return one line of JSON."""
    return json.dumps(_plain(value), ensure_ascii=not _speaks_unicode(), separators=(",", ":"))


def dumps_pretty(value: object) -> str:
    """Return JSON over several lines."""
    return json.dumps(_plain(value), ensure_ascii=not _speaks_unicode(), indent=2)


def json_number(number: Decimal) -> int | float | str:
    """Return a number whose JSON text has exactly these digits; text when no number has."""
    if not number.is_finite():
        raise ValueError(f"{number} is no JSON number")
    if number == number.to_integral_value():
        return int(number)
    short = float(number)
    return short if Decimal(repr(short)) == number else f"{number.normalize():f}"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _speaks_unicode() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") in ("utf8", "utf16")
