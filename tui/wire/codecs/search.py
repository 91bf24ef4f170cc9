"""Search for securities 3262 and for news 3263."""

from __future__ import annotations

from datetime import UTC, datetime

from tui.domain.found import FoundSecurity
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.domain.news import Headline, NewsKind
from tui.pb import Qot_GetSearchNews_pb2, Qot_GetSearchQuote_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.messages.research import FindNews, FindSecurities
from tui.wire.protoids import ProtoId
from tui.wire.securities import security_id
from tui.wire.text import clean
from tui.wire.times import read_stamp, read_time

_DEFAULT_COUNT = 10
_LONGEST_KEYWORD = 128
_LONGEST_STAMP = 13
"""Digits: unix seconds have ten, milliseconds thirteen."""

_security_type = reader(SecurityType)
_kind = reader(NewsKind)


# ---- 3262


def _write_request(request: FindSecurities, c2s: Qot_GetSearchQuote_pb2.C2S) -> None:
    c2s.keyword = request.keyword
    c2s.max_count = request.count


def _read_request(c2s: Qot_GetSearchQuote_pb2.C2S) -> FindSecurities:
    count = c2s.max_count if c2s.HasField("max_count") else _DEFAULT_COUNT
    return FindSecurities(clean(c2s.keyword, _LONGEST_KEYWORD), count)


def _write_found(found: tuple[FoundSecurity, ...], response: Qot_GetSearchQuote_pb2.Response) -> None:
    for each in found:
        item = response.s2c.search_quote_list.add()
        item.market = each.id.market
        item.code = each.id.symbol
        item.name = each.name
        item.sec_type = each.type
        if each.watched is not None:
            item.is_watched = each.watched


def _read_found(response: Qot_GetSearchQuote_pb2.Response) -> tuple[FoundSecurity, ...]:
    """Read the matches; one whose code does not say anything cannot be shown and is left out."""
    return tuple(
        FoundSecurity(
            id=security_id(item.market, item.code),
            name=clean(item.name),
            type=_security_type(item.sec_type),
            watched=item.is_watched if item.HasField("is_watched") else None,
        )
        for item in capped(response.s2c.search_quote_list)
        if clean(item.code)
    )


# ---- 3263


def _write_news_request(request: FindNews, c2s: Qot_GetSearchNews_pb2.C2S) -> None:
    c2s.keyword = request.keyword
    c2s.max_count = request.count
    c2s.news_sub_type = request.kind


def _read_news_request(c2s: Qot_GetSearchNews_pb2.C2S) -> FindNews:
    return FindNews(
        keyword=clean(c2s.keyword, _LONGEST_KEYWORD),
        count=c2s.max_count if c2s.HasField("max_count") else _DEFAULT_COUNT,
        kind=_kind(c2s.news_sub_type),
    )


def _write_news(news: tuple[Headline, ...], response: Qot_GetSearchNews_pb2.Response) -> None:
    for headline in news:
        item = response.s2c.search_news_list.add()
        item.title = headline.title
        item.news_sub_type = headline.kind
        item.source = headline.source
        if headline.published_at is not None:
            item.publish_time = str(int(headline.published_at.timestamp()))
        if headline.views is not None:
            item.view_count = headline.views
        item.related_securities.extend(f"{id.symbol}.{id.market.name}" for id in headline.related)
        item.url = headline.url


def _read_news(response: Qot_GetSearchNews_pb2.Response) -> tuple[Headline, ...]:
    return tuple(map(_read_headline, capped(response.s2c.search_news_list)))


def _read_headline(item: Qot_GetSearchNews_pb2.SearchNews) -> Headline:
    related = (_read_related(text) for text in capped(item.related_securities))
    return Headline(
        title=clean(item.title),
        kind=_kind(item.news_sub_type),
        source=clean(item.source),
        published_at=_read_published(item.publish_time),
        views=item.view_count if item.HasField("view_count") else None,
        related=tuple(id for id in related if id is not None),
        url=clean(item.url, 2048),
    )


def _read_published(text: str) -> datetime | None:
    """Read unix seconds or milliseconds in digits, or a date with time."""
    digits = clean(text, 64).strip()
    if not (digits.isascii() and digits.isdecimal()):
        return read_time(digits, 0.0, UTC)
    if len(digits) > _LONGEST_STAMP:
        return None
    seconds = int(digits)
    return read_stamp(seconds / 1000 if len(digits) == _LONGEST_STAMP else float(seconds), UTC)


def _read_related(text: str) -> SecurityId | None:
    """Read a code with its market behind it, or in front; None for anything else."""
    shown = clean(text, 80)
    code, _, behind = shown.rpartition(".")
    if code and behind in Market.__members__:
        return security_id(Market[behind], code)
    before, _, code = shown.partition(".")
    return security_id(Market[before], code) if code and before in Market.__members__ else None


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_GET_SEARCH_QUOTE: Codec(
        Qot_GetSearchQuote_pb2.Request,
        Qot_GetSearchQuote_pb2.Response,
        _write_request,
        _read_request,
        _write_found,
        _read_found,
    ),
    ProtoId.QOT_GET_SEARCH_NEWS: Codec(
        Qot_GetSearchNews_pb2.Request,
        Qot_GetSearchNews_pb2.Response,
        _write_news_request,
        _read_news_request,
        _write_news,
        _read_news,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
