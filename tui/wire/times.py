"""Times on the wire: text in the exchange's local time, often with unix seconds of the same instant."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_LAST_STAMP = 7_258_000_000.0
"""In December 2199."""


def read_time(text: str | bytes, stamp: float, zone: tzinfo) -> datetime | None:
    """Return the aware instant of "YYYY-MM-DD[ HH:MM:SS[.ffffff]]", else of the unix seconds, else None."""
    if text:
        try:
            at = datetime.fromisoformat(text)  # type: ignore[arg-type]  # bytes end in the TypeError
        except (ValueError, TypeError):
            pass
        else:
            if _FIRST_YEAR <= at.year <= _LAST_YEAR and at.tzinfo is None:
                return at.replace(tzinfo=zone)
    return read_stamp(stamp, zone)


def read_traded_time(text: str | bytes, stamp: float, zone: tzinfo) -> datetime | None:
    """Return the instant of an order or a fill: the unix seconds win, since OpenD can be told to write the
    text of futures in another zone."""
    return read_stamp(stamp, zone) or read_time(text, 0.0, zone)


def read_stamp(stamp: float, zone: tzinfo) -> datetime | None:
    """Return the instant of unix seconds; None for zero, which means absent, and for the impossible."""
    return datetime.fromtimestamp(stamp, zone) if 0 < stamp < _LAST_STAMP else None


def read_date(text: str | bytes) -> date | None:
    """Return the date a text begins with, None when it does not."""
    try:
        day = date.fromisoformat(text[:10])  # type: ignore[arg-type]  # bytes end in the TypeError
    except (ValueError, TypeError):
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def write_time(at: datetime | None, zone: tzinfo) -> str:
    """Return "YYYY-MM-DD HH:MM:SS", with milli- or microseconds where there are any; "" for None."""
    if at is None:
        return ""
    local = at.astimezone(zone).replace(tzinfo=None)
    if not local.microsecond:
        return local.isoformat(" ", "seconds")
    return local.isoformat(" ", "milliseconds" if local.microsecond % 1000 == 0 else "microseconds")


def write_date(day: date | None) -> str:
    """Return "YYYY-MM-DD"; "" for None."""
    return "" if day is None else day.isoformat()


def day_stamp(day: date, zone: tzinfo) -> float:
    """Return the unix seconds of a day's midnight at the exchange."""
    return datetime.combine(day, time.min, zone).timestamp()
