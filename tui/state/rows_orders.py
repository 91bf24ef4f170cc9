"""Orders and fills, line by line; orders of ours that the broker does not show yet stand among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tui.domain.decimals import UNKNOWN_TEXT, price_text, quantity_text
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.intents import OutcomeKind, split_remark
from tui.domain.orders import Fill, FillStatus, Order, OrderType
from tui.state.codes import code_text
from tui.state.local_fills import LOCAL_PREFIX
from tui.state.pending import PendingOrder
from tui.state.prices import tick_at
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.store import Store
from tui.state.words import ENVS, ORDER_STATUSES, ORDER_TYPES, SIDES

Instruments = Mapping[SecurityId, Instrument]


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order, or one of ours on its way (then `order_id` is empty)."""

    key: str
    """Unique in the pane and stable: order id, or tag while pending."""
    acc_id: int
    order_id: str
    tag: str
    """Our own id of the order, empty when it was placed elsewhere."""
    id: SecurityId
    time: Cell
    code: Cell
    name: Cell
    side: Cell
    type: Cell
    price: Cell
    qty: Cell
    filled: Cell
    average: Cell
    status: Cell
    cause: Cell
    """The broker's error, or why the outcome is not known."""
    account: Cell
    env: Cell
    working: bool
    """Whether it may still trade and can be amended or cancelled."""
    dismissable: bool = False
    """Whether it stands here only to be read and can be put away."""


@dataclass(frozen=True, slots=True)
class FillRow:
    """One execution."""

    key: str
    acc_id: int
    id: SecurityId
    time: Cell
    code: Cell
    name: Cell
    side: Cell
    qty: Cell
    price: Cell
    status: Cell
    """Empty for a fill that stands, else what happened to it; "local" when worked out by us."""
    counterparty: Cell
    account: Cell
    env: Cell


def account_tail(acc_id: int) -> str:
    """Return the end of an account number, enough to tell accounts apart."""
    return f"*{str(acc_id)[-4:]}"


def order_row(order: Order, instruments: Instruments) -> OrderRow:
    """Make the row of a broker order."""
    status, tone = ORDER_STATUSES[order.status]
    instrument = instruments.get(order.id)
    return OrderRow(
        key=order.order_id,
        acc_id=order.acc_id,
        order_id=order.order_id,
        tag=split_remark(order.remark)[0],
        id=order.id,
        time=_time(order.created_at),
        code=Cell(code_text(order.id), Tone.STRONG),
        name=Cell(order.name or ("" if instrument is None else instrument.name)),
        side=Cell(*SIDES[order.side]),
        type=Cell(ORDER_TYPES[order.type]),
        price=_price(order.type, order.price, instrument),
        qty=Cell(quantity_text(order.qty)),
        filled=Cell(quantity_text(order.filled_qty), Tone.PLAIN if order.filled_qty else Tone.DIM),
        average=_average(order, instrument),
        status=Cell(status, tone),
        cause=Cell(order.error, Tone.BAD) if order.error else EMPTY,
        account=Cell(account_tail(order.acc_id), Tone.DIM),
        env=Cell(*ENVS[order.env]),
        working=not order.status.terminal,
    )


def pending_row(pending: PendingOrder, instruments: Instruments) -> OrderRow:
    """Make the row of an order of ours that no broker order is matched to."""
    intent, outcome = pending.intent, pending.outcome
    instrument = instruments.get(intent.id)
    return OrderRow(
        key=intent.tag,
        acc_id=intent.acc_id,
        order_id="",
        tag=intent.tag,
        id=intent.id,
        time=EMPTY,
        code=Cell(code_text(intent.id), Tone.STRONG),
        name=Cell("" if instrument is None else instrument.name),
        side=Cell(*SIDES[intent.side]),
        type=Cell(ORDER_TYPES[intent.type]),
        price=_price(intent.type, intent.price, instrument),
        qty=Cell(quantity_text(intent.qty)),
        filled=Cell(quantity_text(Decimal(0)), Tone.DIM),
        average=Cell(UNKNOWN_TEXT, Tone.DIM),
        status=Cell(*_PENDING[None if outcome is None else outcome.kind]),
        cause=Cell(outcome.text, Tone.BAD) if outcome is not None and outcome.text else EMPTY,
        account=Cell(account_tail(intent.acc_id), Tone.DIM),
        env=Cell(*ENVS[intent.env]),
        working=False,
        dismissable=pending.dismissable,
    )


