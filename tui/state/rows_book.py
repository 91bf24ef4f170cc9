"""The order book by level, with own orders and the Hong Kong brokers joined to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.book import Book, Level
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.decimals import UNKNOWN_TEXT, price_text, quantity_text
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.orders import Order
from tui.domain.quotes import Quote
from tui.state.broker_labels import broker_label
from tui.state.dirty import Topic
from tui.state.prices import ladder_of
from tui.state.rows import EMPTY, Cell, Tone, aged
from tui.state.store import Store

OwnOrders = Mapping[tuple[bool, Decimal], Decimal]
"""Own open quantity by (buys, price)."""


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of one side; level 1 is the best price."""

    buys: bool
    level: int
    price: Cell
    volume: Cell
    orders: Cell
    """How many orders rest here; empty when the venue does not say."""
    cumulative: Cell
    """Volume from the best price to here, where it is wanted."""
    own: Cell
    """Own open quantity at this price, empty without."""
    brokers: tuple[str, ...]
    """Labels in queue order."""
    broker_text: Cell
    """The same in one text."""
    share: float
    """Volume against the largest level shown, 0 to 1, for the size bar."""
    in_step: bool
    """False when more brokers than orders are reported here: the two feeds are not of one moment."""
    price_value: Decimal
    """For acting on the level, not for showing."""


@dataclass(frozen=True, slots=True)
class BookView:
    """Both sides, best price first, and what is between them."""

    bids: tuple[LevelRow, ...]
    asks: tuple[LevelRow, ...]
    spread: Cell
    """Best ask minus best bid."""
    bid_share: float | None
    """Bid volume against all volume shown, 0 to 1; None for an empty book."""
    unplaced_brokers: int
    """Brokers reported at levels deeper than the book shows."""


def own_orders(orders: Iterable[Order], security: SecurityId) -> OwnOrders:
    """Return the open quantity of own working orders by side and price."""
    resting: defaultdict[tuple[bool, Decimal], Decimal] = defaultdict(Decimal)
    for order in orders:
        if order.id == security and order.price is not None and order.open_qty > 0:
            resting[order.side.buys, order.price] += order.open_qty
    return resting


def book_view(
    instrument: Instrument | None,
    book: Book | None,
    brokers: BrokerQueue | None,
    own: OwnOrders,
    *,
    levels: int,
    stale: bool,
    quote: Quote | None = None,
    totals: bool = True,
) -> BookView:
    """Join book, brokers and own orders, at most this many levels a side.

    `quote` tells the tick of what no table has one for; `totals` is for who shows volumes from the best on.
    """
    bids = () if book is None else book.bids[:levels]
    asks = () if book is None else book.asks[:levels]
    largest = max((Decimal(level.volume) for level in (*bids, *asks)), default=Decimal(0))
    bid_queue = _by_level(() if brokers is None else brokers.bids)
    ask_queue = _by_level(() if brokers is None else brokers.asks)
    bid_total = sum((Decimal(level.volume) for level in bids), Decimal(0))
    total = bid_total + sum((Decimal(level.volume) for level in asks), Decimal(0))
    steps, unstepped = ladder_of(instrument, quote), None if quote is None else quote.tick

    def side(
        rows: Sequence[Level], queue: Mapping[int, list[BrokerEntry]], *, buys: bool
    ) -> tuple[LevelRow, ...]:
        made: list[LevelRow] = []
        cumulative = Decimal(0)
        for number, level in enumerate(rows, start=1):
            if totals:
                cumulative += level.volume
            made.append(
                _row(
                    level,
                    queue.get(number, []),
                    own.get((buys, level.price)),
                    buys=buys,
                    number=number,
                    cumulative=cumulative if totals else None,
                    share=float(level.volume / largest) if largest else 0.0,
                    stale=stale,
                    tick=unstepped if steps is None else steps.tick_up(level.price),
                )
            )
        return tuple(made)

    deepest_bid = len(book.bids) if book is not None else 0
    deepest_ask = len(book.asks) if book is not None else 0
    return BookView(
        bids=side(bids, bid_queue, buys=True),
        asks=side(asks, ask_queue, buys=False),
        spread=_spread(book, stale=stale),
        bid_share=float(bid_total / total) if total else None,
        unplaced_brokers=_deeper(bid_queue, deepest_bid) + _deeper(ask_queue, deepest_ask),
    )


def book_of(
    store: Store, security: SecurityId, acc_ids: Iterable[int], *, levels: int, totals: bool = True
) -> BookView:
    """Make the book of a security from what the store knows, with the orders of these accounts marked."""
    orders = [order for acc_id in acc_ids for order in store.working_orders(acc_id)]
    return book_view(
        store.instruments.get(security),
        store.book(security),
        store.brokers(security),
        own_orders(orders, security),
        levels=levels,
        stale=store.is_stale(Topic.BOOK, security),
        quote=store.quote(security),
        totals=totals,
    )


def _row(
    level: Level,
    queue: Sequence[BrokerEntry],
    own: Decimal | None,
    *,
    buys: bool,
    number: int,
    cumulative: Decimal | None,
    share: float,
    stale: bool,
    tick: Decimal | None,
) -> LevelRow:
    plain = aged(Tone.PLAIN, stale=stale)
    labels = tuple(broker_label(entry) for entry in queue)
    in_step = level.orders is None or len(queue) <= level.orders
    return LevelRow(
        buys=buys,
        level=number,
        price=Cell(
            price_text(level.price, tick),
            aged(Tone.UP if buys else Tone.DOWN, stale=stale),
        ),
        volume=Cell(quantity_text(level.volume), plain),
        orders=EMPTY if level.orders is None else Cell(str(level.orders), aged(Tone.DIM, stale=stale)),
        cumulative=EMPTY
        if cumulative is None
        else Cell(quantity_text(cumulative), aged(Tone.DIM, stale=stale)),
        own=EMPTY if own is None else Cell(quantity_text(own), Tone.OWN),
        brokers=labels,
        broker_text=Cell(", ".join(labels), plain if in_step else aged(Tone.DIM, stale=stale)),
        share=share,
        in_step=in_step,
        price_value=level.price,
    )


def _by_level(entries: Iterable[BrokerEntry]) -> Mapping[int, list[BrokerEntry]]:
    levels: defaultdict[int, list[BrokerEntry]] = defaultdict(list)
    for entry in entries:
        levels[entry.level].append(entry)
    return levels


def _deeper(queue: Mapping[int, list[BrokerEntry]], deepest: int) -> int:
    return sum(len(entries) for level, entries in queue.items() if level > deepest)


def _spread(book: Book | None, *, stale: bool) -> Cell:
    if book is None or book.best_bid is None or book.best_ask is None:
        return Cell(UNKNOWN_TEXT, Tone.DIM)
    return Cell(price_text(book.best_ask - book.best_bid), aged(Tone.PLAIN, stale=stale))
