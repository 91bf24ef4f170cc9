"""Rate limits: any 30 seconds, by user or account, and only the calls that count."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sim.bench import TENCENT
from tui.domain.accounts import Env
from tui.domain.candles import CandleType
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp, OrderType, Side
from tui.sim.limits import RateLimits, check_items
from tui.sim.refusal import RefusalError
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.quote import GetHistoryCandles, GetMarketStates, GetQuotes, GetSnapshots
from tui.wire.messages.trade import GetFunds, GetOrders, Header, ModifyOrder, PlaceOrder, UnlockTrade


def header(acc_id: int) -> Header:
    return Header(Env.PAPER, acc_id, TradeMarket.HK)


def place(acc_id: int = 1) -> PlaceOrder:
    return PlaceOrder(
        PacketId(0, 0), header(acc_id), TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), Decimal(400)
    )


def modify(acc_id: int = 1) -> ModifyOrder:
    return ModifyOrder(PacketId(0, 0), header(acc_id), ModifyOp.CANCEL, "1")


def history(key: bytes | None = None) -> GetHistoryCandles:
    return GetHistoryCandles(TENCENT, CandleType.K_DAY, "2026-01-01", "2026-11-20", key=key)


def allowed(limits: RateLimits, request: Request[Any], times: int, *, apart_s: float = 0.05) -> int:
    """How many of some requests in a row get through."""
    done = 0
    for turn in range(times):
        try:
            limits.charge(request, turn * apart_s)
        except RefusalError:
            continue
        done += 1
    return done


@pytest.mark.parametrize(
    ("request_", "most"),
    [
        (place(), 15),
        (modify(), 20),
        (UnlockTrade(unlock=True), 10),
        (GetSnapshots((TENCENT,)), 60),
        (GetMarketStates((TENCENT,)), 10),
        (GetFunds(header(1), refresh=True), 10),
        (GetFunds(header(1)), 100),
        (GetOrders(header(1)), 100),
        (history(), 60),
        (history(b"2"), 100),
        (GetQuotes((TENCENT,)), 100),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, int) else str(value),
)
def test_so_many_in_thirty_seconds(request_: Request[Any], most: int) -> None:
    assert allowed(RateLimits(), request_, 100) == most


def test_the_window_slides() -> None:
    limits = RateLimits()
    for turn in range(15):
        limits.charge(place(), turn)
    with pytest.raises(RefusalError, match=r"about place are too frequent: at most 15 in 30 seconds\."):
        limits.charge(place(), 29.9)
    limits.charge(place(), 30)
    with pytest.raises(RefusalError):
        limits.charge(place(), 30.9)
    limits.charge(place(), 31)


def test_accounts_do_not_use_up_each_others_orders() -> None:
    limits = RateLimits()
    assert allowed(limits, place(1), 20) == 15
    assert allowed(limits, place(2), 20) == 15


def test_cancelling_has_its_own_allowance() -> None:
    limits = RateLimits()
    assert allowed(limits, place(), 20) == 15
    assert allowed(limits, modify(), 30) == 20


@pytest.mark.parametrize(("gap_s", "fine"), [(0.005, False), (0.011, True), (0.02, True)])
def test_orders_keep_a_distance_with_some_tolerance(gap_s: float, fine: bool) -> None:
    limits = RateLimits()
    limits.charge(place(), 0)
    if fine:
        limits.charge(place(), gap_s)
        return
    with pytest.raises(RefusalError, match=r"about place are too close together: at least 0\.02 seconds"):
        limits.charge(place(), gap_s)


def test_codes_are_counted() -> None:
    check_items(GetSnapshots((TENCENT,) * 400))
    with pytest.raises(RefusalError, match="Too many codes: 401, at most 400 at once"):
        check_items(GetSnapshots((TENCENT,) * 401))
