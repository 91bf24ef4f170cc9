"""Everything known of one order, in blocks: the broker's row, its fills, what it cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.decimals import money_text, price_text, quantity_text
from tui.domain.fee_estimates import Plan, estimate
from tui.domain.fees import OrderFee
from tui.domain.instruments import Instrument
from tui.domain.intents import split_remark
from tui.domain.markets import Currency, currency_of
from tui.domain.orders import Fill, Order, TradeSession, TrailType
from tui.state.codes import code_text
from tui.state.local_fills import LOCAL_PREFIX
from tui.state.pending import PendingOrder
from tui.state.prices import tick_at
from tui.state.rows import Cell, Tone
from tui.state.rows_details import Answer
from tui.state.rows_details_base import Block, Fact, day_text, facts
from tui.state.rows_orders import (
    FillRow,
    OrderRow,
    account_tail,
    fill_row,
    order_row,
    pending_row,
    unresolved_row,
)
from tui.state.store import Store
from tui.state.words import ENVS, ORDER_STATUSES, ORDER_TYPES, SESSIONS, SIDES, TIMES_IN_FORCE

PAPER_FEES = Cell("the broker tells no fees of paper orders", Tone.DIM)
NO_FILLS = Cell("none so far", Tone.DIM)
LOCAL_FILLS = Cell("paper: worked out from order reports, at average prices", Tone.DIM)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is known of one order; each part may be missing."""

    order: Order | None = None
    """The broker's row."""
    row: OrderRow | None = None
    """Ours, while the broker shows none."""
    fills: tuple[Fill, ...] = ()
    """Oldest first."""
    plan: Plan | None = None
    """What the broker charges the account, as the settings say."""

    @property
    def name(self) -> str:
        """Name the order in a title: its id, or our tag while it has none."""
        if self.order is not None:
            return self.order.order_id
        return "" if self.row is None else self.row.tag or self.row.key


def order_facts(store: Store, acc_id: int, order_id: str, tag: str) -> OrderFacts:
    """Read what the store has of an order, named by the broker's id or by our tag."""
    order = store.order(acc_id, order_id) if order_id else None
    if order is None and tag:
        order = next((one for one in store.orders(acc_id) if split_remark(one.remark)[0] == tag), None)
    if order is not None:
        fills = [fill for fill in store.fills(acc_id) if fill.order_id == order.order_id]
        plan = store.fee_plans.of(acc_id, order.id.market)
        return OrderFacts(order, fills=tuple(reversed(fills)), plan=plan)
    pending: PendingOrder | None = next(
        (one for one in store.pending(acc_id) if tag and one.intent.tag == tag), None
    )
    if pending is not None:
        return OrderFacts(row=pending_row(pending, store.instruments))
    lost = next((one for one in store.safety.unresolved if tag and one.tag == tag), None)
    return OrderFacts(row=None if lost is None else unresolved_row(lost))


def order_blocks(
    known: OrderFacts, instrument: Instrument | None, fees: Answer[OrderFee]
) -> tuple[Block, ...]:
    """Make the blocks above the journal's lines."""
    if known.order is not None:
        order = known.order
        return (
            _broker_block(order, instrument),
            _fills_block(known.fills, order, instrument),
            _fees_block(fees, order, _estimate_lines(order, instrument, known.plan)),
        )
    if known.row is not None:
        return (_own_block(known.row),)
    gone = Cell("neither the broker's list of today nor this program shows it any more", Tone.WARN)
    return (Block("Order", lines=(gone,)),)


def _broker_block(order: Order, instrument: Instrument | None) -> Block:
    row = order_row(order, {} if instrument is None else {order.id: instrument})
    tag, note = split_remark(order.remark)
    status, tone = ORDER_STATUSES[order.status]
    trail = order.trail
    made = facts(
        ("Order id", order.order_id),
        Fact("Status", Cell(f"{status} ({order.status.name})", tone)),
        Fact("Account", Cell(f"{ENVS[order.env][0]} {account_tail(order.acc_id)}", ENVS[order.env][1])),
        Fact("Code", Cell(f"{code_text(order.id)} {row.name.text}".rstrip(), Tone.STRONG)),
        Fact("Side", Cell(*SIDES[order.side])),
        ("Type", ORDER_TYPES[order.type]),
        ("Quantity", row.qty.text),
        ("Price", row.price.text),
        ("Filled", row.filled.text),
        ("Still open", quantity_text(order.open_qty)),
        ("Average", row.average.text),
        ("In force", _in_force(order)),
        ("Session", "" if order.session is TradeSession.NONE else SESSIONS[order.session]),
        ("Trigger", "" if order.trigger_price is None else _price(order.trigger_price, instrument)),
        None if trail is None else ("Trails by", _trail(order)),
        ("Placed", _moment(order.created_at)),
        ("Last report", _moment(order.updated_at)),
        ("Currency", "" if order.currency is Currency.UNKNOWN else order.currency.name),
        ("Our tag", tag or "none: placed elsewhere"),
        ("Remark", note),
    )
    legs = [f"{SIDES[leg.side][0]} {leg.ratio} x {leg.id}" for leg in order.legs]
    lines = [Cell(f"legs: {', '.join(legs)}")] if legs else []
    lines += [Cell(f"the broker's error: {order.error}", Tone.BAD)] if order.error else []
    return Block("Order at the broker", made, tuple(lines))


