"""Damaged bodies end in a WireError or in values that can be shown; nothing else ever escapes."""

from __future__ import annotations

import contextlib
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import few
from tui.domain.accounts import Env
from tui.domain.book import Book, Level
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.candles import Candle, CandleType, MinutePoint, Rehab
from tui.domain.events import BookChanged, BrokersChanged, NoticeKind, QuoteChanged
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, MarketState, TradeMarket, zone_of
from tui.domain.orders import Fill, Order, OrderStatus, OrderType, Side
from tui.domain.quotes import Quote
from tui.domain.trades import Trade, TradeDirection
from tui.wire import codec
from tui.wire.errors import WireError
from tui.wire.messages.base import PacketId, Push, Request
from tui.wire.messages.quote import (
    BookPush,
    BrokersPush,
    CandleList,
    CandlesPush,
    GetHistoryCandles,
    GetQuotes,
    MinuteLine,
    MinutesPush,
    QuotePush,
    TradeList,
    TradesPush,
)
from tui.wire.messages.session import GetGlobalState, GlobalState, NoticePush, ProgramStatus
from tui.wire.messages.trade import FillPush, GetOrders, Header, OrderPush, PlaceOrder, TradeReply

AT = datetime(2026, 11, 20, 10, 0, 0, 123000, zone_of(Market.HK))
ID = SecurityId(Market.HK, "00700")
ONE = Decimal("1.5")
HEADER = Header(Env.REAL, 5, TradeMarket.HK)
QUOTE = Quote(ID, "N", ONE, ONE, ONE, ONE, ONE, 5, ONE, ONE, ONE, ONE, updated_at=AT, listed_on=AT.date())
ORDER = Order(
    "o1", 5, Env.REAL, ID, "N", Side.BUY, OrderType.LIMIT, OrderStatus.SUBMITTED, ONE, ONE, created_at=AT
)
CANDLES = CandleList(ID, "N", (Candle(AT, ONE, ONE, ONE, ONE, ONE, 5, ONE),), b"next")
PUSHES: list[Push] = [
    QuotePush((QUOTE, QUOTE)),
    BookPush(Book(ID, "N", (Level(ONE, 5, 2), Level(ONE, ONE, 2)), (Level(ONE, 5, 2),), AT, AT)),
    BrokersPush(BrokerQueue(ID, "N", (BrokerEntry(5, "B", 1, 3),), (BrokerEntry(6, "C", 2),))),
    TradesPush(TradeList(ID, "N", (Trade(1, AT, ONE, 5, ONE, TradeDirection.BUY),))),
    CandlesPush(CANDLES, CandleType.K_1M, Rehab.FORWARD),
    MinutesPush(MinuteLine(ID, "N", (MinutePoint(AT, 570, ONE, ONE, ONE, 5, ONE),))),
    OrderPush(ORDER),
    FillPush(Fill("f1", "o1", 5, Env.REAL, ID, "N", Side.BUY, ONE, ONE, AT, broker_id=5, broker_name="B")),
    NoticePush(NoticeKind.LOGIN, quote_login=True, trade_login=False),
    NoticePush(NoticeKind.PROGRAM_STATUS, program_status=ProgramStatus.READY, text="why"),
    NoticePush(NoticeKind.QUOTE_RIGHT),
]
STATE = GlobalState(
    hk=MarketState.MORNING,
    us=MarketState.CLOSED,
    sh=MarketState.MORNING,
    sz=MarketState.MORNING,
    hk_future=MarketState.NIGHT,
    quote_login=True,
    trade_login=True,
    server_version=1011,
    build=1,
    server_time=1,
    program_status=ProgramStatus.READY,
)
REPLIES: list[tuple[Request[Any], Any]] = [
    (GetQuotes((ID,)), (QUOTE,)),
    (GetHistoryCandles(ID, CandleType.K_1M, "2026-01-01", "2026-01-02"), CANDLES),
    (GetOrders(HEADER), TradeReply(HEADER, (ORDER,))),
    (GetGlobalState(1), STATE),
]
ORDERED = PlaceOrder(PacketId(1, 2), HEADER, ID, Side.BUY, OrderType.LIMIT, ONE, ONE, remark="r")
REQUESTS: list[Request[Any]] = [request for request, _ in REPLIES] + [ORDERED]


@st.composite
def damaged(draw: st.DrawFn, body: bytes) -> bytes:
    """The body with some bytes changed, removed or put in."""
    damage = bytearray(body)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(damage)))
        stop = min(start + draw(st.integers(0, 3)), len(damage))
        damage[start:stop] = draw(st.binary(max_size=3))
    return bytes(damage)


def look_at(events: tuple[Any, ...]) -> None:
    """Do what the face does with events: decode the lazy ones, and print everything."""
    for event in events:
        match event:
            case QuoteChanged():
                str(event.quote.decode()).encode()
            case BookChanged():
                str(event.book.decode()).encode()
            case BrokersChanged():
                str(event.brokers.decode()).encode()
            case _:
                str(event).encode()


@pytest.mark.parametrize("push", PUSHES, ids=lambda push: f"{type(push).__name__}")
@few
@given(data=st.data())
def test_damaged_pushes(push: Push, data: st.DataObject) -> None:
    proto_id, body = codec.encode_push(push)
    with contextlib.suppress(WireError):
        look_at(codec.decode_push(proto_id, data.draw(damaged(body))))


@pytest.mark.parametrize(("asked", "reply"), REPLIES, ids=lambda value: type(value).__name__)
@few
@given(data=st.data())
def test_damaged_replies(asked: Request[Any], reply: Any, data: st.DataObject) -> None:
    body = data.draw(damaged(codec.encode_reply(asked.proto_id, reply)))
    with contextlib.suppress(WireError):
        str(codec.decode_reply(asked, body)).encode()


@pytest.mark.parametrize("asked", REQUESTS, ids=lambda asked: type(asked).__name__)
@few
@given(data=st.data())
def test_damaged_requests(asked: Request[Any], data: st.DataObject) -> None:
    with contextlib.suppress(WireError):
        str(codec.decode_request(asked.proto_id, data.draw(damaged(codec.encode_request(asked))))).encode()
