"""Reference data: instruments 3202, phases 3223, trading days 3219."""

from __future__ import annotations

from datetime import date

from tui.domain.extras import WarrantType
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import MarketState, SecurityType
from tui.domain.options import (
    ExpiryCycle,
    IndexOptionType,
    OptionSettlement,
    OptionStandard,
    OptionTerms,
    OptionType,
)
from tui.domain.quotes import SecurityState
from tui.domain.sessions import CalendarMarket, DayKind, TradingDay
from tui.pb import Qot_Common_pb2, Qot_GetMarketState_pb2, Qot_GetStaticInfo_pb2, Qot_RequestTradeDate_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.errors import BodyError
from tui.wire.messages.quote import GetInstruments, GetMarketStates, GetTradingDays
from tui.wire.numbers import price_or_none, wire_float
from tui.wire.protoids import ProtoId
from tui.wire.securities import (
    read_id,
    read_ids,
    read_market,
    read_owner,
    write_id,
    write_ids,
    write_owner,
)
from tui.wire.text import clean
from tui.wire.times import read_date, write_date

_security_type = reader(SecurityType)
_market_state = reader(MarketState)
_calendar_market = reader(CalendarMarket)
_day_kind = reader(DayKind)
_option_type = reader(OptionType)
_index_type = reader(IndexOptionType)
_cycle = reader(ExpiryCycle)
_standard = reader(OptionStandard)
_settlement = reader(OptionSettlement)
_warrant_type = reader(WarrantType)

_NO_TERMS = OptionTerms(OptionType.UNKNOWN, None, None)
_LONGEST_MARKET = 32


# ---- 3202


def _write_instruments_request(request: GetInstruments, c2s: Qot_GetStaticInfo_pb2.C2S) -> None:
    write_ids(c2s.securityList, request.ids)
    c2s.market = request.market
    c2s.secType = request.type


def _read_instruments_request(c2s: Qot_GetStaticInfo_pb2.C2S) -> GetInstruments:
    return GetInstruments(
        ids=read_ids(c2s.securityList),
        market=read_market(c2s.market),
        type=_security_type(c2s.secType),
    )


def _write_instruments(instruments: tuple[Instrument, ...], response: Qot_GetStaticInfo_pb2.Response) -> None:
    for instrument in instruments:
        write_instrument(response.s2c.staticInfoList.add(), instrument)


def write_instrument(message: Qot_Common_pb2.SecurityStaticInfo, instrument: Instrument) -> None:
    """Fill static facts, which other lists of securities carry as well."""
    basic = message.basic
    write_id(basic.security, instrument.id)
    basic.id = instrument.internal_id
    basic.lotSize = instrument.lot
    basic.secType = instrument.type
    basic.name = instrument.name
    basic.listTime = write_date(instrument.listed_on)
    basic.delisting = instrument.delisted
    if instrument.exchange is not None:
        basic.exchType = instrument.exchange
    if instrument.type is SecurityType.OPTION:
        _write_option(message.optionExData, instrument)
    elif instrument.type is SecurityType.WARRANT:
        message.warrantExData.type = instrument.warrant or WarrantType.UNKNOWN
        write_owner(message.warrantExData.owner, instrument.owner)
    elif instrument.type is SecurityType.FUTURE:
        message.futureExData.lastTradeTime = write_date(instrument.last_trade_day)
        message.futureExData.isMainContract = instrument.main_contract


def _write_option(block: Qot_Common_pb2.OptionStaticExData, instrument: Instrument) -> None:
    terms = instrument.option or _NO_TERMS
    block.type = terms.type
    write_owner(block.owner, instrument.owner)
    block.strikeTime = write_date(terms.expiry)
    block.strikePrice = wire_float(terms.strike)
    block.suspend = terms.suspended
    block.market = terms.market
    if terms.index_type is not IndexOptionType.UNKNOWN:
        block.indexOptionType = terms.index_type
    block.expirationCycle = terms.cycle
    block.optionStandardType = terms.standard
    block.optionSettlementMode = terms.settlement


def _read_instruments(response: Qot_GetStaticInfo_pb2.Response) -> tuple[Instrument, ...]:
    return tuple(map(read_instrument, capped(response.s2c.staticInfoList)))


