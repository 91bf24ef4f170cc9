"""Plates are listings of their own, and agree with their members."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sim.bench import Bench
from tests.sim.invariants import check_invariants
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.domain.plates import PlateKind
from tui.domain.sorting import SortField
from tui.sim.listings.plates import PLATE_KINDS, members_of
from tui.sim.listings.table import UNIVERSE
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.lists import GetMembers, GetPlates, GetPlatesOf
from tui.wire.messages.quote import GetSnapshots

INTERNET, BANKS = SecurityId.parse("HK.BK1001"), SecurityId.parse("HK.BK1002")
TENCENT, HSI = SecurityId.parse("00700"), SecurityId.parse("HK.800000")


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(universe=UNIVERSE)


@pytest.mark.parametrize(
    ("market", "kind", "some"),
    [
        (Market.HK, PlateKind.ALL, {"BK1001", "BK1912"}),
        (Market.HK, PlateKind.INDUSTRY, {"BK1001"}),
        (Market.US, PlateKind.CONCEPT, {"BK2910"}),
        (Market.SZ, PlateKind.REGION, {"BK0101"}),
    ],
)
def test_plates_of_a_market_and_kind(bench: Bench, market: Market, kind: PlateKind, some: set[str]) -> None:
    plates = bench.ask(GetPlates(market, kind))
    assert some <= {one.id.symbol for one in plates}
    assert all(kind in (PlateKind.ALL, one.kind) for one in plates)
    assert all(PLATE_KINDS[one.id] is one.kind for one in plates)


@pytest.mark.parametrize("kind", [PlateKind.REGION, PlateKind.OTHER])
def test_hong_kong_has_no_regions_and_nobody_lists_the_others(bench: Bench, kind: PlateKind) -> None:
    assert bench.ask(GetPlates(Market.HK, kind)) == ()


def test_members_and_plates_mirror_each_other(bench: Bench) -> None:
    for plate in bench.ask(GetPlates(Market.HK)):
        for member in bench.ask(GetMembers(plate.id)):
            (found,) = bench.ask(GetPlatesOf((member.id,)))
            assert plate in found.plates


def test_indexes_are_plates_of_kind_other(bench: Bench) -> None:
    (found,) = bench.ask(GetPlatesOf((TENCENT,)))
    assert (found.name, found.id) == ("TENCENT", TENCENT)
    assert {one.kind for one in found.plates if one.id == HSI} == {PlateKind.OTHER}
    assert TENCENT in {one.id for one in bench.ask(GetMembers(HSI))}


@pytest.mark.parametrize("sort", [SortField.CODE, SortField.LAST, SortField.LISTED, SortField.VOLUME])
@pytest.mark.parametrize("ascending", [True, False])
def test_members_are_sorted(bench: Bench, sort: SortField, ascending: bool) -> None:
    ids = [one.id for one in bench.ask(GetMembers(BANKS, sort, ascending))]
    snapshots = bench.ask(GetSnapshots(tuple(ids)))
    columns: dict[SortField, list[Any]] = {
        SortField.CODE: [id_.symbol for id_ in ids],
        SortField.LAST: [one.quote.last for one in snapshots],
        SortField.LISTED: [one.quote.listed_on for one in snapshots],
        SortField.VOLUME: [one.quote.volume for one in snapshots],
    }
    assert columns[sort] == sorted(columns[sort], reverse=not ascending)
    assert set(ids) == set(members_of(UNIVERSE[BANKS]))


@pytest.mark.parametrize("code", ["HK.BK1001", "US.BK2910", "SH.BK0101"])
def test_a_plate_moves_as_its_members_do(bench: Bench, code: str) -> None:
    exchange = bench.daemon.world.exchange
    plate = UNIVERSE[SecurityId.parse(code)]
    bench.step(40)
    move = sum(
        weight * float(exchange.last(part) / UNIVERSE[part].prev_close) for part, weight in plate.weights
    )
    level = float(exchange.last(plate.id) / plate.prev_close)
    assert level == pytest.approx(move, rel=0.001)
    check_invariants(exchange.market(plate.id))
    assert exchange.book(plate.id).bids == ()


def test_a_plate_of_the_mainland_spans_both_exchanges() -> None:
    markets = {part.market for part in members_of(UNIVERSE[SecurityId.parse("SH.BK0001")])}
    assert markets == {Market.SH, Market.SZ}


def test_members_are_told_the_heaviest_first() -> None:
    weights = dict(UNIVERSE[INTERNET].weights)
    assert [weights[part] for part in members_of(UNIVERSE[INTERNET])] == sorted(
        weights.values(), reverse=True
    )
    assert members_of(UNIVERSE[TENCENT]) == ()


def test_every_plate_has_a_kind_and_every_kind_a_plate() -> None:
    assert set(PLATE_KINDS) == {one.id for one in UNIVERSE.of(kind=SecurityType.PLATE)}


REFUSED: list[tuple[Request[object], str]] = [
    (GetPlates(Market.SG), "no plates of the market SG"),
    (GetPlates(Market.HK, PlateKind.UNKNOWN), "Unknown kind of plate"),
    (GetMembers(TENCENT), "neither a plate nor an index"),
    (GetMembers(SecurityId.parse("HK.BK9999")), "Unknown stock"),
    (GetMembers(BANKS, SortField.DELTA), "cannot be sorted by DELTA"),
    (GetPlatesOf(()), "at least one code"),
    (GetPlatesOf((TENCENT,) * 201), "201, at most 200"),
    (GetPlatesOf((TENCENT, SecurityId.parse("99999"))), r"Unknown stock HK\.99999"),
]


@pytest.mark.parametrize(("request_", "sentence"), REFUSED)
def test_refused(bench: Bench, request_: Request[object], sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        bench.ask(request_)
