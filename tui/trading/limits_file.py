"""The file of personal limits, read strictly: what is not understood closes the real accounts.

    [paper]
    max_qty = 10000

    [real.281756455988247915]
    max_value = 200000
    sides = ["buy", "sell"]

It is only ever read: no function of this program writes it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tui.domain.limits import Limits, LimitsBook
from tui.domain.markets import Market
from tui.domain.orders import Side
from tui.toml_file import Document, Place, TomlError, parse_toml, unknown

FILE_NAME = "limits.toml"
LARGEST = 64 * 1024
_MOST = Decimal(10) ** 15
_PLACES = 9
_HIGHEST_ACCOUNT = 2**64 - 1
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_SIDES = {
    "buy": frozenset({Side.BUY, Side.BUY_BACK}),
    "sell": frozenset({Side.SELL, Side.SELL_SHORT}),
}
_MARKETS = {market.name: market for market in Market if market is not Market.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says, and everything in it that cannot be understood."""

    book: LimitsBook
    problems: tuple[str, ...] = ()
    """One line each, with file and line."""
    exists: bool = True


def load_limits(folder: Path) -> LimitsBook:
    """Return the limits of the file in this folder; without a file there are none, and no real trading."""
    return read_limits(folder / FILE_NAME).book


def read_limits(path: Path) -> Reading:
    """Read one file; a problem anywhere in it closes every real account."""
    try:
        text = _text_of(path)
    except FileNotFoundError:
        return Reading(LimitsBook(), exists=False)
    except _UnreadableError as error:
        return _closed(LimitsBook(), (f"{path.name} {error}",))
    try:
        document = parse_toml(path.name, text, parse_float=Decimal)
    except TomlError as error:
        return _closed(LimitsBook(), (str(error),))
    reader = _Reader(document)
    book = reader.book(document.values)
    return _closed(book, tuple(reader.problems)) if reader.problems else Reading(book)


def _closed(book: LimitsBook, problems: tuple[str, ...]) -> Reading:
    more = f"; and {len(problems) - 1} more, see: futu-tui limits" if len(problems) > 1 else ""
    return Reading(replace(book, trouble=problems[0] + more), problems)


# ---- the file itself


class _UnreadableError(Exception):
    """Why the file cannot be used, and what helps."""


def _text_of(path: Path) -> str:
    try:
        # Not blocking: a pipe nobody writes to must not hold the program up before it is refused.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _check_kind(path, os.fstat(handle))
            content = os.read(handle, LARGEST + 1)
        finally:
            os.close(handle)
        if len(content) > LARGEST:
            raise _UnreadableError("is longer than any file of limits: name only limits in it")
        return content.decode()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _UnreadableError(f"cannot be read ({error.strerror}): give its owner the right to") from None
    except UnicodeDecodeError:
        raise _UnreadableError("is not text in UTF-8: save it as UTF-8") from None


def _check_kind(path: Path, status: os.stat_result) -> None:
    """Refuse what somebody else could have written: limits are the user's own, or the machine's."""
    if not stat.S_ISREG(status.st_mode):
        raise _UnreadableError("is not a file: put a file there")
    if status.st_mode & _OTHERS_WRITE:
        mode = stat.S_IMODE(status.st_mode)
        raise _UnreadableError(f"can be written by other users (mode {mode:04o}): chmod 600 {path}")
    if status.st_uid not in (os.geteuid(), 0):
        raise _UnreadableError("belongs to another user: write your own")


# ---- what it says


class _WrongError(Exception):
    """What a value should have been."""