def read_instrument(message: Qot_Common_pb2.SecurityStaticInfo) -> Instrument:
    """Return the static facts of a security."""
    basic = message.basic
    return Instrument(
        id=read_id(basic.security),
        name=clean(basic.name),
        type=_security_type(basic.secType),
        lot=basic.lotSize,
        listed_on=read_date(basic.listTime),
        owner=_read_owner(message),
        option=_read_option(message.optionExData) if message.HasField("optionExData") else None,
        warrant=_warrant_type(message.warrantExData.type) if message.HasField("warrantExData") else None,
        last_trade_day=read_date(message.futureExData.lastTradeTime),
        delisted=basic.delisting,
        exchange=basic.exchType if basic.HasField("exchType") else None,
        main_contract=message.futureExData.isMainContract,
        internal_id=basic.id,
    )


def _read_owner(message: Qot_Common_pb2.SecurityStaticInfo) -> SecurityId | None:
    if message.HasField("warrantExData"):
        return read_owner(message.warrantExData.owner)
    return read_owner(message.optionExData.owner) if message.HasField("optionExData") else None


def _read_option(block: Qot_Common_pb2.OptionStaticExData) -> OptionTerms:
    return OptionTerms(
        type=_option_type(block.type),
        strike=price_or_none(block.strikePrice),
        expiry=read_date(block.strikeTime),
        index_type=_index_type(block.indexOptionType),
        cycle=_cycle(block.expirationCycle),
        standard=_standard(block.optionStandardType),
        settlement=_settlement(block.optionSettlementMode),
        suspended=block.suspend,
        market=clean(block.market, _LONGEST_MARKET),
    )


# ---- 3223


def _write_states_request(request: GetMarketStates, c2s: Qot_GetMarketState_pb2.C2S) -> None:
    write_ids(c2s.securityList, request.ids)


def _read_states_request(c2s: Qot_GetMarketState_pb2.C2S) -> GetMarketStates:
    return GetMarketStates(read_ids(c2s.securityList))


def _write_states(states: tuple[SecurityState, ...], response: Qot_GetMarketState_pb2.Response) -> None:
    for state in states:
        info = response.s2c.marketInfoList.add()
        write_id(info.security, state.id)
        info.name = state.name
        info.marketState = state.state


def _read_states(response: Qot_GetMarketState_pb2.Response) -> tuple[SecurityState, ...]:
    return tuple(
        SecurityState(read_id(info.security), clean(info.name), _market_state(info.marketState))
        for info in capped(response.s2c.marketInfoList)
    )


# ---- 3219


def _write_days_request(request: GetTradingDays, c2s: Qot_RequestTradeDate_pb2.C2S) -> None:
    c2s.market = request.market
    c2s.beginTime = write_date(request.begin)
    c2s.endTime = write_date(request.end)
    if request.id is not None:
        write_id(c2s.security, request.id)


def _read_days_request(c2s: Qot_RequestTradeDate_pb2.C2S) -> GetTradingDays:
    return GetTradingDays(
        market=_calendar_market(c2s.market),
        begin=_asked_day(c2s.beginTime),
        end=_asked_day(c2s.endTime),
        id=read_id(c2s.security) if c2s.HasField("security") else None,
    )


def _asked_day(text: str) -> date:
    day = read_date(text)
    if day is None:
        raise BodyError(f"{clean(text, 32)!r} is not a date: expected something like 2026-01-31")
    return day


def _write_days(days: tuple[TradingDay, ...], response: Qot_RequestTradeDate_pb2.Response) -> None:
    for day in days:
        written = response.s2c.tradeDateList.add()
        written.time = write_date(day.day)
        written.tradeDateType = day.kind


def _read_days(response: Qot_RequestTradeDate_pb2.Response) -> tuple[TradingDay, ...]:
    days = ((read_date(each.time), each.tradeDateType) for each in capped(response.s2c.tradeDateList))
    return tuple(TradingDay(day, _day_kind(kind)) for day, kind in days if day is not None)


CODECS = {
    ProtoId.QOT_GET_STATIC_INFO: Codec(
        Qot_GetStaticInfo_pb2.Request,
        Qot_GetStaticInfo_pb2.Response,
        _write_instruments_request,
        _read_instruments_request,
        _write_instruments,
        _read_instruments,
    ),
    ProtoId.QOT_GET_MARKET_STATE: Codec(
        Qot_GetMarketState_pb2.Request,
        Qot_GetMarketState_pb2.Response,
        _write_states_request,
        _read_states_request,
        _write_states,
        _read_states,
    ),
    ProtoId.QOT_REQUEST_TRADE_DATE: Codec(
        Qot_RequestTradeDate_pb2.Request,
        Qot_RequestTradeDate_pb2.Response,
        _write_days_request,
        _read_days_request,
        _write_days,
        _read_days,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
