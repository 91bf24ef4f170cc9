"""What a ticket offers, and that the checks agree with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.rows_ladders import CRUDE, HK_CALL, MHI, PENNY_CALL
from tests.domain.rows_types import SG_STOCK
from tests.domain.rule_rows import (
    BOND,
    CN,
    CONNECT,
    ETF,
    HK,
    HK_REAL,
    US,
    US_REAL,
    WARRANT,
    Base,
    real,
)
from tui.domain.accounts import Env
from tui.domain.instruments import Instrument
from tui.domain.markets import MarketState, SecurityType, TradeMarket
from tui.domain.offers import closed_types_for, order_types_for, sessions_for, tifs_for
from tui.domain.orders import OrderType, TimeInForce, TradeSession
from tui.domain.rules import Check, Field, Finding, check

T, L, V, S = OrderType, TimeInForce, TradeSession, MarketState
BASES: list[Base] = [
    HK,
    HK_REAL,
    real(ETF, TradeMarket.HK),
    real(WARRANT, TradeMarket.HK),
    real(BOND, TradeMarket.HK),
    real(HK_CALL, TradeMarket.HK),
    real(MHI, TradeMarket.FUTURES),
    US,
    US_REAL,
    real(PENNY_CALL, TradeMarket.US),
    real(CRUDE, TradeMarket.FUTURES),
    CN,
    CONNECT,
    real(SG_STOCK, TradeMarket.SG),
]
MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("UTC"))


def of(base: Base) -> tuple[Env, Instrument]:
    instrument = base[1].instrument
    assert instrument is not None
    return base[0].env, instrument


@given(
    st.sampled_from(BASES),
    st.sampled_from(OrderType),
    st.sampled_from([None, *MarketState]),
    st.none() | st.integers(0, 7 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes)),
)
def test_a_type_is_offered_exactly_when_the_checks_let_it_pass(
    base: Base, kind: OrderType, state: MarketState | None, now: datetime | None
) -> None:
    env, instrument = of(base)
    found = judged(base, Field.TYPE, Check.ORDER_TYPE, type=kind, state=state, now=now)
    offered = order_types_for(env, instrument, state, now)
    assert (kind in offered) is (found == [])
    closed = dict(closed_types_for(env, instrument, state, now))
    assert set(offered).isdisjoint(closed)
    if kind in closed:
        assert [one.cause for one in found] == [closed[kind]]


@given(st.sampled_from(BASES), st.sampled_from(OrderType), st.sampled_from(TimeInForce))
def test_a_life_is_offered_exactly_when_the_checks_let_it_pass(
    base: Base, kind: OrderType, tif: TimeInForce
) -> None:
    env, instrument = of(base)
    last = date(2026, 11, 25) if tif is L.GTD else None
    found = judged(base, Field.TIF, Check.TIME_IN_FORCE, type=kind, tif=tif, expires_on=last)
    assert (tif in tifs_for(env, instrument, kind)) is (found == [])


@given(st.sampled_from(BASES), st.sampled_from(OrderType), st.sampled_from(TradeSession))
def test_a_session_is_offered_exactly_when_the_checks_do_not_block_it(
    base: Base, kind: OrderType, session: TradeSession
) -> None:
    env, instrument = of(base)
    found = judged(base, Field.SESSION, Check.PHASE, type=kind, session=session)
    assert (session in sessions_for(env, instrument, kind)) is not any(one.blocks for one in found)


def judged(
    base: Base,
    field: Field,
    which: Check,
    *,
    state: MarketState | None = None,
    now: datetime | None = None,
    **changes: object,
) -> list[Finding]:
    """Return what one check says of one field of a changed ticket."""
    draft, facts = base
    found = check(replace(draft, **changes), replace(facts, market_state=state, now=now))  # type: ignore[arg-type]
    return [one for one in found if one.field is field and one.check is which]


@pytest.mark.parametrize(
    ("base", "state", "offered"),
    [
        (HK, S.MORNING, "LIMIT MARKET"),
        (HK, S.REST, "LIMIT"),
        (
            HK_REAL,
            S.REST,
            "LIMIT ABSOLUTE_LIMIT SPECIAL_LIMIT SPECIAL_LIMIT_ALL STOP STOP_LIMIT "
            "MARKET_IF_TOUCHED LIMIT_IF_TOUCHED TRAILING_STOP TRAILING_STOP_LIMIT",
        ),
        (
            HK_REAL,
            S.AUCTION,
            "LIMIT ABSOLUTE_LIMIT AUCTION AUCTION_LIMIT SPECIAL_LIMIT SPECIAL_LIMIT_ALL "
            "STOP STOP_LIMIT MARKET_IF_TOUCHED LIMIT_IF_TOUCHED TRAILING_STOP TRAILING_STOP_LIMIT",
        ),
        (CONNECT, S.MORNING, "LIMIT STOP_LIMIT LIMIT_IF_TOUCHED TRAILING_STOP_LIMIT"),
        (US, S.PRE_MARKET, "LIMIT"),
        (real(SG_STOCK, TradeMarket.SG), S.MORNING, "LIMIT"),
    ],
)
def test_the_types_of_a_phase(base: Base, state: MarketState, offered: str) -> None:
    env, instrument = of(base)
    assert {kind.name for kind in order_types_for(env, instrument, state)} == set(offered.split())


def test_what_is_not_taken_now_is_told_with_its_cause() -> None:
    env, instrument = of(HK_REAL)
    closed = dict(closed_types_for(env, instrument, S.MORNING))
    assert set(closed) == {T.AUCTION, T.AUCTION_LIMIT}
    assert closed[T.AUCTION] == "auction orders are taken during an auction only"
    assert closed_types_for(env, instrument) == ()


@pytest.mark.parametrize(
    ("base", "kind", "lives"),
    [
        (HK, T.LIMIT, (L.DAY,)),
        (HK_REAL, T.LIMIT, (L.DAY, L.GTC, L.GTD)),
        (HK_REAL, T.MARKET, (L.DAY,)),
        (US_REAL, T.MARKET, (L.DAY, L.GTC, L.GTD)),
        (real(MHI, TradeMarket.FUTURES), T.MARKET, (L.DAY,)),
    ],
)
def test_the_lives_of_a_type(base: Base, kind: OrderType, lives: tuple[TimeInForce, ...]) -> None:
    assert tifs_for(*of(base), kind) == lives


def test_immediate_or_cancel_is_for_market_orders_in_crypto() -> None:
    env, instrument = of(US_REAL)
    crypto = replace(instrument, type=SecurityType.CRYPTO)
    assert L.IOC in tifs_for(env, crypto, T.MARKET)
    assert L.IOC not in tifs_for(env, crypto, T.LIMIT)


@pytest.mark.parametrize(
    ("base", "kind", "sessions"),
    [
        (HK_REAL, T.LIMIT, (V.NONE,)),
        (US_REAL, T.LIMIT, (V.NONE, V.RTH, V.ETH, V.OVERNIGHT, V.ALL)),
        (US_REAL, T.MARKET, (V.NONE, V.RTH)),
        (US_REAL, T.STOP_LIMIT, (V.NONE, V.RTH)),
        (US, T.LIMIT, (V.NONE, V.RTH, V.ETH)),
        (real(PENNY_CALL, TradeMarket.US), T.LIMIT, (V.NONE, V.RTH)),
        (real(CRUDE, TradeMarket.FUTURES), T.LIMIT, (V.NONE,)),
    ],
)
def test_the_sessions_of_a_type(base: Base, kind: OrderType, sessions: tuple[TradeSession, ...]) -> None:
    assert sessions_for(*of(base), kind) == sessions


def test_nothing_is_offered_for_what_cannot_be_traded() -> None:
    env, instrument = of(HK_REAL)
    assert order_types_for(env, replace(instrument, type=SecurityType.INDEX)) == ()
