"""kline: candles, from the live cache or from history."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from typing import Any

from tui.client.link import Link
from tui.commands.arguments import count_of, member_of, security_of
from tui.commands.quotes import subscribe
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.candles import Candle, CandleType
from tui.domain.ids import SecurityId
from tui.domain.markets import zone_of
from tui.wire.messages.quote import Feed, GetCandles, GetHistoryCandles

CACHED = 1000
"""Candles OpenD keeps of a subscribed security; more come from history."""
MOST = 100_000
_DAYS = {
    CandleType.K_DAY: 1,
    CandleType.K_WEEK: 7,
    CandleType.K_MONTH: 31,
    CandleType.K_QUARTER: 92,
    CandleType.K_YEAR: 366,
}
_MINUTES_A_DAY = 240
"""Trading minutes of the shortest day, on the mainland."""


def kline(options: argparse.Namespace) -> int:
    """Print candles."""
    candle_type, count = member_of(CandleType, options.type, "--type"), count_of(options.num, MOST)
    security = security_of(options.code)
    return show_once(options, lambda link: _kline(link, security, candle_type, count))


async def _kline(link: Link, security: SecurityId, candle_type: CandleType, count: int) -> Shown:
    if count > CACHED:
        candles = await _from_history(link, security, candle_type, count)
    else:
        await subscribe(link, (security,), (Feed.of_candles(candle_type),))
        candles = (await link.request(GetCandles(security, candle_type, count))).candles
    rows = [_record(candle) for candle in candles[-count:]]
    return Shown(rows, table(rows, ["time", "open", "high", "low", "close", "volume", "turnover"]))


async def _from_history(
    link: Link, security: SecurityId, candle_type: CandleType, count: int
) -> tuple[Candle, ...]:
    """Read pages of a period that surely holds as many candles."""
    today = datetime.now(zone_of(security.market)).date()
    begin = max(today - timedelta(days=_span_days(candle_type, count)), today.replace(year=1990))
    candles: list[Candle] = []
    key: bytes | None = None
    while True:
        page = await link.request(
            GetHistoryCandles(
                security, candle_type, begin.isoformat(), today.isoformat(), page_size=CACHED, key=key
            )
        )
        candles += [candle for candle in page.candles if not candle.blank]
        key = page.next_key
        if key is None:
            return tuple(candles)


def _span_days(candle_type: CandleType, count: int) -> int:
    minutes = candle_type.minutes
    days = _DAYS.get(candle_type, 1) * count if minutes is None else count * minutes // _MINUTES_A_DAY + 1
    # Week-ends and holidays: half as much again, and a long holiday more.
    return days * 3 // 2 + 15


def _record(candle: Candle) -> dict[str, Any]:
    return {
        "time": candle.at,
        "open": candle.open,
        "high": candle.high,
        "low": candle.low,
        "close": candle.close,
        "volume": candle.volume,
        "turnover": candle.turnover,
    }
