"""Positions, line by line, valued at live prices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tui.domain.accounts import Position
from tui.domain.decimals import money_text, percent_text, price_text, quantity_text, signed_text
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.pnl import multiplier_of, value_position
from tui.domain.quotes import Quote
from tui.state.codes import code_text
from tui.state.dirty import Topic
from tui.state.prices import tick_at
from tui.state.rows import Cell, Tone, aged, tone_of_change
from tui.state.rows_orders import account_tail
from tui.state.store import Store
from tui.state.words import ENVS


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One holding."""

    key: tuple[int, int, SecurityId]
    """Account, position id and security."""
    acc_id: int
    id: SecurityId
    code: Cell
    name: Cell
    qty: Cell
    can_sell: Cell
    cost: Cell
    price: Cell
    market_value: Cell
    pl: Cell
    pl_percent: Cell
    account: Cell
    env: Cell


def position_row(
    position: Position, instrument: Instrument | None, quote: Quote | None, *, stale: bool
) -> PositionRow:
    """Value a holding at the live price; without one at the broker's, which then counts as stale."""
    last = None if quote is None else quote.last
    value = value_position(position, last, multiplier_of(instrument))
    tone = aged(tone_of_change(value.pl), stale=stale)
    plain = aged(Tone.PLAIN, stale=stale)
    return PositionRow(
        key=(position.acc_id, position.position_id, position.id),
        acc_id=position.acc_id,
        id=position.id,
        code=Cell(code_text(position.id), Tone.STRONG),
        name=Cell(position.name or ("" if instrument is None else instrument.name)),
        qty=Cell(quantity_text(position.qty), Tone.DOWN if position.qty < 0 else Tone.PLAIN),
        can_sell=Cell(quantity_text(position.can_sell_qty)),
        cost=Cell(
            price_text(None if value.cost is None else round(value.cost, 4), tick_at(instrument, value.cost))
        ),
        price=Cell(price_text(value.price, tick_at(instrument, value.price, quote)), plain),
        market_value=Cell(money_text(value.market_value), plain),
        pl=Cell(signed_text(value.pl, 2), tone),
        pl_percent=Cell(percent_text(value.pl_percent), tone),
        account=Cell(account_tail(position.acc_id), Tone.DIM),
        env=Cell(*ENVS[position.env]),
    )


def position_rows(store: Store, acc_ids: Iterable[int]) -> tuple[PositionRow, ...]:
    """Make the positions pane; holdings of zero, which OpenD lists until the day ends, are left out."""
    return tuple(
        position_row(
            position,
            store.instruments.get(position.id),
            store.quote(position.id),
            stale=store.is_stale(Topic.QUOTE, position.id),
        )
        for acc_id in acc_ids
        for position in store.positions(acc_id)
        if position.qty
    )
