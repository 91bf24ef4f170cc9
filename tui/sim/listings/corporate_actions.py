"""Dividends, splits and the like of the simulated companies, with the factors that follow from them.

Most happened about so; dates and amounts were written down from memory and are fit for nothing else. What
follows another price has none: its past is made of the other's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.rehabs import Adjustment, Factors, Ratio

_FACTOR = Decimal("0.000000001")
_NOTHING = Decimal(0)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class _Act:
    """What happens on one ex day. Ratios are "base:given"."""

    day: str
    dividend: str = ""
    special: str = ""
    split: str = ""
    join: str = ""
    bonus: str = ""
    transfer: str = ""
    allot: str = ""
    allot_price: str = ""

    def adjustment(self) -> Adjustment:
        """Return it with its factors."""
        allot, allot_price = _ratio(self.allot), _amount(self.allot_price)
        paid = (_amount(self.dividend) or _NOTHING) + (_amount(self.special) or _NOTHING)
        # Worth of what one old share became: `shares` new ones, the cash paid, less the price of rights.
        shares = self.shares
        taken_up = allot.given / allot.base * allot_price if allot and allot_price else _NOTHING
        return Adjustment(
            ex_day=date.fromisoformat(self.day),
            forward=Factors(_exact(1 / shares), _exact((taken_up - paid) / shares)),
            backward=Factors(_exact(shares), _exact(paid - taken_up)),
            split=_ratio(self.split),
            join=_ratio(self.join),
            bonus=_ratio(self.bonus),
            transfer=_ratio(self.transfer),
            allot=allot,
            allot_price=allot_price,
            dividend=_amount(self.dividend),
            special_dividend=_amount(self.special),
        )

    @property
    def shares(self) -> Decimal:
        """How many shares one share becomes."""
        shares = _ONE
        for text in (self.split, self.join):
            ratio = _ratio(text)
            if ratio is not None:
                shares *= ratio.given / ratio.base
        given = [_ratio(text) for text in (self.bonus, self.transfer, self.allot)]
        return shares * (_ONE + sum((one.given / one.base for one in given if one is not None), _NOTHING))


def _ratio(text: str) -> Ratio | None:
    if not text:
        return None
    base, _, given = text.partition(":")
    return Ratio(Decimal(base), Decimal(given))


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _exact(number: Decimal) -> Decimal:
    """Round to what survives the wire."""
    return number.quantize(_FACTOR)


def _paid(*rows: str) -> tuple[_Act, ...]:
    """Plain dividends, each as "day amount"."""
    return tuple(_Act(day, dividend) for day, _, dividend in (row.partition(" ") for row in rows))


_TABLE: Mapping[str, tuple[_Act, ...]] = {
    "HK.00700": _paid(
        "2022-05-20 1.6", "2023-05-19 2.4", "2024-05-17 3.4", "2025-05-16 4.5", "2026-05-15 5.3"
    ),
    "HK.09988": _paid("2023-12-20 0.98", "2024-06-12 1.28", "2025-06-11 1.86", "2026-06-10 1.91"),
    "HK.00005": (
        *_paid("2022-08-18 0.71", "2023-03-02 1.8", "2023-08-10 0.78", "2024-03-07 2.41"),
        _Act("2024-05-09", "0.78", "1.64"),
        *_paid("2025-03-06 2.79", "2025-08-14 0.78", "2026-03-05 3.1", "2026-08-13 0.78"),
    ),
    "HK.00939": _paid("2023-06-29 0.43", "2024-07-03 0.44", "2025-05-12 0.22", "2026-05-11 0.23"),
    "HK.00388": _paid(
        "2024-03-11 3.91", "2024-09-03 4.36", "2025-03-11 4.9", "2025-09-02 6.0", "2026-03-10 6.5"
    ),
    "HK.01299": _paid("2024-05-31 1.19", "2024-08-30 0.44", "2025-05-29 1.3", "2026-05-28 1.43"),
    "HK.00941": _paid("2024-05-30 2.4", "2024-09-02 2.6", "2025-05-29 2.49", "2026-05-28 2.6"),
    "HK.01211": (
        *_paid("2023-06-12 1.14", "2024-06-11 3.1"),
        # Eight bonus shares and twelve from reserves for every ten.
        _Act("2025-06-10", "4.34", bonus="10:8", transfer="10:12"),
    ),
    "HK.01928": (_Act("2022-06-14", join="5:1"), *_paid("2025-03-20 0.25", "2026-03-19 0.3")),
    "HK.00175": _paid("2024-06-06 0.22", "2025-06-05 0.33", "2026-06-04 0.35"),
    "HK.02007": (_Act("2022-12-15", allot="10:1", allot_price="0.4"),),
    "HK.00823": _paid("2024-06-20 1.32", "2024-11-26 1.34", "2025-06-19 1.38", "2026-06-18 1.35"),
    "US.AAPL": _paid(
        "2025-02-10 0.25",
        "2025-05-12 0.26",
        "2025-08-11 0.26",
        "2025-11-10 0.26",
        "2026-02-09 0.26",
        "2026-05-11 0.27",
        "2026-08-10 0.27",
    ),
    "US.MSFT": _paid(
        "2025-02-20 0.83", "2025-08-21 0.83", "2025-11-20 0.91", "2026-02-19 0.91", "2026-08-20 0.91"
    ),
    "US.NVDA": (
        *_paid("2023-12-05 0.04", "2024-03-05 0.04"),
        _Act("2024-06-10", split="1:10"),
        *_paid("2024-09-12 0.01", "2025-03-12 0.01", "2025-09-11 0.01", "2026-03-11 0.01"),
    ),
    "US.GOOGL": (
        _Act("2022-07-18", split="1:20"),
        *_paid("2024-06-10 0.2", "2025-06-09 0.21", "2026-06-08 0.22"),
    ),
    "US.AMZN": (_Act("2022-06-06", split="1:20"),),
    "US.TSLA": (_Act("2022-08-25", split="1:3"),),
    "US.KO": _paid("2024-11-29 0.485", "2025-06-13 0.51", "2025-12-01 0.51", "2026-06-15 0.53"),
    "US.JPM": _paid("2025-04-04 1.4", "2025-10-06 1.5", "2026-04-06 1.5"),
    "US.FFAI": (_Act("2024-08-19", join="40:1"),),
    "SH.600519": (
        *_paid("2023-06-30 25.911"),
        _Act("2023-12-20", special="19.106"),
        *_paid("2024-06-19 30.876"),
        _Act("2024-12-20", special="23.882"),
        *_paid("2025-06-26 27.624", "2026-06-25 28.1"),
    ),
    "SH.600036": _paid("2024-07-11 1.972", "2025-07-11 2.0", "2026-07-10 2.05"),
    "SH.601318": _paid("2024-07-26 1.5", "2025-06-12 1.62", "2026-06-11 1.7"),
    "SZ.002594": (_Act("2025-07-29", "3.974", bonus="10:8", transfer="10:12"),),
    "SZ.300750": (
        _Act("2023-04-26", "2.52", transfer="10:8"),
        *_paid("2024-04-30 5.028", "2025-04-22 4.553"),
    ),
}

_ACTIONS: dict[SecurityId, tuple[Adjustment, ...]] = {
    SecurityId.parse(code): tuple(act.adjustment() for act in acts) for code, acts in _TABLE.items()
}


def actions_of(security_id: SecurityId, before: date) -> tuple[Adjustment, ...]:
    """Return what happened to a security before a day, oldest first."""
    return tuple(each for each in _ACTIONS.get(security_id, ()) if each.ex_day < before)


def securities_with_actions() -> tuple[SecurityId, ...]:
    """Return the securities of the table."""
    return tuple(_ACTIONS)
