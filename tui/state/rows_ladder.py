"""The static ladder: one row a tick, prices stay put and the market moves past them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tui.domain.decimals import price_text, quantity_text
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent
from tui.domain.orders import Order, OrderStatus
from tui.domain.ticks import Ladder
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_book import BookView, LevelRow, OwnOrders
from tui.state.store import Store

NOT_SURE = "?"
"""After a quantity of which it is not known whether it is at the market."""
GOING = "*"
"""After a quantity that an order is to be moved here with."""
_UNSURE = frozenset({OrderStatus.UNKNOWN, OrderStatus.TIMEOUT})


@dataclass(frozen=True, slots=True)
class Own:
    """Our own orders in one security: open quantity by side and price."""

    working: OwnOrders = field(default_factory=dict)
    unsure: OwnOrders = field(default_factory=dict)
    """Sent, and not yet shown by the broker, or of unknown outcome."""
    going: OwnOrders = field(default_factory=dict)
    """Where orders are to be moved, until the broker shows them there."""

    def cell(self, *, buys: bool, price: Decimal) -> Cell:
        """Write what stands at a price: `300 100?`."""
        at = (buys, price)
        parts = [quantity_text(self.working[at])] if at in self.working else []
        parts += [f"{quantity_text(self.unsure[at])}{NOT_SURE}"] if at in self.unsure else []
        parts += [f"{quantity_text(self.going[at])}{GOING}"] if at in self.going else []
        if not parts:
            return EMPTY
        return Cell(" ".join(parts), Tone.WARN if at in self.unsure else Tone.OWN)


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One price, with or without size."""

    price_value: Decimal
    price: Cell
    bid: Cell
    bid_orders: Cell
    bid_share: float
    ask: Cell
    ask_orders: Cell
    ask_share: float
    own_buy: Cell
    own_sell: Cell
    brokers: tuple[str, ...]
    broker_text: Cell
    last: bool
    """Whether this is the last price."""
    cost: bool
    """Whether the position's cost falls on this tick."""


def ladder_around(
    center: Decimal,
    rows: int,
    ladder: Ladder,
    book: BookView,
    own: Own,
    *,
    last: Decimal | None = None,
    cost: Decimal | None = None,
) -> tuple[LadderRow, ...]:
    """Return this many ticks around a price, highest first, walking the ladder across its bands.

    Near an end of the ladder the window slides, so that there are always as many rows as ticks allow.
    """
    first = ladder.index_of(ladder.ceil(ladder.minimum))
    top = ladder.index_of(ladder.floor(center)) + rows // 2
    if ladder.maximum is not None:
        top = min(top, ladder.index_of(ladder.floor(ladder.maximum)))
    top = max(top, first + rows - 1)
    bottom = max(top - rows + 1, first)
    if ladder.maximum is not None:
        top = min(top, ladder.index_of(ladder.floor(ladder.maximum)))
    levels = {row.price_value: row for row in (*book.bids, *book.asks)}
    cost_tick = None if cost is None or cost <= 0 else ladder.nearest(cost)
    return tuple(
        _row(price, ladder, levels.get(price), own, last=price == last, cost=price == cost_tick)
        for price in (ladder.price_at(index) for index in range(top, bottom - 1, -1))
    )


def _row(
    price: Decimal, ladder: Ladder, level: LevelRow | None, own: Own, *, last: bool, cost: bool
) -> LadderRow:
    bid = level if level is not None and level.buys else None
    ask = level if level is not None and not level.buys else None
    tone = Tone.STRONG if last else Tone.PLAIN if level is None else level.price.tone
    return LadderRow(
        price_value=price,
        price=Cell(price_text(price, ladder.tick_up(price)), tone),
        bid=EMPTY if bid is None else bid.volume,
        bid_orders=EMPTY if bid is None else bid.orders,
        bid_share=0.0 if bid is None else bid.share,
        ask=EMPTY if ask is None else ask.volume,
        ask_orders=EMPTY if ask is None else ask.orders,
        ask_share=0.0 if ask is None else ask.share,
        own_buy=own.cell(buys=True, price=price),
        own_sell=own.cell(buys=False, price=price),
        brokers=() if level is None else level.brokers,
        broker_text=EMPTY if level is None else level.broker_text,
        last=last,
        cost=cost,
    )


def own_of(
    store: Store,
    security: SecurityId,
    acc_ids: Iterable[int],
    going: Mapping[tuple[int, str], Decimal] | None = None,
) -> Own:
    """Sum up own orders in a security; `going` says by account and order id what price each is to have."""
    working: defaultdict[tuple[bool, Decimal], Decimal] = defaultdict(Decimal)
    unsure: defaultdict[tuple[bool, Decimal], Decimal] = defaultdict(Decimal)
    moving: defaultdict[tuple[bool, Decimal], Decimal] = defaultdict(Decimal)
    for acc_id in acc_ids:
        for order in resting(store, security, acc_id):
            if order.price is None:
                continue
            sums = unsure if order.status in _UNSURE else working
            sums[order.side.buys, order.price] += order.open_qty
            wanted = (going or {}).get((acc_id, order.order_id))
            if wanted is not None and wanted != order.price:
                moving[order.side.buys, wanted] += order.open_qty
        for intent in rowless(store, security, acc_id):
            if intent.price is not None:
                unsure[intent.side.buys, intent.price] += intent.qty
    return Own(working, unsure, moving)


def resting(store: Store, security: SecurityId, acc_id: int) -> tuple[Order, ...]:
    """Return the working orders of an account that stand at a price of a security."""
    return tuple(
        order
        for order in store.working_orders(acc_id)
        if order.id == security and order.price is not None and order.open_qty > 0 and not order.legs
    )


def rowless(store: Store, security: SecurityId, acc_id: int) -> tuple[OrderIntent, ...]:
    """Return our orders in a security that may be at the broker, who has shown no row of them yet."""
    found = [one.intent for one in store.pending(acc_id) if one.may_be_live]
    return tuple(intent for intent in found if intent.id == security)
