"""Reads what happened in one account on one day, and which days the market opened.

Imported when past days are first looked at: it needs the messages of the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from math import ceil
from typing import TypeVar

from tui.app.details_reader import READING, TELL_FROM_S, Asker, reason_of
from tui.client.errors import ClientError
from tui.client.portfolio import header_of
from tui.domain.accounts import Account, Env
from tui.domain.fees import OrderFee
from tui.domain.markets import Market, TradeMarket
from tui.domain.orders import Fill, Order
from tui.domain.sessions import CalendarMarket
from tui.state.rows import Cell, Tone
from tui.state.rows_day import paper_fills
from tui.state.rows_details import Answer
from tui.state.store import Store
from tui.wire.errors import WireError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import GetTradingDays
from tui.wire.messages.trade import Filter, GetHistoryFills, GetHistoryOrders
from tui.wire.messages.trade_extras import GetOrderFees

R = TypeVar("R")

CALENDAR_DAYS = 120
"""How far back the calendar is asked for at once."""
MOST_FEES = 400
_WEEKEND = 5

_CALENDARS: dict[TradeMarket, CalendarMarket] = {
    TradeMarket.HK: CalendarMarket.HK,
    TradeMarket.FUTURES_PAPER_HK: CalendarMarket.HK,
    TradeMarket.US: CalendarMarket.US,
    TradeMarket.FUTURES_PAPER_US: CalendarMarket.US,
    TradeMarket.CN: CalendarMarket.CN,
    TradeMarket.HKCC: CalendarMarket.NORTHBOUND,
    TradeMarket.SG: CalendarMarket.SG,
    TradeMarket.FUTURES_PAPER_SG: CalendarMarket.SG_FUTURE,
    TradeMarket.MY: CalendarMarket.MY,
    TradeMarket.JP: CalendarMarket.JP,
    TradeMarket.FUTURES_PAPER_JP: CalendarMarket.JP_FUTURE,
}
_MARKETS: dict[CalendarMarket, Market] = {
    CalendarMarket.US: Market.US,
    CalendarMarket.CN: Market.SH,
    CalendarMarket.SG: Market.SG,
    CalendarMarket.SG_FUTURE: Market.SG,
    CalendarMarket.MY: Market.MY,
    CalendarMarket.JP: Market.JP,
    CalendarMarket.JP_FUTURE: Market.JP,
}


def calendar_of(account: Account) -> CalendarMarket:
    """Return whose trading days an account follows: those of its first market, UNKNOWN for none we know."""
    known = (_CALENDARS[market] for market in account.markets if market in _CALENDARS)
    return next(known, CalendarMarket.UNKNOWN)


def market_of(account: Account) -> Market:
    """Return the exchange whose clock tells an account's days."""
    return _MARKETS.get(calendar_of(account), Market.HK)


class TradingDays:
    """The days markets opened, read once a market; weekdays for those that are not told."""

    def __init__(self, engine: Asker) -> None:
        self._engine = engine
        self._days: dict[CalendarMarket, frozenset[date]] = {}

    async def read(self, calendar: CalendarMarket, today: date) -> None:
        """Ask for the last months of a calendar, unless that was done."""
        if calendar in self._days or calendar is CalendarMarket.UNKNOWN:
            return
        request = GetTradingDays(calendar, today - timedelta(days=CALENDAR_DAYS), today)
        try:
            days = await self._engine.ask(request)
        except (ClientError, WireError):
            return
        self._days[calendar] = frozenset(one.day for one in days)

    def step(self, calendar: CalendarMarket, day: date, by: int, today: date) -> date:
        """Return the next trading day in a direction, never one after today."""
        known = self._days.get(calendar, frozenset())
        first = today - timedelta(days=CALENDAR_DAYS)
        while True:
            day += timedelta(days=by)
            if day >= today:
                return today
            opens = day in known if known and day >= first else day.weekday() < _WEEKEND
            if opens:
                return day


class DayReader:
    """Keeps the orders, fills and fees of a day; `on_change` is called when one of them changed."""

    def __init__(
        self,
        engine: Asker,
        store: Store,
        account: Account,
        day: date,
        today: date,
        on_change: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._store = store
        self._account = account
        self._day = day
        self._is_today = day == today
        self._on_change = on_change
        self.orders: Answer[tuple[Order, ...]] = Answer(why=READING)
        self.fills: Answer[tuple[Fill, ...]] = Answer(why=READING)
        self.fees: Answer[dict[str, OrderFee]] = Answer(why=READING)

    async def read(self) -> None:
        """Ask for everything, one after the other: fees need the orders."""
        header, of_day = header_of(self._account), self._period()
        self.orders = await self._asked(GetHistoryOrders(header, of_day), self._wait_on_orders)
        if self._is_today and self.orders.value is not None:
            self.orders = Answer(self._with_live(self.orders.value))
        orders = self.orders.value or ()
        if self._account.env is Env.PAPER:
            self.fills = Answer(paper_fills(orders), self.orders.why)
            self.fees = Answer(why=Cell("the broker tells no fees of paper orders", Tone.DIM))
            self._on_change()
            return
        self._on_change()
        self.fills = await self._asked(GetHistoryFills(header, of_day), self._wait_on_fills)
        if self._is_today and self.fills.value is not None:
            self.fills = Answer(self._with_live_fills(self.fills.value))
        self._on_change()
        await self._read_fees(orders)

    async def _read_fees(self, orders: Iterable[Order]) -> None:
        ids = tuple(order.order_id for order in orders if order.filled_qty)[:MOST_FEES]
        if not ids:
            self.fees = Answer({})
        else:
            told = await self._asked(GetOrderFees(header_of(self._account), ids), self._wait_on_fees)
            value = None if told.value is None else {fee.order_id: fee for fee in told.value}
            self.fees = Answer(value, told.why)
        self._on_change()

    async def _asked(self, request: Request[R], tell: Callable[[Cell], None]) -> Answer[R]:
        wait_s = self._engine.wait_s(request)
        if wait_s >= TELL_FROM_S:
            tell(Cell(f"waits {ceil(wait_s)} s: OpenD limits these reads", Tone.WARN))
            self._on_change()
        try:
            return Answer(await self._engine.ask(request))
        except (ClientError, WireError) as error:
            return Answer(why=Cell(reason_of(error), Tone.BAD))

    def _wait_on_orders(self, why: Cell) -> None:
        self.orders = Answer(why=why)

    def _wait_on_fills(self, why: Cell) -> None:
        self.fills = Answer(why=why)

    def _wait_on_fees(self, why: Cell) -> None:
        self.fees = Answer(why=why)

    def _period(self) -> Filter:
        return Filter(begin=f"{self._day} 00:00:00", end=f"{self._day} 23:59:59")

    def _with_live(self, past: tuple[Order, ...]) -> tuple[Order, ...]:
        """Put the day's orders as we hold them before those that only the history has."""
        live = self._store.orders(self._account.acc_id)
        ids = {order.order_id for order in live}
        return (*live, *(order for order in past if order.order_id not in ids))

    def _with_live_fills(self, past: tuple[Fill, ...]) -> tuple[Fill, ...]:
        live = self._store.fills(self._account.acc_id)
        ids = {fill.fill_id for fill in live}
        return (*live, *(fill for fill in past if fill.fill_id not in ids))
