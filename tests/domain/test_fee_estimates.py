from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.makers import instrument
from tui.domain.accounts import Env
from tui.domain.fee_estimates import FeeEstimate, Plan, break_even, estimate
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.domain.orders import Side
from tui.domain.ticks import LADDERS, Ladder
from tui.sim.trading.contract import Contract
from tui.sim.trading.fees import fee_total

D = Decimal
SHARE = instrument()
FUND = instrument("HK.02800", SecurityType.ETF, 500)
WARRANT = instrument("HK.28011", SecurityType.WARRANT, 10_000)
APPLE = instrument("US.AAPL", SecurityType.STOCK, 1)
MOUTAI = instrument("SH.600519", SecurityType.STOCK, 100)
OPTION = instrument("US.AAPL261218C270000", SecurityType.OPTION, 100)
SIM_PLAN = Plan(rate=D("0.0003"), least=D(3), platform=D(15))
LADDER = LADDERS["hk.part_a"]
sides = st.sampled_from([Side.BUY, Side.SELL])
places = st.integers(20, 3000)
lots = st.integers(1, 3000)


def items(made: FeeEstimate) -> dict[str, str]:
    return {item.title: f"{item.amount:f}" for item in made.items}


def test_a_real_order_of_a_hong_kong_share() -> None:
    made = estimate(SHARE, Env.REAL, Side.BUY, D(200), D("420.2"))
    assert items(made) == {
        "Stamp Duty": "85",  # 84.04, up to the next dollar
        "SFC Levy": "2.27",
        "AFRC Levy": "0.13",
        "Trading Fee": "4.75",
        "Settlement Fee": "3.53",
    }
    assert made.total == D("95.68")
    assert (made.complete, made.note) == (False, "without commission and platform fee")


def test_with_the_trader_s_plan_it_is_complete() -> None:
    made = estimate(SHARE, Env.REAL, Side.SELL, D(200), D("420.2"), SIM_PLAN)
    assert (items(made)["Commission"], items(made)["Platform Fee"]) == ("25.21", "15.00")
    assert (made.total, made.complete, made.note) == (D("135.89"), True, "")


@pytest.mark.parametrize("unstamped", [FUND, WARRANT])
def test_funds_and_warrants_carry_no_stamp_duty(unstamped: Instrument) -> None:
    made = estimate(unstamped, Env.REAL, Side.BUY, D(10_000), D("0.5"))
    assert "Stamp Duty" not in items(made)
    assert made.total == D("0.14") + D("0.01") + D("0.28") + D("0.21")


@pytest.mark.parametrize(("value", "duty"), [("1", "1"), ("1000", "1"), ("1000.01", "2"), ("85000", "85")])
def test_stamp_duty_is_rounded_up_to_the_dollar(value: str, duty: str) -> None:
    assert items(estimate(SHARE, Env.REAL, Side.BUY, D(1), D(value)))["Stamp Duty"] == duty


def test_the_trading_fee_has_a_least() -> None:
    assert items(estimate(FUND, Env.REAL, Side.BUY, D(1), D(1))) == {"Trading Fee": "0.01"}


@pytest.mark.parametrize(
    ("qty", "price", "total"), [(200, "420.2", "25.21"), (100, "1", "3.00"), (100, "100", "3.00")]
)
def test_a_paper_order_in_hong_kong(qty: int, price: str, total: str) -> None:
    made = estimate(SHARE, Env.PAPER, Side.BUY, D(qty), D(price), SIM_PLAN)
    assert (made.total, made.complete, made.note) == (D(total), True, "")


def test_only_who_sells_a_mainland_share_pays_stamp_duty() -> None:
    bought = estimate(MOUTAI, Env.REAL, Side.BUY, D(100), D(1500))
    sold = estimate(MOUTAI, Env.REAL, Side.SELL, D(100), D(1500))
    assert bought.total == D("5.12") + D(3) + D("4.50")
    assert sold.total == D("12.62") + D(75)


@pytest.mark.parametrize(
    ("one", "env", "note"),
    [
        (APPLE, Env.REAL, "without commission and platform fee; without settlement, SEC and TAF fees"),
        (OPTION, Env.REAL, "without commission and platform fee; without the fees of the exchange"),
        (APPLE, Env.PAPER, "what paper trading charges here is not known"),
        (OPTION, Env.PAPER, "what paper trading charges here is not known"),
    ],
)
def test_where_nothing_is_known_there_is_no_number(one: Instrument, env: Env, note: str) -> None:
    assert estimate(one, env, Side.BUY, D(10), D(100)) == FeeEstimate(None, (), complete=False, note=note)


