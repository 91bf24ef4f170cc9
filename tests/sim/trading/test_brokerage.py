"""Orders through the broker to the exchange and back: statuses, pushes, lists, and what is refused."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.sim.bench import TENCENT, WARRANT, Bench, header
from tui.domain.accounts import Env
from tui.domain.events import FillReported
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, TradeMarket
from tui.domain.orders import ModifyOp, OrderStatus, OrderType, Side, TimeInForce
from tui.sim.trading.accounts import PAPER_FUTURES_HK, PAPER_HK, PAPER_US, REAL_SECURITIES
from tui.wire.errors import RefusedError
from tui.wire.messages.base import PacketId
from tui.wire.messages.trade import (
    GetFunds,
    GetMaxQuantities,
    GetPositions,
    Header,
    PlaceOrder,
    UnlockTrade,
)

S, T = OrderStatus, OrderType
BUY, SELL = Side.BUY, Side.SELL
MOUTAI, AAPL, MINI = map(SecurityId.parse, ("600519", "AAPL", "MHImain"))


@pytest.fixture
def bench() -> Bench:
    """A daemon whose user follows a paper and a real account, unlocked."""
    bench = Bench()
    bench.follow(PAPER_HK, PAPER_US, PAPER_FUTURES_HK, REAL_SECURITIES)
    bench.unlock()
    return bench


def frozen(bench: Bench, acc_id: int) -> Decimal:
    return bench.ask(GetFunds(header(acc_id), Currency.HKD)).frozen_cash


def with_fee(value: Decimal) -> Decimal:
    """A purchase of a paper account in Hong Kong, 0.03 % dearer."""
    return value + (value * Decimal("0.0003")).quantize(Decimal("0.01"), ROUND_HALF_UP)


def held(bench: Bench, acc_id: int, id_: SecurityId = TENCENT) -> Decimal:
    found = [one.qty for one in bench.ask(GetPositions(header(acc_id))) if one.id == id_]
    return found[0] if found else Decimal(0)


def test_an_order_is_listed_before_the_reply_and_goes_through_all_stages(bench: Bench) -> None:
    reply = bench.place(PAPER_HK, BUY, 200, bench.away(-20), remark="ft:1 先買")
    order = bench.orders(PAPER_HK)[reply.order_id]
    assert (order.status, order.remark, order.number) == (S.WAITING_SUBMIT, "ft:1 先買", reply.number)
    assert frozen(bench, PAPER_HK) == with_fee(200 * (order.price or Decimal(0)))
    bench.step(2)
    assert bench.statuses(reply.order_id) == [S.WAITING_SUBMIT, S.SUBMITTING, S.SUBMITTED]


def test_a_cancelled_order_gives_its_money_back(bench: Bench) -> None:
    reply = bench.place(PAPER_HK, BUY, 200, bench.away(-20))
    bench.step(2)
    bench.modify(PAPER_HK, ModifyOp.CANCEL, reply.order_id)
    bench.step(1)
    assert bench.statuses(reply.order_id)[-2:] == [S.CANCELLING_ALL, S.CANCELLED_ALL]
    assert frozen(bench, PAPER_HK) == 0


def test_an_order_cancelled_on_its_way_never_reaches_the_exchange(bench: Bench) -> None:
    reply = bench.place(PAPER_HK, BUY, 200, bench.away(5))
    bench.modify(PAPER_HK, ModifyOp.CANCEL, reply.order_id)
    bench.step(5)
    assert bench.statuses(reply.order_id) == [S.WAITING_SUBMIT, S.CANCELLING_ALL, S.CANCELLED_ALL]


@pytest.mark.parametrize(("acc_id", "pushed_fills"), [(PAPER_HK, False), (REAL_SECURITIES, True)])
def test_a_marketable_order_fills_at_once(bench: Bench, acc_id: int, pushed_fills: bool) -> None:
    before = held(bench, acc_id)
    reply = bench.place(acc_id, BUY, 100, bench.away(5))
    bench.step(2)
    order = bench.orders(acc_id)[reply.order_id]
    assert (order.status, order.filled_qty, held(bench, acc_id)) == (S.FILLED_ALL, Decimal(100), before + 100)
    assert bool(bench.pushed(FillReported)) is pushed_fills
    assert sum(fill.qty for fill in bench.fills(reply.order_id)) == (100 if pushed_fills else 0)


def test_a_market_order_trades_at_the_touch(bench: Bench) -> None:
    bid, _ = bench.touch()
    reply = bench.place(PAPER_HK, SELL, 200, None, kind=T.MARKET)
    bench.step(2)
    order = bench.orders(PAPER_HK)[reply.order_id]
    assert (order.status, order.price) == (S.FILLED_ALL, None)
    assert order.avg_fill_price is not None
    assert abs(order.avg_fill_price - bid) < 3
    assert held(bench, PAPER_HK) == 0


def test_the_rest_of_a_market_order_is_cancelled(bench: Bench) -> None:
    book = bench.daemon.world.exchange.book(MINI)
    qty = 2 * sum(int(level.volume) for level in book.asks[:5])
    reply = bench.place(PAPER_FUTURES_HK, BUY, qty, None, MINI, T.MARKET)
    bench.step(3)
    order = bench.orders(PAPER_FUTURES_HK)[reply.order_id]
    assert order.status is S.CANCELLED_PART
    assert 0 < order.filled_qty < qty
    assert "cancelled" in order.error
    assert frozen(bench, PAPER_FUTURES_HK) == 0


def test_a_resting_order_fills_when_the_market_comes_to_it(bench: Bench) -> None:
    bid, _ = bench.touch()
    reply = bench.place(REAL_SECURITIES, BUY, 300, bid)
    bench.step_until(lambda: bench.orders(REAL_SECURITIES)[reply.order_id].status is S.FILLED_ALL, 600)
    fills = bench.fills(reply.order_id)
    assert (sum(fill.qty for fill in fills), {fill.price for fill in fills}) == (300, {bid})
    assert all(fill.broker_id and fill.broker_name for fill in fills)


def test_a_fill_has_the_time_of_its_print(bench: Bench) -> None:
    reply = bench.place(REAL_SECURITIES, BUY, 100, bench.touch()[0])
    bench.step_until(lambda: bench.fills(reply.order_id))
    (fill,) = bench.fills(reply.order_id)
    prints = {trade.at for trade in bench.daemon.world.exchange.trades(TENCENT)}
    assert fill.at in prints
    assert fill.at.microsecond % 1000 == 0
    assert bench.orders(REAL_SECURITIES)[reply.order_id].updated_at == fill.at


def test_amending_changes_the_order_at_once(bench: Bench) -> None:
    reply = bench.place(PAPER_HK, BUY, 200, bench.away(-20))
    bench.step(2)
    price = bench.away(-21)
    bench.modify(PAPER_HK, ModifyOp.AMEND, reply.order_id, qty=Decimal(300), price=price)
    order = bench.orders(PAPER_HK)[reply.order_id]
    assert (order.qty, order.price, order.status) == (Decimal(300), price, S.SUBMITTED)
    assert frozen(bench, PAPER_HK) == with_fee(300 * price)
    assert bench.daemon.world.exchange.working(reply.order_id) is not None


def test_amending_on_the_way_changes_what_is_sent(bench: Bench) -> None:
    reply = bench.place(PAPER_HK, BUY, 200, bench.away(-20))
    bench.modify(PAPER_HK, ModifyOp.AMEND, reply.order_id, qty=Decimal(400))
    bench.step(2)
    working = bench.daemon.world.exchange.working(reply.order_id)
    assert working is not None
    assert working.qty == 400


def test_amending_through_the_touch_fills(bench: Bench) -> None:
    reply = bench.place(PAPER_HK, BUY, 200, bench.away(-20))
    bench.step(2)
    bench.modify(PAPER_HK, ModifyOp.AMEND, reply.order_id, price=bench.away(8))
    assert bench.orders(PAPER_HK)[reply.order_id].status is S.FILLED_ALL


def test_a_half_filled_order_is_amended_down_to_its_fill(bench: Bench) -> None:
    _, ask = bench.touch()
    volume = int(bench.daemon.world.exchange.book(TENCENT).asks[0].volume)
    lots = volume // 100 + 1
    reply = bench.place(REAL_SECURITIES, BUY, lots * 100, ask)
    bench.step(2)
    order = bench.orders(REAL_SECURITIES)[reply.order_id]
    assert order.status is S.FILLED_PART
    with pytest.raises(RefusedError, match="cannot be less than"):
        bench.modify(REAL_SECURITIES, ModifyOp.AMEND, reply.order_id, qty=order.filled_qty - 100)
    bench.modify(REAL_SECURITIES, ModifyOp.AMEND, reply.order_id, qty=order.filled_qty)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.FILLED_ALL
    assert frozen(bench, REAL_SECURITIES) == 0


@pytest.mark.parametrize(
    ("kind", "ticks", "status"),
    [
        (T.ABSOLUTE_LIMIT, -3, S.SUBMITTED),
        (T.ABSOLUTE_LIMIT, 3, S.FAILED),
        (T.SPECIAL_LIMIT, 3, S.FILLED_ALL),
        (T.SPECIAL_LIMIT, -3, S.CANCELLED_ALL),
        (T.SPECIAL_LIMIT_ALL, 5, S.FILLED_ALL),
        (T.SPECIAL_LIMIT_ALL, -3, S.FAILED),
    ],
)
def test_special_order_types(bench: Bench, kind: OrderType, ticks: int, status: OrderStatus) -> None:
    reply = bench.place(REAL_SECURITIES, BUY, 100, bench.away(ticks), kind=kind)
    bench.step(2)
    order = bench.orders(REAL_SECURITIES)[reply.order_id]
    assert order.status is status
    assert bool(order.error) is (status in (S.FAILED, S.CANCELLED_ALL))


def test_disable_enable_delete(bench: Bench) -> None:
    reply = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-20), tif=TimeInForce.GTC)
    bench.step(2)
    bench.modify(REAL_SECURITIES, ModifyOp.DISABLE, reply.order_id)
    assert (bench.orders(REAL_SECURITIES)[reply.order_id].status, frozen(bench, REAL_SECURITIES)) == (
        S.DISABLED,
        Decimal(0),
    )
    with pytest.raises(RefusedError, match="Only a cancelled or failed order"):
        bench.modify(REAL_SECURITIES, ModifyOp.DELETE, reply.order_id)
    bench.modify(REAL_SECURITIES, ModifyOp.ENABLE, reply.order_id)
    bench.step(2)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.SUBMITTED
    assert frozen(bench, REAL_SECURITIES) > 0
    with pytest.raises(RefusedError, match="Only a disabled order"):
        bench.modify(REAL_SECURITIES, ModifyOp.ENABLE, reply.order_id)
    bench.modify(REAL_SECURITIES, ModifyOp.CANCEL, reply.order_id)
    bench.step(1)
    bench.modify(REAL_SECURITIES, ModifyOp.DELETE, reply.order_id)
    assert reply.order_id not in bench.orders(REAL_SECURITIES)


def test_cancel_all_spares_stock_connect(bench: Bench) -> None:
    near = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-20))
    abroad = bench.place(REAL_SECURITIES, BUY, 10, bench.away(-20, AAPL), AAPL)
    connect = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-20, MOUTAI), MOUTAI)
    bench.step(2)
    bench.modify(REAL_SECURITIES, ModifyOp.CANCEL, everything=True, market=TradeMarket.HK)
    bench.step(1)
    assert [bench.orders(REAL_SECURITIES)[one.order_id].status for one in (near, abroad, connect)] == [
        S.CANCELLED_ALL,
        S.SUBMITTED,
        S.SUBMITTED,
    ]
    bench.modify(REAL_SECURITIES, ModifyOp.CANCEL, everything=True)
    bench.step(1)
    assert [bench.orders(REAL_SECURITIES)[one.order_id].status for one in (abroad, connect)] == [
        S.CANCELLED_ALL,
        S.SUBMITTED,
    ]


@pytest.mark.parametrize(
    ("acc_id", "market", "sentence"),
    [(PAPER_HK, TradeMarket.UNKNOWN, "paper account"), (REAL_SECURITIES, TradeMarket.HKCC, "Stock Connect")],
)
def test_cancel_all_is_refused(bench: Bench, acc_id: int, market: TradeMarket, sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        bench.modify(acc_id, ModifyOp.CANCEL, everything=True, market=market)


def test_a_stock_connect_order_cannot_be_amended(bench: Bench) -> None:
    reply = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-20, MOUTAI), MOUTAI)
    with pytest.raises(RefusedError, match=r"AMEND is not possible.*use CANCEL"):
        bench.modify(REAL_SECURITIES, ModifyOp.AMEND, reply.order_id, qty=Decimal(200))


@pytest.mark.parametrize("op", [ModifyOp.DISABLE, ModifyOp.ENABLE, ModifyOp.DELETE])
def test_a_paper_order_can_only_be_amended_and_cancelled(bench: Bench, op: ModifyOp) -> None:
    reply = bench.place(PAPER_HK, BUY, 100, bench.away(-20))
    with pytest.raises(RefusedError, match="use AMEND, CANCEL"):
        bench.modify(PAPER_HK, op, reply.order_id)


def test_a_finished_order_cannot_be_changed(bench: Bench) -> None:
    reply = bench.place(PAPER_HK, BUY, 100, bench.away(8))
    bench.step(2)
    for op in (ModifyOp.AMEND, ModifyOp.CANCEL):
        with pytest.raises(RefusedError, match="it is FILLED_ALL"):
            bench.modify(PAPER_HK, op, reply.order_id)


def test_an_unknown_order_or_account_is_refused(bench: Bench) -> None:
    with pytest.raises(RefusedError, match="has no order nonsense"):
        bench.modify(PAPER_HK, ModifyOp.CANCEL, "nonsense")
    with pytest.raises(RefusedError, match="There is no PAPER account 7"):
        bench.place(7, BUY, 100, "480")
    request = PlaceOrder(
        bench.packet,
        Header(Env.REAL, PAPER_HK, TradeMarket.HK),
        TENCENT,
        BUY,
        T.LIMIT,
        Decimal(100),
        Decimal(480),
    )
    with pytest.raises(RefusedError, match=f"There is no REAL account {PAPER_HK}"):
        bench.ask(request)


def test_an_unknown_code_is_refused(bench: Bench) -> None:
    with pytest.raises(RefusedError, match=r"Unknown stock HK\.99999"):
        bench.place(PAPER_HK, BUY, 100, "10", SecurityId.parse("99999"))


def test_an_order_may_be_named_by_its_number(bench: Bench) -> None:
    reply = bench.place(PAPER_HK, BUY, 100, bench.away(-20))
    assert bench.modify(PAPER_HK, ModifyOp.CANCEL, str(reply.number)).order_id == reply.order_id


def test_real_accounts_are_locked_at_first_and_paper_ones_never() -> None:
    bench = Bench()
    bench.place(PAPER_HK, BUY, 100, bench.away(-20))
    with pytest.raises(RefusedError, match="Trading is locked"):
        bench.place(REAL_SECURITIES, BUY, 100, bench.away(-20))
    with pytest.raises(RefusedError, match="password is wrong"):
        bench.ask(UnlockTrade(unlock=True, password_md5="0" * 32))
    assert bench.unlock() == "Trading is unlocked."
    reply = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-20))
    bench.ask(UnlockTrade(unlock=False))
    with pytest.raises(RefusedError, match="Trading is locked"):
        bench.modify(REAL_SECURITIES, ModifyOp.CANCEL, reply.order_id)


def test_the_same_request_is_never_carried_out_twice(bench: Bench) -> None:
    packet = bench.packet
    request = PlaceOrder(packet, header(PAPER_HK), TENCENT, BUY, T.LIMIT, Decimal(100), bench.away(-20))
    bench.ask(request)
    with pytest.raises(RefusedError, match="carried out before"):
        bench.ask(request)
    assert len(bench.orders(PAPER_HK)) == 1


def test_a_stale_connection_id_is_tolerated(bench: Bench) -> None:
    for _ in range(2):
        bench.ask(
            PlaceOrder(PacketId(0, 5), header(PAPER_HK), TENCENT, BUY, T.LIMIT, Decimal(100), bench.away(-20))
        )
    assert len(bench.orders(PAPER_HK)) == 2


def test_orders_of_one_account_are_pushed_to_its_followers_only(bench: Bench) -> None:
    other = bench.connect()
    bench.ask(GetFunds(header(PAPER_HK)), other)
    bench.place(PAPER_HK, BUY, 100, bench.away(-20))
    deliveries = list(bench.daemon.trade_pushes())
    assert [delivery.listeners for delivery in deliveries] == [(bench.caller,)]


def test_max_quantities_agree_with_what_is_accepted(bench: Bench) -> None:
    price = bench.away(-20)
    request = GetMaxQuantities(header(PAPER_HK), TENCENT, T.LIMIT, price)
    most = bench.ask(request)
    with pytest.raises(RefusedError, match="Buying power"):
        bench.place(PAPER_HK, BUY, int(most.cash_buy) + 100, price)
    reply = bench.place(PAPER_HK, BUY, int(most.cash_buy), price)
    assert bench.ask(request).cash_buy == 0
    again = GetMaxQuantities(header(PAPER_HK), TENCENT, T.LIMIT, price, order_id=reply.order_id)
    assert bench.ask(again).cash_buy == most.cash_buy


def test_orders_of_two_accounts_meet_in_the_same_book(bench: Bench) -> None:
    lot = bench.daemon.world.exchange.universe[WARRANT].lot
    bought = bench.place(REAL_SECURITIES, BUY, lot * 20, bench.away(5, WARRANT), WARRANT)
    bench.step(2)
    assert bench.orders(REAL_SECURITIES)[bought.order_id].status is S.FILLED_ALL
    # What the best ask cannot fill becomes the best bid: the first thing a sale meets.
    best = bench.daemon.world.exchange.book(WARRANT).asks[0]
    qty = int(best.volume) + lot * 10
    maker = bench.place(PAPER_HK, BUY, qty, best.price, WARRANT)
    bench.step(2)
    rest = bench.orders(PAPER_HK)[maker.order_id].open_qty
    assert 0 < rest <= lot * 20
    bench.place(REAL_SECURITIES, SELL, int(rest), bench.away(-3, WARRANT), WARRANT)
    bench.step(2)
    assert bench.orders(PAPER_HK)[maker.order_id].status is S.FILLED_ALL
    assert held(bench, PAPER_HK, WARRANT) == qty
    assert held(bench, REAL_SECURITIES, WARRANT) == lot * 20 - rest
