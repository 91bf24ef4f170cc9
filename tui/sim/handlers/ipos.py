"""New listings to come: 3217. The companies are invented; their dates are counted from the simulated day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from tui.domain.ids import SecurityId
from tui.domain.ipos import HongKongIssue, Ipo, MainlandIssue, SizedIssue
from tui.domain.markets import Market, zone_of
from tui.sim.caller import Caller
from tui.sim.listings.calendar import calendar_of, days_after, days_before
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.messages.lists import GetIpos

_HK_FEES = Decimal("0.0100850")
"""Brokerage, levies and trading fee of an application, as a part of its price."""
_HK_DEADLINE = time(12)
_HK_DAYS_OPEN = 4
"""Trading days from the last day to apply to the listing."""
_CENT = Decimal("0.01")
_DRAW_AFTER = 2


class _HongKong(NamedTuple):
    code: str
    name_en: str
    name_zh: str
    low: str
    high: str
    lot: int
    days: int
    """Trading days until it lists."""


class _American(NamedTuple):
    code: str
    name_en: str
    name_zh: str
    low: str
    high: str
    size: int
    days: int | None
    """None while the day is not set."""


class _Mainland(NamedTuple):
    code: str
    apply_code: str
    name_en: str
    name_zh: str
    price: str | None
    """None while it is not set."""
    size: int
    days: int
    """Trading days until one may apply; negative when that was."""


_HK = (
    _HongKong("02695", "HARBOUR ROBOTICS-P", "海港機器人－Ｐ", "18.20", "22.80", 200, 2),
    _HongKong("02711", "JADE BIOPHARMA-B", "翠玉生物－Ｂ", "9.60", "9.60", 500, 6),
    _HongKong("09688", "PEAK LOGISTICS", "峰程物流", "4.05", "5.15", 1000, 9),
)
_US = (
    _American("HRBR", "Harborlight AI", "港光智能", "24", "28", 18_500_000, 3),
    _American("TRLS", "Trellis Bio", "藤架生物", "15", "17", 9_000_000, 8),
    _American("OKRA", "Okra Foods", "秋葵食品", "11", "13", 12_000_000, None),
)
_CN = (
    _Mainland("688739", "787739", "Deepcurrent Devices", "深流器件", "34.56", 42_000_000, -3),
    _Mainland("301688", "301688", "Lanhe Instruments", "蓝禾仪器", "21.08", 25_000_000, 1),
    _Mainland("603399", "732399", "Northbay Materials", "北湾材料", None, 60_000_000, 6),
)


def ipos(world: World, caller: Caller, request: GetIpos) -> tuple[Ipo, ...]:
    """Return what is about to list in a market."""
    del caller
    list_them = _LISTS.get(request.market)
    if list_them is None:
        raise RefusalError(f"There is no list of new issues of the market {request.market.name} here.")
    now = datetime.fromtimestamp(world.now, zone_of(request.market))
    return tuple(list_them(now, world.config.language))


def _hong_kong(now: datetime, language: str) -> list[Ipo]:
    return [_hong_kong_issue(row, now, language) for row in _HK]


def _hong_kong_issue(row: _HongKong, now: datetime, language: str) -> Ipo:
    until = datetime.combine(
        _trading_day(Market.HK, now.date(), row.days - _HK_DAYS_OPEN), _HK_DEADLINE, zone_of(Market.HK)
    )
    price = Decimal(row.high)
    terms = HongKongIssue(
        price_low=Decimal(row.low),
        price_high=price,
        list_price=None,
        lot=row.lot,
        entrance=(price * row.lot * (1 + _HK_FEES)).quantize(_CENT),
        open=now < until,
        apply_until=until,
    )
    return Ipo(
        SecurityId(Market.HK, row.code),
        row.name_zh if language == "zh" else row.name_en,
        _trading_day(Market.HK, now.date(), row.days),
        terms,
    )


def _american(now: datetime, language: str) -> list[Ipo]:
    return [
        Ipo(
            SecurityId(Market.US, row.code),
            row.name_zh if language == "zh" else row.name_en,
            None if row.days is None else _trading_day(Market.US, now.date(), row.days),
            SizedIssue(Decimal(row.low), Decimal(row.high), row.size),
        )
        for row in _US
    ]


def _mainland(now: datetime, language: str) -> list[Ipo]:
    return [_mainland_issue(row, now, language) for row in _CN]


def _mainland_issue(row: _Mainland, now: datetime, language: str) -> Ipo:
    market = Market.SH if row.code[0] == "6" else Market.SZ
    drawn_on = _trading_day(market, now.date(), row.days + _DRAW_AFTER)
    drawn = drawn_on <= now.date()
    online = row.size * 2 // 5
    limit = online // 1000 // 500 * 500
    terms = MainlandIssue(
        apply_code=row.apply_code,
        issue_size=row.size,
        online_size=online,
        apply_limit=limit,
        apply_limit_value=limit * 10,
        price=None if row.price is None else Decimal(row.price),
        price_estimated=row.price is None,
        industry_pe=Decimal("31.27"),
        issue_pe=None if row.price is None else Decimal("28.64"),
        winning_rate=Decimal("0.0312") if drawn else None,
        winning_rate_estimated=not drawn,
        drawn=drawn,
        winning_numbers=(("4", "2716, 7716"), ("5", "08319, 58319")) if drawn else (),
        apply_on=_trading_day(market, now.date(), row.days),
        drawn_on=drawn_on,
    )
    listed_on = _trading_day(market, now.date(), row.days + 8) if drawn else None
    return Ipo(
        SecurityId(market, row.code), row.name_zh if language == "zh" else row.name_en, listed_on, terms
    )


def _trading_day(market: Market, today: date, days: int) -> date:
    """Return the trading day so many after today, or before it when negative; never today itself."""
    source = days_after if days > 0 else days_before
    return next(islice(source(calendar_of(market), today), abs(days) - 1, None))


_LISTS: dict[Market, Callable[[datetime, str], list[Ipo]]] = {
    Market.HK: _hong_kong,
    Market.US: _american,
    Market.SH: _mainland,
    Market.SZ: _mainland,
}

HANDLERS: Handlers = {GetIpos: ipos}
