"""New listings to come 3217."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from tui.domain.ipos import HongKongIssue, Ipo, MainlandIssue, SizedIssue
from tui.domain.markets import Market, zone_of
from tui.pb import Qot_GetIpoList_pb2
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.messages.lists import GetIpos
from tui.wire.numbers import price_or_none, wire_float
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, read_market, write_id
from tui.wire.text import clean
from tui.wire.times import day_stamp, read_date, read_time, write_date, write_time

IpoMessage = Qot_GetIpoList_pb2.IpoData


def _write_request(request: GetIpos, c2s: Qot_GetIpoList_pb2.C2S) -> None:
    c2s.market = request.market


def _read_request(c2s: Qot_GetIpoList_pb2.C2S) -> GetIpos:
    return GetIpos(read_market(c2s.market))


def _write_reply(ipos: tuple[Ipo, ...], response: Qot_GetIpoList_pb2.Response) -> None:
    for ipo in ipos:
        _write_ipo(response.s2c.ipoList.add(), ipo)


def _write_ipo(message: IpoMessage, ipo: Ipo) -> None:
    basic, market, terms = message.basic, ipo.id.market, ipo.terms
    write_id(basic.security, ipo.id)
    basic.name = ipo.name
    _put_day(basic, "list", ipo.listed_on, market)
    if isinstance(terms, MainlandIssue):
        _write_mainland(message.cnExData, terms, market)
    elif isinstance(terms, HongKongIssue):
        _write_hong_kong(message.hkExData, terms)
    elif terms is not None and market in _SIZED:
        _SIZED[market](message, terms, market)


def _put_day(message: Any, name: str, day: date | None, market: Market) -> None:
    if day is not None:
        setattr(message, f"{name}Time", write_date(day))
        setattr(message, f"{name}Timestamp", day_stamp(day, zone_of(market)))


def _put_moment(message: Any, name: str, at: datetime | None, market: Market) -> None:
    if at is not None:
        setattr(message, f"{name}Time", write_time(at, zone_of(market)))
        setattr(message, f"{name}Timestamp", at.timestamp())


def _moment(message: Any, name: str, market: Market) -> datetime | None:
    text, stamp = getattr(message, f"{name}Time"), getattr(message, f"{name}Timestamp")
    return read_time(text, stamp, zone_of(market))


# ---- the mainland


def _write_mainland(message: Qot_GetIpoList_pb2.CNIpoExData, terms: MainlandIssue, market: Market) -> None:
    message.applyCode = terms.apply_code
    message.issueSize = terms.issue_size
    message.onlineIssueSize = terms.online_size
    message.applyUpperLimit = terms.apply_limit
    message.applyLimitMarketValue = terms.apply_limit_value
    message.isEstimateIpoPrice = terms.price_estimated
    message.ipoPrice = wire_float(terms.price)
    message.industryPeRate = wire_float(terms.industry_pe)
    message.isEstimateWinningRatio = terms.winning_rate_estimated
    message.winningRatio = wire_float(terms.winning_rate)
    message.issuePeRate = wire_float(terms.issue_pe)
    _put_day(message, "apply", terms.apply_on, market)
    _put_day(message, "winning", terms.drawn_on, market)
    message.isHasWon = terms.drawn
    for name, numbers in terms.winning_numbers:
        row = message.winningNumData.add()
        row.winningName = name
        row.winningInfo = numbers


def _read_mainland(message: Qot_GetIpoList_pb2.CNIpoExData) -> MainlandIssue:
    return MainlandIssue(
        apply_code=clean(message.applyCode),
        issue_size=message.issueSize,
        online_size=message.onlineIssueSize,
        apply_limit=message.applyUpperLimit,
        apply_limit_value=message.applyLimitMarketValue,
        price=price_or_none(message.ipoPrice),
        price_estimated=message.isEstimateIpoPrice,
        industry_pe=price_or_none(message.industryPeRate),
        issue_pe=price_or_none(message.issuePeRate),
        winning_rate=price_or_none(message.winningRatio),
        winning_rate_estimated=message.isEstimateWinningRatio,
        drawn=message.isHasWon,
        winning_numbers=tuple(
            (clean(row.winningName), clean(row.winningInfo)) for row in capped(message.winningNumData)
        ),
        apply_on=read_date(message.applyTime),
        drawn_on=read_date(message.winningTime),
    )


# ---- Hong Kong


def _write_hong_kong(message: Qot_GetIpoList_pb2.HKIpoExData, terms: HongKongIssue) -> None:
    message.ipoPriceMin = wire_float(terms.price_low)
    message.ipoPriceMax = wire_float(terms.price_high)
    message.listPrice = wire_float(terms.list_price)
    message.lotSize = terms.lot
    message.entrancePrice = wire_float(terms.entrance)
    message.isSubscribeStatus = terms.open
    _put_moment(message, "applyEnd", terms.apply_until, Market.HK)


def _read_hong_kong(message: Qot_GetIpoList_pb2.HKIpoExData) -> HongKongIssue:
    return HongKongIssue(
        price_low=price_or_none(message.ipoPriceMin),
        price_high=price_or_none(message.ipoPriceMax),
        list_price=price_or_none(message.listPrice),
        lot=message.lotSize,
        entrance=price_or_none(message.entrancePrice),
        open=message.isSubscribeStatus,
        apply_until=_moment(message, "applyEnd", Market.HK),
    )


# ---- the others


def _write_ranged(message: Any, terms: SizedIssue) -> None:
    message.ipoPriceMin = wire_float(terms.price_low)
    message.ipoPriceMax = wire_float(terms.price_high)
    message.issueSize = terms.issue_size


def _read_ranged(message: Any) -> SizedIssue:
    return SizedIssue(
        price_or_none(message.ipoPriceMin), price_or_none(message.ipoPriceMax), message.issueSize
    )


def _write_us(message: IpoMessage, terms: SizedIssue, market: Market) -> None:
    del market
    _write_ranged(message.usExData, terms)


def _write_japan(message: IpoMessage, terms: SizedIssue, market: Market) -> None:
    del market
    _write_ranged(message.jpExData, terms)


def _write_singapore(message: IpoMessage, terms: SizedIssue, market: Market) -> None:
    _write_ranged(message.sgExData, terms)
    _write_dates(message.sgExData, terms, market)


def _write_malaysia(message: IpoMessage, terms: SizedIssue, market: Market) -> None:
    message.myExData.offerPrice = wire_float(terms.price_low)
    message.myExData.issueSize = terms.issue_size
    _write_dates(message.myExData, terms, market)


def _write_dates(message: Any, terms: SizedIssue, market: Market) -> None:
    _put_moment(message, "applyStart", terms.apply_from, market)
    _put_moment(message, "applyEnd", terms.apply_until, market)
    _put_day(message, "winning", terms.drawn_on, market)


def _read_singapore(message: Qot_GetIpoList_pb2.SGIpoExData) -> SizedIssue:
    return _with_dates(message, message.ipoPriceMin, message.ipoPriceMax, Market.SG)


def _read_malaysia(message: Qot_GetIpoList_pb2.MYIpoExData) -> SizedIssue:
    return _with_dates(message, message.offerPrice, message.offerPrice, Market.MY)


def _with_dates(message: Any, low: float, high: float, market: Market) -> SizedIssue:
    return SizedIssue(
        price_or_none(low),
        price_or_none(high),
        message.issueSize,
        apply_from=_moment(message, "applyStart", market),
        apply_until=_moment(message, "applyEnd", market),
        drawn_on=read_date(message.winningTime),
    )


_SIZED: dict[Market, Callable[[IpoMessage, SizedIssue, Market], None]] = {
    Market.US: _write_us,
    Market.SG: _write_singapore,
    Market.MY: _write_malaysia,
    Market.JP: _write_japan,
}
_READERS: dict[str, Callable[[Any], MainlandIssue | HongKongIssue | SizedIssue]] = {
    "cnExData": _read_mainland,
    "hkExData": _read_hong_kong,
    "usExData": _read_ranged,
    "sgExData": _read_singapore,
    "myExData": _read_malaysia,
    "jpExData": _read_ranged,
}


def _read_reply(response: Qot_GetIpoList_pb2.Response) -> tuple[Ipo, ...]:
    return tuple(map(_read_ipo, capped(response.s2c.ipoList)))


def _read_ipo(message: Any) -> Ipo:
    blocks = (read(getattr(message, name)) for name, read in _READERS.items() if message.HasField(name))
    return Ipo(
        id=read_id(message.basic.security),
        name=clean(message.basic.name),
        listed_on=read_date(message.basic.listTime),
        terms=next(blocks, None),
    )


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_GET_IPO_LIST: Codec(
        Qot_GetIpoList_pb2.Request,
        Qot_GetIpoList_pb2.Response,
        _write_request,
        _read_request,
        _write_reply,
        _read_reply,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
