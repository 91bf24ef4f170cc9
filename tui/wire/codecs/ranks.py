"""Top movers 3413 and the hot list 3414."""

from __future__ import annotations

from typing import Any

from tui.domain.ranks import (
    Bound,
    Heat,
    HeatField,
    HotField,
    HotFilter,
    HotList,
    HotNews,
    HotNewsKind,
    HotSecurity,
    Interval,
    Mover,
    MoverField,
    MoverFilter,
    Movers,
    PriceBand,
    SortDirection,
)
from tui.pb import Qot_GetHotList_pb2, Qot_GetTopMoversRank_pb2, Qot_OptionCommon_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.messages.research import GetHotList, GetMovers
from tui.wire.numbers import decimal_from_wire, optional_decimal, put_decimal
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, read_market, write_id
from tui.wire.text import clean

_DEFAULT_COUNT = 10

_direction = reader(SortDirection)
_mover_field = reader(MoverField)
_band = reader(PriceBand)
_heat_field = reader(HeatField)
_hot_field = reader(HotField)
_news_kind = reader(HotNewsKind)


# ---- what both share


def _write_interval(message: Qot_OptionCommon_pb2.Interval, interval: Interval) -> None:
    message.SetInParent()
    for name, bound in (("filterMin", interval.lowest), ("filterMax", interval.highest)):
        if bound is not None:
            end = getattr(message, name)
            end.value = float(bound.value)
            end.includes = bound.included


def _read_interval(condition: Any) -> Interval | None:
    if not condition.HasField("indicatorValue"):
        return None
    message = condition.indicatorValue
    return Interval(_read_bound(message, "filterMin"), _read_bound(message, "filterMax"))


def _read_bound(interval: Qot_OptionCommon_pb2.Interval, name: str) -> Bound | None:
    if not interval.HasField(name):  # type: ignore[arg-type]  # one of the two ends
        return None
    end = getattr(interval, name)
    return Bound(decimal_from_wire(end.value), end.includes)


def _read_count(c2s: Any) -> int:
    return int(c2s.count) if c2s.HasField("count") else _DEFAULT_COUNT


# ---- 3413


def _write_movers_request(request: GetMovers, c2s: Qot_GetTopMoversRank_pb2.C2S) -> None:
    c2s.market = request.market
    c2s.sortDir = request.direction
    c2s.offset = request.offset
    c2s.count = request.count
    for wanted in request.filters:
        condition = c2s.filterList.add()
        condition.indicatorType = wanted.field
        if wanted.interval is not None:
            _write_interval(condition.indicatorValue, wanted.interval)
        if wanted.band is not None:
            condition.priceFilter = wanted.band


def _read_movers_request(c2s: Qot_GetTopMoversRank_pb2.C2S) -> GetMovers:
    return GetMovers(
        market=read_market(c2s.market),
        direction=_direction(c2s.sortDir),
        offset=c2s.offset,
        count=_read_count(c2s),
        filters=tuple(map(_read_mover_filter, capped(c2s.filterList))),
    )


def _read_mover_filter(condition: Qot_GetTopMoversRank_pb2.Indicator) -> MoverFilter:
    return MoverFilter(
        field=_mover_field(condition.indicatorType),
        interval=_read_interval(condition),
        band=_band(condition.priceFilter) if condition.HasField("priceFilter") else None,
    )


def _write_movers(movers: Movers, response: Qot_GetTopMoversRank_pb2.Response) -> None:
    s2c = response.s2c
    for mover in movers.rows:
        item = s2c.dataList.add()
        write_id(item.security, mover.id)
        item.name = mover.name
        put_decimal(item, "curPrice", mover.last)
        put_decimal(item, "changeRatio", mover.change_percent)
        put_decimal(item, "changeAmount", mover.change)
        put_decimal(item, "turnover", mover.turnover)
        if mover.volume is not None:
            item.volume = mover.volume
        put_decimal(item, "turnoverRatio", mover.turnover_rate)
        put_decimal(item, "peTTM", mover.pe)
        put_decimal(item, "amplitude", mover.amplitude)
        put_decimal(item, "marketCap", mover.market_cap)
        put_decimal(item, "volumeRatio", mover.volume_ratio)
    if movers.total is not None:
        s2c.allCount = movers.total


