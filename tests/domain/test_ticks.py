from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.markets import Market, SecurityType
from tui.domain.tick_tables import TickTable
from tui.domain.ticks import LADDERS, Ladder, ladder_for

A = LADDERS["hk.part_a"]
BOUNDED = [ladder for ladder in LADDERS.values() if ladder.maximum is not None]
ladders = st.sampled_from(list(LADDERS.values()))


@st.composite
def ladder_and_index(draw: st.DrawFn) -> tuple[Ladder, int]:
    ladder = draw(ladders)
    first = ladder.index_of(ladder.minimum)
    last = first + 60_000 if ladder.maximum is None else ladder.index_of(ladder.maximum)
    return ladder, draw(st.integers(first, last))


@st.composite
def ladder_and_any_price(draw: st.DrawFn) -> tuple[Ladder, Decimal]:
    ladder = draw(ladders)
    high = ladder.maximum if ladder.maximum is not None else Decimal(100_000)
    return ladder, draw(st.decimals(ladder.minimum, high, places=5))


@given(ladder_and_index())
def test_index_and_price_are_inverse(pair: tuple[Ladder, int]) -> None:
    ladder, index = pair
    price = ladder.price_at(index)
    assert ladder.index_of(price) == index
    assert ladder.is_on_tick(price)


@given(ladder_and_index(), st.integers(1, 300))
def test_walking_up_and_down_again_returns(pair: tuple[Ladder, int], steps: int) -> None:
    ladder, index = pair
    price = ladder.price_at(index)
    there = ladder.up(price, steps)
    if there != ladder.maximum:
        assert ladder.down(there, steps) == price
        assert ladder.steps_between(price, there) == steps
        assert ladder.steps_between(there, price) == -steps


@given(ladder_and_index())
def test_one_step_is_the_tick_of_that_side(pair: tuple[Ladder, int]) -> None:
    ladder, index = pair
    price = ladder.price_at(index)
    if price != ladder.maximum:
        assert ladder.up(price) - price == ladder.tick_up(price)
    if price != ladder.minimum:
        assert price - ladder.down(price) == ladder.tick_down(price)


@given(ladder_and_any_price())
def test_floor_and_ceil_enclose_a_price(pair: tuple[Ladder, Decimal]) -> None:
    ladder, price = pair
    low, high = ladder.floor(price), ladder.ceil(price)
    assert low <= price <= high
    assert ladder.is_on_tick(low)
    assert ladder.is_on_tick(high)
    assert (low == high) == ladder.is_on_tick(price)
    assert low == high or ladder.up(low) == high
    assert ladder.nearest(price) in (low, high)
    assert abs(ladder.nearest(price) - price) == min(price - low, high - price)


@given(ladder_and_any_price())
def test_a_step_from_off_the_ladder_goes_to_the_neighbour(pair: tuple[Ladder, Decimal]) -> None:
    ladder, price = pair
    if not ladder.is_on_tick(price):
        assert ladder.up(price) == ladder.ceil(price)
        assert ladder.down(price) == ladder.floor(price)


@pytest.mark.parametrize("ladder", BOUNDED, ids=lambda ladder: ladder.name)
def test_walking_stops_at_the_ends(ladder: Ladder) -> None:
    assert ladder.maximum is not None
    assert ladder.up(ladder.maximum, 5) == ladder.maximum
    assert ladder.down(ladder.minimum, 5) == ladder.minimum
    assert ladder.floor(Decimal(0)) == ladder.minimum
    assert ladder.ceil(ladder.maximum + 100) == ladder.maximum
    assert not ladder.is_on_tick(ladder.maximum + ladder.tick_up(ladder.maximum))


