"""How far from the market a price may be, by market; and orders that wait at the broker until it is near."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sim.bench import TENCENT, Bench, header
from tests.sim.traders import book, contract
from tui.domain.markets import Currency
from tui.domain.orders import ModifyOp, OrderStatus, Side
from tui.sim.refusal import RefusalError
from tui.sim.trading.accounts import REAL_SECURITIES
from tui.sim.trading.bands import check_bands, daily_limits, held_back
from tui.sim.trading.picture import Picture
from tui.wire.messages.trade import GetFunds

S = OrderStatus
BUY, SELL = Side.BUY, Side.SELL
D = Decimal
PICTURES = {
    "00700": Picture(book("00700", "486.4", "486.6"), D("486.4"), D("480")),
    "AAPL": Picture(book("AAPL", "262.39", "262.41"), D("262.40"), D("260")),
    "600519": Picture(book("600519", "1418.59", "1418.60"), D("1418.60"), D("1400")),
    "300750": Picture(book("300750", "378.89", "378.90"), D("378.90"), D("380")),
    "MHImain": Picture(book("MHImain", "25890", "25891"), D(25890), D(25890)),
}

# (code, side, price, accepted or the sentence of the refusal)
BANDS = [
    ("00700", BUY, "488.4", ""),
    ("00700", BUY, "488.6", "more than 9 steps above the best ask"),
    ("00700", SELL, "484.6", ""),
    ("00700", SELL, "484.4", "more than 9 steps below the best bid"),
    ("00700", BUY, "54.1", ""),
    ("00700", BUY, "54.0", "9 times away"),
    ("00700", SELL, "4376", ""),
    ("00700", SELL, "4378", "9 times away"),
    ("600519", BUY, "1540.00", ""),
    ("600519", BUY, "1540.01", "limits 1260.00 to 1540.00"),
    ("600519", SELL, "1260.00", ""),
    ("600519", SELL, "1259.99", "limits"),
    ("600519", BUY, "1376.04", ""),
    ("600519", BUY, "1376.03", "more than 3 % below 1418.59"),
    ("600519", SELL, "1300", ""),
    ("300750", SELL, "456.00", ""),
    ("300750", SELL, "456.01", "limits 304.00 to 456.00"),
    ("AAPL", BUY, "367.36", ""),
    ("AAPL", BUY, "367.37", "more than 40 % away"),
    ("AAPL", BUY, "157.43", "more than 40 % away"),
    ("MHImain", BUY, "30000", ""),
]


@pytest.mark.parametrize(("code", "side", "price", "sentence"), BANDS)
def test_bands(code: str, side: Side, price: str, sentence: str) -> None:
    terms, picture = contract(code), PICTURES[code]
    if not sentence:
        check_bands(terms, side, D(price), picture, opens=True)
        return
    with pytest.raises(RefusalError, match=sentence):
        check_bands(terms, side, D(price), picture, opens=True)


def test_a_us_order_that_closes_a_position_has_no_collar() -> None:
    check_bands(contract("AAPL"), SELL, D("500"), PICTURES["AAPL"], opens=False)


def test_bands_need_no_book() -> None:
    empty = Picture(book("00700", "486.4", "486.6", levels=0), D("486.4"), D("486.4"))
    check_bands(contract("00700"), BUY, D("600"), empty, opens=True)
    assert held_back(contract("00700"), BUY, D("300"), empty) == ""


@pytest.mark.parametrize(
    ("code", "side", "price", "held"),
    [
        ("00700", BUY, "481.6", False),
        ("00700", BUY, "481.4", True),
        ("00700", SELL, "491.4", False),
        ("00700", SELL, "491.6", True),
        ("AAPL", BUY, "200", False),
        ("MHImain", SELL, "30000", False),
    ],
)
def test_held_back(code: str, side: Side, price: str, held: bool) -> None:
    assert bool(held_back(contract(code), side, D(price), PICTURES[code])) is held


@pytest.mark.parametrize(
    ("code", "close", "limits"),
    [
        ("600519", "1418.60", ("1276.74", "1560.46")),
        ("600519", "10.05", ("9.05", "11.06")),
        ("300750", "378.90", ("303.12", "454.68")),
    ],
)
def test_daily_limits_of_a_mainland_share(code: str, close: str, limits: tuple[str, str]) -> None:
    assert daily_limits(contract(code), D(close)) == tuple(map(D, limits))


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.follow(REAL_SECURITIES)
    bench.unlock()
    return bench


def test_a_far_order_waits_at_the_broker_with_a_text_and_its_money_held(bench: Bench) -> None:
    reply = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-40))
    bench.step(20)
    order = bench.orders(REAL_SECURITIES)[reply.order_id]
    assert (order.status, bench.daemon.world.exchange.working(reply.order_id)) == (S.SUBMITTING, None)
    assert "More than 24 steps below the best bid" in order.error
    assert bench.ask(GetFunds(header(REAL_SECURITIES), Currency.HKD)).frozen_cash > 0
    bench.modify(REAL_SECURITIES, ModifyOp.AMEND, reply.order_id, price=bench.away(-20))
    bench.step(2)
    order = bench.orders(REAL_SECURITIES)[reply.order_id]
    assert (order.status, order.error) == (S.SUBMITTED, "")
    assert bench.statuses(reply.order_id) == [S.WAITING_SUBMIT, S.SUBMITTING, S.SUBMITTED]


def test_a_far_order_goes_when_the_market_comes(bench: Bench) -> None:
    reply = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-26))
    bench.step(5)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.SUBMITTING
    bench.step_until(lambda: S.SUBMITTED in bench.statuses(reply.order_id), 900)
    assert bench.daemon.world.exchange.working(reply.order_id) is not None


def test_a_far_order_is_cancelled_at_the_broker(bench: Bench) -> None:
    reply = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-40))
    bench.step(3)
    bench.modify(REAL_SECURITIES, ModifyOp.CANCEL, reply.order_id)
    bench.step(1)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.CANCELLED_ALL


def test_an_order_already_in_the_book_stays_there_when_the_market_leaves(bench: Bench) -> None:
    reply = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-23), TENCENT)
    bench.step(200)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].status is S.SUBMITTED
