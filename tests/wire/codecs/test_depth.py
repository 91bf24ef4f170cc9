from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import counts, few, ids
from tests.wire.values_quote import books, broker_queues
from tests.wire.wire_trips import events_of, through_client, through_server
from tui.domain.book import Book, Level
from tui.domain.brokers import BrokerQueue
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.pb import Qot_UpdateBroker_pb2, Qot_UpdateOrderBook_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import BookPush, BrokersPush, GetBook, GetBrokers

TENCENT = SecurityId(Market.HK, "00700")


@few
@given(st.builds(GetBook, ids, counts) | st.builds(GetBrokers, ids))
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(books)
def test_a_book_survives_reply_and_push(book: Book) -> None:
    assert through_client(GetBook(book.id), book) == book
    (event,) = events_of(BookPush(book))
    assert (event.id, event.book.decode()) == (book.id, book)


@few
@given(broker_queues)
def test_a_broker_queue_survives_reply_and_push(queue: BrokerQueue) -> None:
    assert through_client(GetBrokers(queue.id), queue) == queue
    (event,) = events_of(BrokersPush(queue))
    assert (event.id, event.brokers.decode()) == (queue.id, queue)


def test_the_misspelled_order_count_is_filled() -> None:
    book = Book(TENCENT, "", (Level(Decimal("1.5"), 100, 3),), (Level(Decimal("1.6"), 100),))
    message = Qot_UpdateOrderBook_pb2.Response.FromString(codec.encode_push(BookPush(book))[1])
    assert message.s2c.orderBookBidList[0].orederCount == 3
    assert message.s2c.orderBookAskList[0].HasField("orederCount")


def pushed_book() -> Qot_UpdateOrderBook_pb2.Response:
    book = Book(TENCENT, "", tuple(Level(Decimal(price), 1, 1) for price in (5, 4, 3)), ())
    return Qot_UpdateOrderBook_pb2.Response.FromString(codec.encode_push(BookPush(book))[1])


def test_a_level_without_a_sound_price_is_left_out_of_the_book() -> None:
    message = pushed_book()
    message.s2c.orderBookBidList[0].price = float("nan")
    message.s2c.orderBookBidList[1].price = 0.0
    (event,) = codec.decode_push(3013, message.SerializeToString())
    assert event.book.decode().bids == (Level(Decimal(3), 1, 1),)  # type: ignore[union-attr]


def test_a_book_that_lacks_something_is_found_out_by_looking() -> None:
    message = pushed_book()
    message.s2c.orderBookBidList[1].ClearField("volume")
    (event,) = codec.decode_push(3013, message.SerializePartialToString())
    assert event.id == TENCENT  # type: ignore[union-attr]
    with pytest.raises(BodyError, match=r"orderBookBidList\[1\]\.volume"):
        event.book.decode()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("proto_id", "response"),
    [(3013, Qot_UpdateOrderBook_pb2.Response), (3015, Qot_UpdateBroker_pb2.Response)],
)
def test_a_push_for_nobody_is_an_error_when_it_arrives(proto_id: int, response: type) -> None:
    nameless = response(retType=0)
    nameless.s2c.name = "no security in here"
    codeless = response(retType=0)
    codeless.s2c.security.market = 1
    codeless.s2c.security.code = ""
    for body in (b"\xff\xff\xff", nameless.SerializePartialToString(), codeless.SerializeToString()):
        with pytest.raises(BodyError):
            codec.decode_push(proto_id, body)
    assert codec.decode_push(proto_id, response(retType=-1, retMsg="no right").SerializeToString()) == ()


def test_a_code_that_is_not_utf8_is_readable_and_safe() -> None:
    _, body = codec.encode_push(BookPush(Book(TENCENT, "N", (), ())))
    (event,) = codec.decode_push(3013, body.replace(b"00700", b"\xff\x1b[m0"))
    assert event.id.symbol == "\ufffd[m0"  # type: ignore[union-attr]
    assert event.book.decode().id == event.id  # type: ignore[union-attr]
