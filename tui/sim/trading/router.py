"""The way of orders between broker and exchange.

An order moves one stage a step: accepted, on its way, in the book. Cancelling takes a step as well, so
an order may still fill while it is leaving, as in real life. Amending acts at once. Conditional orders
and those too far from the market wait at the broker and are looked at in every step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.markets import zone_of
from tui.domain.orders import Order, OrderType, Side, TimeInForce
from tui.sim.clock import whole_ms
from tui.sim.market.exchange import Exchange
from tui.sim.market.reports import SubmitResult, UserFill, UserOrder
from tui.sim.refusal import RefusalError
from tui.sim.trading import combos, orders
from tui.sim.trading.bands import held_back
from tui.sim.trading.books import AccountBooks
from tui.sim.trading.checks import Verdict
from tui.sim.trading.conditions import condition_of, limit_at
from tui.sim.trading.ledger import Hold
from tui.sim.trading.orders import LiveOrder, Stage
from tui.sim.trading.picture import Picture
from tui.sim.trading.settlement import Settlement, fee_to_come
from tui.wire.messages.trade import FillPush, OrderPush

TradePush = OrderPush | FillPush
Gate = Callable[[AccountBooks, LiveOrder, float], Verdict]
"""Judges the plain order that a conditional one has become; RefusalError when it may not be sent."""
_IMMEDIATE = frozenset({OrderType.MARKET, OrderType.SPECIAL_LIMIT, OrderType.SPECIAL_LIMIT_ALL})
_WAITING = frozenset({Stage.HELD, Stage.PARKED, Stage.OFFERED})
EXPIRED = "The order has reached the end of its life."


def local_time(now: float, id_: SecurityId) -> datetime:
    """Return a moment on the clock of a security's exchange, in whole milliseconds."""
    return datetime.fromtimestamp(whole_ms(now), zone_of(id_.market))


def local_day(now: float, id_: SecurityId) -> date:
    """Return the day it is at a security's exchange."""
    return local_time(now, id_).date()


