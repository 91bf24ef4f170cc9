"""The order book and the Hong Kong broker queue: 3012, 3014 and their pushes 3013, 3015."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from tui.domain.book import Book, Level, RestingOrder
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.events import BookChanged, BrokersChanged
from tui.domain.lazy import Lazy
from tui.domain.markets import zone_of
from tui.pb import (
    Qot_Common_pb2,
    Qot_GetBroker_pb2,
    Qot_GetOrderBook_pb2,
    Qot_UpdateBroker_pb2,
    Qot_UpdateOrderBook_pb2,
)
from tui.wire.envelope import Codec, PushCodec, capped, parse, parse_push, push_body
from tui.wire.events import book_changed, brokers_changed
from tui.wire.messages.quote import BookPush, BrokersPush, GetBook, GetBrokers
from tui.wire.numbers import price_or_none, put_volume, volume_from_wire
from tui.wire.peek import peek_security
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, write_id
from tui.wire.text import clean
from tui.wire.times import read_time, write_time

# The replies and the pushes have the same s2c, as two types.
_BookMessage = Qot_GetOrderBook_pb2.S2C | Qot_UpdateOrderBook_pb2.S2C
_BrokersMessage = Qot_GetBroker_pb2.S2C | Qot_UpdateBroker_pb2.S2C


# ---- book


def read_book(s2c: _BookMessage) -> Book:
    """Return the book of a message."""
    id = read_id(s2c.security)
    zone = zone_of(id.market)
    return Book(
        id=id,
        name=clean(s2c.name),
        bids=_read_levels(s2c.orderBookBidList),
        asks=_read_levels(s2c.orderBookAskList),
        bid_at=read_time(s2c.svrRecvTimeBid, s2c.svrRecvTimeBidTimestamp, zone),
        ask_at=read_time(s2c.svrRecvTimeAsk, s2c.svrRecvTimeAskTimestamp, zone),
    )


def _read_levels(levels: Any) -> tuple[Level, ...]:
    read = []
    for level in capped(levels):
        price = price_or_none(level.price)
        if price is not None:  # a level without a price has no place in a book
            volume = volume_from_wire(level.volume, level.hpVolume)
            read.append(Level(price, volume, level.orederCount or None, _read_singles(level)))
    return tuple(read)


def _read_singles(level: Qot_Common_pb2.OrderBook) -> tuple[RestingOrder, ...]:
    singles = capped(level.detailList)
    return tuple(RestingOrder(one.orderID, one.volume) for one in singles) if singles else ()


def write_book(s2c: _BookMessage, book: Book) -> None:
    """Fill the message of a book."""
    write_id(s2c.security, book.id)
    s2c.name = book.name
    _write_levels(s2c.orderBookBidList, book.bids)
    _write_levels(s2c.orderBookAskList, book.asks)
    zone = zone_of(book.id.market)
    _write_moment(s2c, "svrRecvTimeBid", book.bid_at, zone)
    _write_moment(s2c, "svrRecvTimeAsk", book.ask_at, zone)


def _write_levels(levels: Any, values: tuple[Level, ...]) -> None:
    for value in values:
        level: Qot_Common_pb2.OrderBook = levels.add()
        level.price = float(value.price)
        put_volume(level, value.volume)
        level.orederCount = value.orders or 0
        for single in value.singles:
            level.detailList.add(orderID=single.number, volume=single.volume)


def _write_moment(s2c: _BookMessage, field: str, at: datetime | None, zone: tzinfo) -> None:
    if at is not None:
        setattr(s2c, field, write_time(at, zone))
        setattr(s2c, f"{field}Timestamp", at.timestamp())


def _write_book_request(request: GetBook, c2s: Qot_GetOrderBook_pb2.C2S) -> None:
    write_id(c2s.security, request.id)
    c2s.num = request.levels


def _read_book_request(c2s: Qot_GetOrderBook_pb2.C2S) -> GetBook:
    return GetBook(read_id(c2s.security), c2s.num)


def _write_book_reply(book: Book, response: Qot_GetOrderBook_pb2.Response) -> None:
    write_book(response.s2c, book)


def _read_book_reply(response: Qot_GetOrderBook_pb2.Response) -> Book:
    return read_book(response.s2c)


def _encode_book_push(push: BookPush) -> bytes:
    return push_body(Qot_UpdateOrderBook_pb2.Response, lambda s2c: write_book(s2c, push.book))


def _decode_book_push(body: bytes) -> tuple[BookChanged, ...]:
    id = peek_security(body)
    if id is not None:
        return (book_changed(id, Lazy(body, _look_at_book)),)
    s2c = parse_push(Qot_UpdateOrderBook_pb2.Response, body)
    return () if s2c is None else (book_changed(read_id(s2c.security), Lazy(s2c, read_book)),)


def _look_at_book(body: bytes) -> Book:
    return read_book(parse(Qot_UpdateOrderBook_pb2.Response, body).s2c)


# ---- brokers


def read_brokers(s2c: _BrokersMessage) -> BrokerQueue:
    """Return the broker queue of a message."""
    return BrokerQueue(
        id=read_id(s2c.security),
        name=clean(s2c.name),
        bids=tuple(map(_read_broker, capped(s2c.brokerBidList))),
        asks=tuple(map(_read_broker, capped(s2c.brokerAskList))),
    )


def _read_broker(broker: Qot_Common_pb2.Broker) -> BrokerEntry:
    volume, order_id = broker.volume or None, broker.orderID or None
    return BrokerEntry(broker.id, clean(broker.name), broker.pos, volume, order_id)


def write_brokers(s2c: _BrokersMessage, queue: BrokerQueue) -> None:
    """Fill the message of a broker queue."""
    write_id(s2c.security, queue.id)
    s2c.name = queue.name
    _write_side(s2c.brokerBidList, queue.bids)
    _write_side(s2c.brokerAskList, queue.asks)


def _write_side(brokers: Any, entries: tuple[BrokerEntry, ...]) -> None:
    for entry in entries:
        broker: Qot_Common_pb2.Broker = brokers.add()
        broker.id = entry.broker_id
        broker.name = entry.name
        broker.pos = entry.level
        if entry.volume is not None:
            broker.volume = entry.volume
        if entry.order_id is not None:
            broker.orderID = entry.order_id


def _write_brokers_request(request: GetBrokers, c2s: Qot_GetBroker_pb2.C2S) -> None:
    write_id(c2s.security, request.id)


def _read_brokers_request(c2s: Qot_GetBroker_pb2.C2S) -> GetBrokers:
    return GetBrokers(read_id(c2s.security))


def _write_brokers_reply(queue: BrokerQueue, response: Qot_GetBroker_pb2.Response) -> None:
    write_brokers(response.s2c, queue)


def _read_brokers_reply(response: Qot_GetBroker_pb2.Response) -> BrokerQueue:
    return read_brokers(response.s2c)


def _encode_brokers_push(push: BrokersPush) -> bytes:
    return push_body(Qot_UpdateBroker_pb2.Response, lambda s2c: write_brokers(s2c, push.brokers))


def _decode_brokers_push(body: bytes) -> tuple[BrokersChanged, ...]:
    id = peek_security(body)
    if id is not None:
        return (brokers_changed(id, Lazy(body, _look_at_brokers)),)
    s2c = parse_push(Qot_UpdateBroker_pb2.Response, body)
    return () if s2c is None else (brokers_changed(read_id(s2c.security), Lazy(s2c, read_brokers)),)


def _look_at_brokers(body: bytes) -> BrokerQueue:
    return read_brokers(parse(Qot_UpdateBroker_pb2.Response, body).s2c)


CODECS = {
    ProtoId.QOT_GET_ORDER_BOOK: Codec(
        Qot_GetOrderBook_pb2.Request,
        Qot_GetOrderBook_pb2.Response,
        _write_book_request,
        _read_book_request,
        _write_book_reply,
        _read_book_reply,
    ),
    ProtoId.QOT_GET_BROKER: Codec(
        Qot_GetBroker_pb2.Request,
        Qot_GetBroker_pb2.Response,
        _write_brokers_request,
        _read_brokers_request,
        _write_brokers_reply,
        _read_brokers_reply,
    ),
}
PUSHES = {
    ProtoId.QOT_UPDATE_ORDER_BOOK: PushCodec(_encode_book_push, _decode_book_push),
    ProtoId.QOT_UPDATE_BROKER: PushCodec(_encode_brokers_push, _decode_brokers_push),
}
