"""Values land in the fields the schema means: a swap made the same way in both directions would pass the
round trips, so here one side is the bare message."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict

from tui.domain.accounts import Cash, Env, Funds, MaxQuantities, Position, PositionSide
from tui.domain.ids import SecurityId
from tui.domain.markets import (
    Currency,
    Market,
    TradeMarket,
    zone_of,
)
from tui.domain.orders import (
    ComboLeg,
    Fill,
    Order,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
    TradeSession,
    Trail,
    TrailType,
)
from tui.pb import (
    Trd_GetFunds_pb2,
    Trd_GetMaxTrdQtys_pb2,
    Trd_GetOrderFillList_pb2,
    Trd_GetOrderList_pb2,
    Trd_GetPositionList_pb2,
)
from tui.wire import codec
from tui.wire.messages.trade import Header, TradeReply

D = Decimal
ID = SecurityId(Market.HK, "00700")
AT = datetime(2026, 11, 20, 10, 0, tzinfo=zone_of(Market.HK))
LATER = AT.replace(minute=1)
STAMP = AT.timestamp()
TEXT, LATER_TEXT = "2026-11-20 10:00:00", "2026-11-20 10:01:00"
HEADER = Header(Env.REAL, 5, TradeMarket.US)
ORDER = Order(
    order_id="x",
    acc_id=5,
    env=Env.REAL,
    id=ID,
    name="N",
    side=Side.SELL,
    type=OrderType.STOP_LIMIT,
    status=OrderStatus.FILLED_PART,
    qty=D(10),
    price=D(11),
    filled_qty=D(12),
    avg_fill_price=D(13),
    remark="r",
    error="e",
    tif=TimeInForce.GTC,
    created_at=AT,
    updated_at=LATER,
    trigger_price=D(14),
    currency=Currency.USD,
    market=TradeMarket.US,
    number=15,
    trail=Trail(TrailType.AMOUNT, D(16), D(17)),
    expires_on=date(2026, 12, 24),
    legs=(ComboLeg(ID, Side.BUY, 18, 19),),
    session=TradeSession.ALL,
)
ORDER_FIELDS = {
    "trdSide": 2,
    "orderType": 11,
    "orderStatus": 10,
    "orderID": "15",
    "orderIDEx": "x",
    "code": "00700",
    "name": "N",
    "qty": 10.0,
    "price": 11.0,
    "createTime": TEXT,
    "updateTime": LATER_TEXT,
    "fillQty": 12.0,
    "fillAvgPrice": 13.0,
    "lastErrMsg": "e",
    "secMarket": 1,
    "createTimestamp": STAMP,
    "updateTimestamp": STAMP + 60,
    "remark": "r",
    "timeInForce": 1,
    "auxPrice": 14.0,
    "trailType": 2,
    "trailValue": 16.0,
    "trailSpread": 17.0,
    "expireTime": "2026-12-24",
    "comboLegs": [
        {"security": {"market": 1, "code": "00700"}, "side": 1, "qtyRatio": 18.0, "positionID": "19"}
    ],
    "currency": 2,
    "trdMarket": 2,
    "session": 3,
    "fillOutsideRTH": True,
}
FUNDS = Funds(
    acc_id=5,
    env=Env.REAL,
    currency=Currency.HKD,
    power=D(1),
    total_assets=D(2),
    cash=D(3),
    market_value=D(4),
    frozen_cash=D(5),
    debt=D(6),
    withdrawable=D(7),
    short_power=D(8),
    net_cash_power=D(9),
    cash_by_currency=(Cash(Currency.USD, D(10), D(11), D(12)),),
)
POSITION = Position(
    acc_id=5,
    env=Env.REAL,
    position_id=1,
    id=ID,
    name="N",
    side=PositionSide.SHORT,
    qty=D(2),
    can_sell_qty=D(3),
    price=D(4),
    market_value=D(5),
    pl=D(6),
    average_cost=D(7),
    diluted_cost=D(8),
    cost=D(9),
    pl_ratio=D(10),
    unrealized_pl=D(11),
    realized_pl=D(12),
    today_pl=D(13),
    currency=Currency.HKD,
    market=TradeMarket.HK,
)
FILL = Fill(
    fill_id="f",
    order_id="x",
    acc_id=5,
    env=Env.REAL,
    id=ID,
    name="N",
    side=Side.BUY,
    qty=D(1),
    price=D(2),
    at=AT,
    broker_id=3,
    broker_name="B",
    market=TradeMarket.HK,
    number=4,
)
CASES: list[tuple[Any, int, Any, dict[str, Any]]] = [
    (
        Trd_GetFunds_pb2.Response,
        2101,
        TradeReply(HEADER, FUNDS),
        {
            "header": {"trdEnv": 1, "accID": "5", "trdMarket": 2},
            "funds": {
                "currency": 1,
                "power": 1.0,
                "totalAssets": 2.0,
                "cash": 3.0,
                "marketVal": 4.0,
                "frozenCash": 5.0,
                "debtCash": 6.0,
                "avlWithdrawalCash": 7.0,
                "maxPowerShort": 8.0,
                "netCashPower": 9.0,
                "cashInfoList": [
                    {"currency": 2, "cash": 10.0, "availableBalance": 11.0, "netCashPower": 12.0}
                ],
            },
        },
    ),
    (
        Trd_GetPositionList_pb2.Response,
        2102,
        TradeReply(HEADER, (POSITION,)),
        {
            "header": {"trdEnv": 1, "accID": "5", "trdMarket": 2},
            "positionList": [
                {
                    "positionID": "1",
                    "positionSide": 1,
                    "code": "00700",
                    "secMarket": 1,
                    "name": "N",
                    "qty": 2.0,
                    "canSellQty": 3.0,
                    "price": 4.0,
                    "val": 5.0,
                    "plVal": 6.0,
                    "averageCostPrice": 7.0,
                    "dilutedCostPrice": 8.0,
                    "costPrice": 9.0,
                    "plRatio": 10.0,
                    "unrealizedPL": 11.0,
                    "realizedPL": 12.0,
                    "tdPlVal": 13.0,
                    "currency": 1,
                    "trdMarket": 1,
                    "accID": "5",
                }
            ],
        },
    ),
    (
        Trd_GetMaxTrdQtys_pb2.Response,
        2111,
        TradeReply(HEADER, MaxQuantities(D(1), D(2), D(3), D(4), D(5))),
        {
            "header": {"trdEnv": 1, "accID": "5", "trdMarket": 2},
            "maxTrdQtys": {
                "maxCashBuy": 1.0,
                "maxPositionSell": 2.0,
                "maxCashAndMarginBuy": 3.0,
                "maxSellShort": 4.0,
                "maxBuyBack": 5.0,
            },
        },
    ),
    (
        Trd_GetOrderList_pb2.Response,
        2201,
        TradeReply(HEADER, (ORDER,)),
        {"header": {"trdEnv": 1, "accID": "5", "trdMarket": 2}, "orderList": [ORDER_FIELDS]},
    ),
    (
        Trd_GetOrderFillList_pb2.Response,
        2211,
        TradeReply(HEADER, (FILL,)),
        {
            "header": {"trdEnv": 1, "accID": "5", "trdMarket": 2},
            "orderFillList": [
                {
                    "trdSide": 1,
                    "fillID": "4",
                    "fillIDEx": "f",
                    "orderIDEx": "x",
                    "code": "00700",
                    "name": "N",
                    "qty": 1.0,
                    "price": 2.0,
                    "createTime": TEXT,
                    "createTimestamp": STAMP,
                    "updateTimestamp": STAMP,
                    "counterBrokerID": 3,
                    "counterBrokerName": "B",
                    "secMarket": 1,
                    "status": 0,
                    "trdMarket": 1,
                }
            ],
        },
    ),
]


@pytest.mark.parametrize(
    ("response", "proto_id", "reply", "fields"), CASES, ids=[str(proto_id) for _, proto_id, _, _ in CASES]
)
def test_a_reply_fills_these_fields(response: Any, proto_id: int, reply: Any, fields: dict[str, Any]) -> None:
    message = response.FromString(codec.encode_reply(proto_id, reply))
    assert message.retType == 0
    assert MessageToDict(message.s2c) == fields
