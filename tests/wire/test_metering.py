"""Which requests use up an allowance."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.client.fakes import PAPER, TENCENT
from tui.domain.candles import CandleType
from tui.domain.markets import Market, TradeMarket
from tui.domain.orders import ModifyOp, OrderType, Side
from tui.domain.rate_limits import LIMITS
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.quote import GetBook, GetHistoryCandles, GetInstruments, GetSnapshots
from tui.wire.messages.research import GetHotList
from tui.wire.messages.trade import GetFunds, GetMaxQuantities, GetOrders, Header, ModifyOrder, PlaceOrder
from tui.wire.metering import NO_ACCOUNT, cost_of, items_of
from tui.wire.protoids import PUSH_IDS, ProtoId

HEADER = Header(PAPER.env, PAPER.acc_id, TradeMarket.HK)
PACKET = PacketId(1, 2)
PLACE = PlaceOrder(PACKET, HEADER, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), Decimal(400))


@pytest.mark.parametrize(
    ("request_", "window"),
    [
        (PLACE, ("place", PAPER.acc_id)),
        (ModifyOrder(PACKET, HEADER, ModifyOp.CANCEL, "A1"), ("modify", PAPER.acc_id)),
        (ModifyOrder(PACKET, HEADER, ModifyOp.CANCEL, everything=True), ("modify", PAPER.acc_id)),
        (GetOrders(HEADER, refresh=True), ("orders", PAPER.acc_id)),
        (
            GetMaxQuantities(HEADER, TENCENT, OrderType.LIMIT, Decimal(1)),
            ("largest quantities", PAPER.acc_id),
        ),
        (GetSnapshots((TENCENT,)), ("snapshots", NO_ACCOUNT)),
        (GetHotList(Market.HK), ("hot list", NO_ACCOUNT)),
        (GetHistoryCandles(TENCENT, CandleType.K_DAY, "", ""), ("past candles", NO_ACCOUNT)),
    ],
)
def test_calls_are_counted_by_bucket_and_account(request_: Request[object], window: tuple[str, int]) -> None:
    cost = cost_of(request_)

    assert cost is not None
    assert cost.window == window


@pytest.mark.parametrize(
    "request_",
    [
        GetOrders(HEADER),
        GetFunds(HEADER),
        GetHistoryCandles(TENCENT, CandleType.K_DAY, "", "", key=b"next"),
        GetHotList(Market.HK, offset=10),
        GetBook(TENCENT),
        GetInstruments((TENCENT,)),
    ],
)
def test_cached_reads_and_later_pages_are_free(request_: Request[object]) -> None:
    assert cost_of(request_) is None


def test_items_are_the_securities_named() -> None:
    assert items_of(GetSnapshots((TENCENT,) * 3)) == 3
    assert items_of(GetFunds(HEADER)) == 0


FREE = {
    ProtoId.INIT_CONNECT,
    ProtoId.GET_GLOBAL_STATE,
    ProtoId.KEEP_ALIVE,
    ProtoId.GET_USER_INFO,
    ProtoId.VERIFICATION,
    ProtoId.GET_DELAY_STATISTICS,
    ProtoId.TRD_GET_ACC_LIST,
    ProtoId.TRD_SUB_ACC_PUSH,
    ProtoId.QOT_SUB,
    ProtoId.QOT_REG_QOT_PUSH,
    ProtoId.QOT_GET_SUB_INFO,
    ProtoId.QOT_GET_BASIC_QOT,
    ProtoId.QOT_GET_KL,
    ProtoId.QOT_GET_RT,
    ProtoId.QOT_GET_TICKER,
    ProtoId.QOT_GET_ORDER_BOOK,
    ProtoId.QOT_GET_BROKER,
    ProtoId.QOT_REQUEST_HISTORY_KL_QUOTA,
    ProtoId.QOT_GET_STATIC_INFO,
}
"""No limit is documented for these."""


def test_every_protocol_is_limited_or_known_to_be_free() -> None:
    requests = set(ProtoId) - PUSH_IDS

    assert requests - set(LIMITS) == FREE
    assert set(LIMITS) <= requests
