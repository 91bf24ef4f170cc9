"""Plates: sectors, regions and themes over the listings, with a level made of their members like an index.

Codes have the form of real ones; who belongs where is meant to be right and is nobody's advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.domain.plates import PlateKind
from tui.sim.listings.universe import Listing

INDUSTRY, REGION, CONCEPT = PlateKind.INDUSTRY, PlateKind.REGION, PlateKind.CONCEPT
_BEGAN = date(2015, 1, 5)
_EXCHANGES = {Market.HK: 1, Market.US: 5, Market.SH: 14}


class _Row(NamedTuple):
    code: str
    kind: PlateKind
    name_en: str
    name_zh: str
    level: str
    members: str


_HK = (
    _Row("BK1001", INDUSTRY, "Internet & Software", "互聯網及軟件", "2841.36",
         "00700 09988 03690 09618 09999 01024 09888 00020 08083"),
    _Row("BK1002", INDUSTRY, "Banks", "銀行", "1563.02", "00005 00939 01398 03988"),
    _Row("BK1003", INDUSTRY, "Insurance", "保險", "1288.57", "01299 02318 02628"),
    _Row("BK1004", INDUSTRY, "Oil & Gas", "石油及天然氣", "1107.44", "00883 00857 00386"),
    _Row("BK1005", INDUSTRY, "Automobiles", "汽車", "3102.90", "01211 02015 09868 00175"),
    _Row("BK1006", INDUSTRY, "Property", "地產", "612.18", "00016 00001 00823 01918 02007 01638"),
    _Row("BK1007", INDUSTRY, "Utilities", "公用事業", "1745.60", "00002 00003"),
    _Row("BK1008", INDUSTRY, "Casinos & Gaming", "博彩", "934.71", "00027 01928"),
    _Row("BK1009", INDUSTRY, "Hardware & Semiconductors", "硬件及半導體", "4410.25", "01810 00981 00992"),
    _Row("BK1910", CONCEPT, "Weighted Voting Rights", "同股不同權", "2204.83",
         "09988 03690 01810 09618 01024 09888 02015 09868 00020"),
    _Row("BK1911", CONCEPT, "Electric Vehicles", "電動車", "3377.06", "01211 02015 09868 00175 01810"),
    _Row("BK1912", CONCEPT, "Artificial Intelligence", "人工智能", "2980.14",
         "00700 09988 09888 00020 00981"),
    _Row("BK1913", CONCEPT, "High Dividend", "高息股", "1496.39",
         "00941 00939 01398 03988 00883 00857 00386 00002"),
)  # fmt: skip
_US = (
    _Row("BK2001", INDUSTRY, "Software & Services", "软件与服务", "5230.77", "MSFT GOOGL META PLTR"),
    _Row("BK2002", INDUSTRY, "Semiconductors", "半导体", "8120.45", "NVDA AMD INTC"),
    _Row("BK2003", INDUSTRY, "Automobiles", "汽车", "2975.31", "TSLA NIO FFAI"),
    _Row("BK2004", INDUSTRY, "Financials", "金融", "1872.66", "JPM BRK.B"),
    _Row("BK2910", CONCEPT, "Magnificent Seven", "七巨头", "6644.02", "AAPL MSFT NVDA GOOGL AMZN META TSLA"),
    _Row("BK2911", CONCEPT, "China Concept Stocks", "中概股", "1033.58", "BABA PDD NIO"),
    _Row("BK2912", CONCEPT, "Artificial Intelligence", "人工智能", "4518.90", "NVDA MSFT GOOGL PLTR AMD"),
)  # fmt: skip
_CN = (
    _Row("BK0001", INDUSTRY, "Liquor", "白酒", "3255.41", "600519 000858"),
    _Row("BK0002", INDUSTRY, "Banks", "银行", "1421.08", "600036 601398 000001"),
    _Row("BK0003", INDUSTRY, "Home Appliances", "家用电器", "2190.65", "000333 000651"),
    _Row("BK0101", REGION, "Guangdong", "广东", "1808.37",
         "601318 600036 000001 000333 002594 000651"),
    _Row("BK0102", REGION, "Beijing", "北京", "1266.92", "601398 600900"),
    _Row("BK0103", REGION, "Fujian", "福建", "2743.10", "300750 601899"),
    _Row("BK0910", CONCEPT, "New Energy Vehicles", "新能源车", "2611.74", "300750 002594"),
    _Row("BK0911", CONCEPT, "CSI 300 Leaders", "沪深300龙头", "1975.26",
         "600519 300750 601318 600036 000333 600900"),
)  # fmt: skip
_ROWS = ((Market.HK, _HK), (Market.US, _US), (Market.SH, _CN))

PLATE_KINDS: Mapping[SecurityId, PlateKind] = {
    SecurityId(market, row.code): row.kind for market, rows in _ROWS for row in rows
}
"""What holds each plate together."""


def members_of(listing: Listing) -> tuple[SecurityId, ...]:
    """Return the members of a plate or an index, the heaviest first; none of anything else."""
    return tuple(part for part, _ in sorted(listing.weights, key=lambda part: -part[1]))


def by_value(members: Iterable[Listing]) -> tuple[tuple[SecurityId, float], ...]:
    """Return each member's share of their whole market value."""
    values = [(member.id, float(member.prev_close) * (member.issued or 0)) for member in members]
    total = sum(value for _, value in values)
    return tuple((part, value / total) for part, value in values)


def plates_over(listings: Iterable[Listing]) -> tuple[Listing, ...]:
    """Return the plates over these listings. Those of the mainland span both of its exchanges."""
    known = {listing.id: listing for listing in listings}
    return tuple(_plate(market, row, known) for market, rows in _ROWS for row in rows)


def _plate(market: Market, row: _Row, known: Mapping[SecurityId, Listing]) -> Listing:
    return Listing(
        id=SecurityId(market, row.code),
        type=SecurityType.PLATE,
        name_en=row.name_en,
        name_zh=row.name_zh,
        lot=1,
        prev_close=Decimal(row.level),
        listed_on=_BEGAN,
        exchange=_EXCHANGES[market],
        activity=0.0,
        weights=by_value(known[_member(market, code)] for code in row.members.split()),
    )


def _member(market: Market, code: str) -> SecurityId:
    if market is not Market.SH:
        return SecurityId(market, code)
    return SecurityId(Market.SH if code[0] in "56" else Market.SZ, code)
