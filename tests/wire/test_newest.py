"""Of whole states only the newest is worth reading; nothing that happened once is ever left out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.wire.test_peek import QUOTE, TENCENT
from tui.domain.book import Book
from tui.domain.brokers import BrokerQueue
from tui.domain.ids import SecurityId
from tui.wire.codec import encode_push
from tui.wire.framing import encode_frame
from tui.wire.messages.quote import BookPush, BrokersPush, QuotePush
from tui.wire.newest import Parts, newest
from tui.wire.protocol import Connection, PushArrived, ReplyArrived, Role
from tui.wire.protoids import ProtoId

APPLE = SecurityId.parse("AAPL")


def frame(push: QuotePush | BookPush | BrokersPush, serial: int = 0) -> Parts:
    proto_id, body = encode_push(push)
    return int(proto_id), serial, body


def quote(*ids: SecurityId, serial: int = 0) -> Parts:
    return frame(QuotePush(tuple(replace(QUOTE, id=id) for id in ids)), serial)


def book(id: SecurityId, serial: int = 0) -> Parts:
    return frame(BookPush(Book(id, "N", (), ())), serial)


def brokers(id: SecurityId, serial: int = 0) -> Parts:
    return frame(BrokersPush(BrokerQueue(id, "N", (), ())), serial)


def test_only_the_last_state_of_each_kind_and_security_stays_where_it_was() -> None:
    frames = [quote(TENCENT, serial=1), book(TENCENT, 2), quote(APPLE, serial=3), brokers(TENCENT, 4)]
    later = [book(TENCENT, 5), quote(TENCENT, serial=6), book(APPLE, 7), brokers(TENCENT, 8)]
    assert [serial for _, serial, _ in newest(frames + later)] == [3, 5, 6, 7, 8]


KEPT = (
    ProtoId.NOTIFY,
    ProtoId.TRD_UPDATE_ORDER,
    ProtoId.TRD_UPDATE_ORDER_FILL,
    ProtoId.QOT_UPDATE_TICKER,
    ProtoId.QOT_UPDATE_KL,
    ProtoId.QOT_UPDATE_RT,
    ProtoId.QOT_UPDATE_PRICE_REMINDER,
    ProtoId.TRD_PLACE_ORDER,
)
"""Told once each, or with a part of what is known only."""
MANY = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(KEPT).map(int), st.just(0), st.binary(max_size=4)),
        st.sampled_from([quote(TENCENT), quote(APPLE), book(TENCENT), brokers(APPLE)]),
        st.just(quote(TENCENT, APPLE)),
    ),
    max_size=30,
)


@given(MANY)
def test_whatever_is_no_whole_state_stays_in_its_order(frames: list[Parts]) -> None:
    kept = newest(frames)
    rest = iter(frames)
    assert all(one in rest for one in kept)  # In the order of the wire.
    once = [one for one in frames if one[0] in KEPT or one == quote(TENCENT, APPLE)]
    assert [one for one in kept if one in once] == once
    assert set(kept) == set(frames)


def test_what_cannot_be_read_is_left_to_the_reader() -> None:
    proto_id, _, _ = quote(TENCENT)
    nameless = quote(SecurityId(TENCENT.market, ""))
    frames = [(proto_id, 1, b""), (proto_id, 2, b"\xff" * 9), nameless, nameless]
    assert newest(frames) == frames


def test_a_connection_leaves_out_only_when_told_to() -> None:
    first, second = quote(TENCENT)[2], quote(APPLE)[2]
    pushes = [encode_frame(ProtoId.QOT_UPDATE_BASIC_QOT, 1, body) for body in (first, second, first)]
    piece = b"".join([pushes[0], encode_frame(ProtoId.KEEP_ALIVE, 7, b"x"), *pushes[1:]])
    plain = Connection(Role.CLIENT).receive(piece)
    assert [type(one) for one in plain] == [PushArrived, ReplyArrived, PushArrived, PushArrived]
    assert Connection(Role.CLIENT, newest_only=True).receive(piece) == plain[1:]
