"""Market pushes: what changed, for whom, encoded once however many connections listen. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import NamedTuple

from tui.domain.candles import Rehab
from tui.domain.ids import SecurityId
from tui.domain.trades import Trade
from tui.sim.delays import event_time
from tui.sim.market.exchange import Exchange
from tui.sim.market.reports import Changes
from tui.sim.rights import Rights
from tui.sim.subscriptions import Subscriptions, Topic
from tui.wire.codec import encode_push
from tui.wire.messages.quote import (
    BookPush,
    BrokersPush,
    CandleList,
    CandlesPush,
    Feed,
    MinuteLine,
    MinutesPush,
    QuotePush,
    TradeList,
    TradesPush,
)
from tui.wire.protoids import ProtoId

MarketPush = QuotePush | BookPush | BrokersPush | TradesPush | CandlesPush | MinutesPush
LATEST_WINS = frozenset({Feed.QUOTE, Feed.BOOK, Feed.BROKERS})
"""Feeds of which a slow reader may miss values, as long as it gets the last one in the end."""
_CACHED_TRADES = 10
"""Prints in a first push."""
_LONG_BARS = frozenset({Feed.K_WEEK, Feed.K_MONTH, Feed.K_QUARTER, Feed.K_YEAR})
_LONG_BARS_A_STEP = 2
"""First pushes of them to one listener: each may have to draw weeks of minutes first."""


class Delivery(NamedTuple):
    """One encoded push and the connections it goes to."""

    proto_id: ProtoId
    body: bytes
    listeners: tuple[Hashable, ...]
    event_at: float | None = None
    """When what it tells happened, None for what is no news or has no time."""


class Publisher:
    """Turns the changes of one step into deliveries.

    A listener that is owed a topic (it has just subscribed, or was too slow for the last value) gets the
    current value instead of the change, as soon as it can take it.
    """

    def __init__(self, exchange: Exchange, subscriptions: Subscriptions, rights: Rights) -> None:
        self._exchange = exchange
        self._subscriptions = subscriptions
        self._rights = rights
        self._owed: dict[Hashable, dict[Topic, None]] = {}

    def owe(self, listener: Hashable, topic: Topic) -> None:
        """Note that a listener is to get the current value of a topic with the next step."""
        self._owed.setdefault(listener, {})[topic] = None

    def forget(self, listener: Hashable) -> None:
        """Drop what is owed to a connection that has gone."""
        self._owed.pop(listener, None)

    def owe_all(self) -> None:
        """Note that everybody is to get the current value of everything, after nothing could be pushed."""
        for topic in self._subscriptions.pushed_topics:
            for listener in self._subscriptions.listeners(topic):
                self.owe(listener, topic)

    def publish(self, changes: Changes, is_slow: Callable[[Hashable], bool]) -> Iterator[Delivery]:
        """Yield what is to be pushed after a step; slow listeners miss latest-wins feeds for now."""
        for topic in tuple(self._subscriptions.pushed_topics):
            if _touches(changes, topic) and self._visible(topic):
                for listeners, detailed in self._parted(topic, tuple(self._ready(topic, is_slow))):
                    push = self._change(topic, changes, detailed=detailed) if listeners else None
                    if push is not None:
                        yield Delivery(*encode_push(push), listeners, event_time(push))
        for listener in tuple(self._owed):
            if not is_slow(listener):
                yield from self._settle(listener)

    def _ready(self, topic: Topic, is_slow: Callable[[Hashable], bool]) -> Iterator[Hashable]:
        for listener in self._subscriptions.listeners(topic):
            if topic in self._owed.get(listener, ()):
                continue
            if topic.feed in LATEST_WINS and is_slow(listener):
                self.owe(listener, topic)
            else:
                yield listener

    def _parted(
        self, topic: Topic, listeners: tuple[Hashable, ...]
    ) -> Iterator[tuple[tuple[Hashable, ...], bool]]:
        """Part those who get a book without its single orders from those who get it with them."""
        detailed = tuple(one for one in listeners if self._detailed(topic, one))
        if not detailed:
            yield listeners, False
            return
        yield tuple(one for one in listeners if one not in detailed), False
        yield detailed, True

    def _detailed(self, topic: Topic, listener: Hashable) -> bool:
        return (
            topic.feed is Feed.BOOK
            and self._rights.sees_orders(self._exchange.universe[topic.id])
            and self._subscriptions.is_detailed(listener, topic.id)
        )

    def _settle(self, listener: Hashable) -> Iterator[Delivery]:
        long_bars = 0
        for topic in self._owed.pop(listener):
            if listener not in self._subscriptions.listeners(topic) or not self._visible(topic):
                continue
            if topic.feed in _LONG_BARS:
                long_bars += 1
                if long_bars > _LONG_BARS_A_STEP:
                    self.owe(listener, topic)
                    continue
            push = self._current(topic, detailed=self._detailed(topic, listener))
            if push is not None:
                yield Delivery(*encode_push(push), (listener,))

    def _change(self, topic: Topic, changes: Changes, *, detailed: bool) -> MarketPush | None:
        """Return what to push of a topic that these changes touch."""
        id_, feed = topic
        if feed in LATEST_WINS:
            return self._current(topic, detailed=detailed)
        if feed is Feed.TRADES:
            return self._trades(id_, tuple(changes.trades[id_]))
        return self._bars(id_, feed, changes.bars[id_])

    def _current(self, topic: Topic, *, detailed: bool) -> MarketPush | None:
        """Return the current value of a topic, None when there is none yet."""
        id_, feed = topic
        if feed is Feed.QUOTE:
            return QuotePush((self._exchange.quote(id_),))
        if feed is Feed.BOOK:
            depth = self._rights.depth(self._exchange.universe[id_])
            return BookPush(self._exchange.book(id_, depth, orders=detailed))
        if feed is Feed.BROKERS:
            orders = self._rights.sees_orders(self._exchange.universe[id_])
            return BrokersPush(self._exchange.brokers(id_, orders=orders))
        if feed is Feed.TRADES:
            trades = self._exchange.trades(id_, _CACHED_TRADES)
            return self._trades(id_, trades) if trades else None
        return self._bars(id_, feed, 1)

    def _trades(self, id_: SecurityId, trades: tuple[Trade, ...]) -> TradesPush:
        return TradesPush(TradeList(id_, self._name(id_), trades))

    def _bars(self, id_: SecurityId, feed: Feed, count: int) -> MarketPush | None:
        if feed is Feed.MINUTES:
            points = self._exchange.minutes(id_, count)
            return MinutesPush(MinuteLine(id_, self._name(id_), points)) if points else None
        candle_type = feed.candle_type
        if candle_type is None:
            return None
        candles = self._exchange.candles(id_, candle_type, count, Rehab.FORWARD)
        if not candles:
            return None
        return CandlesPush(CandleList(id_, self._name(id_), candles), candle_type, Rehab.FORWARD)

    def _visible(self, topic: Topic) -> bool:
        return self._rights.visible(self._exchange.universe[topic.id])

    def _name(self, id_: SecurityId) -> str:
        return self._exchange.universe[id_].name(self._exchange.language)


def _touches(changes: Changes, topic: Topic) -> bool:
    id_, feed = topic
    match feed:
        case Feed.QUOTE:
            return id_ in changes.quotes
        case Feed.BOOK:
            return id_ in changes.books
        case Feed.BROKERS:
            return id_ in changes.brokers
        case Feed.TRADES:
            return bool(changes.trades.get(id_))
        case _:
            return changes.bars.get(id_, 0) > 0
