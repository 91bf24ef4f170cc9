from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, counts, few, flags, ids, maybe, member, texts, tuples_of
from tests.wire.wire_trips import through_client, through_server
from tui.domain.found import FoundSecurity
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.domain.news import Headline, NewsKind
from tui.pb import Qot_GetSearchNews_pb2, Qot_GetSearchQuote_pb2
from tui.wire import codec
from tui.wire.messages.base import Request
from tui.wire.messages.research import FindNews, FindSecurities

requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(FindSecurities, keyword=texts, count=counts),
    built(FindNews, keyword=texts, count=counts, kind=member(NewsKind)),
)
found = built(FoundSecurity, id=ids, name=texts, type=member(SecurityType), watched=maybe(flags))
headlines = built(
    Headline,
    title=texts,
    kind=member(NewsKind),
    source=texts,
    published_at=maybe(st.integers(10**9, 4 * 10**9).map(lambda stamp: datetime.fromtimestamp(stamp, UTC))),
    views=maybe(st.integers(0, 2**62)),
    related=tuples_of(ids),
    url=texts,
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(tuples_of(found))
def test_matches_survive_the_wire(listed: tuple[FoundSecurity, ...]) -> None:
    assert through_client(FindSecurities("x"), listed) == listed


@few
@given(tuples_of(headlines))
def test_headlines_survive_the_wire(listed: tuple[Headline, ...]) -> None:
    assert through_client(FindNews("x"), listed) == listed


def test_ten_are_wanted_unless_somebody_says_more() -> None:
    message = Qot_GetSearchQuote_pb2.Request()
    message.c2s.keyword = "tencent"
    assert codec.decode_request(3262, message.SerializeToString()) == FindSecurities("tencent", 10)
    body = Qot_GetSearchNews_pb2.Request()
    body.c2s.keyword = "tencent"
    assert codec.decode_request(3263, body.SerializeToString()) == FindNews("tencent", 10, NewsKind.ALL)


def test_a_match_without_a_code_is_left_out() -> None:
    message = Qot_GetSearchQuote_pb2.Response(retType=0)
    message.s2c.search_quote_list.add(name="nobody")
    message.s2c.search_quote_list.add(market=99, code="X\x1b", name="somebody", sec_type=99)
    (read,) = codec.decode_reply(FindSecurities("x"), message.SerializeToString())
    assert read == FoundSecurity(SecurityId(Market.UNKNOWN, "X"), "somebody", SecurityType.UNKNOWN)


def read_headline(**fields: object) -> Headline:
    message = Qot_GetSearchNews_pb2.Response(retType=0)
    message.s2c.search_news_list.add(**fields)
    (headline,) = codec.decode_reply(FindNews("x"), message.SerializeToString())
    return headline


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1631174897", datetime(2021, 9, 9, 8, 8, 17, tzinfo=UTC)),
        ("1631174897000", datetime(2021, 9, 9, 8, 8, 17, tzinfo=UTC)),
        ("2021-09-09 08:08:17", datetime(2021, 9, 9, 8, 8, 17, tzinfo=UTC)),
        ("", None),
        ("soon", None),
        ("9" * 40, None),
        ("-5", None),
        ("１６３１", None),
    ],
)
def test_times_of_news(text: str, at: datetime | None) -> None:
    assert read_headline(title="t", publish_time=text).published_at == at


def test_related_codes_may_stand_either_way_round() -> None:
    headline = read_headline(
        related_securities=["00700.HK", "US.AAPL", "BRK.B.US", "nonsense", ".HK", "LITE.XX"]
    )
    assert [str(id) for id in headline.related] == ["HK.00700", "US.AAPL", "US.BRK.B"]


def test_an_unknown_kind_and_an_escape_are_harmless() -> None:
    headline = read_headline(title="up\x1b[31m\u202e 5%", news_sub_type=77)
    assert (headline.title, headline.kind) == ("up[31m 5%", NewsKind.UNKNOWN)
