from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import few
from tests.wire.values_quote import books
from tui.domain.book import Book, Level
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.quotes import Quote
from tui.pb import Qot_UpdateBasicQot_pb2, Qot_UpdateOrderBook_pb2
from tui.wire import codec, peek
from tui.wire.errors import BodyError
from tui.wire.messages.quote import BookPush, QuotePush
from tui.wire.numbers import decimal_from_wire
from tui.wire.peek import peek_only_element, peek_security

TENCENT = SecurityId(Market.HK, "00700")
QUOTE = Quote(
    id=TENCENT,
    name="N",
    last=Decimal("487.2"),
    open=Decimal(486),
    high=Decimal(490),
    low=Decimal(485),
    prev_close=Decimal("486.4"),
    volume=1200,
    turnover=Decimal(584640),
    tick=Decimal("0.2"),
    turnover_rate=Decimal(0),
    amplitude=Decimal(0),
)


def push(levels: int = 2) -> Qot_UpdateOrderBook_pb2.Response:
    bids = tuple(Level(decimal_from_wire(float(price)), 1, 1) for price in range(levels, 0, -1))
    _, body = codec.encode_push(BookPush(Book(TENCENT, "N", bids, ())))
    return Qot_UpdateOrderBook_pb2.Response.FromString(body)


@few
@given(books)
def test_it_reads_what_a_parser_would(book: Book) -> None:
    _, body = codec.encode_push(BookPush(book))
    assert peek_security(body) == book.id


@pytest.mark.parametrize("levels", [0, 1, 5, 6, 7, 10, 100, 800])
def test_bodies_of_all_lengths_that_two_bytes_can_tell(levels: int) -> None:
    assert peek_security(push(levels).SerializeToString()) == TENCENT


@pytest.mark.parametrize(("text", "code"), [("", None), ("", 0), (None, 0)])
def test_an_empty_text_and_a_zero_error_code_are_passed_over(text: str | None, code: int | None) -> None:
    message = push()
    if text is not None:
        message.retMsg = text
    if code is not None:
        message.errCode = code
    assert peek_security(message.SerializeToString()) == TENCENT


def test_what_is_laid_out_unusually_is_left_to_the_parser() -> None:
    sound = push().SerializeToString()
    refused, warned, long = push(), push(), push(2000)
    refused.retType = -1
    warned.retMsg = "delayed"
    unusual = [
        refused.SerializeToString(),
        warned.SerializeToString(),
        long.SerializeToString(),
        sound + b"\x08\x7f",  # a second retType, which would win
        sound[:-1],
        sound + b"\x00",
        b"",
        b"\x08\x00\x22",
    ]
    for body in unusual:
        assert peek_security(body) is None
    (event,) = codec.decode_push(3013, warned.SerializeToString())
    assert event.id == TENCENT  # type: ignore[union-attr]
    assert len(event.book.decode().bids) == 2  # type: ignore[union-attr]
    (event,) = codec.decode_push(3013, long.SerializeToString())
    assert len(event.book.decode().bids) == 2000  # type: ignore[union-attr]
    assert codec.decode_push(3013, sound + b"\x08\x7f") == ()


def test_a_security_without_a_market_is_left_to_the_parser() -> None:
    message = push()
    message.s2c.security.ClearField("market")
    body = message.SerializePartialToString()
    assert peek_security(body) is None
    with pytest.raises(BodyError, match=r"s2c\.security\.market"):
        codec.decode_push(3013, body)


@given(st.binary(max_size=60))
def test_no_bytes_break_it(tail: bytes) -> None:
    for head in (b"", b"\x08\x00\x22", b"\x08\x00\x12\x00\x18\x00\x22"):
        try:
            found = peek_security(head + tail)
        except BodyError:
            continue
        assert found is None or found.symbol


@pytest.mark.parametrize("look", [peek_security, peek_only_element])
def test_a_head_seen_before_counts_for_bodies_of_its_length_only(
    look: Callable[[bytes], SecurityId | None],
) -> None:
    made = push() if look is peek_security else quote_push("00700")
    body = made.SerializeToString()
    assert [look(body), look(body)] == [TENCENT, TENCENT]
    assert [look(body[:-1]), look(body + b"\x00")] == [None, None]


def test_heads_that_never_come_again_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peek, "_MOST_HEADS", 10)
    for number in range(50):
        security = SecurityId(Market.HK, f"{number:05d}")
        assert peek_only_element(quote_push(security.symbol).SerializeToString()) == security
        assert len(peek._heads_of_list) <= 10


def test_a_flood_of_codes_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peek, "_MOST_KNOWN", 10)
    monkeypatch.setattr(peek, "_known", {})
    for number in range(50):
        id = SecurityId(Market.HK, f"{number:05d}")
        assert peek_security(codec.encode_push(BookPush(Book(id, "", (), ())))[1]) == id
        assert len(peek._known) <= 10


def quote_push(*codes: str) -> Qot_UpdateBasicQot_pb2.Response:
    ids = [SecurityId(Market.HK, code) for code in codes]
    _, body = codec.encode_push(QuotePush(tuple(replace(QUOTE, id=one) for one in ids)))
    return Qot_UpdateBasicQot_pb2.Response.FromString(body)


def test_the_only_quote_of_a_push_is_known_without_parsing() -> None:
    body = quote_push("00700").SerializeToString()
    assert peek_only_element(body) == TENCENT
    (event,) = codec.decode_push(3005, body)
    assert event.quote.decode() == QUOTE  # type: ignore[union-attr]


def test_several_quotes_and_unusual_pushes_are_left_to_the_parser() -> None:
    refused = quote_push("00700")
    refused.retType = -1
    sound = quote_push("00700").SerializeToString()
    several = quote_push("00700", "00005").SerializeToString()
    for body in (several, refused.SerializeToString(), sound[:-1], sound + b"\x00", b"", sound[:4]):
        assert peek_only_element(body) is None
    assert [event.id.symbol for event in codec.decode_push(3005, several)] == ["00700", "00005"]  # type: ignore[union-attr]
    assert codec.decode_push(3005, refused.SerializeToString()) == ()


def test_a_damaged_only_quote_is_found_when_somebody_looks() -> None:
    sound = bytearray(quote_push("00700").SerializeToString())
    sound[-2] = 0x7F  # the name is said to go on past the end
    (event,) = codec.decode_push(3005, bytes(sound))
    with pytest.raises(BodyError):
        event.quote.decode()  # type: ignore[union-attr]
