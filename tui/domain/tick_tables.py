"""Price-step tables by exchange rule, as in force on 2026-11-21.

A row is (limit, tick): the tick applies to prices up to the limit; None is an open end. Where the rule of
an exchange says "below the limit" the edge price itself is legal under both ticks, so one form serves.
Hong Kong part A is Phase 2 of the spread reform, in force since 2026-08-03; part E keeps the old bands.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TickTable:
    """Bands of one rule, lowest first, with the lowest and highest legal price where the rule names them."""

    bands: tuple[tuple[Decimal | None, Decimal], ...]
    minimum: Decimal | None = None
    maximum: Decimal | None = None


def _table(rows: str, minimum: str | None = None, maximum: str | None = None) -> TickTable:
    pairs = (row.split(":") for row in rows.split())
    bands = tuple((None if limit == "inf" else Decimal(limit), Decimal(tick)) for limit, tick in pairs)
    low = None if minimum is None else Decimal(minimum)
    high = None if maximum is None else Decimal(maximum)
    return TickTable(bands, low if low is not None else bands[0][1], high)


TABLES: dict[str, TickTable] = {
    "hk.part_a": _table(
        "0.25:0.001 10.00:0.005 20.00:0.010 50.00:0.020 100.00:0.050 200.00:0.100 "
        "500.00:0.200 1000.00:0.500 2000.00:1.000 5000.00:2.000 9995.00:5.000",
        minimum="0.01",
        maximum="9995.00",
    ),
    "hk.part_b": _table("9999.95:0.050", minimum="0.50", maximum="9999.95"),
    "hk.part_d": _table(
        "1.00:0.001 5.00:0.002 10.00:0.005 20.00:0.010 100.00:0.020 "
        "200.00:0.050 500.00:0.100 1000.00:0.200 2000.00:0.500 9999.00:1.000",
        minimum="0.01",
        maximum="9999.00",
    ),
    "hk.part_e": _table(
        "0.25:0.001 0.50:0.005 10.00:0.010 20.00:0.020 100.00:0.050 200.00:0.100 "
        "500.00:0.200 1000.00:0.500 2000.00:1.000 5000.00:2.000 9995.00:5.000",
        minimum="0.01",
        maximum="9995.00",
    ),
    "us.stock": _table("1.00:0.0001 inf:0.01"),
    "us.option_penny": _table("3.00:0.01 inf:0.05"),
    "us.option_standard": _table("3.00:0.05 inf:0.10"),
    "us.option_penny_all": _table("inf:0.01"),
    "cn.ashare": _table("inf:0.01"),
    "cn.etf": _table("inf:0.001"),
    "sg.stock_reit": _table("0.20:0.001 1.00:0.005 inf:0.01"),
    "sg.structured_warrant": _table("0.20:0.001 2.00:0.005 inf:0.01"),
    "jp.table01_other": _table(
        "3000:1 5000:5 30000:10 50000:50 300000:100 500000:500 "
        "3000000:1000 5000000:5000 30000000:10000 50000000:50000 inf:100000",
    ),
    "jp.table03_topix500": _table(
        "1000:0.1 3000:0.5 10000:1 30000:5 100000:10 300000:50 "
        "1000000:100 3000000:500 10000000:1000 30000000:5000 inf:10000",
    ),
    "au.stock": _table("0.10:0.001 2.00:0.005 inf:0.01"),
    "my.stock": _table("1.00:0.005 10.00:0.01 100.00:0.02 inf:0.10"),
    "my.etf_equity": _table("1.00:0.001 3.00:0.005 inf:0.01"),
    "ca.stock": _table("0.50:0.005 inf:0.01"),
}

FUTURE_TICKS: dict[str, Decimal] = {
    "HSI": Decimal("1"),
    "MHI": Decimal("1"),
    "HHI": Decimal("1"),
    "MCH": Decimal("1"),
    "HTI": Decimal("1"),
    "ES": Decimal("0.25"),
    "MES": Decimal("0.25"),
    "NQ": Decimal("0.25"),
    "MNQ": Decimal("0.25"),
    "RTY": Decimal("0.10"),
    "M2K": Decimal("0.10"),
    "YM": Decimal("1"),
    "MYM": Decimal("1"),
    "CL": Decimal("0.01"),
    "GC": Decimal("0.10"),
    "MGC": Decimal("0.10"),
    "CN": Decimal("1"),
    "NK": Decimal("5"),
    "TWN": Decimal("0.25"),
}
"""Steps of futures by root; OpenD's own min_change comes first."""
