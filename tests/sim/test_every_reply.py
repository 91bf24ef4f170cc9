"""Every protocol the simulator serves, asked on a full market: no reply lacks a required field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.sim.bench import PASSWORD_MD5, TENCENT, Bench, header
from tests.sim.traders import option_pair
from tui.domain.candles import CandleType
from tui.domain.delays import DelayKind
from tui.domain.futures import ReferenceKind
from tui.domain.groups import GroupKind, GroupOp
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.orders import ComboLeg, ModifyOp, OrderType, Side
from tui.domain.reminders import ReminderFrequency, ReminderOp, ReminderType
from tui.domain.sessions import CalendarMarket
from tui.sim.daemon import _HANDLERS
from tui.sim.listings.table import UNIVERSE
from tui.sim.trading.accounts import PAPER_HK, REAL_SECURITIES, USER_ID
from tui.wire.codec import _codec, encode_request
from tui.wire.messages.base import Request
from tui.wire.messages.lists import (
    GetFutureTerms,
    GetIpos,
    GetMembers,
    GetPlates,
    GetPlatesOf,
    GetReferences,
    GetWarrants,
    ScreenStocks,
)
from tui.wire.messages.options import GetExpiries, GetOptionChain
from tui.wire.messages.quote import (
    Feed,
    GetBook,
    GetBrokers,
    GetCandles,
    GetHistoryCandles,
    GetInstruments,
    GetMarketStates,
    GetMinutes,
    GetQuotes,
    GetSnapshots,
    GetSubscriptions,
    GetTrades,
    GetTradingDays,
    RegisterPush,
    Subscribe,
)
from tui.wire.messages.research import (
    FindNews,
    FindSecurities,
    GetAdjustments,
    GetCapitalFlow,
    GetDistribution,
    GetHistoryQuota,
    GetHotList,
    GetMovers,
    GetTopBrokers,
)
from tui.wire.messages.session import GetGlobalState, GetUserInfo, InitConnect, KeepAlive, ProgramStatus
from tui.wire.messages.system import CodeKind, CodeStep, GetDelayStatistics, Verify
from tui.wire.messages.trade import (
    Filter,
    GetAccounts,
    GetFills,
    GetFunds,
    GetHistoryFills,
    GetHistoryOrders,
    GetMaxQuantities,
    GetOrders,
    GetPositions,
    ModifyOrder,
    PlaceOrder,
    SubscribeAccounts,
    UnlockTrade,
)
from tui.wire.messages.trade_extras import (
    GetCashFlows,
    GetComboEffect,
    GetMarginRatios,
    GetOrderFees,
    PlaceComboOrder,
)
from tui.wire.messages.user import GetGroupMembers, GetGroups, GetReminders, ModifyGroup, SetReminder
from tui.wire.protoids import PUSH_IDS

AAPL, HSI, WARRANT, FUTURE = map(SecurityId.parse, ("AAPL", "HK.800000", "HK.13401", "MHImain"))
EVERY_KIND = (TENCENT, AAPL, HSI, WARRANT, FUTURE, SecurityId.parse("600519"), SecurityId.parse("SPY"))
FEEDS = (Feed.QUOTE, Feed.BOOK, Feed.TRADES, Feed.MINUTES, Feed.K_1M)
PERIOD = Filter(begin="2026-01-01 00:00:00", end="2026-12-31 00:00:00")
REAL = header(REAL_SECURITIES)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def bench() -> Bench:
    bench = Bench(universe=UNIVERSE)
    bench.unlock()
    return bench


def parsed(body: bytes, proto_id: int = KeepAlive.proto_id) -> Any:
    """The message in a body, whatever it lacks."""
    message: Any = _codec(proto_id).response
    return message.FromString(body)


def requests(bench: Bench) -> list[Request[Any]]:
    """One of each kind at least, in an order in which all of them are allowed."""
    low, high = option_pair(bench.daemon.world.exchange, "AAPL")
    option = low.id
    legs = (ComboLeg(low.id, Side.BUY, 1), ComboLeg(high.id, Side.SELL, 1))
    order = bench.place(REAL_SECURITIES, Side.BUY, 100, bench.away(-5))
    bench.place(REAL_SECURITIES, Side.BUY, 100, bench.away(3))
    bench.step(5)
    plate = bench.ask(GetPlates(Market.HK))[0].id
    own = next(one for one in bench.ask(GetGroups()) if one.kind is GroupKind.CUSTOM)
    everything = (*EVERY_KIND, option)
    reminder = SetReminder(
        TENCENT,
        ReminderOp.ADD,
        type=ReminderType.PRICE_UP,
        frequency=ReminderFrequency.ALWAYS,
        value=Decimal(9000),
    )
    return [
        InitConnect(client_version=100, client_id="test"),
        GetGlobalState(USER_ID),
        KeepAlive(1),
        GetUserInfo(),
        Subscribe(everything, FEEDS, subscribe=True, push=True),
        Subscribe((TENCENT,), (Feed.BROKERS,), subscribe=True, push=True),
        RegisterPush((TENCENT,), (Feed.QUOTE,), register=True),
        GetSubscriptions(all_connections=True),
        GetQuotes(everything),
        GetBook(TENCENT),
        GetBrokers(TENCENT),
        GetTrades(TENCENT, 50),
        GetCandles(TENCENT, CandleType.K_1M, 50),
        GetMinutes(TENCENT),
        GetHistoryCandles(TENCENT, CandleType.K_DAY, "2026-10-01", "2026-11-01"),
        GetSnapshots(everything),
        GetInstruments(everything),
        GetInstruments(market=Market.HK),
        GetMarketStates(everything),
        GetTradingDays(CalendarMarket.HK, TODAY, date(2026, 12, 31)),
        GetAccounts(USER_ID),
        UnlockTrade(unlock=True, password_md5=PASSWORD_MD5),
        SubscribeAccounts((REAL_SECURITIES, PAPER_HK)),
        GetFunds(REAL),
        GetPositions(REAL),
        GetMaxQuantities(REAL, TENCENT, OrderType.LIMIT, bench.away(0)),
        PlaceOrder(bench.packet, REAL, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), bench.away(-2)),
        GetOrders(REAL),
        GetFills(REAL),
        GetHistoryOrders(REAL, PERIOD),
        GetHistoryFills(REAL, PERIOD),
        GetMarginRatios(REAL, (TENCENT, AAPL)),
        GetOrderFees(REAL, tuple(one for one in bench.orders(REAL_SECURITIES))),
        GetCashFlows(REAL, TODAY),
        GetComboEffect(REAL, legs, OrderType.LIMIT, Decimal(1), Decimal(1)),
        PlaceComboOrder(bench.packet, REAL, legs, OrderType.LIMIT, Decimal(1), Decimal(1)),
        ModifyOrder(bench.packet, REAL, ModifyOp.CANCEL, order.order_id),
        ModifyOrder(bench.packet, REAL, ModifyOp.CANCEL, everything=True),
        Verify(CodeKind.PICTURE, CodeStep.REQUEST),
        GetDelayStatistics(tuple(kind for kind in DelayKind if kind is not DelayKind.UNKNOWN)),
        GetExpiries(AAPL),
        GetOptionChain(AAPL, TODAY, date(2026, 12, 10)),
        GetPlates(Market.HK),
        GetMembers(plate),
        GetPlatesOf((TENCENT,)),
        GetReferences(TENCENT, ReferenceKind.WARRANTS),
        GetFutureTerms((FUTURE,)),
        GetWarrants(),
        ScreenStocks(Market.HK),
        GetIpos(Market.HK),
        GetHistoryQuota(details=True),
        GetAdjustments(TENCENT),
        GetCapitalFlow(TENCENT),
        GetDistribution(TENCENT),
        GetTopBrokers(TENCENT),
        FindSecurities("ten"),
        FindNews("HSBC"),
        GetMovers(Market.HK),
        GetHotList(Market.HK),
        GetGroups(),
        GetGroupMembers(own.name),
        ModifyGroup(own.name, GroupOp.ADD, (AAPL,)),
        reminder,
        GetReminders(market=Market.HK),
    ]


def test_every_handler_gives_a_whole_reply(bench: Bench) -> None:
    asked = requests(bench)
    assert {type(request) for request in asked} == set(_HANDLERS)
    newcomer = bench.daemon.connect()
    for request in asked:
        caller = newcomer if isinstance(request, InitConnect) else bench.caller
        waits = isinstance(request, Verify)
        bench.daemon.world.standing.program = (
            ProgramStatus.NEED_PICTURE_CODE if waits else ProgramStatus.READY
        )
        body = bench.daemon.answer(caller, request.proto_id, encode_request(request), bench.now).body
        codec = _codec(request.proto_id)
        response = parsed(body, request.proto_id)
        assert response.retType == 0, (request, response.retMsg)
        missing = [path for path in response.FindInitializationErrors() if path not in codec.tolerated]
        assert not missing, request
        assert response.HasField("s2c"), request
        bench.step()


@pytest.mark.parametrize("proto_id", [0, 1, 999, 1008, 2000, 2206, 3016, 3450, 9999, 2**31])
def test_an_id_nobody_knows_gets_an_envelope(bench: Bench, proto_id: int) -> None:
    answer = bench.daemon.answer(bench.caller, proto_id, b"", bench.now)
    response = parsed(answer.body)
    assert (response.retType, answer.hang_up) == (-1, False)
    assert str(proto_id) in response.retMsg


def test_rubbish_in_any_request_gets_an_envelope(bench: Bench) -> None:
    random = Random(4)
    for kind in _HANDLERS:
        for length in (0, 1, 7, 60):
            body = random.randbytes(length)
            caller = bench.connect()
            answer = bench.daemon.answer(caller, kind.proto_id, body, bench.now)
            response = parsed(answer.body)
            assert response.retType in (0, -1)
            assert response.retType == 0 or response.retMsg
            assert not response.retMsg.startswith("Internal error"), (kind, body)
            bench.daemon.disconnect(caller)
    assert not PUSH_IDS & {kind.proto_id for kind in _HANDLERS}


def test_a_refused_greeting_ends_the_connection(bench: Bench) -> None:
    caller = bench.daemon.connect()
    answer = bench.daemon.answer(caller, InitConnect.proto_id, b"\x0a\x00", bench.now)
    assert answer.hang_up
    assert parsed(answer.body).retType == -1