def fill_row(fill: Fill, instruments: Instruments) -> FillRow:
    """Make the row of a fill."""
    instrument = instruments.get(fill.id)
    return FillRow(
        key=fill.fill_id,
        acc_id=fill.acc_id,
        id=fill.id,
        time=_time(fill.at),
        code=Cell(code_text(fill.id), Tone.STRONG),
        name=Cell(fill.name or ("" if instrument is None else instrument.name)),
        side=Cell(*SIDES[fill.side]),
        qty=Cell(quantity_text(fill.qty)),
        price=Cell(price_text(fill.price, tick_at(instrument, fill.price))),
        status=_fill_status(fill),
        counterparty=Cell(fill.broker_name or ("" if fill.broker_id is None else str(fill.broker_id))),
        account=Cell(account_tail(fill.acc_id), Tone.DIM),
        env=Cell(*ENVS[fill.env]),
    )


def order_rows(store: Store, acc_ids: Iterable[int]) -> tuple[OrderRow, ...]:
    """Make the orders pane: pending ones first, then those that may trade, then what is over."""
    ids = tuple(acc_ids)
    pending = [pending_row(one, store.instruments) for acc_id in ids for one in store.pending(acc_id)]
    orders = [order_row(one, store.instruments) for acc_id in ids for one in store.orders(acc_id)]
    working = [row for row in orders if row.working]
    return (*reversed(pending), *working, *(row for row in orders if not row.working))


def fill_rows(store: Store, acc_ids: Iterable[int]) -> tuple[FillRow, ...]:
    """Make the fills pane, newest first within each account."""
    return tuple(fill_row(one, store.instruments) for acc_id in acc_ids for one in store.fills(acc_id))


_PENDING: dict[OutcomeKind | None, tuple[str, Tone]] = {
    None: ("sending", Tone.OWN),
    OutcomeKind.ACCEPTED: ("accepted", Tone.OWN),
    OutcomeKind.REJECTED: ("rejected", Tone.BAD),
    OutcomeKind.UNKNOWN: ("UNKNOWN", Tone.WARN),
}
_FILL_STATUSES: dict[FillStatus, tuple[str, Tone]] = {
    FillStatus.UNKNOWN: ("unknown", Tone.WARN),
    FillStatus.OK: ("", Tone.PLAIN),
    FillStatus.CANCELLED: ("busted", Tone.BAD),
    FillStatus.CHANGED: ("changed", Tone.WARN),
    FillStatus.PAYOUT: ("payout", Tone.PLAIN),
}


def _fill_status(fill: Fill) -> Cell:
    if fill.status is FillStatus.OK and fill.fill_id.startswith(LOCAL_PREFIX):
        return Cell("local", Tone.DIM)
    return Cell(*_FILL_STATUSES[fill.status])


def _time(at: datetime | None) -> Cell:
    return EMPTY if at is None else Cell(at.strftime("%H:%M:%S"), Tone.DIM)


def _price(order_type: OrderType, price: Decimal | None, instrument: Instrument | None) -> Cell:
    if not order_type.needs_price and order_type is not OrderType.UNKNOWN:
        return Cell(ORDER_TYPES[order_type] if order_type is OrderType.MARKET else UNKNOWN_TEXT, Tone.DIM)
    return Cell(price_text(price, tick_at(instrument, price)))


def _average(order: Order, instrument: Instrument | None) -> Cell:
    if not order.filled_qty:
        return Cell(UNKNOWN_TEXT, Tone.DIM)
    return Cell(price_text(order.avg_fill_price, tick_at(instrument, order.avg_fill_price)))
