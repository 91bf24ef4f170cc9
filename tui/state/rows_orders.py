"""Orders and fills, line by line; orders of ours that the broker does not show yet stand among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto

from tui.domain.decimals import UNKNOWN_TEXT, price_text, quantity_text
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.intents import OutcomeKind, split_remark
from tui.domain.orders import (
    Fill,
    FillStatus,
    Order,
    OrderStatus,
    OrderType,
    TimeInForce,
    Trail,
    TrailType,
)
from tui.domain.safety import Unresolved
from tui.state.codes import code_text
from tui.state.local_fills import LOCAL_PREFIX
from tui.state.pending import PendingOrder
from tui.state.prices import tick_at
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.store import Store
from tui.state.words import ENVS, ORDER_STATUSES, ORDER_TYPES, SIDES

Instruments = Mapping[SecurityId, Instrument]


class Stage(Enum):
    """How far an order is, as the orders pane counts it."""

    WORKING = auto()
    """It may trade, or is on its way."""
    UNKNOWN = auto()
    """Nobody knows whether it is at the market: to be taken for live."""
    DONE = auto()


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order, or one of ours on its way (then `order_id` is empty)."""

    key: str
    """Unique in the pane and stable: order id, or tag while pending."""
    acc_id: int
    order_id: str
    tag: str
    """Our own id of the order, empty when it was placed elsewhere."""
    id: SecurityId | None
    """None for an order of an earlier run of which only the words are known."""
    time: Cell
    code: Cell
    name: Cell
    side: Cell
    type: Cell
    tif: Cell
    trigger: Cell
    """Where it wakes, or how far it trails; empty for orders that wait for nothing."""
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
    stage: Stage
    dismissable: bool = False
    """Whether it stands here only to be read and can be put away."""
    marked: bool = False
    """Whether the trader marked it, to act on several at once."""


@dataclass(frozen=True, slots=True)
class FillRow:
    """One execution."""

    key: str
    acc_id: int
    order_id: str
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
    fees: Cell = EMPTY
    """What its whole order cost so far, on the newest fill of each order."""


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
        tif=_tif(order.tif, order.expires_on),
        trigger=_trigger(order.trigger_price, order.trail, instrument),
        price=_price(order.type, order.price, instrument),
        qty=Cell(quantity_text(order.qty)),
        filled=Cell(quantity_text(order.filled_qty), Tone.PLAIN if order.filled_qty else Tone.DIM),
        average=_average(order, instrument),
        status=Cell(status, tone),
        cause=Cell(order.error, Tone.BAD) if order.error else EMPTY,
        account=Cell(account_tail(order.acc_id), Tone.DIM),
        env=Cell(*ENVS[order.env]),
        working=not order.status.terminal,
        stage=_stage_of(order.status),
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
        tif=_tif(intent.tif, intent.expires_on),
        trigger=_trigger(intent.trigger_price, intent.trail, instrument),
        price=_price(intent.type, intent.price, instrument),
        qty=Cell(quantity_text(intent.qty)),
        filled=Cell(quantity_text(Decimal(0)), Tone.DIM),
        average=Cell(UNKNOWN_TEXT, Tone.DIM),
        status=Cell(*_PENDING[None if outcome is None else outcome.kind]),
        cause=Cell(outcome.text, Tone.BAD) if outcome is not None and outcome.text else EMPTY,
        account=Cell(account_tail(intent.acc_id), Tone.DIM),
        env=Cell(*ENVS[intent.env]),
        working=False,
        stage=_PENDING_STAGES[None if outcome is None else outcome.kind],
        dismissable=pending.dismissable,
    )


def unresolved_row(one: Unresolved) -> OrderRow:
    """Make the row of an order that an earlier run may have sent, and of which no more is known."""
    return OrderRow(
        key=one.tag,
        acc_id=one.acc_id,
        order_id="",
        tag=one.tag,
        id=None,
        time=EMPTY,
        code=EMPTY,
        name=Cell(one.words),
        side=EMPTY,
        type=EMPTY,
        tif=EMPTY,
        trigger=EMPTY,
        price=EMPTY,
        qty=EMPTY,
        filled=EMPTY,
        average=EMPTY,
        status=Cell(*_PENDING[OutcomeKind.UNKNOWN]),
        cause=Cell(f"{one.words}: {one.state}" if one.state else one.words, Tone.WARN),
        account=Cell(account_tail(one.acc_id), Tone.DIM),
        env=Cell(*ENVS[one.env]),
        working=False,
        stage=Stage.UNKNOWN,
    )


