from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.accounts import Env, Firm
from tui.domain.markets import Market, MarketState, SecurityType, TradeMarket
from tui.domain.numbered import NumberedEnum
from tui.domain.orders import OrderStatus, OrderType, Side

KINDS: list[type[NumberedEnum]] = [
    Env,
    Firm,
    Market,
    MarketState,
    OrderStatus,
    OrderType,
    SecurityType,
    Side,
    TradeMarket,
]


@pytest.mark.parametrize("kind", KINDS)
def test_known_numbers_read_as_themselves(kind: type[NumberedEnum]) -> None:
    assert [kind(member.value) for member in kind] == list(kind)


@given(st.sampled_from(KINDS), st.integers(200, 2**40) | st.integers(-(2**40), -10))
def test_numbers_never_seen_read_as_unknown(kind: type[NumberedEnum], number: int) -> None:
    assert kind(number) is kind["UNKNOWN"]


def test_an_unknown_order_status_counts_as_live() -> None:
    assert not OrderStatus(99).terminal
    assert not OrderStatus.TIMEOUT.terminal
