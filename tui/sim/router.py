"""The way of orders between broker and exchange.

An order moves one stage a step: accepted, on its way, in the book. Cancelling takes a step as well, so
an order may still fill while it is leaving, as in real life. Amending acts at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.markets import zone_of
from tui.domain.orders import Fill, Order, OrderType, Side, TimeInForce
from tui.sim import orders
from tui.sim.books import AccountBooks
from tui.sim.checks import Verdict
from tui.sim.clock import whole_ms
from tui.sim.exchange import Exchange
from tui.sim.ledger import Hold
from tui.sim.numbering import Numbering
from tui.sim.orders import LiveOrder, Stage
from tui.sim.refusal import RefusalError
from tui.sim.reports import UserFill, UserOrder
from tui.wire.messages_trade import FillPush, OrderPush

TradePush = OrderPush | FillPush
_IMMEDIATE = frozenset({OrderType.MARKET, OrderType.SPECIAL_LIMIT, OrderType.SPECIAL_LIMIT_ALL})


def local_time(now: float, id_: SecurityId) -> datetime:
    """Return a moment on the clock of a security's exchange, in whole milliseconds."""
    return datetime.fromtimestamp(whole_ms(now), zone_of(id_.market))


def local_day(now: float, id_: SecurityId) -> date:
    """Return the day it is at a security's exchange."""
    return local_time(now, id_).date()


