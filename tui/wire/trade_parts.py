"""What trade messages share: header, packet id, list filters, trailing, and how they name a security."""

from __future__ import annotations

from typing import Any

from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, TradeMarket
from tui.domain.orders import Trail, TrailType
from tui.pb import Common_pb2, Trd_Common_pb2
from tui.wire.enums import reader
from tui.wire.envelope import capped
from tui.wire.messages.base import PacketId
from tui.wire.messages.trade import Filter, Header
from tui.wire.numbers import decimal_from_wire, optional_decimal, put_decimal
from tui.wire.securities import security_id
from tui.wire.text import clean

_env = reader(Env)
_trail_type = reader(TrailType)
trade_market = reader(TradeMarket)

_SEC_MARKETS: dict[Market, int] = {
    Market.UNKNOWN: 0,
    Market.HK: 1,
    Market.US: 2,
    Market.SH: 31,
    Market.SZ: 32,
    Market.SG: 41,
    Market.JP: 51,
    Market.AU: 61,
    Market.MY: 71,
    Market.CA: 81,
    Market.FX: 91,
    Market.CC: 101,
    Market.EC: 111,
}
"""TrdSecMarket numbers: where a security is listed, in messages about accounts."""
_FROM_SEC_MARKET = {number: market for market, number in _SEC_MARKETS.items() if number}
_LISTED_IN: dict[TradeMarket, Market] = {
    TradeMarket.HK: Market.HK,
    TradeMarket.US: Market.US,
    TradeMarket.SG: Market.SG,
    TradeMarket.CRYPTO: Market.CC,
    TradeMarket.AU: Market.AU,
    TradeMarket.FUTURES_PAPER_HK: Market.HK,
    TradeMarket.FUTURES_PAPER_US: Market.US,
    TradeMarket.FUTURES_PAPER_SG: Market.SG,
    TradeMarket.FUTURES_PAPER_JP: Market.JP,
    TradeMarket.JP: Market.JP,
    TradeMarket.PREDICTION: Market.EC,
    TradeMarket.MY: Market.MY,
    TradeMarket.CA: Market.CA,
    TradeMarket.HK_FUND: Market.HK,
    TradeMarket.US_FUND: Market.US,
    TradeMarket.SG_FUND: Market.SG,
    TradeMarket.MY_FUND: Market.MY,
    TradeMarket.JP_FUND: Market.JP,
}
_SHANGHAI_FIRST_DIGITS = ("5", "6", "9")


def sec_market(id: SecurityId) -> int:
    """Return the TrdSecMarket number of a security."""
    return _SEC_MARKETS[id.market]


def read_traded_id(number: int, hint: TradeMarket, code: str) -> SecurityId:
    """Return the security of a TrdSecMarket number and a code; without a number `hint` decides."""
    market = _FROM_SEC_MARKET.get(number)
    if market is None:
        market = _listed_in(hint, clean(code))
    return security_id(market, code)


def _listed_in(hint: TradeMarket, code: str) -> Market:
    if hint in (TradeMarket.CN, TradeMarket.HKCC):
        return Market.SH if code.startswith(_SHANGHAI_FIRST_DIGITS) else Market.SZ
    return _LISTED_IN.get(hint, Market.UNKNOWN)


def write_header(message: Trd_Common_pb2.TrdHeader, header: Header) -> None:
    """Fill a TrdHeader."""
    message.trdEnv = header.env
    message.accID = header.acc_id
    message.trdMarket = header.market


def read_header(message: Trd_Common_pb2.TrdHeader) -> Header:
    """Return the account a message is about."""
    return Header(_env(message.trdEnv), message.accID, trade_market(message.trdMarket))


def read_env(number: int) -> Env:
    """Return the environment of a TrdEnv number."""
    return _env(number)


def write_packet(message: Common_pb2.PacketID, packet: PacketId) -> None:
    """Fill the id that keeps OpenD from carrying a request out twice."""
    message.connID = packet.conn_id
    message.serialNo = packet.serial


def read_packet(message: Common_pb2.PacketID) -> PacketId:
    """Return the id of a request that must not be carried out twice."""
    return PacketId(message.connID, message.serialNo)


def write_filter(message: Trd_Common_pb2.TrdFilterConditions, filter: Filter) -> None:
    """Fill a TrdFilterConditions."""
    message.codeList.extend(filter.symbols)
    message.orderIDExList.extend(filter.order_ids)
    message.idList.extend(filter.numbers)
    if filter.begin is not None:
        message.beginTime = filter.begin
    if filter.end is not None:
        message.endTime = filter.end
    if filter.market is not TradeMarket.UNKNOWN:
        message.filterMarket = filter.market


def read_filter(message: Trd_Common_pb2.TrdFilterConditions) -> Filter:
    """Return the conditions; an absent message reads as none."""
    return Filter(
        symbols=tuple(map(clean, capped(message.codeList))),
        order_ids=tuple(map(clean, capped(message.orderIDExList))),
        numbers=tuple(capped(message.idList)),
        begin=clean(message.beginTime) or None,
        end=clean(message.endTime) or None,
        market=trade_market(message.filterMarket),
    )


def write_trail(message: Any, trail: Trail | None) -> None:
    """Fill how an order trails the price, where it does."""
    if trail is not None:
        message.trailType = trail.type
        message.trailValue = float(trail.value)
        put_decimal(message, "trailSpread", trail.spread)


def read_trail(message: Any) -> Trail | None:
    """Return how an order trails the price; None when it does not."""
    if not message.trailType and not message.trailValue:
        return None
    return Trail(
        _trail_type(message.trailType),
        decimal_from_wire(message.trailValue),
        optional_decimal(message, "trailSpread"),
    )
