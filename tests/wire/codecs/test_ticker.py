from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given

from tests.wire.values import counts, few, ids
from tests.wire.values_quote import trade_lists
from tests.wire.wire_trips import events_of, through_client, through_server
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, zone_of
from tui.domain.trades import Trade, TradeDirection, TradeKind
from tui.pb import Qot_UpdateTicker_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.quote import GetTrades, TradeList, TradesPush

TENCENT = SecurityId(Market.HK, "00700")
AT = datetime(2026, 11, 20, 9, 30, 0, 5000, zone_of(Market.HK))
TRADE = Trade(7, AT, Decimal("300.2"), 42, Decimal("12608.4"), TradeDirection.BUY, TradeKind.AUTOMATCH)


def message() -> Qot_UpdateTicker_pb2.Response:
    _, body = codec.encode_push(TradesPush(TradeList(TENCENT, "TENCENT", (TRADE,))))
    return Qot_UpdateTicker_pb2.Response.FromString(body)


@few
@given(ids, counts)
def test_a_request_survives_the_wire(id: SecurityId, count: int) -> None:
    assert through_server(GetTrades(id, count)) == GetTrades(id, count)


@few
@given(trade_lists)
def test_trades_survive_reply_and_push(trades: TradeList) -> None:
    assert through_client(GetTrades(trades.id, 1), trades) == trades
    (event,) = events_of(TradesPush(trades))
    assert (event.id, event.trades) == (trades.id, trades.trades)


def test_the_time_is_sent_as_text_and_as_seconds() -> None:
    (ticker,) = message().s2c.tickerList
    assert ticker.time == "2026-11-20 09:30:00.005"
    assert ticker.timestamp == AT.timestamp()


def test_a_kind_nobody_knows_is_unknown() -> None:
    push = message()
    push.s2c.tickerList[0].type = 31
    push.s2c.tickerList[0].dir = 9
    (event,) = codec.decode_push(3011, push.SerializeToString())
    (trade,) = event.trades  # type: ignore[union-attr]
    assert (trade.kind, trade.direction) == (TradeKind.UNKNOWN, TradeDirection.UNKNOWN)


@pytest.mark.parametrize("price", [float("nan"), float("inf"), 1e30])
def test_a_trade_without_a_sound_price_is_an_error(price: float) -> None:
    push = message()
    push.s2c.tickerList[0].price = price
    with pytest.raises(BodyError):
        codec.decode_push(3011, push.SerializeToString())


def test_a_missing_required_field_is_named() -> None:
    push = message()
    push.s2c.tickerList[0].ClearField("sequence")
    with pytest.raises(BodyError, match=r"Qot_UpdateTicker response lacks .*tickerList\[0\]\.sequence"):
        codec.decode_push(3011, push.SerializePartialToString())
