"""Conditional orders: what they must say, when they are due, and the way from trigger to fill."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.sim.bench import TENCENT, Bench, header
from tests.sim.traders import contract, order
from tui.domain.events import OrderChanged
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency
from tui.domain.orders import ModifyOp, OrderStatus, OrderType, Side, Trail, TrailType
from tui.sim.refusal import RefusalError
from tui.sim.trading.accounts import REAL_SECURITIES
from tui.sim.trading.conditions import Condition, check_condition, limit_at
from tui.wire.errors import RefusedError
from tui.wire.messages.trade import GetFunds

S, T = OrderStatus, OrderType
BUY, SELL = Side.BUY, Side.SELL
D = Decimal
LAST = D("486.4")
RATIO, AMOUNT = TrailType.RATIO, TrailType.AMOUNT

# (kind, side, whether the trigger must be above the market)
SIDES = [
    (T.STOP, BUY, True),
    (T.STOP, SELL, False),
    (T.STOP_LIMIT, BUY, True),
    (T.STOP_LIMIT, SELL, False),
    (T.MARKET_IF_TOUCHED, BUY, False),
    (T.MARKET_IF_TOUCHED, SELL, True),
    (T.LIMIT_IF_TOUCHED, BUY, False),
    (T.LIMIT_IF_TOUCHED, SELL, True),
]


@pytest.mark.parametrize(("kind", "side", "above"), SIDES)
def test_the_trigger_is_on_its_side_of_the_market(kind: OrderType, side: Side, above: bool) -> None:
    right, wrong = (D(490), D(480)) if above else (D(480), D(490))
    check_condition(contract("00700"), side, kind, right, None, LAST)
    for trigger in (wrong, LAST):
        with pytest.raises(RefusalError, match="must be above" if above else "must be below"):
            check_condition(contract("00700"), side, kind, trigger, None, LAST)


LACKING = [
    (T.STOP, None, None, "needs a trigger price above 0"),
    (T.LIMIT_IF_TOUCHED, D(0), None, "needs a trigger price above 0"),
    (T.STOP, D("490.1"), None, "not on the ladder: 490.0.* or 490.2"),
    (T.TRAILING_STOP, D(490), None, "needs a trail type and a trail value"),
    (T.TRAILING_STOP, None, Trail(TrailType.UNKNOWN, D(1)), "needs a trail type"),
    (T.TRAILING_STOP, None, Trail(RATIO, D(0)), "trail value above 0"),
    (T.TRAILING_STOP, None, Trail(RATIO, D(100)), "leaves no price"),
    (T.TRAILING_STOP, None, Trail(RATIO, D("1.234")), "two decimals at most"),
    (T.TRAILING_STOP_LIMIT, None, Trail(AMOUNT, D(5)), "needs a trail spread"),
]


@pytest.mark.parametrize(("kind", "trigger", "trail", "sentence"), LACKING)
def test_what_a_condition_must_say(
    kind: OrderType, trigger: Decimal | None, trail: Trail | None, sentence: str
) -> None:
    with pytest.raises(RefusalError, match=sentence):
        check_condition(contract("00700"), BUY, kind, trigger, trail, LAST)


# (rises, trail, prices seen, level after each, due after each)
FOLLOWED = [
    (False, Trail(AMOUNT, D(5)), [100, 103, 101, 98], [95, 98, 98, 98], [0, 0, 0, 1]),
    (False, Trail(RATIO, D(10)), [100, 200, 181, 180], [90, 180, 180, 180], [0, 0, 0, 1]),
    (True, Trail(AMOUNT, D(5)), [100, 97, 99, 102], [105, 102, 102, 102], [0, 0, 0, 1]),
    (True, Trail(RATIO, D(10)), [100, 50, 54, 55], [110, 55, 55, 55], [0, 0, 0, 1]),
    (True, None, [99, 100], [100, 100], [0, 1]),
    (False, None, [101, 100], [100, 100], [0, 1]),
]


@pytest.mark.parametrize(("rises", "trail", "prices", "levels", "due"), FOLLOWED)
def test_a_trailing_level_follows_the_extreme(
    rises: bool, trail: Trail | None, prices: list[int], levels: list[int], due: list[int]
) -> None:
    start = D(100) if trail is None else D(10_000) if rises else D(0)
    condition = Condition(rises, start, trail)
    seen = [(condition.due(D(price)), condition.level) for price in prices]
    assert seen == [(bool(one), D(level)) for one, level in zip(due, levels, strict=True)]


def test_the_limit_of_a_trailing_order_keeps_its_distance_from_the_trigger() -> None:
    trail = Trail(AMOUNT, D(5), D("0.5"))
    bought = replace(order(), type=T.TRAILING_STOP_LIMIT, trail=trail)
    assert limit_at(bought, contract("00700"), D("490")) == D("490.4")
    assert limit_at(replace(bought, side=SELL), contract("00700"), D("490")) == D("489.4")
    assert limit_at(order(), contract("00700"), D("490")) == order().price


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.follow(REAL_SECURITIES)
    bench.unlock()
    return bench


def last(bench: Bench, id_: SecurityId = TENCENT) -> Decimal:
    return bench.daemon.world.exchange.last(id_)


def frozen(bench: Bench) -> Decimal:
    return bench.ask(GetFunds(header(REAL_SECURITIES), Currency.HKD)).frozen_cash


def near(bench: Bench, ticks: int) -> Decimal:
    """A price some ticks from the last one."""
    ladder = contract("00700").ladder
    return ladder.up(last(bench), ticks) if ticks > 0 else ladder.down(last(bench), -ticks)


def test_a_stop_waits_without_money_then_trades_at_market(bench: Bench) -> None:
    trigger = near(bench, -3)
    reply = bench.place(REAL_SECURITIES, SELL, 100, None, kind=T.STOP, trigger_price=trigger)
    bench.step(3)
    order = bench.orders(REAL_SECURITIES)[reply.order_id]
    assert (order.status, order.trigger_price, order.price) == (S.WAITING_SUBMIT, trigger, None)
    assert frozen(bench) == 0
    bench.step_until(lambda: S.FILLED_ALL in bench.statuses(reply.order_id), 600)
    assert bench.statuses(reply.order_id) == [S.WAITING_SUBMIT, S.SUBMITTING, S.SUBMITTED, S.FILLED_ALL]
    assert bench.orders(REAL_SECURITIES)[reply.order_id].type is T.STOP


def test_a_stop_limit_becomes_a_limit_order(bench: Bench) -> None:
    trigger, price = near(bench, -2), near(bench, 8)
    reply = bench.place(REAL_SECURITIES, SELL, 100, price, kind=T.STOP_LIMIT, trigger_price=trigger)
    bench.step_until(lambda: last(bench) <= trigger, 600)
    bench.step(2)
    order = bench.orders(REAL_SECURITIES)[reply.order_id]
    assert (order.status, order.price) == (S.SUBMITTED, price)
    assert bench.daemon.world.exchange.working(reply.order_id) is not None


@pytest.mark.parametrize("side", [BUY, SELL])
def test_a_trailing_stop_fills_in_the_end(bench: Bench, side: Side) -> None:
    trail = Trail(AMOUNT, D("0.6"))
    reply = bench.place(REAL_SECURITIES, side, 100, None, kind=T.TRAILING_STOP, trail=trail)
    bench.step(2)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].trail == trail
    bench.step_until(lambda: S.FILLED_ALL in bench.statuses(reply.order_id), 900)


def test_a_trailing_stop_limit_gets_its_price_when_it_is_due(bench: Bench) -> None:
    trail = Trail(AMOUNT, D("0.6"), D("0.4"))
    reply = bench.place(REAL_SECURITIES, SELL, 100, None, kind=T.TRAILING_STOP_LIMIT, trail=trail)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].price is None
    bench.step_until(lambda: S.SUBMITTED in bench.statuses(reply.order_id), 900)
    price = bench.orders(REAL_SECURITIES)[reply.order_id].price
    assert price is not None
    assert abs(price - last(bench)) < 3


def test_what_the_account_cannot_pay_fails_when_it_is_due(bench: Bench) -> None:
    trigger = near(bench, 2)
    reply = bench.place(REAL_SECURITIES, BUY, 3000, None, kind=T.STOP, trigger_price=trigger)
    bench.step_until(lambda: last(bench) >= trigger, 600)
    bench.step(1)
    order = bench.orders(REAL_SECURITIES)[reply.order_id]
    assert order.status is S.FAILED
    assert "Buying power is not enough" in order.error
    assert bench.statuses(reply.order_id) == [S.WAITING_SUBMIT, S.FAILED]


def test_trigger_and_trail_are_amended_and_each_change_is_pushed(bench: Bench) -> None:
    stop = bench.place(REAL_SECURITIES, BUY, 100, None, kind=T.STOP, trigger_price=near(bench, 200))
    trailing = bench.place(REAL_SECURITIES, SELL, 100, None, kind=T.TRAILING_STOP, trail=Trail(AMOUNT, D(50)))
    bench.step(2)
    bench.pushes.clear()
    bench.modify(REAL_SECURITIES, ModifyOp.AMEND, stop.order_id, trigger_price=near(bench, 210))
    bench.modify(REAL_SECURITIES, ModifyOp.AMEND, trailing.order_id, trail_value=D(40))
    bench.modify(REAL_SECURITIES, ModifyOp.AMEND, trailing.order_id, trail_type=RATIO, trail_value=D(10))
    bench.step(1)
    seen = [event.order for event in bench.pushed(OrderChanged)]
    assert [(one.order_id, one.trail) for one in seen] == [
        (stop.order_id, None),
        (trailing.order_id, Trail(AMOUNT, D(40))),
        (trailing.order_id, Trail(RATIO, D(10))),
    ]
    with pytest.raises(RefusedError, match="must be above"):
        bench.modify(REAL_SECURITIES, ModifyOp.AMEND, stop.order_id, trigger_price=near(bench, -10))
    assert all(one.status is S.WAITING_SUBMIT for one in bench.orders(REAL_SECURITIES).values())


def test_a_triggered_order_is_amended_like_a_plain_one(bench: Bench) -> None:
    trigger = near(bench, -2)
    reply = bench.place(REAL_SECURITIES, SELL, 200, near(bench, 15), kind=T.STOP_LIMIT, trigger_price=trigger)
    bench.step_until(lambda: S.SUBMITTED in bench.statuses(reply.order_id), 600)
    price = near(bench, 18)
    bench.modify(REAL_SECURITIES, ModifyOp.AMEND, reply.order_id, qty=D(100), price=price)
    order = bench.orders(REAL_SECURITIES)[reply.order_id]
    assert (order.qty, order.price, order.trigger_price) == (D(100), price, trigger)


def test_a_waiting_order_is_cancelled_disabled_and_enabled(bench: Bench) -> None:
    reply = bench.place(REAL_SECURITIES, BUY, 100, None, kind=T.STOP, trigger_price=near(bench, 200))
    bench.step(2)
    bench.modify(REAL_SECURITIES, ModifyOp.DISABLE, reply.order_id)
    bench.step(1)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.DISABLED
    bench.modify(REAL_SECURITIES, ModifyOp.ENABLE, reply.order_id)
    bench.step(2)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.WAITING_SUBMIT
    bench.modify(REAL_SECURITIES, ModifyOp.CANCEL, reply.order_id)
    bench.step(1)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.CANCELLED_ALL
