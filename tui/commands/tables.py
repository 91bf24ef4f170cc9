"""Tables for people: plain text, numbers to the right, wide characters counted as two cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal

from tui.domain.decimals import places_of

GAP = "  "
_LARGE, _CENTS = 100_000, 2


def table(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> str:
    """Lay out rows under the names of their columns; a column of numbers goes to the right."""
    heads = [column.replace("_", " ") for column in columns]
    places = {column: _places([row.get(column) for row in rows]) for column in columns}
    texts = [[cell_text(row.get(column), places[column]) for column in columns] for row in rows]
    widths = [
        max(cells(head), *(cells(line[place]) for line in texts)) if texts else cells(head)
        for place, head in enumerate(heads)
    ]
    right = [_numeric([row.get(column) for row in rows]) for column in columns]
    lines = [heads, *texts]
    return "\n".join(
        GAP.join(
            _padded(text, width, to_right=to_right)
            for text, width, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )


def fields(record: Mapping[str, object]) -> str:
    """Lay out one record, a field a line."""
    width = max(cells(name) for name in record)
    return "\n".join(
        f"{_padded(name.replace('_', ' '), width)}{GAP}{cell_text(value)}".rstrip()
        for name, value in record.items()
    )


def cell_text(value: object, places: int = 0) -> str:
    """Return a value as a person reads it: grouped, at least so many decimals, a dash for unknown.

    Numbers are exact but for large ones, which end with the cents; --json gives all of them exactly.
    """
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:,.{max(places, _own_places(value))}f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return " ".join(cell_text(one) for one in value)
    if isinstance(value, datetime):
        return _time_text(value)
    return str(value)


def hanging(text: str, width: int, indent: int) -> list[str]:
    """Break a line between words into lines of at most this many cells, all but the first one indented.

    Columns stay where they are; a longer word stays whole.
    """
    lines = [""]
    for word in re.findall(r"\s*\S+", text):
        if lines[-1].strip() and cells(lines[-1]) + cells(word) > width:
            lines.append(" " * indent + word.lstrip())
        else:
            lines[-1] += word
    return lines


def cells(text: str) -> int:
    """Return how many terminal cells a text takes."""
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _places(values: Sequence[object]) -> int:
    """Return the most decimals any number of a column has, so that the points stand below each other."""
    return max((_own_places(value) for value in values if isinstance(value, Decimal)), default=0)


def _own_places(number: Decimal) -> int:
    """Return the decimals a person wants to see: of a large sum, cents at most."""
    places = places_of(number)
    return min(places, _CENTS) if abs(number) >= _LARGE else places


def _time_text(moment: datetime) -> str:
    """Return local time without what is zero: bars of a day have a date only."""
    local = moment.replace(tzinfo=None)
    if local == datetime.combine(local, time.min):
        return f"{local:%Y-%m-%d}"
    return local.isoformat(sep=" ", timespec="milliseconds" if local.microsecond else "seconds")


def _padded(text: str, width: int, *, to_right: bool = False) -> str:
    blank = " " * (width - cells(text))
    return blank + text if to_right else text + blank


def _numeric(values: Sequence[object]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(
        isinstance(value, (int, Decimal)) and not isinstance(value, bool) for value in known
    )
