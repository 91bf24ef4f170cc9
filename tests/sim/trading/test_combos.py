"""Combined orders: all legs at once within the net price or none, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sim.bench import Bench, header
from tests.sim.traders import option_pair
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency
from tui.domain.orders import ComboLeg, ModifyOp, OrderStatus, OrderType, Side, TimeInForce
from tui.sim.trading.accounts import PAPER_OPTIONS_HK, PAPER_US, REAL_FUTURES, REAL_SECURITIES
from tui.wire.errors import RefusedError
from tui.wire.messages.trade import GetFunds, GetPositions, OrderReply
from tui.wire.messages.trade_extras import GetComboEffect, GetOrderFees, PlaceComboOrder

S = OrderStatus
BUY, SELL = Side.BUY, Side.SELL
AAPL, NVDA, TENCENT = map(SecurityId.parse, ("AAPL", "NVDA", "00700"))
D = Decimal


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.unlock()
    bench.follow(REAL_SECURITIES, PAPER_US, PAPER_OPTIONS_HK)
    return bench


@pytest.fixture
def spread(bench: Bench) -> tuple[ComboLeg, ComboLeg]:
    """Buy the lower call, sell the higher one."""
    low, high = option_pair(bench.daemon.world.exchange, "AAPL")
    return ComboLeg(low.id, BUY, 1), ComboLeg(high.id, SELL, 1)


def debit(bench: Bench, legs: tuple[ComboLeg, ...]) -> Decimal:
    """What one spread costs at the touch."""
    return bench.touch(legs[0].id)[1] - bench.touch(legs[1].id)[0]


def place(
    bench: Bench,
    legs: tuple[ComboLeg, ...],
    price: Decimal | None,
    qty: int = 1,
    acc_id: int = REAL_SECURITIES,
    **more: Any,
) -> OrderReply:
    kind = more.pop("kind", OrderType.LIMIT)
    return bench.ask(PlaceComboOrder(bench.packet, header(acc_id), legs, kind, D(qty), price, **more))


def held(bench: Bench, acc_id: int = REAL_SECURITIES) -> dict[SecurityId, Decimal]:
    return {one.id: one.qty for one in bench.ask(GetPositions(header(acc_id)))}


def usd(bench: Bench, acc_id: int = REAL_SECURITIES) -> tuple[Decimal, Decimal]:
    funds = bench.ask(GetFunds(header(acc_id), Currency.USD))
    cash = {one.currency: one.cash for one in funds.cash_by_currency}[Currency.USD]
    return cash, funds.frozen_cash


def test_a_spread_at_the_touch_fills_all_its_legs_at_once(
    bench: Bench, spread: tuple[ComboLeg, ComboLeg]
) -> None:
    before, _ = usd(bench)
    reply = place(bench, spread, debit(bench, spread) + D("0.10"), remark="ft:combo")
    bench.step(3)
    order = bench.orders(REAL_SECURITIES)[reply.order_id]
    assert bench.statuses(reply.order_id) == [S.WAITING_SUBMIT, S.SUBMITTING, S.SUBMITTED, S.FILLED_ALL]
    assert (order.legs, order.id, order.remark) == (spread, spread[0].id, "ft:combo")
    positions = held(bench)
    assert (positions[spread[0].id], positions[spread[1].id]) == (D(1), D(-1))
    fills = bench.fills(reply.order_id)
    assert sorted(str(fill.id) for fill in fills) == sorted(str(leg.id) for leg in spread)
    paid = sum((fill.price * (1 if fill.side.buys else -1) for fill in fills), D(0))
    (fee,) = bench.ask(GetOrderFees(header(REAL_SECURITIES), (reply.order_id,)))
    assert fee.total is not None
    assert fee.total > 0
    assert order.avg_fill_price == paid
    assert usd(bench) == (before - paid * 100 - fee.total, D(0))


def test_a_spread_below_the_market_rests_until_the_market_comes(
    bench: Bench, spread: tuple[ComboLeg, ComboLeg]
) -> None:
    reply = place(bench, spread, debit(bench, spread) - D("0.60"))
    bench.step(10)
    order = bench.orders(REAL_SECURITIES)[reply.order_id]
    assert (order.status, order.filled_qty) == (S.SUBMITTED, D(0))
    assert usd(bench)[1] > 0
    assert spread[0].id not in held(bench)
    price = debit(bench, spread) + D("0.20")
    bench.modify(REAL_SECURITIES, ModifyOp.AMEND, reply.order_id, price=price)
    bench.step(2)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.FILLED_ALL


def test_cancelling_a_combination_gives_everything_back(
    bench: Bench, spread: tuple[ComboLeg, ComboLeg]
) -> None:
    reply = place(bench, spread, D("0.01"))
    bench.step(3)
    bench.modify(REAL_SECURITIES, ModifyOp.CANCEL, reply.order_id)
    bench.step(1)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.CANCELLED_ALL
    assert usd(bench)[1] == 0
    with pytest.raises(RefusedError, match="use AMEND, CANCEL"):
        bench.modify(REAL_SECURITIES, ModifyOp.DELETE, reply.order_id)


def test_the_legs_of_a_covered_call_have_their_own_sizes(
    bench: Bench, spread: tuple[ComboLeg, ComboLeg]
) -> None:
    legs = (ComboLeg(AAPL, BUY, 100), ComboLeg(spread[1].id, SELL, 1))
    before = held(bench)[AAPL]
    price = bench.touch(AAPL)[1] - bench.touch(spread[1].id)[0]
    reply = place(bench, legs, price + 1)
    bench.step(3)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.FILLED_ALL
    assert (held(bench)[AAPL], held(bench)[spread[1].id]) == (before + 100, D(-1))


def test_a_spread_is_closed_by_the_opposite_one(bench: Bench, spread: tuple[ComboLeg, ComboLeg]) -> None:
    place(bench, spread, None, kind=OrderType.MARKET)
    bench.step(3)
    closing = (ComboLeg(spread[0].id, SELL, 1), ComboLeg(spread[1].id, BUY, 1))
    with pytest.raises(RefusedError, match="can be sold now"):
        place(bench, closing, D(-9), qty=2)
    resting = place(bench, closing, D(-9))
    with pytest.raises(RefusedError, match=r"0 of .* can be sold now"):
        place(bench, closing, D(-9))
    bench.modify(REAL_SECURITIES, ModifyOp.AMEND, resting.order_id, price=D("-0.01"))
    bench.step(3)
    assert bench.orders(REAL_SECURITIES)[resting.order_id].status is S.FILLED_ALL
    assert not {leg.id for leg in spread} & set(held(bench))


def test_a_market_combination_that_finds_nobody_is_cancelled(
    bench: Bench, spread: tuple[ComboLeg, ComboLeg]
) -> None:
    reply = place(bench, spread, None, qty=900, kind=OrderType.MARKET, acc_id=PAPER_US)
    bench.step(3)
    order = bench.orders(PAPER_US)[reply.order_id]
    assert (order.status, bool(order.error)) == (S.CANCELLED_ALL, True)


def test_hong_kong_options_of_a_paper_account(bench: Bench) -> None:
    low, high = option_pair(bench.daemon.world.exchange, "00700")
    legs = (ComboLeg(low.id, BUY, 1), ComboLeg(high.id, SELL, 2))
    reply = place(bench, legs, D(2), acc_id=PAPER_OPTIONS_HK)
    bench.step(3)
    assert bench.orders(PAPER_OPTIONS_HK)[reply.order_id].status is S.FILLED_ALL
    assert held(bench, PAPER_OPTIONS_HK) == {low.id: D(1), high.id: D(-2)}
    assert bench.fills(reply.order_id) == []


def test_what_a_combination_would_do(bench: Bench, spread: tuple[ComboLeg, ComboLeg]) -> None:
    price = debit(bench, spread)
    effect = bench.ask(GetComboEffect(header(REAL_SECURITIES), spread, OrderType.LIMIT, D(3), price))
    short = 3 * 100 * bench.daemon.world.exchange.last(spread[1].id)
    assert effect.initial_margin_change == short * D("1.5")
    assert effect.power_used is not None
    assert effect.power_used > 300 * price + short
    assert effect.option_power == usd(bench)[0]
    assert effect.value_change is not None
    assert effect.value_change < 0  # the spread of the book, and fees
    reply = place(bench, spread, price, qty=3)
    assert abs(usd(bench)[1] - effect.power_used) < D("0.01")
    assert bench.orders(REAL_SECURITIES)[reply.order_id].qty == 3
    with pytest.raises(RefusedError, match="does not support combo queries"):
        bench.ask(GetComboEffect(header(PAPER_US), spread, OrderType.LIMIT, D(1), price))


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("one", {}, "has 2 to 6 legs, not 1"),
    ("twice", {}, "names each security once"),
    ("markets", {}, "of one market"),
    ("stocks", {}, "needs an option"),
    ("others", {}, "one underlying"),
    ("nothing", {}, "ratio of a leg"),
    ("spread", {"qty": 0}, "positive whole number"),
    ("spread", {"price": None}, "needs its net price"),
    ("spread", {"price": D("1.0001")}, "3 decimals at most"),
    ("spread", {"kind": OrderType.STOP}, "STOP is not accepted for combined orders"),
    ("spread", {"qty": 2000}, "Buying power is not enough"),
    ("spread", {"tif": TimeInForce.IOC}, "IOC is not accepted"),
    ("spread", {"remark": "x" * 65}, "longer than 64 bytes"),
    ("spread", {"acc_id": REAL_FUTURES}, "may not trade US options"),
    ("spread", {"acc_id": PAPER_US, "tif": TimeInForce.GTC}, "GTC is not accepted"),
]


@pytest.mark.parametrize(("shape", "more", "sentence"), REFUSED)
def test_refused(
    bench: Bench, spread: tuple[ComboLeg, ComboLeg], shape: str, more: dict[str, Any], sentence: str
) -> None:
    low, high = spread
    hong_kong, _ = option_pair(bench.daemon.world.exchange, "00700")
    legs = {
        "spread": spread,
        "one": (low,),
        "twice": (low, ComboLeg(low.id, SELL, 1)),
        "markets": (low, ComboLeg(hong_kong.id, SELL, 1)),
        "stocks": (ComboLeg(AAPL, BUY, 1), ComboLeg(NVDA, SELL, 1)),
        "others": (low, ComboLeg(NVDA, BUY, 100)),
        "nothing": (low, ComboLeg(high.id, SELL, 0)),
    }[shape]
    with pytest.raises(RefusedError, match=sentence):
        place(bench, legs, **{"price": D(3), **more})
    assert bench.orders(more.get("acc_id", REAL_SECURITIES)) == {}


def test_a_repeated_stamp_is_refused_and_no_stamp_is_not(
    bench: Bench, spread: tuple[ComboLeg, ComboLeg]
) -> None:
    request = PlaceComboOrder(bench.packet, header(PAPER_US), spread, OrderType.LIMIT, D(1), D("0.01"))
    bench.ask(request)
    with pytest.raises(RefusedError, match="carried out before"):
        bench.ask(request)
