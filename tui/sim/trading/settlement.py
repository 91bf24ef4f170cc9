"""What one execution changes in an account's books: position, cash, fees, movements, the list of fills."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.fees import FeeItem
from tui.domain.orders import Fill, Side
from tui.sim.market.reports import UserFill
from tui.sim.trading.books import AccountBooks
from tui.sim.trading.cashbook import FEES, TRADE
from tui.sim.trading.contract import Contract
from tui.sim.trading.fees import fee_items, fee_total
from tui.sim.trading.numbering import Numbering
from tui.sim.trading.orders import LiveLeg, LiveOrder


class Settlement:
    """Books executions of simple orders and of the legs of combined ones alike."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def book(self, books: AccountBooks, live: LiveOrder, fill: UserFill, at: datetime) -> Fill:
        """Book an execution of a simple order; its total paid holds this one already."""
        order = live.order
        filled = order.filled_qty + fill.qty
        value = live.contract.value(Decimal(1), live.paid)
        fees = fee_total(order.env, live.contract, order.side, filled, value)
        self._move_cash(books, live, live.contract, order.side, fill, at, fees - live.charged)
        live.charged = fees
        return self._record(books, live, live.contract, order.side, fill, at)

    def book_leg(
        self, books: AccountBooks, live: LiveOrder, leg: LiveLeg, fill: UserFill, at: datetime
    ) -> Fill:
        """Book an execution of one leg of a combined order."""
        leg.filled += fill.qty
        leg.value += leg.contract.value(Decimal(fill.qty), fill.price)
        fees = fee_total(live.order.env, leg.contract, leg.side, leg.filled, leg.value)
        self._move_cash(books, live, leg.contract, leg.side, fill, at, fees - leg.charged)
        leg.charged = fees
        return self._record(books, live, leg.contract, leg.side, fill, at)

    def _move_cash(
        self,
        books: AccountBooks,
        live: LiveOrder,
        contract: Contract,
        side: Side,
        fill: UserFill,
        at: datetime,
        fee: Decimal,
    ) -> None:
        moved = books.ledger.fill(contract, side, Decimal(fill.qty), fill.price, at.date())
        books.ledger.charge(contract.currency, fee)
        books.cashbook.write(live.order, contract, TRADE, moved, at)
        books.cashbook.write(live.order, contract, FEES, -fee, at)

    def _record(
        self,
        books: AccountBooks,
        live: LiveOrder,
        contract: Contract,
        side: Side,
        fill: UserFill,
        at: datetime,
    ) -> Fill:
        order, name = live.order, self._numbering.next(fill.at)
        record = Fill(
            fill_id=name.text,
            order_id=order.order_id,
            acc_id=order.acc_id,
            env=order.env,
            id=contract.id,
            name=contract.name,
            side=side,
            qty=Decimal(fill.qty),
            price=fill.price,
            at=at,
            broker_id=fill.broker_id,
            broker_name=fill.broker_name,
            market=order.market,
            number=name.number,
        )
        books.fills.append(record)
        return record


def fee_to_come(books: AccountBooks, live: LiveOrder) -> Decimal:
    """Return the fees that an order will still cost when its rest fills at its limit."""
    order, contract = live.order, live.contract
    value = contract.value(Decimal(1), live.paid + order.open_qty * live.limit)
    whole = fee_total(books.account.env, contract, order.side, order.filled_qty + order.open_qty, value)
    return max(whole - live.charged, Decimal(0))


def fees_of(env: Env, live: LiveOrder) -> tuple[FeeItem, ...]:
    """Return what an order of this run has cost so far, the same items of several legs as one."""
    if not live.legs:
        value = live.contract.value(Decimal(1), live.paid)
        return fee_items(env, live.contract, live.order.side, live.order.filled_qty, value)
    sums: dict[str, Decimal] = {}
    for leg in live.legs:
        for item in fee_items(env, leg.contract, leg.side, leg.filled, leg.value):
            sums[item.title] = sums.get(item.title, Decimal(0)) + item.amount
    return tuple(FeeItem(title, amount) for title, amount in sums.items())