def _own_block(row: OrderRow) -> Block:
    made = facts(
        Fact("Status", row.status),
        Fact("Account", Cell(f"{row.env.text} {row.account.text}", row.env.tone)),
        Fact("Code", row.code),
        Fact("Side", row.side),
        Fact("Type", row.type),
        Fact("Quantity", row.qty),
        Fact("Price", row.price),
        ("Our tag", row.tag),
    )
    cause = replace(row.cause, tone=Tone.WARN)
    missing = Cell("the broker shows no row of it yet", Tone.DIM)
    return Block("Order of ours", made, (cause, missing) if cause.text else (missing,))


def _fills_block(fills: tuple[Fill, ...], order: Order, instrument: Instrument | None) -> Block:
    known = {} if instrument is None else {order.id: instrument}
    lines = [_fill_line(fill, fill_row(fill, known)) for fill in fills] or [NO_FILLS]
    local = any(fill.fill_id.startswith(LOCAL_PREFIX) for fill in fills)
    return Block("Fills", lines=(*lines, LOCAL_FILLS) if local else tuple(lines))


def _fill_line(fill: Fill, row: FillRow) -> Cell:
    at = "" if fill.at is None else f"{fill.at:%m-%d %H:%M:%S}  "
    parts = (f"{row.qty.text} at {row.price.text}", row.status.text, row.counterparty.text)
    local = fill.fill_id.startswith(LOCAL_PREFIX)
    words = "  ".join(part for part in parts if part and part != "local")
    return Cell(f"{at}{words}" if local else f"{at}{words}  (fill {fill.fill_id})")


def _fees_block(answer: Answer[OrderFee], order: Order, estimated: tuple[Cell, ...]) -> Block:
    if order.env is Env.PAPER:
        return Block("Fees", lines=(PAPER_FEES, *estimated))
    fee = answer.value
    if fee is None:
        return Block("Fees", lines=(answer.why, *estimated))
    unit = "" if order.currency is Currency.UNKNOWN else f"{order.currency.name} "
    total = "not told" if fee.total is None else f"{unit}{money_text(fee.total)}"
    items = tuple((item.title, money_text(item.amount)) for item in fee.items)
    return Block("Fees", facts(Fact("Total", Cell(total, Tone.STRONG)), *items))


def _estimate_lines(order: Order, instrument: Instrument | None, plan: Plan | None) -> tuple[Cell, ...]:
    """Return what our own rates say, where the broker says nothing: of what is filled, else of all of it."""
    filled = order.filled_qty > 0
    qty, price = (order.filled_qty, order.avg_fill_price) if filled else (order.qty, order.price)
    if instrument is None or price is None or order.legs or (order.status.terminal and not filled):
        return ()
    fees = estimate(instrument, order.env, order.side, qty, price, plan)
    if fees.total is None:
        return ()
    when = "of what is filled" if filled else "if all of it fills at its price"
    total = f"{currency_of(order.id.market).name} {money_text(fees.total)}"
    return (Cell(f"estimate {when}: {total}{f' ({fees.note})' if fees.note else ''}", Tone.DIM),)


def _in_force(order: Order) -> str:
    until = f" {day_text(order.expires_on)}" if order.expires_on is not None else ""
    return f"{TIMES_IN_FORCE[order.tif]}{until}"


def _trail(order: Order) -> str:
    trail = order.trail
    if trail is None:
        return ""
    spread = "" if trail.spread is None else f", limit {trail.spread.normalize():f} further"
    return f"{trail.value.normalize():f}{'%' if trail.type is TrailType.RATIO else ''}{spread}"


def _price(price: Decimal, instrument: Instrument | None) -> str:
    return price_text(price, tick_at(instrument, price))


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at:%m-%d %H:%M:%S}"