def fill_row(fill: Fill, instruments: Instruments) -> FillRow:
    """Make the row of a fill."""
    instrument = instruments.get(fill.id)
    return FillRow(
        key=fill.fill_id,
        acc_id=fill.acc_id,
        order_id=fill.order_id,
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


class OrderRows:
    """Makes the rows of the orders pane; of a day's thousands only those that changed are made anew."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str], tuple[Order, Instrument | None, OrderRow]] = {}

    def of(self, store: Store, acc_ids: Iterable[int]) -> tuple[OrderRow, ...]:
        """Return what is not resolved first, then pending ones, working ones, what is over."""
        ids = tuple(acc_ids)
        unresolved = {
            one.tag: one for one in store.safety.unresolved if one.acc_id in ids and not one.order_id
        }
        pending = [
            _searched(pending_row(one, store.instruments), unresolved.pop(one.intent.tag, None))
            for acc_id in ids
            for one in store.pending(acc_id)
        ]
        pending += map(unresolved_row, unresolved.values())
        orders = self._rows(store, ids)
        working = [row for row in orders if row.working]
        return (*reversed(pending), *working, *(row for row in orders if not row.working))

    def _rows(self, store: Store, acc_ids: tuple[int, ...]) -> list[OrderRow]:
        kept, known = {}, self._kept
        for acc_id in acc_ids:
            for order in store.orders(acc_id):
                key, instrument = (acc_id, order.order_id), store.instruments.get(order.id)
                made = known.get(key)
                if made is None or made[0] is not order or made[1] is not instrument:
                    made = (order, instrument, order_row(order, store.instruments))
                kept[key] = made
        self._kept = kept
        return [row for _, _, row in kept.values()]


def order_rows(store: Store, acc_ids: Iterable[int]) -> tuple[OrderRow, ...]:
    """Make the rows of the orders pane once."""
    return OrderRows().of(store, acc_ids)


def fill_rows(store: Store, acc_ids: Iterable[int]) -> tuple[FillRow, ...]:
    """Make the fills pane, newest first within each account."""
    return tuple(fill_row(one, store.instruments) for acc_id in acc_ids for one in store.fills(acc_id))


_PENDING: dict[OutcomeKind | None, tuple[str, Tone]] = {
    None: ("sending", Tone.OWN),
    OutcomeKind.ACCEPTED: ("accepted", Tone.OWN),
    OutcomeKind.REJECTED: ("rejected", Tone.BAD),
    OutcomeKind.UNKNOWN: ("UNKNOWN", Tone.WARN),
}
_PENDING_STAGES: dict[OutcomeKind | None, Stage] = {
    None: Stage.WORKING,
    OutcomeKind.ACCEPTED: Stage.WORKING,
    OutcomeKind.REJECTED: Stage.DONE,
    OutcomeKind.UNKNOWN: Stage.UNKNOWN,
}
_TIFS: dict[TimeInForce, str] = {
    TimeInForce.UNKNOWN: "?",
    TimeInForce.DAY: "day",
    TimeInForce.GTC: "GTC",
    TimeInForce.IOC: "IOC",
    TimeInForce.GTD: "GTD",
}
_FILL_STATUSES: dict[FillStatus, tuple[str, Tone]] = {
    FillStatus.UNKNOWN: ("unknown", Tone.WARN),
    FillStatus.OK: ("", Tone.PLAIN),
    FillStatus.CANCELLED: ("busted", Tone.BAD),
    FillStatus.CHANGED: ("changed", Tone.WARN),
    FillStatus.PAYOUT: ("payout", Tone.PLAIN),
}


def _searched(row: OrderRow, unresolved: Unresolved | None) -> OrderRow:
    """Say how far the search for an order of unknown outcome is."""
    if unresolved is None or not unresolved.state or row.dismissable:
        return row
    return replace(row, cause=Cell(unresolved.state, Tone.WARN))


def _stage_of(status: OrderStatus) -> Stage:
    if status.terminal:
        return Stage.DONE
    return Stage.UNKNOWN if status in (OrderStatus.UNKNOWN, OrderStatus.TIMEOUT) else Stage.WORKING


def _tif(tif: TimeInForce, expires_on: date | None) -> Cell:
    if expires_on is not None and tif is TimeInForce.GTD:
        return Cell(f"{expires_on:%m-%d}")
    return Cell(_TIFS[tif], Tone.DIM if tif is TimeInForce.DAY else Tone.PLAIN)


def _trigger(price: Decimal | None, trail: Trail | None, instrument: Instrument | None) -> Cell:
    if trail is not None:
        unit = "%" if trail.type is TrailType.RATIO else ""
        return Cell(f"{trail.value.normalize():f}{unit}")
    return EMPTY if price is None else Cell(price_text(price, tick_at(instrument, price)))


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