class Router:
    """Sends, withdraws and fills orders, and collects what is to be pushed."""

    def __init__(self, exchange: Exchange, settlement: Settlement, gate: Gate) -> None:
        self._exchange = exchange
        self._settlement = settlement
        self._gate = gate
        self._open: dict[str, tuple[AccountBooks, LiveOrder]] = {}
        self._at_exchange: dict[str, tuple[AccountBooks, LiveOrder]] = {}
        self._moving: dict[str, tuple[AccountBooks, LiveOrder]] = {}
        self._waiting: dict[str, tuple[AccountBooks, LiveOrder]] = {}
        self._next_end = float("inf")
        self._pushes: list[TradePush] = []

    def take_pushes(self) -> list[TradePush]:
        """Return what happened since the last call, in order."""
        pushes, self._pushes = self._pushes, []
        return pushes

    # ---- what the user asks for

    def accept(self, books: AccountBooks, live: LiveOrder) -> None:
        """Take a checked order; it goes to the exchange with the next steps."""
        books.live[live.order.order_id] = live
        self._open[live.order.order_id] = (books, live)
        self._next_end = min(self._next_end, live.ends_at)
        self._pushes.append(OrderPush(live.order))
        self._hold(books, live)
        self._moving[live.order.order_id] = (books, live)

    def ask_cancel(self, books: AccountBooks, live: LiveOrder, now: float) -> None:
        """Start to cancel an open order."""
        live.cancel_wanted = True
        self.report(books, live, orders.cancelling(live.order, local_time(now, live.order.id)))
        self._waiting.pop(live.order.order_id, None)
        self._moving[live.order.order_id] = (books, live)

    def amend(
        self, books: AccountBooks, live: LiveOrder, wanted: Order, verdict: Verdict, now: float
    ) -> None:
        """Give an open order the quantity, price and trigger of `wanted`; what can match, matches at once."""
        moment = local_time(now, live.order.id)
        result = None
        if live.stage is Stage.RESTING:
            if wanted.qty == live.order.filled_qty:
                self._withdraw(live)
            else:
                result = self._exchange.amend(
                    live.key, int(wanted.qty - live.filled_before), verdict.limit, self._exchange.now
                )
                if not result.accepted:
                    raise RefusalError(result.error)
        live.limit, live.opens = verdict.limit, verdict.opens
        if live.condition is not None and _trigger_of(wanted) != _trigger_of(live.order):
            live.condition = condition_of(wanted, self._exchange.last(wanted.id))
        changed = orders.amended(
            live.order, wanted.qty, wanted.price, moment, wanted.trigger_price, wanted.trail
        )
        self.report(books, live, changed)
        if result is not None:
            self.settle(result.fills)

    def disable(self, books: AccountBooks, live: LiveOrder, now: float) -> None:
        """Take an open order out of the market and keep it."""
        self._moving.pop(live.order.order_id, None)
        self._waiting.pop(live.order.order_id, None)
        self._withdraw(live)
        live.stage = Stage.DISABLED
        self.report(books, live, orders.disabled(live.order, local_time(now, live.order.id)))

    def enable(self, books: AccountBooks, live: LiveOrder, verdict: Verdict, now: float) -> None:
        """Send a disabled order to the market again, as a new one."""
        live.stage, live.limit, live.opens = Stage.QUEUED, verdict.limit, verdict.opens
        if live.condition is not None:
            live.condition = condition_of(live.order, self._exchange.last(live.order.id))
        self.report(books, live, orders.enabled(live.order, local_time(now, live.order.id)))
        self._moving[live.order.order_id] = (books, live)

    def delete(self, books: AccountBooks, live: LiveOrder, now: float) -> None:
        """Hide a finished order that never filled."""
        self.report(books, live, orders.deleted(live.order, local_time(now, live.order.id)))

    # ---- what happens by itself

    def end(self, books: AccountBooks, live: LiveOrder, why: str, now: float) -> None:
        """Withdraw an open order that nobody asked to cancel."""
        self._withdraw(live)
        self._waiting.pop(live.order.order_id, None)
        self.report(books, live, orders.cancelled(live.order, local_time(now, live.order.id), why))

    def settle(self, fills: Iterable[UserFill]) -> None:
        """Book executions: order, cash, position and the list of fills change together."""
        for fill in fills:
            books, live = self._at_exchange[fill.key]
            qty, moment = Decimal(fill.qty), local_time(fill.at, live.order.id)
            live.paid += qty * fill.price
            record = self._settlement.book(books, live, fill, moment)
            self.report(books, live, orders.filled(live.order, qty, live.paid, moment))
            if not books.paper:
                self._pushes.append(FillPush(record))

    def move(self, now: float) -> None:
        """Take every order that is on its way one stage further."""
        if now >= self._next_end:
            self._expire(now)
        for order_id, (books, live) in tuple(self._waiting.items()):
            if live.stage is Stage.OFFERED:
                self._try_combo(books, live, now)
            elif self._is_due(books, live, now):
                self._moving[order_id] = (books, live)
            if live.stage not in _WAITING:
                self._waiting.pop(order_id, None)
        for order_id, (books, live) in tuple(self._moving.items()):
            moment = local_time(now, live.order.id)
            if live.stage is Stage.DONE:
                del self._moving[order_id]
            elif live.cancel_wanted:
                del self._moving[order_id]
                self._withdraw(live)
                self.report(books, live, orders.cancelled(live.order, moment))
            elif live.stage is Stage.QUEUED:
                self._start(books, live, moment)
            else:
                del self._moving[order_id]
                self._send(books, live, now)

    def _start(self, books: AccountBooks, live: LiveOrder, moment: datetime) -> None:
        """Let a new order wait for its trigger or for the market, or go on its way."""
        order = live.order
        if live.condition is not None:
            live.stage = Stage.HELD
        else:
            why_not_yet = self._why_not_yet(live)
            live.stage = Stage.PARKED if why_not_yet else Stage.SENDING
            self.report(books, live, orders.submitting(order, moment, why_not_yet))
        if live.stage in _WAITING:
            del self._moving[order.order_id]
            self._waiting[order.order_id] = (books, live)

    def _is_due(self, books: AccountBooks, live: LiveOrder, now: float) -> bool:
        """Whether a waiting order may go on its way; one that may not be sent at all has failed."""
        if live.stage is Stage.PARKED:
            if self._why_not_yet(live):
                return False
            live.stage = Stage.SENDING
            return True
        condition, order = live.condition, live.order
        if condition is None or not condition.due(self._exchange.last(order.id)):
            return False
        moment = local_time(now, order.id)
        live.condition = None
        price = limit_at(order, live.contract, condition.level)
        self.report(books, live, orders.triggered(order, price, moment))
        try:
            verdict = self._gate(books, live, now)
        except RefusalError as refusal:
            self.report(books, live, orders.failed(live.order, moment, refusal.text))
            return False
        live.stage, live.limit, live.opens = Stage.QUEUED, verdict.limit, verdict.opens
        self._hold(books, live)
        return True

    def _why_not_yet(self, live: LiveOrder) -> str:
        if live.legs or live.sent_as not in (OrderType.LIMIT, OrderType.ABSOLUTE_LIMIT):
            return ""
        picture = Picture.of(self._exchange, live.order.id)
        return held_back(live.contract, live.order.side, live.limit, picture)

    def _expire(self, now: float) -> None:
        """Withdraw every order whose time is over."""
        for books, live in tuple(self._open.values()):
            if live.ends_at <= now and live.stage is not Stage.DONE:
                self.end(books, live, EXPIRED, now)
        self._next_end = min((live.ends_at for _, live in self._open.values()), default=float("inf"))

    def _send(self, books: AccountBooks, live: LiveOrder, now: float) -> None:
        order, moment = live.order, local_time(now, live.order.id)
        if live.legs:
            live.stage = Stage.OFFERED
            self._waiting[order.order_id] = (books, live)
            self.report(books, live, orders.submitted(order, moment))
            self._try_combo(books, live, now)
            return
        obstacle = self._obstacle(live)
        if obstacle:
            self.report(books, live, orders.failed(order, moment, obstacle))
            return
        result = self._submit(live)
        if not result.accepted:
            self.report(books, live, orders.failed(order, moment, result.error))
            return
        live.stage = Stage.RESTING
        self._at_exchange[live.key] = (books, live)
        self.report(books, live, orders.submitted(order, moment))
        self.settle(result.fills)
        if result.cancelled:
            text = "The rest found nobody to trade with and was cancelled."
            self.report(books, live, orders.cancelled(live.order, moment, text))

    def _try_combo(self, books: AccountBooks, live: LiveOrder, now: float) -> None:
        """Trade all legs of a combined order at once, when the market lets all of them."""
        order, moment = live.order, local_time(now, live.order.id)
        planned = combos.plan(self._exchange, live)
        for leg, qty, limit in planned:
            live.sent += 1
            key = f"{order.order_id}/{live.sent}"
            result = self._exchange.submit(
                UserOrder(
                    key, leg.contract.id, leg.side.buys, OrderType.LIMIT, int(qty), limit, TimeInForce.IOC
                ),
                self._exchange.now,
            )
            for fill in result.fills:
                if fill.key != key:
                    self.settle((fill,))
                    continue
                record = self._settlement.book_leg(books, live, leg, fill, moment)
                if not books.paper:
                    self._pushes.append(FillPush(record))
        if planned:
            live.paid = combos.net_paid(live.legs) / combos.unit_of(live.legs)
            self.report(books, live, orders.filled(order, order.open_qty, live.paid, moment))
        elif order.type is OrderType.MARKET:
            self.report(books, live, orders.cancelled(order, moment, "Not all legs can be traded now."))

    def _submit(self, live: LiveOrder) -> SubmitResult:
        order = live.order
        live.sent += 1
        live.key = order.order_id if live.sent == 1 else f"{order.order_id}/{live.sent}"
        live.filled_before = order.filled_qty
        return self._exchange.submit(
            UserOrder(
                key=live.key,
                id=order.id,
                buys=order.side.buys,
                type=OrderType.LIMIT,
                qty=int(order.open_qty),
                price=live.limit,
                tif=TimeInForce.IOC if live.sent_as in _IMMEDIATE else TimeInForce.DAY,
            ),
            self._exchange.now,
        )

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

    def _withdraw(self, live: LiveOrder) -> None:
        if live.stage is Stage.RESTING:
            self._exchange.cancel(live.key, self._exchange.now)
            self._at_exchange.pop(live.key, None)

    def report(self, books: AccountBooks, live: LiveOrder, order: Order) -> None:
        """Keep an order's new state, and push it when one of the documented fields changed."""
        before, live.order = live.order, order
        if order.status.terminal:
            live.stage = Stage.DONE
            self._at_exchange.pop(live.key, None)
            self._open.pop(order.order_id, None)
        if _pushed(order) == _pushed(before):
            return
        self._hold(books, live)
        self._pushes.append(OrderPush(order))

    def _hold(self, books: AccountBooks, live: LiveOrder) -> None:
        order = live.order
        if live.legs:
            hold_legs(books, live)
            return
        if live.condition is not None or live.stage in (Stage.DONE, Stage.DISABLED):
            books.ledger.release(order.order_id)
            return
        fee = fee_to_come(books, live) if live.opens else Decimal(0)
        hold = Hold(live.contract, order.side, order.open_qty, live.limit, live.opens, fee)
        books.ledger.hold(order.order_id, hold)


def hold_legs(books: AccountBooks, live: LiveOrder) -> None:
    """Hold the money of a combined order once, and the shares of every leg that closes something."""
    release_legs(books, live)
    if live.stage is Stage.DONE:
        return
    order = live.order
    books.ledger.hold(
        order.order_id, Hold(live.contract, order.side, Decimal(1), Decimal(0), True, live.needed)
    )
    for leg in live.legs:
        if not leg.opens:
            hold = Hold(leg.contract, leg.side, order.open_qty * leg.ratio, Decimal(0), opens=False)
            books.ledger.hold(f"{order.order_id}#{leg.contract.id}", hold)


def release_legs(books: AccountBooks, live: LiveOrder) -> None:
    """Give back everything a combined order held."""
    books.ledger.release(live.order.order_id)
    for leg in live.legs:
        books.ledger.release(f"{live.order.order_id}#{leg.contract.id}")


def _trigger_of(order: Order) -> tuple[object, ...]:
    return order.trigger_price, order.trail


def _pushed(order: Order) -> tuple[object, ...]:
    """The fields whose change OpenD pushes."""
    return (
        order.status,
        order.price,
        order.qty,
        order.filled_qty,
        order.trigger_price,
        order.trail,
    )
