"""Hours of a US trading day: what may be asked for, and that the order shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.sim.bench import Bench
from tests.sim.traders import contract, spec
from tui.domain.accounts import AccountType
from tui.domain.ids import SecurityId
from tui.domain.orders import ModifyOp, OrderStatus, OrderType, Side, TimeInForce, TradeSession
from tui.sim.refusal import RefusalError
from tui.sim.trading.accounts import (
    PAPER_FUTURES_HK,
    PAPER_HK,
    PAPER_US,
    REAL_FUTURES,
    REAL_SECURITIES,
)
from tui.sim.trading.sessions import check_session, session_for
from tui.wire.errors import RefusedError

H, T, F = TradeSession, OrderType, TimeInForce
APPLE = SecurityId.parse("AAPL")

ACCEPTED = [
    (REAL_SECURITIES, "AAPL", T.LIMIT, F.DAY, H.ETH),
    (REAL_SECURITIES, "AAPL", T.LIMIT, F.GTC, H.ALL),
    (REAL_SECURITIES, "AAPL", T.LIMIT, F.DAY, H.OVERNIGHT),
    (REAL_SECURITIES, "AAPL", T.STOP_LIMIT, F.DAY, H.ETH),
    (REAL_SECURITIES, "AAPL", T.MARKET, F.DAY, H.RTH),
    (REAL_SECURITIES, "AAPL", T.STOP, F.GTD, H.RTH),
    (PAPER_US, "AAPL", T.LIMIT, F.DAY, H.ETH),
    (PAPER_US, "AAPL", T.MARKET, F.DAY, H.RTH),
    (PAPER_HK, "00700", T.MARKET, F.DAY, H.NONE),
]
REFUSED = [
    (REAL_SECURITIES, "AAPL", T.MARKET, F.DAY, H.ETH, "ETH takes limit orders only, not MARKET"),
    (REAL_SECURITIES, "AAPL", T.TRAILING_STOP, F.DAY, H.ETH, "limit orders only"),
    (REAL_SECURITIES, "AAPL", T.STOP_LIMIT, F.DAY, H.ALL, "ALL takes limit orders only, not STOP_LIMIT"),
    (REAL_SECURITIES, "AAPL", T.MARKET, F.DAY, H.OVERNIGHT, "limit orders only"),
    (REAL_SECURITIES, "AAPL", T.LIMIT, F.GTD, H.ALL, "does not take time in force GTD: use DAY, GTC"),
    (REAL_SECURITIES, "AAPL", T.LIMIT, F.GTD, H.ETH, "use DAY, GTC"),
    (REAL_SECURITIES, "AAPL", T.LIMIT, F.DAY, H.UNKNOWN, "must be RTH, ETH, OVERNIGHT or ALL"),
    (PAPER_US, "AAPL", T.LIMIT, F.DAY, H.OVERNIGHT, "does not trade overnight"),
    (PAPER_US, "AAPL", T.LIMIT, F.DAY, H.ALL, "does not trade overnight"),
    (REAL_SECURITIES, "00700", T.LIMIT, F.DAY, H.ALL, r"US stocks and options only: give none for HK\.00700"),
    (REAL_SECURITIES, "600519", T.LIMIT, F.DAY, H.RTH, "US stocks and options only"),
    (REAL_FUTURES, "MHImain", T.LIMIT, F.DAY, H.ETH, "US stocks and options only"),
    (PAPER_FUTURES_HK, "MHImain", T.LIMIT, F.DAY, H.RTH, "US stocks and options only"),
]


@pytest.mark.parametrize(("acc_id", "code", "kind", "tif", "session"), ACCEPTED)
def test_accepted(acc_id: int, code: str, kind: OrderType, tif: TimeInForce, session: TradeSession) -> None:
    check_session(spec(acc_id).account, contract(code), kind, tif, session)


@pytest.mark.parametrize(("acc_id", "code", "kind", "tif", "session", "sentence"), REFUSED)
def test_refused(
    acc_id: int, code: str, kind: OrderType, tif: TimeInForce, session: TradeSession, sentence: str
) -> None:
    with pytest.raises(RefusalError, match=sentence) as refusal:
        check_session(spec(acc_id).account, contract(code), kind, tif, session)
    assert "\n" not in refusal.value.text


def test_a_paper_account_without_margin_has_regular_hours_only() -> None:
    cash = replace(spec(PAPER_US).account, type=AccountType.CASH)
    check_session(cash, contract("AAPL"), T.LIMIT, F.DAY, H.RTH)
    with pytest.raises(RefusalError, match="regular hours only: session ETH"):
        check_session(cash, contract("AAPL"), T.LIMIT, F.DAY, H.ETH)


@pytest.mark.parametrize(
    ("code", "asked", "outside", "session"),
    [
        ("AAPL", H.NONE, True, H.ETH),
        ("AAPL", H.NONE, False, H.NONE),
        ("AAPL", H.RTH, True, H.RTH),
        ("AAPL", H.ALL, False, H.ALL),
        ("00700", H.NONE, True, H.NONE),
        ("MHImain", H.NONE, True, H.NONE),
    ],
)
def test_the_old_flag_counts_when_no_session_is_named(
    code: str, asked: TradeSession, outside: bool, session: TradeSession
) -> None:
    assert session_for(contract(code), asked, outside) is session


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.follow(PAPER_US)
    return bench


@pytest.mark.parametrize(
    ("asked", "session"),
    [
        ({}, H.NONE),
        ({"session": H.RTH}, H.RTH),
        ({"session": H.ETH}, H.ETH),
        ({"outside_rth": True}, H.ETH),
    ],
)
def test_an_order_shows_its_session_and_keeps_it(
    bench: Bench, asked: dict[str, Any], session: TradeSession
) -> None:
    price = contract("AAPL").ladder.down(bench.touch(APPLE)[0], 20)
    reply = bench.place(PAPER_US, Side.BUY, 1, price, APPLE, **asked)
    bench.step(3)
    lower = contract("AAPL").ladder.down(price, 1)
    bench.modify(PAPER_US, ModifyOp.AMEND, reply.order_id, price=lower)
    bench.step(3)
    order = bench.orders(PAPER_US)[reply.order_id]
    assert (order.status, order.price, order.session) == (OrderStatus.SUBMITTED, lower, session)


def test_a_refused_session_leaves_no_order(bench: Bench) -> None:
    wanted: tuple[dict[str, Any], ...] = ({"session": H.ETH}, {"outside_rth": True})
    for asked in wanted:
        with pytest.raises(RefusedError, match="limit orders only, not MARKET"):
            bench.place(PAPER_US, Side.BUY, 1, None, APPLE, T.MARKET, **asked)
    assert bench.orders(PAPER_US) == {}
