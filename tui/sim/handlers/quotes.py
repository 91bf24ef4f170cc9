"""Subscriptions and current values: 3001-3004, 3006, 3008, 3010, 3012, 3014."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from tui.domain.book import Book
from tui.domain.brokers import BrokerQueue
from tui.domain.candles import CandleType, Rehab
from tui.domain.ids import SecurityId
from tui.domain.quotes import Quote
from tui.sim.caller import Caller
from tui.sim.mishaps import regain_right
from tui.sim.refusal import RefusalError
from tui.sim.rights import SF_BOOKS, area_of
from tui.sim.subscriptions import Topic
from tui.sim.world import Handlers, World
from tui.wire.messages.quote import (
    CandleList,
    Feed,
    GetBook,
    GetBrokers,
    GetCandles,
    GetMinutes,
    GetQuotes,
    GetSubscriptions,
    GetTrades,
    MinuteLine,
    RegisterPush,
    Subscribe,
    SubscriptionInfo,
    TradeList,
)

MOST_ROWS = 1000


def subscribe(world: World, caller: Caller, request: Subscribe) -> None:
    """Subscribe or unsubscribe, and switch pushes where the request says so."""
    if request.everything:
        if request.subscribe:
            raise RefusalError("Everything can be unsubscribed at once, not subscribed.")
        world.subscriptions.unsubscribe_all(caller, world.now)
        world.publisher.forget(caller)
        return
    topics = _topics(world, request.ids, request.feeds)
    if not request.subscribe:
        world.subscriptions.unsubscribe(caller, topics, world.now)
        return
    _require_rights(world, topics)
    world.subscriptions.subscribe(caller, topics, world.now)
    for id_ in request.ids:
        # The market of an option opens when somebody wants to see it.
        world.exchange.market(id_)
    if Feed.BOOK in request.feeds:
        world.subscriptions.detail(caller, request.ids, wanted=request.book_details)
    if request.push is not None:
        _switch_push(world, caller, topics, wanted=request.push, first=request.first_push)


def register_push(world: World, caller: Caller, request: RegisterPush) -> None:
    """Switch pushes of existing subscriptions."""
    topics = _topics(world, request.ids, request.feeds)
    _switch_push(world, caller, topics, wanted=request.register, first=request.first_push)


def subscriptions(world: World, caller: Caller, request: GetSubscriptions) -> SubscriptionInfo:
    """Say who subscribed what."""
    return world.subscriptions.info(caller, all_connections=request.all_connections)


def quotes(world: World, caller: Caller, request: GetQuotes) -> tuple[Quote, ...]:
    """Return current quotes."""
    del caller
    for id_ in request.ids:
        world.require_subscription(id_, Feed.QUOTE)
    return tuple(world.exchange.quote(id_) for id_ in request.ids)


def book(world: World, caller: Caller, request: GetBook) -> Book:
    """Return the current order book."""
    world.require_subscription(request.id, Feed.BOOK)
    listing = world.listing(request.id)
    orders = world.rights.sees_orders(listing) and world.subscriptions.is_detailed(caller, request.id)
    depth = world.rights.depth(listing)
    return world.exchange.book(request.id, max(1, min(request.levels, depth)), orders=orders)


def brokers(world: World, caller: Caller, request: GetBrokers) -> BrokerQueue:
    """Return the current broker queue."""
    del caller
    world.require_subscription(request.id, Feed.BROKERS)
    return world.exchange.brokers(request.id, orders=world.rights.sees_orders(world.listing(request.id)))


def trades(world: World, caller: Caller, request: GetTrades) -> TradeList:
    """Return the latest prints."""
    del caller
    world.require_subscription(request.id, Feed.TRADES)
    latest = world.exchange.trades(request.id, _rows(request.count))
    return TradeList(request.id, world.name(request.id), latest)


def candles(world: World, caller: Caller, request: GetCandles) -> CandleList:
    """Return the latest bars."""
    del caller
    if request.type is CandleType.UNKNOWN:
        raise RefusalError("Unknown candle type.")
    if request.rehab is Rehab.UNKNOWN:
        raise RefusalError("Unknown adjustment of prices.")
    world.require_subscription(request.id, Feed.of_candles(request.type))
    bars = world.exchange.candles(request.id, request.type, _rows(request.count), request.rehab)
    return CandleList(request.id, world.name(request.id), bars)


def minutes(world: World, caller: Caller, request: GetMinutes) -> MinuteLine:
    """Return the intraday line."""
    del caller
    world.require_subscription(request.id, Feed.MINUTES)
    return MinuteLine(request.id, world.name(request.id), world.exchange.minutes(request.id))


def _topics(world: World, ids: Iterable[SecurityId], feeds: Iterable[Feed]) -> tuple[Topic, ...]:
    topics = tuple(Topic(id_, feed) for id_, feed in product(ids, feeds))
    if not topics:
        raise RefusalError("Name at least one code and one type of data.")
    for id_, feed in topics:
        listing = world.listing(id_)
        if feed in (Feed.UNKNOWN, Feed.NONE, Feed.ODD_LOT_BOOK):
            raise RefusalError(f"Data of type {feed.name} cannot be subscribed.")
        if feed is Feed.BROKERS and not listing.has_brokers:
            raise RefusalError(f"{id_} has no broker queue: only Hong Kong securities have one.")
    return topics


def _require_rights(world: World, topics: Iterable[Topic]) -> None:
    """Refuse what the quote rights do not cover; one that another login has taken is taken back first."""
    wanted = [(world.listing(id_), feed) for id_, feed in topics]
    for area in dict.fromkeys(area_of(listing) for listing, _ in wanted):
        regain_right(world, area)
    for listing, feed in wanted:
        world.rights.require(listing, feed)
    books = {
        topic
        for topic in topics
        if topic.feed is Feed.BOOK and world.rights.sees_orders(world.listing(topic.id))
    }
    if books:
        held = {
            topic
            for topic in world.subscriptions.topics
            if topic.feed is Feed.BOOK and world.rights.sees_orders(world.listing(topic.id))
        }
        if len(books | held) > SF_BOOKS:
            raise RefusalError(f"At most {SF_BOOKS} order books can be subscribed with the SF right.")


def _switch_push(
    world: World, caller: Caller, topics: Iterable[Topic], *, wanted: bool, first: bool | None
) -> None:
    world.subscriptions.register(caller, topics, wanted=wanted)
    if wanted and first is not False:
        for topic in topics:
            world.publisher.owe(caller, topic)


def _rows(count: int) -> int:
    if count <= 0:
        raise RefusalError("The number of rows must be more than 0.")
    return min(count, MOST_ROWS)


HANDLERS: Handlers = {
    Subscribe: subscribe,
    RegisterPush: register_push,
    GetSubscriptions: subscriptions,
    GetQuotes: quotes,
    GetBook: book,
    GetBrokers: brokers,
    GetTrades: trades,
    GetCandles: candles,
    GetMinutes: minutes,
}
