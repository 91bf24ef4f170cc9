"""Walks over the price ladders: every step of Hong Kong's, every band edge of all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.rule_rows import ETF as FUND
from tests.domain.rule_rows import HK, US, WARRANT, Base
from tests.domain.tickets import quote
from tui.domain.rules import Check, check
from tui.domain.ticks import LADDERS, Ladder

D = Decimal
HONG_KONG = [LADDERS[name] for name in ("hk.part_a", "hk.part_d", "hk.part_e")]
FAR = 60_000
EDGES = [
    pytest.param(ladder, band.high, id=f"{name} {band.high}")
    for name, ladder in LADDERS.items()
    for band in ladder.bands
    if band.high is not None and band.high != ladder.maximum
]


@st.composite
def ladder_and_index(draw: st.DrawFn) -> tuple[Ladder, int]:
    ladder = draw(st.sampled_from(list(LADDERS.values())))
    first = ladder.index_of(ladder.minimum)
    last = first + FAR if ladder.maximum is None else ladder.index_of(ladder.maximum)
    return ladder, draw(st.integers(first, last))


@given(ladder_and_index())
def test_a_step_up_and_down_again_is_no_step(pair: tuple[Ladder, int]) -> None:
    ladder, index = pair
    price = ladder.price_at(index)
    if price != ladder.maximum:
        assert ladder.down(ladder.up(price)) == price
    if price != ladder.minimum:
        assert ladder.up(ladder.down(price)) == price


@pytest.mark.parametrize("ladder", HONG_KONG, ids=lambda ladder: ladder.name)
def test_every_price_of_hong_kong_is_reached_once(ladder: Ladder) -> None:
    assert ladder.maximum is not None
    price, count = ladder.minimum, 0
    while price < ladder.maximum:
        above = ladder.up(price)
        assert above > price
        assert ladder.is_on_tick(above)
        assert ladder.down(above) == price
        assert ladder.steps_between(price, above) == 1
        assert not ladder.is_on_tick((price + above) / 2)
        price, count = above, count + 1
    assert count == ladder.steps_between(ladder.minimum, ladder.maximum)


@pytest.mark.parametrize(("ladder", "edge"), EDGES)
def test_an_edge_is_legal_from_both_sides(ladder: Ladder, edge: Decimal) -> None:
    below, above = ladder.down(edge), ladder.up(edge)
    assert ladder.is_on_tick(edge)
    assert edge - below == ladder.tick_down(edge)
    assert above - edge == ladder.tick_up(edge)
    assert ladder.tick_down(edge) != ladder.tick_up(edge)
    assert ladder.up(below) == edge == ladder.down(above)
    assert ladder.steps_between(below, above) == 2
    assert ladder.up(below, 2) == above
    assert ladder.down(above, 2) == below


@pytest.mark.parametrize(("ladder", "edge"), EDGES)
def test_around_an_edge_each_side_has_its_own_step(ladder: Ladder, edge: Decimal) -> None:
    small = min(ladder.tick_down(edge), ladder.tick_up(edge))
    for price in (edge - small / 2, edge + small / 2):
        assert not ladder.is_on_tick(price)
        assert ladder.nearest(price) in (ladder.down(edge), edge, ladder.up(edge))


@given(ladder_and_index(), st.integers(-400, 400), st.integers(-400, 400))
def test_distances_add_up(pair: tuple[Ladder, int], one: int, two: int) -> None:
    ladder, index = pair
    low, high = ladder.index_of(ladder.minimum), FAR * 2
    high = high if ladder.maximum is None else ladder.index_of(ladder.maximum)
    a, b, c = (
        ladder.price_at(min(max(place, low), high)) for place in (index, index + one, index + one + two)
    )
    assert ladder.steps_between(a, b) + ladder.steps_between(b, c) == ladder.steps_between(a, c)
    assert ladder.steps_between(a, b) == -ladder.steps_between(b, a)


@given(st.sampled_from([HK, FUND, WARRANT, US]), st.decimals("0.011", "9000", places=5))
def test_the_nearest_legal_price_is_legal_and_none_is_nearer(base: Base, price: Decimal) -> None:
    draft, facts = base
    ladder = facts.ladder
    assert ladder is not None
    known = replace(facts, book=None, funds=None, quote=quote(str(price), str(price), draft.id))
    found = [one for one in check(replace(draft, price=price), known) if one.check is Check.PRICE_STEP]
    assert (found == []) is ladder.is_on_tick(price)
    for one in found:
        assert one.blocks
        assert one.nearest is not None
        assert all(ladder.is_on_tick(legal) for legal in one.legal)
        distance = abs(one.nearest - price)
        assert all(abs(legal - price) >= distance for legal in one.legal)
        assert abs(ladder.up(price) - price) >= distance
        assert abs(ladder.down(price) - price) >= distance
        fixed = replace(draft, price=one.nearest)
        assert all(other.check is not Check.PRICE_STEP for other in check(fixed, known))
