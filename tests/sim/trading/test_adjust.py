"""Prices off the ladder are moved as far as the order allows, and no further."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sim.bench import Bench
from tests.sim.traders import contract
from tui.domain.orders import ModifyOp, Side
from tui.sim.refusal import RefusalError
from tui.sim.trading.accounts import PAPER_HK
from tui.sim.trading.adjust import adjusted
from tui.wire.errors import RefusedError

D = Decimal


@pytest.mark.parametrize(
    ("code", "price", "allowed", "moved"),
    [
        ("00700", "359.678", "0.0015", "359.8"),
        ("00700", "359.678", "-0.0015", "359.6"),
        ("00700", "359.678", None, "359.678"),
        ("00700", "359.678", "0", "359.678"),
        ("00700", "359.8", "0.0015", "359.8"),
        ("MHImain", "25890.5", "0.01", "25890.5"),
    ],
)
def test_adjusted(code: str, price: str, allowed: str | None, moved: str) -> None:
    assert adjusted(contract(code), D(price), None if allowed is None else D(allowed)) == D(moved)


def test_too_far_is_refused() -> None:
    with pytest.raises(RefusalError, match=r"359\.678 is not on the tick, and 359\.8"):
        adjusted(contract("00700"), D("359.678"), D("0.0001"))


def test_no_price_stays_none() -> None:
    assert adjusted(contract("00700"), None, D("0.01")) is None


def test_orders_and_amendments_are_adjusted() -> None:
    bench = Bench()
    price = bench.away(-20)
    reply = bench.place(PAPER_HK, Side.BUY, 100, price - D("0.05"), adjust=D("0.001"))
    assert bench.orders(PAPER_HK)[reply.order_id].price == price
    lower = price - D("0.45")
    bench.modify(PAPER_HK, ModifyOp.AMEND, reply.order_id, price=lower, adjust=D("-0.001"))
    assert bench.orders(PAPER_HK)[reply.order_id].price == price - D("0.6")
    with pytest.raises(RefusedError, match="minimum tick size"):
        bench.place(PAPER_HK, Side.BUY, 100, price - D("0.05"))
