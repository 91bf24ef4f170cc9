"""Random trading on several accounts and connections: what must hold holds after every single step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.sim.bench import SMALL, Bench, header
from tests.sim.traders import option_pair
from tui.domain.events import FillReported, OrderChanged
from tui.domain.ids import SecurityId
from tui.domain.orders import (
    ComboLeg,
    Fill,
    ModifyOp,
    Order,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
    Trail,
    TrailType,
)
from tui.sim.trading.accounts import PAPER_FUTURES_HK, PAPER_HK, PAPER_US, REAL_FUTURES, REAL_SECURITIES
from tui.sim.trading.books import AccountBooks
from tui.sim.trading.orders import LiveOrder, Stage
from tui.wire.errors import RefusedError
from tui.wire.messages.trade import ModifyOrder, PlaceOrder
from tui.wire.messages.trade_extras import PlaceComboOrder

TENCENT, HSBC, AAPL, NVDA, MOUTAI, MINI = map(
    SecurityId.parse, ("00700", "00005", "AAPL", "NVDA", "600519", "MHImain")
)
TRADED = {
    PAPER_HK: (TENCENT, HSBC),
    PAPER_US: (AAPL, NVDA),
    PAPER_FUTURES_HK: (MINI,),
    REAL_SECURITIES: (TENCENT, HSBC, AAPL, MOUTAI),
    REAL_FUTURES: (MINI,),
}
FOLLOWED = tuple(acc_id for acc_id in TRADED if acc_id != PAPER_US)
"""The connection did not ask for pushes of the other one."""
HALF_DAY_S = 12 * 3600.0
accounts = st.sampled_from(tuple(TRADED))
sides = st.sampled_from((Side.BUY, Side.SELL))
lots = st.integers(1, 9)
ticks = st.integers(-6, 4)
plain = st.sampled_from(
    (
        OrderType.LIMIT,
        OrderType.LIMIT,
        OrderType.MARKET,
        OrderType.ABSOLUTE_LIMIT,
        OrderType.SPECIAL_LIMIT_ALL,
    )
)
conditions = st.sampled_from(tuple(kind for kind in OrderType if kind.conditional))


def pushed_fields(order: Order) -> tuple[object, ...]:
    """The eight fields of which a change is pushed; a trail has two of them and a spread."""
    return (order.status, order.price, order.qty, order.filled_qty, order.trigger_price, order.trail)


def begun(machine: Trading) -> bool:
    """Whether there is anything to look at yet."""
    return hasattr(machine, "bench")


class Trading(RuleBasedStateMachine):
    """A user who does whatever can be done, and a model that counts along."""

    @initialize(seed=st.integers(0, 3))
    def begin(self, seed: int) -> None:
        self.bench = Bench(seed=seed, rate=8.0)
        self.bench.unlock()
        self.bench.follow(*FOLLOWED)
        self.other = self.bench.connect()
        self.broker = self.bench.daemon.world.brokerage
        self.ids: set[str] = set()
        self.told: dict[str, Order] = {}
        self.finished: dict[str, OrderStatus] = {}
        self.opening = {
            (acc_id, holding.contract.id): holding.qty
            for acc_id in TRADED
            for holding in self.books(acc_id).ledger.holdings
        }
        self.cash = {acc_id: dict(self.books(acc_id).ledger.cash) for acc_id in TRADED}
        low, high = option_pair(self.broker.exchange, "AAPL")
        self.spread = (ComboLeg(low.id, Side.BUY, 1), ComboLeg(high.id, Side.SELL, 1))

    def books(self, acc_id: int) -> AccountBooks:
        return self.broker.books(header(acc_id).env, acc_id)

    def orders(self) -> list[tuple[int, LiveOrder]]:
        return [(acc_id, live) for acc_id in TRADED for live in self.books(acc_id).live.values()]

    @property
    def hong_kong(self) -> list[LiveOrder]:
        """Open orders that may be disabled and enabled."""
        open_orders = self.books(REAL_SECURITIES).open_orders()
        return [live for live in open_orders if live.order.id in (TENCENT, HSBC)]

    def state(self) -> object:
        """Everything a refused request must leave as it is."""
        return [
            (
                [live.order for live in self.books(acc_id).live.values()],
                dict(self.books(acc_id).ledger._holds),
                dict(self.books(acc_id).ledger.cash),
            )
            for acc_id in TRADED
        ]

    def attempt(self, act: Callable[[], Any]) -> None:
        """Do something; what is refused changes nothing."""
        before = self.state()
        try:
            reply = act()
        except RefusedError:
            assert self.state() == before
        else:
            if reply is not None and reply.order_id:
                self.ids.add(reply.order_id)

    # ---- what the user does

    @rule(acc_id=accounts, place=st.integers(0, 3), side=sides, qty=lots, away=ticks, kind=plain)
    def place(self, acc_id: int, place: int, side: Side, qty: int, away: int, kind: OrderType) -> None:
        id_ = TRADED[acc_id][place % len(TRADED[acc_id])]
        price = self.bench.away(away if side.buys else -away, id_)
        amount = qty * SMALL[id_].order_step
        self.attempt(lambda: self.bench.place(acc_id, side, amount, price, id_, kind))

    @rule(
        side=sides, qty=lots, away=st.integers(1, 3), kind=conditions, code=st.sampled_from((TENCENT, AAPL))
    )
    def place_conditional(self, side: Side, qty: int, away: int, kind: OrderType, code: SecurityId) -> None:
        last = self.broker.exchange.last(code)
        ladder = SMALL[code].ladder
        up = side.buys is not (kind in (OrderType.MARKET_IF_TOUCHED, OrderType.LIMIT_IF_TOUCHED))
        trigger = ladder.up(last, away) if up else ladder.down(last, away)
        trail = Trail(TrailType.AMOUNT, Decimal("0.4"), Decimal(0)) if kind.trails else None
        amount = qty * SMALL[code].order_step
        self.attempt(
            lambda: self.bench.place(
                REAL_SECURITIES,
                side,
                amount,
                trigger if kind.needs_price else None,
                code,
                kind,
                trigger_price=trigger if kind.needs_trigger else None,
                trail=trail,
                tif=TimeInForce.GTC,
            )
        )

    @rule(acc_id=st.sampled_from((REAL_SECURITIES, PAPER_US)), qty=st.integers(1, 3), more=st.integers(-3, 2))
    def place_combo(self, acc_id: int, qty: int, more: int) -> None:
        (_, ask), (bid, _) = (self.bench.touch(leg.id) for leg in self.spread)
        price = ask - bid + Decimal(more) / 20
        request = PlaceComboOrder(
            self.bench.packet, header(acc_id), self.spread, OrderType.LIMIT, Decimal(qty), price
        )
        self.attempt(lambda: self.bench.ask(request))

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), op=st.sampled_from((ModifyOp.CANCEL, ModifyOp.DELETE)))
    def withdraw(self, data: st.DataObject, op: ModifyOp) -> None:
        acc_id, live = data.draw(st.sampled_from(self.orders()[-8:]))
        self.attempt(lambda: self.bench.modify(acc_id, op, live.order.order_id))

    @precondition(lambda self: self.hong_kong)
    @rule(data=st.data(), op=st.sampled_from((ModifyOp.DISABLE, ModifyOp.ENABLE)))
    def switch(self, data: st.DataObject, op: ModifyOp) -> None:
        live = data.draw(st.sampled_from(self.hong_kong))
        self.attempt(lambda: self.bench.modify(REAL_SECURITIES, op, live.order.order_id))

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), qty=st.integers(0, 9), away=ticks)
    def amend(self, data: st.DataObject, qty: int, away: int) -> None:
        acc_id, live = data.draw(st.sampled_from(self.orders()[-8:]))
        order = live.order
        price = self.bench.away(away if order.side.buys else -away, order.id)
        if live.legs and order.price is not None:
            price = order.price + Decimal(away) / 20
        changes: dict[str, Any] = {"price": price}
        if qty:
            changes["qty"] = Decimal(qty * (1 if live.legs else SMALL[order.id].order_step))
        elif order.filled_qty:
            changes["qty"] = order.filled_qty
        self.attempt(lambda: self.bench.modify(acc_id, ModifyOp.AMEND, order.order_id, **changes))

    @rule()
    def cancel_all(self) -> None:
        self.attempt(
            lambda: self.bench.ask(
                ModifyOrder(self.bench.packet, header(REAL_SECURITIES), ModifyOp.CANCEL, everything=True)
            )
        )

    @rule(qty=lots)
    def place_twice(self, qty: int) -> None:
        price = self.bench.away(-3)
        request = PlaceOrder(
            self.bench.packet, header(PAPER_HK), TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100 * qty), price
        )
        self.attempt(lambda: self.bench.ask(request))
        before = self.state()
        try:
            self.bench.ask(request, self.other)
        except RefusedError:
            assert self.state() == before
        else:
            raise AssertionError("the same packet was carried out twice")

    # ---- what happens by itself

    @rule(steps=st.integers(1, 40))
    def wait(self, steps: int) -> None:
        self.bench.step(steps)

    @rule()
    def sleep(self) -> None:
        self.bench.now += HALF_DAY_S
        self.bench.step(2)

    # ---- what must hold

    @precondition(begun)
    @invariant()
    def nothing_is_pushed_but_changes(self) -> None:
        fills: list[Fill] = []
        for event in self.bench.pushes:
            if isinstance(event, OrderChanged):
                order = event.order
                assert order.acc_id in FOLLOWED
                known = self.told.get(order.order_id)
                assert known is None or pushed_fields(known) != pushed_fields(order), order
                assert known is None or not known.status.terminal or order.status is OrderStatus.DELETED
                self.told[order.order_id] = order
            elif isinstance(event, FillReported):
                fills.append(event.fill)
        self.bench.pushes.clear()
        assert all(fill.acc_id in (REAL_SECURITIES, REAL_FUTURES) for fill in fills)

    @precondition(begun)
    @invariant()
    def every_order_adds_up(self) -> None:
        orders = self.orders()
        names = [live.order.order_id for _, live in orders]
        numbers = [live.order.number for _, live in orders]
        assert len(set(names)) == len(names)
        assert len(set(numbers)) == len(numbers)
        fills = [fill for acc_id in TRADED for fill in self.books(acc_id).fills]
        assert len({fill.fill_id for fill in fills}) == len(fills)
        by_order: dict[tuple[str, SecurityId], Decimal] = defaultdict(Decimal)
        for fill in fills:
            by_order[fill.order_id, fill.id] += fill.qty
        for _, live in orders:
            order = live.order
            assert Decimal(0) <= order.filled_qty <= order.qty
            assert (live.stage is Stage.DONE) == order.status.terminal
            if order.status.terminal:
                was = self.finished.setdefault(order.order_id, order.status)
                assert order.status in (was, OrderStatus.DELETED)
            if live.legs:
                for leg in live.legs:
                    assert by_order[order.order_id, leg.contract.id] == order.filled_qty * leg.ratio
            else:
                assert by_order[order.order_id, order.id] == order.filled_qty

    @precondition(begun)
    @invariant()
    def holds_belong_to_working_orders(self) -> None:
        for acc_id in TRADED:
            books = self.books(acc_id)
            holding = {
                live.order.order_id
                for live in books.live.values()
                if live.stage not in (Stage.DONE, Stage.DISABLED, Stage.HELD) and live.condition is None
            }
            held = {name.partition("#")[0] for name in books.ledger._holds}
            assert held == holding
            for currency in books.ledger.cash:
                assert books.ledger.power(currency) >= 0, (acc_id, currency)
            for name, hold in books.ledger._holds.items():
                assert hold.qty > 0, name
        resting = {live.key for _, live in self.orders() if live.stage is Stage.RESTING}
        assert resting == set(self.broker.exchange._resting)

    @precondition(begun)
    @invariant()
    def no_money_or_share_comes_from_nowhere(self) -> None:
        for acc_id in TRADED:
            books = self.books(acc_id)
            shares = {id_: qty for (owner, id_), qty in self.opening.items() if owner == acc_id}
            cash = dict(self.cash[acc_id])
            for fill in books.fills:
                contract = self.broker._contract(fill.id)
                signed = fill.qty if fill.side.buys else -fill.qty
                shares[fill.id] = shares.get(fill.id, Decimal(0)) + signed
                cash[contract.currency] -= contract.value(signed, fill.price)
            for live in books.live.values():
                charged = live.charged + sum((leg.charged for leg in live.legs), Decimal(0))
                cash[live.contract.currency] -= charged
            for holding in books.ledger.holdings:
                if holding.contract.margined:
                    # Cash of a futures account moves when a position is closed.
                    cash[holding.contract.currency] += holding.value(holding.average_cost)
            assert {id_: qty for id_, qty in shares.items() if qty} == {
                holding.contract.id: holding.qty for holding in books.ledger.holdings
            }
            assert {one: round(amount, 6) for one, amount in cash.items()} == {
                one: round(amount, 6) for one, amount in books.ledger.cash.items()
            }

    @rule()
    def everything_was_pushed(self) -> None:
        self.bench.step()
        self.nothing_is_pushed_but_changes()
        for acc_id in FOLLOWED:
            for live in self.books(acc_id).live.values():
                told = self.told[live.order.order_id]
                assert pushed_fields(told) == pushed_fields(live.order)


TestTrading = Trading.TestCase
TestTrading.settings = settings(max_examples=14, stateful_step_count=40, deadline=None, derandomize=True)