class _Reader:
    """Turns a document into limits and collects what is wrong with it."""

    def __init__(self, document: Document) -> None:
        self.problems: list[str] = []
        self._document = document

    def book(self, document: Mapping[str, Any]) -> LimitsBook:
        """Read every profile; of one with mistakes the sound lines count."""
        paper, real = Limits(), dict[int, Limits]()
        for key, value in document.items():
            if key == "paper" and isinstance(value, dict):
                paper = self._profile(("paper",), value)
            elif key == "real" and isinstance(value, dict):
                real = self._accounts(value)
            else:
                self._wrong((key,), f"{key} is no profile: write [paper] or [real.ACCOUNT_ID]")
        return LimitsBook(paper, real)

    def _accounts(self, tables: Mapping[str, Any]) -> dict[int, Limits]:
        accounts: dict[int, Limits] = {}
        for name, value in tables.items():
            if not isinstance(value, dict):
                self._wrong(
                    ("real", name), f"{name} is outside of an account: write it under [real.ACCOUNT_ID]"
                )
            elif not _is_account(name):
                self._wrong(("real", name), f"{name} is no account id: see futu-tui accounts")
            else:
                accounts[int(name)] = self._profile(("real", name), value)
        return accounts

    def _profile(self, table: Place, values: Mapping[str, Any]) -> Limits:
        limits = Limits()
        for key, value in values.items():
            known = _KEYS.get(key)
            if known is None:
                self._wrong((*table, key), unknown(key, _KEYS))
                continue
            field, read = known
            try:
                limits = replace(limits, **{field: read(value)})
            except _WrongError as error:
                self._wrong((*table, key), f"{key} {error}")
        return limits

    def _wrong(self, place: Place, text: str) -> None:
        self.problems.append(f"{self._document.at(*place)}: {text}")


def _is_account(name: str) -> bool:
    plain = name.isascii() and name.isdigit() and str(int(name)) == name
    return plain and 0 < int(name) <= _HIGHEST_ACCOUNT


def _near(word: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(word, known, 1)
    return f": did you mean {near[0]}?" if near else f": it must be one of {', '.join(known)}"


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _WrongError("must be a number")
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if not number.is_finite() or number <= 0 or not isinstance(exponent, int):
        raise _WrongError("must be above zero")
    if number > _MOST:
        raise _WrongError(f"must be above zero and at most {_MOST:,f}")
    if exponent < -_PLACES:
        raise _WrongError(f"must have at most {_PLACES} decimals")
    return number


def _percent(value: object) -> Decimal:
    percent = _number(value)
    if percent > 100:
        raise _WrongError("must be at most 100: 5 means 5 %")
    return percent / 100


def _count(least: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 100_000:
            raise _WrongError(f"must be a whole number from {least} up")
        return value

    return read


def _names(value: object, example: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise _WrongError(f"must be a list of names such as {example}")
    if len(set(value)) < len(value):
        raise _WrongError("names something twice")
    return tuple(value)


def _markets(value: object) -> frozenset[Market]:
    names = _names(value, '["HK", "US"]')
    for name in names:
        if name not in _MARKETS:
            raise _WrongError(f"knows no market {name}{_near(name, _MARKETS)}")
    return frozenset(_MARKETS[name] for name in names)


def _sides(value: object) -> frozenset[Side]:
    names = _names(value, '["buy", "sell"]')
    for name in names:
        if name not in _SIDES:
            raise _WrongError(f"knows no side {name}{_near(name, _SIDES)}")
    return frozenset[Side]().union(*(_SIDES[name] for name in names))


_KEYS: dict[str, tuple[str, Callable[[object], Any]]] = {
    "max_qty": ("max_qty", _number),
    "max_value": ("max_value", _number),
    "max_percent_from_last": ("max_from_last", _percent),
    "max_ticks_through": ("max_ticks_through", _count(0)),
    "max_open_orders": ("max_open_orders", _count(1)),
    "max_orders_a_minute": ("max_orders_a_minute", _count(1)),
    "max_day_loss": ("max_day_loss", _number),
    "markets": ("markets", _markets),
    "sides": ("sides", _sides),
    "typed_qty": ("typed_qty", _number),
    "typed_value": ("typed_value", _number),
}
"""What may stand in a profile, and the field of Limits each becomes."""
KEYS = tuple(_KEYS)