def test_a_plan_gives_a_part_and_what_is_left_out_is_named() -> None:
    made = estimate(APPLE, Env.REAL, Side.BUY, D(100), D(200), Plan(per_unit=D("0.0049"), least=D("0.99")))
    assert (made.total, made.complete, made.note) == (
        D("0.99"),
        False,
        "without settlement, SEC and TAF fees",
    )


def contract_of(one: Instrument) -> Contract:
    """The same security as the simulator knows it."""
    return Contract(one.id, one.name, one.type, one.lot, D(1), LADDER)


@given(sides, lots, places)
def test_the_simulator_agrees(side: Side, lot: int, place: int) -> None:
    price, qty = LADDER.price_at(place), D(100 * lot)
    for one, plan in ((SHARE, SIM_PLAN), (FUND, SIM_PLAN), (MOUTAI, SIM_PLAN)):
        contract = contract_of(one)
        made = estimate(one, Env.REAL, side, qty, price, plan)
        assert made.total == fee_total(Env.REAL, contract, side, qty, qty * price)
    assert estimate(SHARE, Env.PAPER, side, qty, price).total == fee_total(
        Env.PAPER, contract_of(SHARE), side, qty, qty * price
    )


@given(sides, lots, places, st.integers(0, 500))
def test_fees_never_fall_when_price_or_quantity_rise(side: Side, lot: int, place: int, more: int) -> None:
    def total(lots_: int, place_: int) -> Decimal:
        made = estimate(SHARE, Env.REAL, side, D(100 * lots_), LADDER.price_at(place_), SIM_PLAN)
        assert made.total is not None
        return made.total

    assert total(lot, place + more) >= total(lot, place)
    assert total(lot + more, place) >= total(lot, place)


def round_trip(side: Side, qty: Decimal, price: Decimal, out: Decimal, plan: Plan | None) -> Decimal:
    """What opening at one price and closing at another leaves."""
    moved = (out - price if side.buys else price - out) * qty
    return moved - cost(side, qty, price, plan) - cost(opposite(side), qty, out, plan)


def cost(side: Side, qty: Decimal, price: Decimal, plan: Plan | None) -> Decimal:
    made = estimate(SHARE, Env.REAL, side, qty, price, plan)
    assert made.total is not None
    return made.total


def opposite(side: Side) -> Side:
    return Side.SELL if side.buys else Side.BUY


@given(sides, lots, places, st.sampled_from([None, SIM_PLAN]))
def test_break_even_is_the_first_tick_that_does_not_lose(
    side: Side, lot: int, place: int, plan: Plan | None
) -> None:
    qty, price = D(100 * lot), LADDER.price_at(place)
    at = break_even(
        side,
        qty,
        price,
        cost(side, qty, price, plan),
        lambda out: cost(opposite(side), qty, out, plan),
        LADDER,
    )
    if at is None:
        assert not side.buys  # cheap and small: no price above zero pays for the fees
        assert round_trip(side, qty, price, LADDER.minimum, plan) < 0
        return
    assert LADDER.is_on_tick(at)
    assert round_trip(side, qty, price, at, plan) >= 0
    nearer = range(LADDER.index_of(price), LADDER.index_of(at), 1 if side.buys else -1)
    assert all(round_trip(side, qty, price, LADDER.price_at(index), plan) < 0 for index in nearer)


def test_break_even_without_fees_is_the_price_itself() -> None:
    assert break_even(Side.BUY, D(100), D(50), D(0), lambda _: D(0), LADDER) == D(50)
    assert break_even(Side.SELL, D(100), D(50), D(0), lambda _: D(0), LADDER) == D(50)


def test_break_even_of_a_contract_counts_its_size() -> None:
    flat = Ladder.flat(D(1))
    assert break_even(Side.BUY, D(2), D(25_000), D(15), lambda _: D(15), flat, D(10)) == D(25_002)


@pytest.mark.parametrize(("side", "qty"), [(Side.SELL, 100), (Side.BUY, 0)])
def test_no_break_even_where_there_is_none(side: Side, qty: int) -> None:
    assert break_even(side, D(qty), D("0.01"), D(50), lambda _: D(50), LADDER) is None
