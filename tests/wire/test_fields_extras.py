"""The blocks of each kind land in the fields the schema means; one side is the bare message."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict

from tui.domain.extras import (
    AssetClass,
    Breadth,
    EquityFigures,
    FundFigures,
    FutureExtras,
    OptionExtras,
    OptionFigures,
    OutsideSession,
    PriceBounds,
    SnapshotExtras,
    WarrantExtras,
    WarrantType,
)
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.options import (
    ExerciseStyle,
    ExpiryCycle,
    IndexOptionType,
    OptionSettlement,
    OptionStandard,
    OptionTerms,
    OptionType,
)
from tui.domain.quotes import Quote, Snapshot
from tui.pb import Qot_GetBasicQot_pb2, Qot_GetSecuritySnapshot_pb2, Qot_GetStaticInfo_pb2
from tui.wire import codec
from tui.wire.messages.quote import GetInstruments, GetQuotes, GetSnapshots
from tui.wire.protoids import ProtoId

D = Decimal
ID = SecurityId(Market.HK, "TCH261230C500000")
OWNER = SecurityId(Market.HK, "00700")
OWNER_FIELDS = {"market": 1, "code": "00700"}
DAY, DAY_TEXT = date(2026, 12, 30), "2026-12-30"
FIGURES = OptionFigures(
    strike=D(1),
    contract_size=D(2),
    open_interest=3,
    implied_volatility=D(4),
    premium=D(5),
    delta=D(6),
    gamma=D(7),
    vega=D(8),
    theta=D(9),
    rho=D(10),
    net_open_interest=11,
    days_left=12,
    nominal_value=D(13),
    owner_lots=D(14),
    style=ExerciseStyle.EUROPEAN,
    multiplier=D(15),
    index_type=IndexOptionType.NORMAL,
)
FIGURE_FIELDS = {
    "strikePrice": 1.0,
    "contractSize": 2,
    "contractSizeFloat": 2.0,
    "openInterest": 3,
    "impliedVolatility": 4.0,
    "premium": 5.0,
    "delta": 6.0,
    "gamma": 7.0,
    "vega": 8.0,
    "theta": 9.0,
    "rho": 10.0,
    "netOpenInterest": 11,
    "expiryDateDistance": 12,
    "contractNominalValue": 13.0,
    "ownerLotMultiplier": 14.0,
    "optionAreaType": 2,
    "contractMultiplier": 15.0,
    "indexOptionType": 1,
}
BLOCKS: list[tuple[SecurityType, str, SnapshotExtras, dict[str, Any]]] = [
    (
        SecurityType.OPTION,
        "optionExData",
        OptionExtras(OptionType.PUT, OWNER, DAY, FIGURES),
        {"type": 2, "owner": OWNER_FIELDS, "strikeTime": DAY_TEXT, **FIGURE_FIELDS},
    ),
    (
        SecurityType.WARRANT,
        "warrantExData",
        WarrantExtras(
            type=WarrantType.BEAR,
            owner=OWNER,
            strike=D(1),
            conversion_rate=D(2),
            maturity=DAY,
            last_trade_day=date(2026, 12, 28),
            recovery_price=D(3),
            street_volume=4,
            issue_volume=5,
            street_rate=D(6),
            delta=D(7),
            implied_volatility=D(8),
            premium=D(9),
            leverage=D(10),
            in_the_money=D(11),
            break_even=D(12),
            conversion_price=D(13),
            recovery_distance=D(14),
            score=D(15),
            upper_strike=D(16),
            lower_strike=D(17),
            bounds=PriceBounds.INSIDE,
            issuer="UB",
        ),
        {
            "warrantType": 4,
            "owner": OWNER_FIELDS,
            "strikePrice": 1.0,
            "conversionRate": 2.0,
            "maturityTime": DAY_TEXT,
            "endTradeTime": "2026-12-28",
            "recoveryPrice": 3.0,
            "streetVolumn": "4",
            "issueVolumn": "5",
            "streetRate": 6.0,
            "delta": 7.0,
            "impliedVolatility": 8.0,
            "premium": 9.0,
            "leverage": 10.0,
            "ipop": 11.0,
            "breakEvenPoint": 12.0,
            "conversionPrice": 13.0,
            "priceRecoveryRatio": 14.0,
            "score": 15.0,
            "upperStrikePrice": 16.0,
            "lowerStrikePrice": 17.0,
            "inLinePriceStatus": 2,
            "issuerCode": "UB",
        },
    ),
    (
        SecurityType.STOCK,
        "equityExData",
        EquityFigures(1, D(2), 3, D(4), *map(D, range(5, 17))),
        {
            "issuedShares": "1",
            "issuedMarketVal": 2.0,
            "outstandingShares": "3",
            "outstandingMarketVal": 4.0,
            "netAsset": 5.0,
            "netProfit": 6.0,
            "earningsPershare": 7.0,
            "netAssetPershare": 8.0,
            "eyRate": 9.0,
            "peRate": 10.0,
            "pbRate": 11.0,
            "peTTMRate": 12.0,
            "dividendTTM": 13.0,
            "dividendRatioTTM": 14.0,
            "dividendLFY": 15.0,
            "dividendLFYRatio": 16.0,
        },
    ),
    (
        SecurityType.FUTURE,
        "futureExData",
        FutureExtras(D(1), 2, 3, DAY, main_contract=True),
        {
            "lastSettlePrice": 1.0,
            "position": 2,
            "positionChange": 3,
            "lastTradeTime": DAY_TEXT,
            "isMainContract": True,
        },
    ),
    (
        SecurityType.ETF,
        "trustExData",
        FundFigures(D(1), D(2), 3, D(4), D(5), AssetClass.SWAP),
        {
            "dividendYield": 1.0,
            "aum": 2.0,
            "outstandingUnits": "3",
            "netAssetValue": 4.0,
            "premium": 5.0,
            "assetClass": 6,
        },
    ),
    (SecurityType.INDEX, "indexExData", Breadth(1, 2, 3), {"raiseCount": 1, "fallCount": 2, "equalCount": 3}),
    (SecurityType.PLATE, "plateExData", Breadth(1, 2, 3), {"raiseCount": 1, "fallCount": 2, "equalCount": 3}),
]


def quote(**more: Any) -> Quote:
    """A quote of which nothing but the code is known."""
    return Quote(ID, "N", None, None, None, None, None, 0, D(0), None, **more)


@pytest.mark.parametrize(("kind", "block", "extras", "fields"), BLOCKS, ids=lambda each: str(each)[:12])
def test_a_snapshots_block(
    kind: SecurityType, block: str, extras: SnapshotExtras, fields: dict[str, Any]
) -> None:
    written = Snapshot(quote(), kind, 1, None, None, None, None, extras=extras)
    body = codec.encode_reply(ProtoId.QOT_GET_SECURITY_SNAPSHOT, (written,))
    message = Qot_GetSecuritySnapshot_pb2.Response.FromString(body).s2c.snapshotList[0]
    told = MessageToDict(message)
    assert told.pop(block) == fields
    assert set(told) == {"basic"}
    (read,) = codec.decode_reply(GetSnapshots((ID,)), body)
    assert read.extras == extras


def test_a_quotes_blocks() -> None:
    session = OutsideSession(D(1), D(2), D(3), 4, D(5), D(6), D(7), D(8))
    written = quote(extras=FIGURES, pre_market=session, after_hours=OutsideSession(), overnight=session)
    body = codec.encode_reply(ProtoId.QOT_GET_BASIC_QOT, (written,))
    basic = MessageToDict(Qot_GetBasicQot_pb2.Response.FromString(body).s2c.basicQotList[0])
    assert basic["optionExData"] == FIGURE_FIELDS
    assert basic["afterMarket"] == {}
    assert (
        basic["preMarket"]
        == basic["overnight"]
        == {
            "price": 1.0,
            "highPrice": 2.0,
            "lowPrice": 3.0,
            "volume": "4",
            "turnover": 5.0,
            "changeVal": 6.0,
            "changeRate": 7.0,
            "amplitude": 8.0,
        }
    )
    (read,) = codec.decode_reply(GetQuotes((ID,)), body)
    assert (read.extras, read.pre_market, read.after_hours) == (FIGURES, session, OutsideSession())


def test_an_options_static_facts() -> None:
    terms = OptionTerms(
        OptionType.CALL,
        D(500),
        DAY,
        IndexOptionType.MINI,
        ExpiryCycle.MONTH,
        OptionStandard.ADJUSTED,
        OptionSettlement.AFTERNOON,
        suspended=True,
        market="HK",
    )
    written = Instrument(ID, "N", SecurityType.OPTION, 100, owner=OWNER, option=terms)
    body = codec.encode_reply(ProtoId.QOT_GET_STATIC_INFO, (written,))
    message = Qot_GetStaticInfo_pb2.Response.FromString(body).s2c.staticInfoList[0]
    assert MessageToDict(message.optionExData) == {
        "type": 1,
        "owner": OWNER_FIELDS,
        "strikeTime": DAY_TEXT,
        "strikePrice": 500.0,
        "suspend": True,
        "market": "HK",
        "indexOptionType": 2,
        "expirationCycle": 2,
        "optionStandardType": 2,
        "optionSettlementMode": 2,
    }
    assert codec.decode_reply(GetInstruments(), body) == (written,)


def test_damaged_figures_are_unknown() -> None:
    response = Qot_GetBasicQot_pb2.Response(retType=0)
    body = codec.encode_reply(ProtoId.QOT_GET_BASIC_QOT, (quote(extras=FIGURES),))
    response.MergeFromString(body)
    block = response.s2c.basicQotList[0].optionExData
    block.delta, block.impliedVolatility, block.strikePrice = float("nan"), float("inf"), -1e300
    block.contractSizeFloat, block.optionAreaType = float("nan"), 77
    (read,) = codec.decode_reply(GetQuotes((ID,)), response.SerializeToString())
    assert isinstance(read.extras, OptionFigures)
    assert (read.extras.delta, read.extras.implied_volatility, read.extras.strike) == (None, None, None)
    assert read.extras.contract_size == 0
    assert read.extras.style is ExerciseStyle.UNKNOWN


def test_the_whole_contract_size_serves_where_there_is_no_other() -> None:
    response = Qot_GetBasicQot_pb2.Response()
    response.MergeFromString(codec.encode_reply(ProtoId.QOT_GET_BASIC_QOT, (quote(extras=FIGURES),)))
    response.s2c.basicQotList[0].optionExData.ClearField("contractSizeFloat")
    (read,) = codec.decode_reply(GetQuotes((ID,)), response.SerializeToString())
    assert isinstance(read.extras, OptionFigures)
    assert read.extras.contract_size == 2
