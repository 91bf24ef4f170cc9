"""One security: the events that change its book, and the prints, bars and quote they leave."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from math import inf
from typing import Protocol
from zoneinfo import ZoneInfo

from tui.domain.markets import Market as Venue
from tui.domain.markets import SecurityStatus, SecurityType, zone_of
from tui.domain.trades import Trade, TradeDirection, TradeKind
from tui.sim.clock import whole_ms
from tui.sim.listings.brokers import broker_name
from tui.sim.listings.universe import Listing
from tui.sim.market.backfill import Print
from tui.sim.market.candles import Today
from tui.sim.market.endings import Ending
from tui.sim.market.flow import Flow, Kind
from tui.sim.market.history import History
from tui.sim.market.matching import Match, OrderBook, Outcome
from tui.sim.market.reports import Changes, UserFill, UserOrder
from tui.sim.market.steps import Steps
from tui.sim.market.tape import Tape

KEPT_TRADES = 1000
_ENHANCED_LIMIT_LEVELS = 10
_MARKET_ORDER_LEVELS = 5
"""Futu turns a Hong Kong market order into limits at the five best opposite prices."""


class TradeListener(Protocol):
    """Somebody who counts what a market trades, such as an index it is in."""

    def traded(self, volume: int, turnover: Decimal) -> None:
        """Take note of one trade."""


class Market:
    """The market of one security. Whatever trades goes through one method, so all views agree."""

    def __init__(
        self,
        listing: Listing,
        steps: Steps,
        flow: Flow | None,
        today: Today,
        history: History,
        *,
        start: float,
        sequence: Iterator[int],
        followed: Market | None = None,
        language: str = "en",
    ) -> None:
        self.listing = listing
        self.steps = steps
        self.zone = zone_of(listing.id.market)
        self.book = OrderBook()
        self.today = today
        self.history = history
        self.trades: deque[Trade] = deque(maxlen=KEPT_TRADES)
        self.tape = Tape(listing.id, with_brokers=listing.has_brokers)
        self.language = language
        self.at = start
        """Time of the last event; it never goes back."""
        self.traded_at = start
        self.listeners: list[TradeListener] = []
        self._flow = flow
        self._flowed_at = start
        self._sequence = sequence
        self.followed = followed
        self.status = SecurityStatus.NORMAL
        """CALLED or EXPIRED once trading has ended for good."""
        self._ending = Ending(listing, followed)
        self._ended = False
        self.asleep = False
        """Nobody looks at it: nothing happens until somebody does, or it expires."""
        self.asked_at = start
        self._quote_changed = False
        self._new_trades: list[Trade] = []
        self._new_fills: list[UserFill] = []

    # ---- the order flow

    def open(self, prints: Iterable[Print]) -> None:
        """Put the prints before the run on the tape, and the orders that rest at its start in the book."""
        for row in prints:
            buys = not self.trades or row.rung >= self.steps.index(self.trades[-1].price)
            self._trade(row.at, row.rung, row.volume, buys=buys)
        self.status = self._ending.status(self.at)
        if self._flow is not None and self.status is SecurityStatus.NORMAL:
            for arrival in self._flow.opening(self.today.last):
                self.book.limit(arrival.buys, arrival.rung, arrival.qty, broker=arrival.broker)
        self.drain(Changes())

    def pause(self, rate: float) -> float:
        """Draw the seconds until the next event of the flow."""
        assert self._flow is not None
        if self.status is not SecurityStatus.NORMAL:
            return inf
        return self._ending.at - self.at if self.asleep else self._flow.pause(rate)

    def step(self, at: float, rate: float) -> None:
        """Run one event of the flow. Fills of user orders are reported by the next `drain`."""
        assert self._flow is not None
        self.tick(at)
        self.status = self._ending.status(at)
        if self.status is not SecurityStatus.NORMAL:
            self._end()
        if self.asleep or self.status is not SecurityStatus.NORMAL:
            return
        arrival = self._flow.decide(self.book, (at - self._flowed_at) * rate, self._target())
        self._flowed_at = at
        if arrival.kind is Kind.CANCEL:
            self.book.cancel(arrival.number)
            return
        if arrival.kind is Kind.LIMIT:
            outcome = self.book.limit(arrival.buys, arrival.rung, arrival.qty, broker=arrival.broker)
        else:
            outcome = self.book.market(arrival.buys, arrival.qty)
        if outcome.matches:
            self._new_fills += self._settle(outcome.matches, arrival.buys, None, arrival.broker)

    def wake(self, at: float) -> None:
        """Go on after a sleep: makers quote anew, around what it is worth now."""
        self.asleep = False
        self.tick(at)
        target = self._target()
        if self.status is not SecurityStatus.NORMAL or self._flow is None or target is None:
            return
        self._clear()
        for arrival in self._flow.opening(self.steps.clamp(round(target))):
            self.book.limit(arrival.buys, arrival.rung, arrival.qty, broker=arrival.broker)
        self._flowed_at = at

    def _clear(self) -> None:
        """Empty the book of everybody but users."""
        for order in tuple(self.book.orders.values()):
            if order.owner is None:
                self.book.cancel(order.number)

    def _end(self) -> None:
        """Let everybody but users go; their broker takes theirs out."""
        self._clear()
        self._ended = self._quote_changed = True

    def reference(self) -> float:
        """Return the price others follow: the middle of the book, or the last price."""
        bid, ask = self.book.bids.best(), self.book.asks.best()
        if bid is None or ask is None:
            return self.steps.value(self.today.last)
        return (self.steps.value(bid) + self.steps.value(ask)) / 2

    def _target(self) -> float | None:
        followed = self.followed
        if followed is None:
            return None
        price = self.listing.following_price(followed.listing, followed.reference(), self.at)
        return self.steps.place(price)

    # ---- users

    def submit(
        self, order: UserOrder, index: int | None, broker: int | None, now: float
    ) -> tuple[Outcome, list[UserFill]]:
        """Match a user's order; index is None for a market order."""
        self.tick(now)
        if index is None:
            reach = _MARKET_ORDER_LEVELS if self.enhanced else None
            outcome = self.book.market(order.buys, order.qty, reach=reach)
        else:
            outcome = self.book.limit(
                order.buys,
                index,
                order.qty,
                owner=order.key,
                broker=broker,
                reach=self.reach,
                rests=order.rests,
            )
        return outcome, self._settle(outcome.matches, order.buys, order.key, broker)

    def amend(self, number: int, index: int, qty: int, now: float) -> tuple[Outcome, list[UserFill]]:
        """Give a resting user order another place and unfilled quantity; it may match there."""
        self.tick(now)
        order = self.book.orders[number]
        outcome = self.book.amend(order, index, qty, reach=self.reach)
        return outcome, self._settle(outcome.matches, order.buys, order.owner, order.broker)

    def cancel(self, number: int, now: float) -> int:
        """Withdraw a user's order; return the quantity withdrawn."""
        self.tick(now)
        order = self.book.cancel(number)
        return 0 if order is None else order.qty

    @property
    def enhanced(self) -> bool:
        """Whether limit orders are enhanced ones: Hong Kong securities."""
        return self.listing.id.market is Venue.HK and self.listing.type is not SecurityType.FUTURE

    @property
    def reach(self) -> int | None:
        """How many price levels a limit order may use up."""
        return _ENHANCED_LIMIT_LEVELS if self.enhanced else None

    # ---- what every trade leaves behind

    def _settle(
        self, matches: list[Match], buys: bool, taker: str | None, broker: int | None
    ) -> list[UserFill]:
        """Print the matches; return the fills of users on either side, oldest first."""
        fills = []
        for match in matches:
            trade = self._print(match.rung, match.qty, buys=buys)
            maker_broker = match.maker_broker
            buyer, seller = (broker, maker_broker) if buys else (maker_broker, broker)
            self.tape.record(self.at, match.qty, trade.turnover, buyer, seller, buys=buys)
            if match.maker_owner is not None:
                fills.append(
                    self._fill(match.maker_owner, trade, match, match.maker_left, broker, maker=True)
                )
            if taker is not None:
                fills.append(
                    self._fill(taker, trade, match, match.taker_left, match.maker_broker, maker=False)
                )
        return fills

    def _print(self, index: int, qty: int, *, buys: bool) -> Trade:
        trade = self._trade(self.at, index, qty, buys=buys)
        self._new_trades.append(trade)
        self.today.record(self.at, index, qty, trade.turnover)
        self.traded_at = self.at
        self._quote_changed = True
        for listener in self.listeners:
            listener.traded(qty, trade.turnover)
        return trade

    def _trade(self, at: float, index: int, qty: int, *, buys: bool) -> Trade:
        price = self.steps.price(index)
        trade = Trade(
            sequence=next(self._sequence),
            at=self.moment(at),
            price=price,
            volume=qty,
            turnover=price * (qty * self.listing.multiplier),
            direction=TradeDirection.BUY if buys else TradeDirection.SELL,
            kind=TradeKind.AUTOMATCH,
        )
        self.trades.append(trade)
        return trade

    def _fill(
        self, key: str, trade: Trade, match: Match, remaining: int, other: int | None, *, maker: bool
    ) -> UserFill:
        return UserFill(
            key=key,
            price=trade.price,
            qty=match.qty,
            at=self.at,
            remaining=remaining,
            broker_id=other,
            broker_name=broker_name(other, self.language),
            sequence=trade.sequence,
            maker=maker,
        )

    # ---- time

    def tick(self, at: float) -> None:
        """Move the clock, and begin a new day when the local date has changed."""
        if at > self.at:
            self.at = at
            if at >= self.today.end:
                self.history.archive(self.today)
                self.tape.end(self.today)
                self.today = new_day(at, self.zone, self.today.last)
                self._quote_changed = True

    def moment(self, at: float) -> datetime:
        """Return a time in the exchange's zone, in whole milliseconds."""
        return datetime.fromtimestamp(whole_ms(at), self.zone)

    # ---- reports

    def drain(self, changes: Changes) -> None:
        """Move what happened since the last call into the report."""
        security_id = self.listing.id
        bids, asks = self.book.bids, self.book.asks
        if bids.changed or asks.changed:
            changes.books.add(security_id)
            if self.listing.has_brokers and (bids.moved or asks.moved):
                changes.brokers.add(security_id)
            bids.changed = asks.changed = bids.moved = asks.moved = False
        if self._ended:
            changes.ended.append(security_id)
            self._ended = False
        if self._quote_changed:
            changes.quotes.add(security_id)
            self._quote_changed = False
        if self._new_trades:
            changes.trades.setdefault(security_id, []).extend(self._new_trades)
            self._new_trades = []
        if self.today.touched is not None:
            changes.bars[security_id] = len(self.today.minutes) - self.today.touched
            self.today.touched = None
        if self._new_fills:
            changes.fills += self._new_fills
            self._new_fills = []


def new_day(at: float, zone: ZoneInfo, prev_close: int) -> Today:
    """Return the empty bars of the local day a moment falls in."""
    day = datetime.fromtimestamp(at, zone).date()
    begin, end = (
        int(datetime.combine(day + timedelta(days=offset), time.min, zone).timestamp()) for offset in (0, 1)
    )
    return Today(begin, end, prev_close)
