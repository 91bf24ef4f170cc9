"""The order-type matrix by market and product, operations, shorts, and whose account a product is for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.sim.traders import contract, spec
from tui.domain.accounts import Env
from tui.domain.markets import SecurityType, TradeMarket
from tui.domain.orders import ModifyOp, OrderType
from tui.sim.trading.accounts import (
    PAPER_CN,
    PAPER_FUTURES_HK,
    PAPER_HK,
    PAPER_OPTIONS_HK,
    PAPER_US,
    REAL_FUTURES,
    REAL_SECURITIES,
)
from tui.sim.trading.contract import Contract
from tui.sim.trading.permissions import may_short, operations, order_types, trades_kind

T, Op = OrderType, ModifyOp
STOPS = {T.STOP, T.MARKET_IF_TOUCHED, T.TRAILING_STOP}
LIMITED = {T.STOP_LIMIT, T.LIMIT_IF_TOUCHED, T.TRAILING_STOP_LIMIT}
PLAIN = {T.LIMIT, T.MARKET}
ALGORITHMS = {T.TWAP_MARKET, T.TWAP_LIMIT, T.VWAP_MARKET, T.VWAP_LIMIT}


def option(code: str, *, on_index: bool = False) -> Contract:
    """An option in the place of a share."""
    return replace(contract(code), type=SecurityType.OPTION, on_index=on_index)


PRODUCTS = {
    "share": contract("00700"),
    "warrant": contract("55182"),
    "option": option("00700"),
    "index option": option("00700", on_index=True),
    "future": contract("MHImain"),
    "us share": contract("AAPL"),
    "us option": option("AAPL"),
    "mainland": contract("600519"),
}
HK_SHARE = {
    *PLAIN,
    *STOPS,
    *LIMITED,
    T.ABSOLUTE_LIMIT,
    T.AUCTION,
    T.AUCTION_LIMIT,
    T.SPECIAL_LIMIT,
    T.SPECIAL_LIMIT_ALL,
}
MATRIX = [
    (REAL_SECURITIES, "share", HK_SHARE),
    (REAL_SECURITIES, "warrant", HK_SHARE),
    (REAL_SECURITIES, "option", {T.LIMIT, *LIMITED}),
    (REAL_FUTURES, "index option", {T.LIMIT, *LIMITED}),
    (REAL_FUTURES, "future", {*PLAIN, T.AUCTION, *STOPS, *LIMITED}),
    (REAL_SECURITIES, "us share", {*PLAIN, *STOPS, *LIMITED}),
    (REAL_SECURITIES, "us option", {*PLAIN, *STOPS, *LIMITED}),
    (REAL_SECURITIES, "mainland", {T.LIMIT, *LIMITED}),
    (PAPER_HK, "share", PLAIN),
    (PAPER_US, "us option", PLAIN),
    (PAPER_CN, "mainland", PLAIN),
    (PAPER_FUTURES_HK, "future", PLAIN),
    (PAPER_OPTIONS_HK, "option", PLAIN),
]


@pytest.mark.parametrize(("acc_id", "product", "types"), MATRIX)
def test_order_types(acc_id: int, product: str, types: set[OrderType]) -> None:
    allowed = order_types(spec(acc_id).account, PRODUCTS[product])
    assert set(allowed) == types
    assert not ALGORITHMS & set(allowed)


@pytest.mark.parametrize(
    ("acc_id", "product", "allowed"),
    [
        (REAL_SECURITIES, "share", {Op.AMEND, Op.CANCEL, Op.DISABLE, Op.ENABLE, Op.DELETE}),
        (REAL_SECURITIES, "us share", {Op.AMEND, Op.CANCEL}),
        (REAL_SECURITIES, "mainland", {Op.CANCEL}),
        (REAL_FUTURES, "future", {Op.AMEND, Op.CANCEL, Op.DELETE}),
        (PAPER_HK, "share", {Op.AMEND, Op.CANCEL}),
        (PAPER_FUTURES_HK, "future", {Op.AMEND, Op.CANCEL}),
    ],
)
def test_operations(acc_id: int, product: str, allowed: set[ModifyOp]) -> None:
    assert set(operations(spec(acc_id).account, PRODUCTS[product])) == allowed


@pytest.mark.parametrize(
    ("acc_id", "product", "allowed"),
    [
        (PAPER_HK, "share", False),
        (REAL_SECURITIES, "share", False),
        (REAL_SECURITIES, "warrant", False),
        (REAL_SECURITIES, "mainland", False),
        (PAPER_CN, "mainland", False),
        (PAPER_US, "us share", True),
        (REAL_SECURITIES, "us share", True),
        (PAPER_OPTIONS_HK, "option", True),
        (REAL_SECURITIES, "us option", True),
        (REAL_FUTURES, "future", True),
    ],
)
def test_shorts(acc_id: int, product: str, allowed: bool) -> None:
    assert may_short(spec(acc_id).account, PRODUCTS[product]) is allowed


@pytest.mark.parametrize(
    ("acc_id", "product", "allowed"),
    [
        (PAPER_HK, "share", True),
        (PAPER_HK, "option", False),
        (PAPER_OPTIONS_HK, "option", True),
        (PAPER_OPTIONS_HK, "share", False),
        (PAPER_US, "us share", True),
        (PAPER_US, "us option", True),
        (REAL_SECURITIES, "option", True),
    ],
)
def test_kinds_of_paper_accounts(acc_id: int, product: str, allowed: bool) -> None:
    assert trades_kind(spec(acc_id).account, PRODUCTS[product]) is allowed


@pytest.mark.parametrize(
    ("product", "env", "market"),
    [
        ("option", Env.REAL, TradeMarket.HK),
        ("option", Env.PAPER, TradeMarket.HK),
        ("index option", Env.REAL, TradeMarket.FUTURES),
        ("index option", Env.PAPER, TradeMarket.FUTURES_PAPER_HK),
        ("us option", Env.REAL, TradeMarket.US),
    ],
)
def test_the_account_of_an_option(product: str, env: Env, market: TradeMarket) -> None:
    assert PRODUCTS[product].trade_market(env) is market
