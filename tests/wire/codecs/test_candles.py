from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, counts, few, ids, maybe, member, texts
from tests.wire.values_quote import candle_lists
from tests.wire.wire_trips import events_of, through_client, through_server
from tui.domain.candles import Candle, CandleType, Rehab
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, zone_of
from tui.pb import Qot_RequestHistoryKL_pb2, Qot_UpdateKL_pb2
from tui.wire import codec
from tui.wire.messages.base import Request
from tui.wire.messages.quote import CandleList, CandlesPush, GetCandles, GetHistoryCandles

TENCENT = SecurityId(Market.HK, "00700")
BAR = Candle(
    at=datetime(2026, 11, 20, 16, 0, tzinfo=zone_of(Market.HK)),
    open=Decimal(1),
    high=None,
    low=Decimal(1),
    close=Decimal(1),
    prev_close=None,
    volume=5,
    turnover=Decimal(5),
)
HISTORY = GetHistoryCandles(TENCENT, CandleType.K_DAY, "2026-01-01", "2026-12-31")

requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(GetCandles, id=ids, type=member(CandleType), count=counts, rehab=member(Rehab)),
    built(
        GetHistoryCandles,
        id=ids,
        type=member(CandleType),
        begin=texts,
        end=texts,
        rehab=member(Rehab),
        page_size=maybe(counts),
        key=maybe(st.binary(max_size=40)),
    ),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(candle_lists, member(CandleType), member(Rehab))
def test_candles_survive_reply_and_push(candles: CandleList, kind: CandleType, rehab: Rehab) -> None:
    assert through_client(GetCandles(candles.id, kind, 1), candles) == candles
    (event,) = events_of(CandlesPush(candles, kind, rehab))
    assert (event.id, event.type, event.rehab) == (candles.id, kind, rehab)
    assert event.candles == candles.candles


@few
@given(candle_lists, maybe(st.binary(min_size=1, max_size=40)))
def test_history_pages_carry_a_key(candles: CandleList, key: bytes | None) -> None:
    page = CandleList(candles.id, candles.name, candles.candles, key)
    assert through_client(HISTORY, page) == page


def test_an_empty_key_is_the_last_page() -> None:
    response = Qot_RequestHistoryKL_pb2.Response(retType=0)
    response.s2c.security.market = 1
    response.s2c.security.code = "00700"
    response.s2c.nextReqKey = b""
    assert codec.decode_reply(HISTORY, response.SerializeToString()).next_key is None


def test_unknown_prices_are_absent_and_times_are_complete() -> None:
    _, body = codec.encode_push(CandlesPush(CandleList(TENCENT, "", (BAR,)), CandleType.K_1M, Rehab.NONE))
    (bar,) = Qot_UpdateKL_pb2.Response.FromString(body).s2c.klList
    assert not bar.HasField("highPrice")
    assert (bar.time, bar.timestamp) == ("2026-11-20 16:00:00", BAR.at.timestamp())


def test_a_bar_without_a_readable_time_is_left_out() -> None:
    _, body = codec.encode_push(CandlesPush(CandleList(TENCENT, "", (BAR, BAR)), CandleType.K_1M, Rehab.NONE))
    push = Qot_UpdateKL_pb2.Response.FromString(body)
    push.s2c.klList[0].time = "not yet"
    push.s2c.klList[0].ClearField("timestamp")
    push.s2c.klList[1].turnover = float("nan")
    (event,) = codec.decode_push(3007, push.SerializeToString())
    (candle,) = event.candles  # type: ignore[union-attr]
    assert candle.turnover == 0
