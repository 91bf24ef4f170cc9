"""The static ladder: one row a tick, prices stay put and the market moves past them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.decimals import price_text, quantity_text
from tui.domain.ticks import Ladder
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_book import BookView, LevelRow, OwnOrders


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
    own: OwnOrders,
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
    price: Decimal, ladder: Ladder, level: LevelRow | None, own: OwnOrders, *, last: bool, cost: bool
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
        own_buy=_own(own.get((True, price))),
        own_sell=_own(own.get((False, price))),
        brokers=() if level is None else level.brokers,
        broker_text=EMPTY if level is None else level.broker_text,
        last=last,
        cost=cost,
    )


def _own(qty: Decimal | None) -> Cell:
    return EMPTY if qty is None else Cell(quantity_text(qty), Tone.OWN)
