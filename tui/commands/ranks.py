"""find, news, movers, hot: what there is to look at, once."""

from __future__ import annotations

import argparse
from typing import Any

from tui.client.link import Link
from tui.commands.arguments import count_of, market_of, number_of
from tui.commands.exit import UsageError
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.news import Headline, NewsKind
from tui.domain.ranks import (
    Bound,
    HeatField,
    HotSecurity,
    Interval,
    Mover,
    MoverField,
    MoverFilter,
    SortDirection,
)
from tui.wire.messages.research import MOST_RANKED, FindNews, FindSecurities, GetHotList, GetMovers

_MOST_FOUND = 100


def find(options: argparse.Namespace) -> int:
    """Print securities found by code or name."""
    request = FindSecurities(_text(options), count_of(options.num, _MOST_FOUND))
    return show_once(options, lambda link: _find(link, request))


def news(options: argparse.Namespace) -> int:
    """Print headlines."""
    request = FindNews(_text(options), count_of(options.num, _MOST_FOUND), NewsKind[options.kind.upper()])
    return show_once(options, lambda link: _news(link, request))


def movers(options: argparse.Namespace) -> int:
    """Print the ranking by change."""
    request = GetMovers(
        market_of(options.market, "HK or US"),
        SortDirection.ASCENDING if options.losers else SortDirection.DESCENDING,
        count=count_of(options.num, MOST_RANKED),
        filters=_filters(options),
    )
    return show_once(options, lambda link: _movers(link, request))


def hot(options: argparse.Namespace) -> int:
    """Print the hot list."""
    field = HeatField[options.by.upper()]
    request = GetHotList(
        market_of(options.market, "HK or US"), field, count=count_of(options.num, MOST_RANKED)
    )
    return show_once(options, lambda link: _hot(link, request))


# ---- arguments


def _text(options: argparse.Namespace) -> str:
    text: str = options.text.strip()
    if not text:
        raise UsageError("there is nothing to search for")
    return text


def _filters(options: argparse.Namespace) -> tuple[MoverFilter, ...]:
    if options.min_cap is None:
        return ()
    lowest = number_of(options.min_cap, "--min-cap")
    if lowest < 0:
        raise UsageError("--min-cap must be 0 or more")
    return (MoverFilter(MoverField.MARKET_CAP, Interval(Bound(lowest))),)


# ---- answers


async def _find(link: Link, request: FindSecurities) -> Shown:
    rows = [
        {"code": str(one.id), "name": one.name, "type": one.type.name, "watched": one.watched}
        for one in await link.request(request)
    ]
    return Shown(rows, table(rows, ["code", "name", "type", "watched"]))


async def _news(link: Link, request: FindNews) -> Shown:
    rows = [_headline_record(one) for one in await link.request(request)]
    return Shown(rows, table(rows, ["time", "kind", "title", "source", "views", "codes"]))


def _headline_record(headline: Headline) -> dict[str, Any]:
    at = headline.published_at
    return {
        "time": None if at is None else at.astimezone(),
        "kind": headline.kind.name,
        "title": headline.title,
        "source": headline.source,
        "views": headline.views,
        "codes": [str(id_) for id_ in headline.related],
        "url": headline.url,
    }


async def _movers(link: Link, request: GetMovers) -> Shown:
    rows = [_mover_record(row) for row in (await link.request(request)).rows]
    columns = ["code", "name", "last", "change_percent", "change", "volume", "turnover", "pe", "market_cap"]
    return Shown(rows, table(rows, columns))


def _mover_record(row: Mover) -> dict[str, Any]:
    return {
        "code": str(row.id),
        "name": row.name,
        "last": row.last,
        "change_percent": row.change_percent,
        "change": row.change,
        "volume": row.volume,
        "turnover": row.turnover,
        "turnover_rate": row.turnover_rate,
        "amplitude": row.amplitude,
        "volume_ratio": row.volume_ratio,
        "pe": row.pe,
        "market_cap": row.market_cap,
    }


async def _hot(link: Link, request: GetHotList) -> Shown:
    rows = [_hot_record(row) for row in (await link.request(request)).rows]
    columns = ["code", "name", "average", "average_change", "trade", "search", "news", "headline"]
    return Shown(rows, table(rows, columns))


def _hot_record(row: HotSecurity) -> dict[str, Any]:
    record: dict[str, Any] = {"code": str(row.id), "name": row.name}
    for name, heat in (
        ("average", row.average),
        ("trade", row.trade),
        ("search", row.search),
        ("news", row.news),
    ):
        record |= {name: heat.score, f"{name}_change": heat.change}
    return {**record, "headline": None if row.headline is None else row.headline.title}
