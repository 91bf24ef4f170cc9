"""What an account has and can do: funds 2101, positions 2102, largest quantities 2111."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.accounts import Cash, Funds, MaxQuantities, Position, PositionSide
from tui.domain.markets import Currency
from tui.domain.orders import OrderType
from tui.pb import Trd_Common_pb2, Trd_GetFunds_pb2, Trd_GetMaxTrdQtys_pb2, Trd_GetPositionList_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.errors import BodyError
from tui.wire.messages.trade import (
    Filter,
    GetFunds,
    GetMaxQuantities,
    GetPositions,
    Header,
    TradeReply,
)
from tui.wire.numbers import (
    decimal_from_wire,
    decimal_or_none,
    optional_decimal,
    price_or_none,
    put_decimal,
    wire_float,
)
from tui.wire.protoids import ProtoId
from tui.wire.text import clean
from tui.wire.trade_parts import (
    read_filter,
    read_header,
    read_traded_id,
    sec_market,
    trade_market,
    write_filter,
    write_header,
)

_currency = reader(Currency)
_position_side = reader(PositionSide)
_order_type = reader(OrderType)


# ---- 2101


def _write_funds_request(request: GetFunds, c2s: Trd_GetFunds_pb2.C2S) -> None:
    write_header(c2s.header, request.header)
    if request.currency is not None:
        c2s.currency = request.currency
    c2s.refreshCache = request.refresh


def _read_funds_request(c2s: Trd_GetFunds_pb2.C2S) -> GetFunds:
    return GetFunds(
        header=read_header(c2s.header),
        currency=_currency(c2s.currency) if c2s.HasField("currency") else None,
        refresh=c2s.refreshCache,
    )


def _write_funds(reply: TradeReply[Funds], response: Trd_GetFunds_pb2.Response) -> None:
    write_header(response.s2c.header, reply.header)
    funds, message = reply.value, response.s2c.funds
    message.power = float(funds.power)
    message.totalAssets = float(funds.total_assets)
    message.cash = float(funds.cash)
    message.marketVal = float(funds.market_value)
    message.frozenCash = float(funds.frozen_cash)
    message.debtCash = float(funds.debt)
    message.avlWithdrawalCash = float(funds.withdrawable)
    message.currency = funds.currency
    put_decimal(message, "maxPowerShort", funds.short_power)
    put_decimal(message, "netCashPower", funds.net_cash_power)
    for cash in funds.cash_by_currency:
        info = message.cashInfoList.add()
        info.currency = cash.currency
        info.cash = float(cash.cash)
        put_decimal(info, "availableBalance", cash.available)
        put_decimal(info, "netCashPower", cash.power)


def _read_funds(response: Trd_GetFunds_pb2.Response) -> Funds:
    if not response.s2c.HasField("funds"):
        raise BodyError("a reply about funds without funds")
    header, message = read_header(response.s2c.header), response.s2c.funds
    return Funds(
        acc_id=header.acc_id,
        env=header.env,
        currency=_currency(message.currency),
        power=decimal_from_wire(message.power),
        total_assets=decimal_from_wire(message.totalAssets),
        cash=decimal_from_wire(message.cash),
        market_value=decimal_from_wire(message.marketVal),
        frozen_cash=decimal_from_wire(message.frozenCash),
        debt=decimal_from_wire(message.debtCash),
        withdrawable=decimal_from_wire(message.avlWithdrawalCash),
        short_power=optional_decimal(message, "maxPowerShort"),
        net_cash_power=optional_decimal(message, "netCashPower"),
        cash_by_currency=tuple(map(_read_cash, capped(message.cashInfoList))),
    )


def _read_cash(info: Trd_Common_pb2.AccCashInfo) -> Cash:
    return Cash(
        currency=_currency(info.currency),
        cash=decimal_from_wire(info.cash),
        available=optional_decimal(info, "availableBalance"),
        power=optional_decimal(info, "netCashPower"),
    )


# ---- 2102


def _write_positions_request(request: GetPositions, c2s: Trd_GetPositionList_pb2.C2S) -> None:
    write_header(c2s.header, request.header)
    if request.filter != Filter():
        write_filter(c2s.filterConditions, request.filter)
    put_decimal(c2s, "filterPLRatioMin", request.pl_ratio_min)
    put_decimal(c2s, "filterPLRatioMax", request.pl_ratio_max)
    c2s.refreshCache = request.refresh


def _read_positions_request(c2s: Trd_GetPositionList_pb2.C2S) -> GetPositions:
    return GetPositions(
        header=read_header(c2s.header),
        filter=read_filter(c2s.filterConditions),
        refresh=c2s.refreshCache,
        pl_ratio_min=optional_decimal(c2s, "filterPLRatioMin"),
        pl_ratio_max=optional_decimal(c2s, "filterPLRatioMax"),
    )


def _write_positions(
    reply: TradeReply[tuple[Position, ...]], response: Trd_GetPositionList_pb2.Response
) -> None:
    write_header(response.s2c.header, reply.header)
    for position in reply.value:
        _write_position(response.s2c.positionList.add(), position)


def _write_position(message: Trd_Common_pb2.Position, position: Position) -> None:
    message.positionID = position.position_id
    message.positionSide = position.side
    message.code = position.id.symbol
    message.secMarket = sec_market(position.id)
    message.name = position.name
    message.qty = float(position.qty)
    message.canSellQty = float(position.can_sell_qty)
    message.price = wire_float(position.price)
    message.val = wire_float(position.market_value)
    message.plVal = wire_float(position.pl)
    put_decimal(message, "averageCostPrice", position.average_cost)
    put_decimal(message, "dilutedCostPrice", position.diluted_cost)
    put_decimal(message, "costPrice", position.cost)
    put_decimal(message, "plRatio", position.pl_ratio)
    put_decimal(message, "unrealizedPL", position.unrealized_pl)
    put_decimal(message, "realizedPL", position.realized_pl)
    put_decimal(message, "td_plVal", position.today_pl)
    message.currency = position.currency
    message.trdMarket = position.market
    message.accID = position.acc_id


def _read_positions(response: Trd_GetPositionList_pb2.Response) -> tuple[Position, ...]:
    header = read_header(response.s2c.header)
    return tuple(_read_position(message, header) for message in capped(response.s2c.positionList))


def _read_position(message: Trd_Common_pb2.Position, header: Header) -> Position:
    market = trade_market(message.trdMarket)
    qty = decimal_from_wire(message.qty)
    return Position(
        acc_id=header.acc_id,
        env=header.env,
        position_id=message.positionID,
        id=read_traded_id(message.secMarket, market or header.market, message.code),
        name=clean(message.name),
        side=_position_side(message.positionSide),
        qty=qty,
        can_sell_qty=decimal_from_wire(message.canSellQty),
        price=price_or_none(message.price),
        market_value=_market_value(message.val, qty),
        pl=decimal_or_none(message.plVal),
        average_cost=optional_decimal(message, "averageCostPrice"),
        diluted_cost=optional_decimal(message, "dilutedCostPrice"),
        cost=optional_decimal(message, "costPrice"),
        pl_ratio=optional_decimal(message, "plRatio"),
        unrealized_pl=optional_decimal(message, "unrealizedPL"),
        realized_pl=optional_decimal(message, "realizedPL"),
        today_pl=optional_decimal(message, "td_plVal"),
        currency=_currency(message.currency),
        market=market,
    )


def _market_value(value: float, qty: Decimal) -> Decimal | None:
    """Return the value of a holding; zero for something held (futures) means that OpenD gives none."""
    return price_or_none(value) if qty else decimal_or_none(value)


# ---- 2111


def _write_quantities_request(request: GetMaxQuantities, c2s: Trd_GetMaxTrdQtys_pb2.C2S) -> None:
    write_header(c2s.header, request.header)
    c2s.orderType = request.type
    c2s.code = request.id.symbol
    c2s.secMarket = sec_market(request.id)
    c2s.price = float(request.price)
    if request.order_id is not None:
        c2s.orderIDEx = request.order_id


def _read_quantities_request(c2s: Trd_GetMaxTrdQtys_pb2.C2S) -> GetMaxQuantities:
    header = read_header(c2s.header)
    return GetMaxQuantities(
        header=header,
        id=read_traded_id(c2s.secMarket, header.market, c2s.code),
        type=_order_type(c2s.orderType),
        price=decimal_from_wire(c2s.price),
        order_id=clean(c2s.orderIDEx) or None,
    )


def _write_quantities(reply: TradeReply[MaxQuantities], response: Trd_GetMaxTrdQtys_pb2.Response) -> None:
    write_header(response.s2c.header, reply.header)
    quantities, message = reply.value, response.s2c.maxTrdQtys
    message.maxCashBuy = float(quantities.cash_buy)
    message.maxPositionSell = float(quantities.position_sell)
    put_decimal(message, "maxCashAndMarginBuy", quantities.margin_buy)
    put_decimal(message, "maxSellShort", quantities.sell_short)
    put_decimal(message, "maxBuyBack", quantities.buy_back)


def _read_quantities(response: Trd_GetMaxTrdQtys_pb2.Response) -> MaxQuantities:
    if not response.s2c.HasField("maxTrdQtys"):
        raise BodyError("a reply about quantities without quantities")
    message = response.s2c.maxTrdQtys
    return MaxQuantities(
        cash_buy=decimal_from_wire(message.maxCashBuy),
        position_sell=decimal_from_wire(message.maxPositionSell),
        margin_buy=optional_decimal(message, "maxCashAndMarginBuy"),
        sell_short=optional_decimal(message, "maxSellShort"),
        buy_back=optional_decimal(message, "maxBuyBack"),
    )


CODECS = {
    ProtoId.TRD_GET_FUNDS: Codec(
        Trd_GetFunds_pb2.Request,
        Trd_GetFunds_pb2.Response,
        _write_funds_request,
        _read_funds_request,
        _write_funds,
        _read_funds,
    ),
    ProtoId.TRD_GET_POSITION_LIST: Codec(
        Trd_GetPositionList_pb2.Request,
        Trd_GetPositionList_pb2.Response,
        _write_positions_request,
        _read_positions_request,
        _write_positions,
        _read_positions,
    ),
    ProtoId.TRD_GET_MAX_TRD_QTYS: Codec(
        Trd_GetMaxTrdQtys_pb2.Request,
        Trd_GetMaxTrdQtys_pb2.Response,
        _write_quantities_request,
        _read_quantities_request,
        _write_quantities,
        _read_quantities,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
