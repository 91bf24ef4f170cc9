"""Values land in the fields the schema means: a swap made the same way in both directions would pass the
round trips, so here one side is the bare message."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict

from tui.domain.book import Book, Level
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.candles import Candle, MinutePoint
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import (
    Market,
    MarketState,
    SecurityStatus,
    SecurityType,
    zone_of,
)
from tui.domain.quotes import Quote, Snapshot
from tui.domain.trades import Trade, TradeDirection, TradeKind
from tui.pb import (
    GetGlobalState_pb2,
    Qot_GetBasicQot_pb2,
    Qot_GetBroker_pb2,
    Qot_GetKL_pb2,
    Qot_GetOrderBook_pb2,
    Qot_GetRT_pb2,
    Qot_GetSecuritySnapshot_pb2,
    Qot_GetStaticInfo_pb2,
    Qot_GetTicker_pb2,
)
from tui.wire import codec
from tui.wire.messages.quote import CandleList, MinuteLine, TradeList
from tui.wire.messages.session import GlobalState, ProgramStatus

D = Decimal
ID = SecurityId(Market.HK, "00700")
AT = datetime(2026, 11, 20, 10, 0, tzinfo=zone_of(Market.HK))
LATER = AT.replace(minute=1)
STAMP = AT.timestamp()
TEXT, LATER_TEXT = "2026-11-20 10:00:00", "2026-11-20 10:01:00"
SECURITY = {"market": 1, "code": "00700"}
QUOTE = Quote(
    id=ID,
    name="N",
    last=D(1),
    open=D(2),
    high=D(3),
    low=D(4),
    prev_close=D(5),
    volume=6,
    turnover=D(7),
    tick=D(8),
    turnover_rate=D(9),
    amplitude=D(10),
    suspended=True,
    status=SecurityStatus.SUSPENDED,
    updated_at=AT,
    listed_on=date(2004, 6, 16),
)
QUOTE_FIELDS = {
    "security": SECURITY,
    "name": "N",
    "curPrice": 1.0,
    "openPrice": 2.0,
    "highPrice": 3.0,
    "lowPrice": 4.0,
    "lastClosePrice": 5.0,
    "volume": "6",
    "turnover": 7.0,
    "priceSpread": 8.0,
    "turnoverRate": 9.0,
    "amplitude": 10.0,
    "secStatus": 9,
    "updateTime": TEXT,
    "updateTimestamp": STAMP,
    "listTime": "2004-06-16",
}
STATE = GlobalState(
    hk=MarketState.AUCTION,
    us=MarketState.WAITING_OPEN,
    sh=MarketState.MORNING,
    sz=MarketState.REST,
    hk_future=MarketState.AFTERNOON,
    quote_login=True,
    trade_login=False,
    server_version=6,
    build=7,
    server_time=8,
    local_time=9.5,
    program_status=ProgramStatus.READY,
    us_future=MarketState.FUTURE_OPEN,
    conn_id=10,
)
CASES: list[tuple[Any, int, Any, dict[str, Any]]] = [
    (
        GetGlobalState_pb2.Response,
        1002,
        STATE,
        {
            "marketHK": 1,
            "marketUS": 2,
            "marketSH": 3,
            "marketSZ": 4,
            "marketHKFuture": 5,
            "marketUSFuture": 23,
            "qotLogined": True,
            "trdLogined": False,
            "serverVer": 6,
            "serverBuildNo": 7,
            "time": "8",
            "localTime": 9.5,
            "programStatus": {"type": "ProgramStatusType_Ready"},
            "connID": "10",
        },
    ),
    (
        Qot_GetBasicQot_pb2.Response,
        3004,
        (QUOTE,),
        {"basicQotList": [QUOTE_FIELDS | {"isSuspended": True}]},
    ),
    (
        Qot_GetSecuritySnapshot_pb2.Response,
        3203,
        (Snapshot(QUOTE, SecurityType.ETF, 11, D(12), D(13), 14, 15, D(16), D(17), D(18), True),),
        {
            "snapshotList": [
                {
                    "basic": QUOTE_FIELDS
                    | {
                        "isSuspend": True,
                        "type": 4,
                        "lotSize": 11,
                        "bidPrice": 12.0,
                        "askPrice": 13.0,
                        "bidVol": "14",
                        "askVol": "15",
                        "avgPrice": 16.0,
                        "highest52WeeksPrice": 17.0,
                        "lowest52WeeksPrice": 18.0,
                        "enableShortSell": True,
                    }
                }
            ]
        },
    ),
    (
        Qot_GetOrderBook_pb2.Response,
        3012,
        Book(ID, "N", (Level(D(1), 2, 3),), (Level(D(4), D("5.5"), 6),), AT, LATER),
        {
            "security": SECURITY,
            "name": "N",
            "orderBookBidList": [{"price": 1.0, "volume": "2", "orederCount": 3}],
            "orderBookAskList": [{"price": 4.0, "volume": "5", "orederCount": 6, "hpVolume": 5.5}],
            "svrRecvTimeBid": TEXT,
            "svrRecvTimeBidTimestamp": STAMP,
            "svrRecvTimeAsk": LATER_TEXT,
            "svrRecvTimeAskTimestamp": STAMP + 60,
        },
    ),
    (
        Qot_GetBroker_pb2.Response,
        3014,
        BrokerQueue(ID, "N", (BrokerEntry(1, "A", 2, 3),), (BrokerEntry(4, "B", 5),)),
        {
            "security": SECURITY,
            "name": "N",
            "brokerBidList": [{"id": "1", "name": "A", "pos": 2, "volume": "3"}],
            "brokerAskList": [{"id": "4", "name": "B", "pos": 5}],
        },
    ),
    (
        Qot_GetTicker_pb2.Response,
        3010,
        TradeList(ID, "N", (Trade(1, AT, D(2), 3, D(4), TradeDirection.SELL, TradeKind.ODD_LOT),)),
        {
            "security": SECURITY,
            "name": "N",
            "tickerList": [
                {
                    "time": TEXT,
                    "timestamp": STAMP,
                    "sequence": "1",
                    "price": 2.0,
                    "volume": "3",
                    "turnover": 4.0,
                    "dir": 2,
                    "type": 6,
                }
            ],
        },
    ),
    (
        Qot_GetKL_pb2.Response,
        3006,
        CandleList(ID, "N", (Candle(AT, D(1), D(2), D(3), D(4), D(5), 6, D(7), D(8), D(9), True),)),
        {
            "security": SECURITY,
            "name": "N",
            "klList": [
                {
                    "time": TEXT,
                    "timestamp": STAMP,
                    "openPrice": 1.0,
                    "highPrice": 2.0,
                    "lowPrice": 3.0,
                    "closePrice": 4.0,
                    "lastClosePrice": 5.0,
                    "volume": "6",
                    "turnover": 7.0,
                    "changeRate": 8.0,
                    "turnoverRate": 9.0,
                    "isBlank": True,
                }
            ],
        },
    ),
    (
        Qot_GetRT_pb2.Response,
        3008,
        MinuteLine(ID, "N", (MinutePoint(AT, 600, D(1), D(2), D(3), 4, D(5)),)),
        {
            "security": SECURITY,
            "name": "N",
            "rtList": [
                {
                    "time": TEXT,
                    "timestamp": STAMP,
                    "minute": 600,
                    "price": 1.0,
                    "lastClosePrice": 2.0,
                    "avgPrice": 3.0,
                    "volume": "4",
                    "turnover": 5.0,
                    "isBlank": False,
                }
            ],
        },
    ),
    (
        Qot_GetStaticInfo_pb2.Response,
        3202,
        (Instrument(ID, "N", SecurityType.STOCK, 100, date(2004, 6, 16), None, True, 1, False, 54),),
        {
            "staticInfoList": [
                {
                    "basic": {
                        "security": SECURITY,
                        "id": "54",
                        "lotSize": 100,
                        "secType": 3,
                        "name": "N",
                        "listTime": "2004-06-16",
                        "delisting": True,
                        "exchType": 1,
                    }
                }
            ]
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
