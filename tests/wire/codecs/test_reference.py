from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, counts, days, few, flags, id_lists, ids, maybe, member, texts, tuples_of
from tests.wire.values_extras import option_terms
from tests.wire.wire_trips import through_client, through_server
from tui.domain.extras import WarrantType
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, MarketState, SecurityType
from tui.domain.quotes import SecurityState
from tui.domain.sessions import CalendarMarket, DayKind, TradingDay
from tui.pb import Qot_GetStaticInfo_pb2, Qot_RequestTradeDate_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import GetInstruments, GetMarketStates, GetTradingDays

requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(GetInstruments, ids=id_lists, market=member(Market), type=member(SecurityType)),
    built(GetMarketStates, ids=id_lists),
    built(GetTradingDays, market=member(CalendarMarket), begin=days, end=days, id=maybe(ids)),
)


def _instruments(kind: SecurityType) -> st.SearchStrategy[Instrument]:
    future, warrant = kind is SecurityType.FUTURE, kind is SecurityType.WARRANT
    owned = kind in (SecurityType.OPTION, SecurityType.WARRANT)
    return built(
        Instrument,
        id=ids,
        name=texts,
        type=st.just(kind),
        lot=st.integers(0, 10**6),
        listed_on=maybe(days),
        owner=maybe(ids) if owned else st.none(),
        delisted=flags,
        exchange=maybe(counts),
        main_contract=flags if future else st.just(False),
        internal_id=st.integers(0, 2**63 - 1),
        option=option_terms if kind is SecurityType.OPTION else st.none(),
        warrant=member(WarrantType) if warrant else st.none(),
        last_trade_day=maybe(days) if future else st.none(),
    )


instruments: st.SearchStrategy[Instrument] = member(SecurityType).flatmap(_instruments)
states = built(SecurityState, id=ids, name=texts, state=member(MarketState))
trading_days = built(TradingDay, day=days, kind=member(DayKind))


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(tuples_of(instruments))
def test_instruments_survive_the_wire(listed: tuple[Instrument, ...]) -> None:
    assert through_client(GetInstruments(), listed) == listed


@few
@given(tuples_of(states))
def test_phases_survive_the_wire(phases: tuple[SecurityState, ...]) -> None:
    assert through_client(GetMarketStates(()), phases) == phases


@few
@given(tuples_of(trading_days))
def test_trading_days_survive_the_wire(calendar: tuple[TradingDay, ...]) -> None:
    asked = GetTradingDays(CalendarMarket.HK, date(2026, 1, 1), date(2026, 12, 31))
    assert through_client(asked, calendar) == calendar


@pytest.mark.parametrize("main_contract", [False, True])
def test_a_future_says_whether_it_is_continuous(main_contract: bool) -> None:
    future = Instrument(
        SecurityId(Market.HK, "MHImain"), "MHI", SecurityType.FUTURE, 10, main_contract=main_contract
    )
    assert through_client(GetInstruments(), (future,)) == (future,)


@pytest.mark.parametrize(
    ("kind", "block"),
    [(SecurityType.WARRANT, "warrantExData"), (SecurityType.OPTION, "optionExData")],
)
def test_the_owner_is_in_the_block_of_its_kind(kind: SecurityType, block: str) -> None:
    derivative = Instrument(SecurityId(Market.HK, "1"), "", kind, 1, owner=SecurityId(Market.HK, "00700"))
    response = Qot_GetStaticInfo_pb2.Response.FromString(codec.encode_reply(3202, (derivative,)))
    (message,) = response.s2c.staticInfoList
    assert [field.name for field, _ in message.ListFields()] == ["basic", block]


def test_a_period_without_a_date_is_an_error() -> None:
    message = Qot_RequestTradeDate_pb2.Request()
    message.c2s.market = 1
    message.c2s.beginTime = "today"
    message.c2s.endTime = "2026-01-31"
    with pytest.raises(BodyError, match="'today' is not a date"):
        codec.decode_request(3219, message.SerializeToString())
