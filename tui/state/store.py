"""Everything the face shows, in one place: apply facts, drain what changed, read values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tui.domain.accounts import Account, Funds, Position
from tui.domain.book import Book
from tui.domain.brokers import BrokerQueue
from tui.domain.candles import Candle, CandleType, MinutePoint, Rehab
from tui.domain.fee_plans import NO_PLANS
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.link import LinkPhase, NoticeKind
from tui.domain.markets import MarketState
from tui.domain.orders import Fill, Order
from tui.domain.quotes import Quote
from tui.domain.rights import scope_of
from tui.domain.safety import Safety
from tui.domain.trades import Trade
from tui.state.dirty import Dirty, DirtySets, Topic
from tui.state.feeds import FeedBoard
from tui.state.link import LinkState, after_link, after_notice, resync_notices, worded
from tui.state.market import MarketBoard
from tui.state.orders import Blotter, Flag
from tui.state.pending import PendingOrder
from tui.state.portfolio import Portfolio
from tui.state.rings import Ring

if TYPE_CHECKING:
    from tui.domain.events import (
        Event,
        LinkChanged,
        NoticeReceived,
        OrderPushChanged,
        PositionsAsked,
        PositionsReported,
        ReminderFired,
        Resynced,
        SafetyChanged,
    )

NOTICES_KEPT = 200


class Store:
    """The one state of the program; synchronous, and the only thing panes read.

    `apply` takes facts, `drain` says what changed since the last drain. Values handed out are immutable,
    except the rings, which grow in place.
    """

    def __init__(self) -> None:
        self.on_urgent: Callable[[], None] | None = None
        """Called when an order, fill or link event came, at most once between two drains."""
        self.link = LinkState()
        self.safety = Safety()
        """Whether orders may leave."""
        self.fee_plans = NO_PLANS
        """What the trader's settings say of the broker's charges."""
        self.notices: Ring[NoticeReceived] = Ring(NOTICES_KEPT)
        self._dirty = DirtySets()
        self._urgent = False
        self._market = MarketBoard(self._dirty)
        self.feeds = FeedBoard(self._dirty)
        self._blotter = Blotter(self._dirty)
        self._portfolio = Portfolio(self._dirty)
        self._dirty_link = self._dirty.of(Topic.LINK)
        self._dirty_notices = self._dirty.of(Topic.NOTICE)
        self._handlers: dict[type, Callable[[Any, float | None], None]] = {}

    def apply(self, event: Event, now: float | None = None) -> None:
        """Take in one fact; `now` (seconds of any steady clock) dates it for `age`."""
        if not self._handlers:
            self._handlers = self._table()
        self._handlers[type(event)](event, now)

    def drain(self) -> Dirty:
        """Return what changed since the last drain, and forget it."""
        self._market.mark_seen()
        self.notices.mark_seen()
        self._urgent = False
        return self._dirty.drain()

    # ---- freshness

    @property
    def stale(self) -> bool:
        """Whether the link is not live, so that no number on the screen may be acted on."""
        return self.link.phase is not LinkPhase.LIVE

    def is_stale(self, topic: Topic, security: SecurityId) -> bool:
        """Whether a value is missing or older than the live link, ours or OpenD's own to the quote servers.

        Other topics than latest-wins follow the links.
        """
        latest = self._market.latest.get(topic)
        lost = self.stale or self.link.quote_login is False or self.right_lost(security)
        lost = lost or self.feeds.refused(topic, security)
        return lost or (latest is not None and security not in latest.current)

    def right_lost(self, security: SecurityId) -> bool:
        """Whether the right to see quotes of this security was taken away."""
        if not self.link.lost:
            return False
        known = self._market.instruments.get(security)
        return scope_of(security, None if known is None else known.type) in self.link.lost

    def age(self, security: SecurityId, topic: Topic, now: float) -> float | None:
        """Return the seconds since the last push of a feed; None when there was none or it was undated."""
        latest = self._market.latest.get(topic)
        received = None if latest is None else latest.received_at.get(security)
        return None if received is None else max(now - received, 0.0)

    @property
    def unreadable(self) -> int:
        """Return how many pushes turned out to be unreadable when somebody looked at them."""
        return sum(latest.unreadable for latest in self._market.latest.values())

    # ---- market

    @property
    def instruments(self) -> Mapping[SecurityId, Instrument]:
        """Static facts by security."""
        return self._market.instruments

    def quote(self, security: SecurityId) -> Quote | None:
        """Return the newest quote."""
        return self._market.quotes.get(security)

    def book(self, security: SecurityId) -> Book | None:
        """Return the newest order book."""
        return self._market.books.get(security)

    def brokers(self, security: SecurityId) -> BrokerQueue | None:
        """Return the newest broker queue."""
        return self._market.brokers.get(security)

    def trades(self, security: SecurityId) -> Ring[Trade]:
        """Return the prints kept, oldest first; its counters tell what fell out."""
        return self._market.trades(security)

    def candles(
        self, security: SecurityId, candle_type: CandleType, rehab: Rehab = Rehab.FORWARD
    ) -> tuple[Candle, ...]:
        """Return the bars known, oldest first."""
        return self._market.candles(security, candle_type, rehab)

    def minutes(self, security: SecurityId) -> tuple[MinutePoint, ...]:
        """Return the intraday line, oldest first."""
        return self._market.minutes(security)

    def market_state(self, security: SecurityId) -> MarketState | None:
        """Return the phase a security is in."""
        return self._market.states.get(security)

    # ---- accounts

    @property
    def accounts(self) -> tuple[Account, ...]:
        """All accounts of the user."""
        return self._portfolio.accounts

    def account(self, acc_id: int) -> Account | None:
        """Return an account by its id."""
        return self._portfolio.account(acc_id)

    def positions(self, acc_id: int) -> tuple[Position, ...]:
        """Return the holdings of one account."""
        return self._portfolio.positions(acc_id)

    def positions_known(self, acc_id: int) -> bool:
        """Return whether the holdings of one account were read at all."""
        return self._portfolio.positions_known(acc_id)

    def position(self, acc_id: int, security: SecurityId) -> Position | None:
        """Return the holding of one security in one account."""
        return self._portfolio.position(acc_id, security)

    def position_is_current(self, acc_id: int, security: SecurityId) -> bool:
        """Return whether a holding was read after the last fill in it, on this link."""
        return self._blotter.age.is_current(acc_id, security)

    def last_fill(self, acc_id: int, security: SecurityId) -> int:
        """Return a number that grows with every fill heard of in a holding."""
        return self._blotter.age.last_fill(acc_id, security)

    def funds(self, acc_id: int) -> Funds | None:
        """Return the money of one account."""
        return self._portfolio.funds(acc_id)

    # ---- orders

    def orders(self, acc_id: int) -> tuple[Order, ...]:
        """Return the account's orders, newest first."""
        return self._blotter.orders(acc_id)

    def order(self, acc_id: int, order_id: str) -> Order | None:
        """Return one order."""
        return self._blotter.order(acc_id, order_id)

    def working_orders(self, acc_id: int) -> tuple[Order, ...]:
        """Return the account's orders that may still trade, newest first."""
        return tuple(order for order in self.orders(acc_id) if not order.status.terminal)

    def fills(self, acc_id: int) -> tuple[Fill, ...]:
        """Return the account's fills, newest first; those of paper accounts are worked out by us."""
        return self._blotter.fills(acc_id)

    def pending(self, acc_id: int) -> tuple[PendingOrder, ...]:
        """Return our orders that no broker order is matched to yet."""
        return self._blotter.pending_of(acc_id)

    def dismiss(self, tag: str) -> bool:
        """Take a rejected order off the screen; whether there was one."""
        return self._blotter.dismiss(tag)

    @property
    def flags(self) -> Ring[Flag]:
        """Reports of orders that contradict each other."""
        return self._blotter.flags

    def take_resync_wanted(self) -> frozenset[int]:
        """Return the accounts whose orders should be read again, and forget them."""
        wanted = frozenset(self._blotter.resync_wanted)
        self._blotter.resync_wanted.clear()
        return wanted

    # ---- inner

    def _link_changed(self, event: LinkChanged, now: float | None) -> None:
        del now
        if event.phase is LinkPhase.DOWN:
            self._market.expire()
            self._blotter.age.link_lost()
        elif event.phase is LinkPhase.LIVE:
            self._market.mark_all_dirty()
        self.link = after_link(self.link, event)
        self._dirty_link.add(None)

    def _positions_asked(self, event: PositionsAsked, now: float | None) -> None:
        del now
        self._blotter.age.asked(event.acc_id)

    def _positions_reported(self, event: PositionsReported, now: float | None) -> None:
        self._portfolio.positions_reported(event, now)
        self._blotter.age.answered(event.acc_id)

    def _notice_received(self, event: NoticeReceived, now: float | None) -> None:
        del now
        self.notices.append(worded(event, self.link))
        self._dirty_notices.add(None)
        before, self.link = self.link, after_notice(self.link, event)
        if self.link == before:
            return
        if self.link.quote_login is False:
            self._market.expire()
        elif before.quote_login is False:
            self._market.mark_all_dirty()
        if self.link.lost != before.lost:
            self._market.expire_where(self.right_lost)
        self._dirty_link.add(None)

    def _resynced(self, event: Resynced, now: float | None) -> None:
        for notice in resync_notices(event):
            self._notice_received(notice, now)

    def _order_push_changed(self, event: OrderPushChanged, now: float | None) -> None:
        del now
        self.link = replace(self.link, polled=event.polled)
        self._dirty_link.add(None)

    def _safety_changed(self, event: SafetyChanged, now: float | None) -> None:
        del now
        self.safety = event.safety
        self._dirty.of(Topic.SAFETY).add(None)

    def _reminder_fired(self, event: ReminderFired, now: float | None) -> None:
        from tui.domain.events import NoticeReceived

        note = f" ({event.note})" if event.note else ""
        text = f"Reminder {event.id}: {event.content}{note}"
        self._notice_received(NoticeReceived(NoticeKind.REMINDER, text, at=event.at), now)

    def _table(self) -> dict[type, Callable[[Any, float | None], None]]:
        # The facts are many classes: a face paints its first frame without them.
        from tui.domain import events

        market, blotter, portfolio = self._market, self._blotter, self._portfolio
        table: dict[type, Callable[[Any, float | None], None]] = {
            events.QuoteChanged: market.quote_changed,
            events.BookChanged: market.book_changed,
            events.BrokersChanged: market.brokers_changed,
            events.TradesPrinted: market.trades_printed,
            events.CandlesChanged: market.candles_changed,
            events.MinutesChanged: market.minutes_changed,
            events.InstrumentsReported: market.instruments_reported,
            events.MarketStatesReported: market.market_states_reported,
            events.QuotaReported: self.feeds.quota_reported,
            events.FeedRefused: self.feeds.feed_refused,
            events.FeedServed: self.feeds.feed_served,
            events.AccountsReported: portfolio.accounts_reported,
            events.PositionsAsked: self._positions_asked,
            events.PositionsReported: self._positions_reported,
            events.FundsReported: portfolio.funds_reported,
            events.OrderChanged: blotter.order_changed,
            events.OrdersReported: blotter.orders_reported,
            events.FillReported: blotter.fill_reported,
            events.FillsReported: blotter.fills_reported,
            events.IntentChanged: blotter.intent_changed,
            events.LinkChanged: self._link_changed,
            events.NoticeReceived: self._notice_received,
            events.Resynced: self._resynced,
            events.OrderPushChanged: self._order_push_changed,
            events.ReminderFired: self._reminder_fired,
            events.SafetyChanged: self._safety_changed,
        }
        for kind in (
            events.OrderChanged,
            events.OrdersReported,
            events.FillReported,
            events.FillsReported,
            events.IntentChanged,
            events.LinkChanged,
            events.SafetyChanged,
        ):
            table[kind] = self._waking(table[kind])
        return table

    def _waking(self, handler: Callable[[Any, float | None], None]) -> Callable[[Any, float | None], None]:
        def handle(event: Any, now: float | None) -> None:
            handler(event, now)
            if not self._urgent and self.on_urgent is not None:
                self._urgent = True
                self.on_urgent()

        return handle