class Router:
    """Sends, withdraws and fills orders, and collects what is to be pushed."""

    def __init__(self, exchange: Exchange, numbering: Numbering) -> None:
        self._exchange = exchange
        self._numbering = numbering
        self._at_exchange: dict[str, tuple[AccountBooks, LiveOrder]] = {}
        self._moving: dict[str, tuple[AccountBooks, LiveOrder]] = {}
        self._pushes: list[TradePush] = []

    def take_pushes(self) -> list[TradePush]:
        """Return what happened since the last call, in order."""
        pushes, self._pushes = self._pushes, []
        return pushes

    # ---- what the user asks for

    def accept(self, books: AccountBooks, live: LiveOrder) -> None:
        """Take a checked order; it goes to the exchange with the next steps."""
        books.live[live.order.order_id] = live
        self._pushes.append(OrderPush(live.order))
        self._hold(books, live)
        self._moving[live.order.order_id] = (books, live)

    def ask_cancel(self, books: AccountBooks, live: LiveOrder, now: float) -> None:
        """Start to cancel an open order."""
        live.cancel_wanted = True
        self._report(books, live, orders.cancelling(live.order, local_time(now, live.order.id)))
        self._moving[live.order.order_id] = (books, live)

    def amend(
        self,
        books: AccountBooks,
        live: LiveOrder,
        qty: Decimal,
        price: Decimal | None,
        verdict: Verdict,
        now: float,
    ) -> None:
        """Give an open order a new total quantity and price; what it can match, it matches at once."""
        moment = local_time(now, live.order.id)
        result = None
        if live.stage is Stage.RESTING:
            if qty == live.order.filled_qty:
                self._withdraw(live)
            else:
                result = self._exchange.amend(
                    live.key, int(qty - live.filled_before), verdict.limit, self._exchange.now
                )
                if not result.accepted:
                    raise RefusalError(result.error)
        live.limit, live.opens = verdict.limit, verdict.opens
        self._report(books, live, orders.amended(live.order, qty, price, moment))
        if result is not None:
            self.settle(result.fills)

    def disable(self, books: AccountBooks, live: LiveOrder, now: float) -> None:
        """Take an open order out of the market and keep it."""
        self._moving.pop(live.order.order_id, None)
        self._withdraw(live)
        live.stage = Stage.DISABLED
        self._report(books, live, orders.disabled(live.order, local_time(now, live.order.id)))

    def enable(self, books: AccountBooks, live: LiveOrder, verdict: Verdict, now: float) -> None:
        """Send a disabled order to the market again, as a new one."""
        live.stage, live.limit, live.opens = Stage.QUEUED, verdict.limit, verdict.opens
        self._report(books, live, orders.enabled(live.order, local_time(now, live.order.id)))
        self._moving[live.order.order_id] = (books, live)

    def delete(self, books: AccountBooks, live: LiveOrder, now: float) -> None:
        """Hide a finished order that never filled."""
        self._report(books, live, orders.deleted(live.order, local_time(now, live.order.id)))

    # ---- what happens by itself

    def settle(self, fills: Iterable[UserFill]) -> None:
        """Book executions: order, cash, position and the list of fills change together."""
        for fill in fills:
            books, live = self._at_exchange[fill.key]
            self._settle_one(books, live, fill)

    def move(self, now: float) -> None:
        """Take every order that is on its way one stage further."""
        for order_id, (books, live) in tuple(self._moving.items()):
            moment = local_time(now, live.order.id)
            if live.stage is Stage.DONE:
                del self._moving[order_id]
            elif live.cancel_wanted:
                del self._moving[order_id]
                self._withdraw(live)
                self._report(books, live, orders.cancelled(live.order, moment))
            elif live.stage is Stage.QUEUED:
                live.stage = Stage.SENDING
                self._report(books, live, orders.submitting(live.order, moment))
            else:
                del self._moving[order_id]
                self._send(books, live, now)

    def _send(self, books: AccountBooks, live: LiveOrder, now: float) -> None:
        order, moment = live.order, local_time(now, live.order.id)
        obstacle = self._obstacle(live)
        if obstacle:
            self._report(books, live, orders.failed(order, moment, obstacle))
            return
        live.sent += 1
        live.key = order.order_id if live.sent == 1 else f"{order.order_id}/{live.sent}"
        live.filled_before = order.filled_qty
        immediate = order.type in _IMMEDIATE
        result = self._exchange.submit(
            UserOrder(
                key=live.key,
                id=order.id,
                buys=order.side.buys,
                type=OrderType.LIMIT,
                qty=int(order.open_qty),
                price=live.limit,
                tif=TimeInForce.IOC if immediate else TimeInForce.DAY,
            ),
            self._exchange.now,
        )
        if not result.accepted:
            self._report(books, live, orders.failed(order, moment, result.error))
            return
        live.stage = Stage.RESTING
        self._at_exchange[live.key] = (books, live)
        self._report(books, live, orders.submitted(order, moment))
        self.settle(result.fills)
        if result.cancelled:
            text = "The rest found nobody to trade with and was cancelled."
            self._report(books, live, orders.cancelled(live.order, moment, text))

    def _obstacle(self, live: LiveOrder) -> str:
        """Say why the exchange would not take an order of a special kind; empty when it would."""
        order, limit = live.order, live.limit
        if order.type not in (OrderType.ABSOLUTE_LIMIT, OrderType.SPECIAL_LIMIT_ALL):
            return ""
        book = self._exchange.book(order.id)
        buys = order.side is Side.BUY
        crossed = [
            level
            for level in (book.asks if buys else book.bids)
            if (level.price <= limit if buys else level.price >= limit)
        ]
        if order.type is OrderType.ABSOLUTE_LIMIT:
            better = any(level.price != limit for level in crossed)
            return "The order would trade at another price than its own." if better else ""
        if sum(level.volume for level in crossed) < order.open_qty:
            return "The order cannot be filled as a whole at once."
        return ""

    def _settle_one(self, books: AccountBooks, live: LiveOrder, fill: UserFill) -> None:
        order, qty, moment = live.order, Decimal(fill.qty), local_time(fill.at, live.order.id)
        live.paid += qty * fill.price
        books.ledger.fill(live.contract, order.side, qty, fill.price, moment.date())
        name = self._numbering.next(fill.at)
        record = Fill(
            fill_id=name.text,
            order_id=order.order_id,
            acc_id=order.acc_id,
            env=order.env,
            id=order.id,
            name=order.name,
            side=order.side,
            qty=qty,
            price=fill.price,
            at=moment,
            broker_id=fill.broker_id,
            broker_name=fill.broker_name,
            market=order.market,
            number=name.number,
        )
        books.fills.append(record)
        self._report(books, live, orders.filled(order, qty, live.paid, moment))
        if not books.paper:
            self._pushes.append(FillPush(record))

    def _withdraw(self, live: LiveOrder) -> None:
        if live.stage is Stage.RESTING:
            self._exchange.cancel(live.key, self._exchange.now)
            self._at_exchange.pop(live.key, None)

    def _report(self, books: AccountBooks, live: LiveOrder, order: Order) -> None:
        changed = order != replace(live.order, updated_at=order.updated_at)
        if not changed:
            return
        live.order = order
        if order.status.terminal:
            live.stage = Stage.DONE
            self._at_exchange.pop(live.key, None)
        self._hold(books, live)
        self._pushes.append(OrderPush(order))

    def _hold(self, books: AccountBooks, live: LiveOrder) -> None:
        order = live.order
        if live.stage in (Stage.DONE, Stage.DISABLED):
            books.ledger.release(order.order_id)
        else:
            hold = Hold(live.contract, order.side, order.open_qty, live.limit, live.opens)
            books.ledger.hold(order.order_id, hold)