@pytest.mark.parametrize(
    ("price", "legal"),
    [
        ("0.009", False),
        ("0.01", True),
        ("0.251", False),
        ("0.255", True),
        ("9.995", True),
        ("10.005", False),
        ("19.99", True),
        ("20.01", False),
        ("49.98", True),
        ("49.99", False),
        ("419.8", True),
        ("419.9", False),
        ("419.80", True),
        ("0", False),
        ("-1", False),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_legal_prices_of_hong_kong_shares(price: str, legal: bool) -> None:
    assert A.is_on_tick(Decimal(price)) is legal


@pytest.mark.parametrize(
    ("low", "high", "steps"), [("9.995", "10.01", 2), ("0.249", "0.255", 2), ("19.99", "20.04", 3)]
)
def test_steps_are_counted_across_a_band_edge(low: str, high: str, steps: int) -> None:
    assert A.steps_between(Decimal(low), Decimal(high)) == steps


@pytest.mark.parametrize(
    ("price", "nearest"), [("419.9", "419.8"), ("419.91", "420"), ("10.004", "10"), ("10.006", "10.01")]
)
def test_nearest_takes_the_lower_of_two(price: str, nearest: str) -> None:
    assert A.nearest(Decimal(price)) == Decimal(nearest)


def test_a_price_off_the_ladder_has_no_index() -> None:
    with pytest.raises(ValueError, match=r"419\.9 is not on the ladder hk\.part_a"):
        A.index_of(Decimal("419.9"))


def test_index_below_zero_is_no_price() -> None:
    assert A.price_at(-3) == 0


def test_a_band_must_hold_whole_steps() -> None:
    with pytest.raises(ValueError, match="not a whole number"):
        Ladder.from_table("odd", TickTable(((Decimal(1), Decimal("0.3")), (None, Decimal(1)))))


@pytest.mark.parametrize(
    ("market", "kind", "name"),
    [
        (Market.HK, SecurityType.STOCK, "hk.part_a"),
        (Market.HK, SecurityType.ETF, "hk.part_d"),
        (Market.HK, SecurityType.WARRANT, "hk.part_e"),
        (Market.HK, SecurityType.BOND, "hk.part_b"),
        (Market.US, SecurityType.STOCK, "us.stock"),
        (Market.SZ, SecurityType.STOCK, "cn.ashare"),
        (Market.SH, SecurityType.ETF, "cn.etf"),
    ],
)
def test_the_ladder_of_a_kind(market: Market, kind: SecurityType, name: str) -> None:
    found = ladder_for(market, kind, Decimal("0.5"))
    assert found is not None
    assert found.name == name


def test_an_unknown_kind_takes_the_step_of_opend() -> None:
    ladder = ladder_for(Market.HK, SecurityType.FUTURE, Decimal(1))
    assert ladder is not None
    assert ladder.up(Decimal(25_000), 3) == 25_003
    assert ladder_for(Market.HK, SecurityType.FUTURE) is None
    assert ladder_for(Market.HK, SecurityType.FUTURE, Decimal(0)) is None


def test_the_same_price_has_another_step_for_a_share_and_its_warrant() -> None:
    warrants = LADDERS["hk.part_e"]
    assert A.tick_up(Decimal("0.6")) == Decimal("0.005")
    assert warrants.tick_up(Decimal("0.6")) == Decimal("0.010")


@pytest.mark.parametrize(
    ("tick", "legal", "illegal"),
    [
        ("0.01", ["2.99", "3.01", "12.34"], ["2.995"]),
        ("0.05", ["2.99", "3.05", "12.35"], ["12.34"]),
        ("0.10", ["2.95", "3.10", "12.3"], ["2.99", "12.35"]),
        ("0.25", ["0.75"], ["0.80"]),
    ],
)
def test_the_step_of_a_us_option_tells_its_class(tick: str, legal: list[str], illegal: list[str]) -> None:
    ladder = ladder_for(Market.US, SecurityType.OPTION, Decimal(tick))
    assert ladder is not None
    assert all(ladder.is_on_tick(Decimal(price)) for price in legal)
    assert not any(ladder.is_on_tick(Decimal(price)) for price in illegal)
