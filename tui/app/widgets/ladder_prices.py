"""The ladder by prices: one line a tick, which stays where it is while the market moves past it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from tui.app.widgets.columns import Bar, Column, number_column
from tui.app.widgets.fit import Overflow
from tui.app.widgets.ladder_rungs import BROKERS, SIZE_WIDTH, Rung, broker_names
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_book import BookView
from tui.state.rows_ladder import LadderRow

_OWN_WIDTH = 9
PRICE_COLUMNS: tuple[Column[Rung], ...] = (
    number_column("My buys", _OWN_WIDTH, lambda rung: rung.own),
    number_column(
        "Bid", SIZE_WIDTH, lambda rung: rung.volume, overflow=Overflow.AMOUNT, bar=lambda rung: rung.bar
    ),
    number_column("Price", 9, lambda rung: rung.price),
    number_column(
        "Ask", SIZE_WIDTH, lambda rung: rung.ask, overflow=Overflow.AMOUNT, bar=lambda rung: rung.ask_bar
    ),
    number_column("My sells", _OWN_WIDTH, lambda rung: rung.own_sell),
    Column("", 4, lambda rung: rung.mark, drop=1),
    replace(BROKERS, width=8, drop=2),
)
LAST, COST = "last", "avg"
"""Stand at the last price, which is bold, too, and at the tick of the position's average cost."""


def price_rungs(rows: tuple[LadderRow, ...], book: BookView, *, numbers: bool) -> tuple[Rung, ...]:
    """Lay out ticks, highest first."""
    names = {row.price_value: broker_names(row, numbers=numbers) for row in (*book.asks, *book.bids)}
    return tuple(_rung(row, names) for row in rows)


def _rung(row: LadderRow, names: Mapping[Decimal, str]) -> Rung:
    return Rung(
        key=row.price_value,
        price=row.price,
        own=row.own_buy,
        volume=row.bid,
        bar=Bar(_whole(row.bid_share), "bar-up") if row.bid_share else None,
        ask=row.ask,
        ask_bar=Bar(_whole(row.ask_share), "bar-down") if row.ask_share else None,
        own_sell=row.own_sell,
        brokers=Cell(names.get(row.price_value, ""), row.broker_text.tone),
        price_value=row.price_value,
        mark=Cell(COST, Tone.OWN) if row.cost else Cell(LAST, Tone.DIM) if row.last else EMPTY,
    )


def _whole(share: float) -> float:
    """Round to whole cells, so that a line does not change for less."""
    return round(share * SIZE_WIDTH) / SIZE_WIDTH