def _read_movers(response: Qot_GetTopMoversRank_pb2.Response) -> Movers:
    s2c = response.s2c
    rows = tuple(map(_read_mover, capped(s2c.dataList)))
    return Movers(rows, s2c.allCount if s2c.HasField("allCount") else None)


def _read_mover(item: Qot_GetTopMoversRank_pb2.TopMoversRankItem) -> Mover:
    return Mover(
        id=read_id(item.security),
        name=clean(item.name),
        last=optional_decimal(item, "curPrice"),
        change_percent=optional_decimal(item, "changeRatio"),
        change=optional_decimal(item, "changeAmount"),
        turnover=optional_decimal(item, "turnover"),
        volume=item.volume if item.HasField("volume") else None,
        turnover_rate=optional_decimal(item, "turnoverRatio"),
        pe=optional_decimal(item, "peTTM"),
        amplitude=optional_decimal(item, "amplitude"),
        market_cap=optional_decimal(item, "marketCap"),
        volume_ratio=optional_decimal(item, "volumeRatio"),
    )


# ---- 3414

# Our name and the wire's, whose change has the same name with "Change" behind it.
_HEATS = (
    ("trade", "tradeHeat"),
    ("search", "searchHeat"),
    ("news", "newsHeat"),
    ("average", "averageHeat"),
)


def _write_hot_request(request: GetHotList, c2s: Qot_GetHotList_pb2.C2S) -> None:
    c2s.market = request.market
    c2s.sortField = request.field
    c2s.sortDir = request.direction
    c2s.offset = request.offset
    c2s.count = request.count
    for wanted in request.filters:
        condition = c2s.filterList.add()
        condition.indicatorType = wanted.field
        if wanted.interval is not None:
            _write_interval(condition.indicatorValue, wanted.interval)


def _read_hot_request(c2s: Qot_GetHotList_pb2.C2S) -> GetHotList:
    return GetHotList(
        market=read_market(c2s.market),
        field=_heat_field(c2s.sortField) if c2s.HasField("sortField") else HeatField.AVERAGE,
        direction=_direction(c2s.sortDir),
        offset=c2s.offset,
        count=_read_count(c2s),
        filters=tuple(
            HotFilter(_hot_field(condition.indicatorType), _read_interval(condition))
            for condition in capped(c2s.filterList)
        ),
    )


def _write_hot_list(hot: HotList, response: Qot_GetHotList_pb2.Response) -> None:
    s2c = response.s2c
    for row in hot.rows:
        item = s2c.dataList.add()
        write_id(item.security, row.id)
        item.name = row.name
        for name, field in _HEATS:
            heat: Heat = getattr(row, name)
            put_decimal(item, field, heat.score)
            put_decimal(item, f"{field}Change", heat.change)
        if row.headline is not None:
            item.newsInfo.newsType = row.headline.kind
            item.newsInfo.title = row.headline.title
            item.newsInfo.newsUrl = row.headline.url
    if hot.total is not None:
        s2c.allCount = hot.total


def _read_hot_list(response: Qot_GetHotList_pb2.Response) -> HotList:
    s2c = response.s2c
    rows = tuple(map(_read_hot, capped(s2c.dataList)))
    return HotList(rows, s2c.allCount if s2c.HasField("allCount") else None)


def _read_hot(item: Qot_GetHotList_pb2.HotListItem) -> HotSecurity:
    heats = {
        name: Heat(optional_decimal(item, field), optional_decimal(item, f"{field}Change"))
        for name, field in _HEATS
    }
    return HotSecurity(
        id=read_id(item.security),
        name=clean(item.name),
        **heats,
        headline=_read_hot_news(item.newsInfo) if item.HasField("newsInfo") else None,
    )


def _read_hot_news(news: Qot_GetHotList_pb2.HotNewsInfo) -> HotNews:
    return HotNews(_news_kind(news.newsType), clean(news.title), clean(news.newsUrl, 2048))


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_GET_TOP_MOVERS_RANK: Codec(
        Qot_GetTopMoversRank_pb2.Request,
        Qot_GetTopMoversRank_pb2.Response,
        _write_movers_request,
        _read_movers_request,
        _write_movers,
        _read_movers,
    ),
    ProtoId.QOT_GET_HOT_LIST: Codec(
        Qot_GetHotList_pb2.Request,
        Qot_GetHotList_pb2.Response,
        _write_hot_request,
        _read_hot_request,
        _write_hot_list,
        _read_hot_list,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
