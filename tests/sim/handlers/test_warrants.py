"""Warrants by filter: their figures follow from the market, and every filter filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.sim.bench import Bench
from tests.sim.traders import TODAY
from tui.domain.extras import PriceBounds, WarrantExtras, WarrantType
from tui.domain.ids import SecurityId
from tui.domain.ranges import Range
from tui.domain.sorting import SortField
from tui.domain.warrants import Issuer, ListingPeriod, Warrant, WarrantStatus
from tui.sim.listings import pricing
from tui.sim.listings.options import closing
from tui.sim.listings.table import UNIVERSE
from tui.sim.listings.warrants import RATE, WarrantBoard
from tui.wire.errors import RefusedError
from tui.wire.messages.lists import GetWarrants, WarrantFilter
from tui.wire.messages.quote import GetSnapshots

TENCENT = SecurityId.parse("00700")
CALLS_AND_PUTS = (WarrantType.CALL, WarrantType.PUT)


@pytest.fixture(scope="module")
def bench() -> Bench:
    bench = Bench(universe=UNIVERSE)
    bench.step(100)
    return bench


def listed(bench: Bench, filter_: WarrantFilter = WarrantFilter()) -> tuple[Warrant, ...]:  # noqa: B008
    return bench.ask(GetWarrants(filter_)).warrants


def test_figures_are_those_of_the_snapshot(bench: Bench) -> None:
    found = listed(bench)
    assert len(found) >= 22
    snapshots = bench.ask(GetSnapshots(tuple(one.id for one in found)))
    for one, snapshot in zip(found, snapshots, strict=True):
        extras = snapshot.extras
        assert isinstance(extras, WarrantExtras)
        quote = snapshot.quote
        assert (one.last, one.prev_close, one.volume, one.turnover) == (
            quote.last,
            quote.prev_close,
            quote.volume,
            quote.turnover,
        )
        assert (one.bid, one.ask) == (snapshot.bid, snapshot.ask)
        for name in (
            "premium",
            "leverage",
            "strike",
            "maturity",
            "delta",
            "implied_volatility",
            "street_rate",
        ):
            assert getattr(one.terms, name) == getattr(extras, name), (one.id, name)


def test_figures_follow_from_the_market(bench: Bench) -> None:
    world = bench.daemon.world
    for one in listed(bench):
        terms = one.terms
        assert terms.owner is not None
        assert terms.strike is not None
        assert terms.conversion_price is not None
        assert terms.leverage is not None
        spot = world.exchange.market(terms.owner).reference()
        assert float(terms.leverage) == pytest.approx(spot / float(terms.conversion_price), rel=0.01)
        if terms.type not in CALLS_AND_PUTS:
            assert terms.implied_volatility is None
            continue
        assert terms.implied_volatility is not None
        assert terms.maturity is not None
        years = (closing(one.id.market, terms.maturity) - world.now) / (pricing.DAYS_A_YEAR * 86_400)
        worth = pricing.price(
            terms.type is WarrantType.CALL,
            spot,
            float(terms.strike),
            years,
            float(terms.implied_volatility) / 100,
            RATE,
        )
        assert worth == pytest.approx(float(terms.conversion_price), rel=0.01)
        assert 10 < terms.implied_volatility < 80


def test_terms_are_sound() -> None:
    for listing in WarrantBoard(UNIVERSE, bench_start()).listed():
        terms = listing.warrant
        assert terms is not None
        assert listing.owner is not None
        spot = UNIVERSE[listing.owner].prev_close
        assert listing.ladder.is_on_tick(listing.prev_close)
        assert listing.listed_on < TODAY < terms.maturity
        assert 0 < terms.street_volume < terms.issue_volume
        assert listing.last_trade_day is not None
        assert listing.last_trade_day < terms.maturity
        assert Issuer[terms.issuer]
        assert listing.name_en.isascii()
        if terms.recovery_price is not None:
            between = sorted((terms.strike, spot))
            assert between[0] < terms.recovery_price < between[1]


def bench_start() -> float:
    return Bench().now


@pytest.mark.parametrize(
    ("filter_", "holds"),
    [
        (WarrantFilter(owner=TENCENT), lambda one: one.terms.owner == TENCENT),
        (WarrantFilter(types=CALLS_AND_PUTS), lambda one: one.terms.type in CALLS_AND_PUTS),
        (WarrantFilter(issuers=(Issuer.JP, Issuer.UB)), lambda one: one.issuer in (Issuer.JP, Issuer.UB)),
        (
            WarrantFilter(maturity_from=date(2027, 5, 1), maturity_to=date(2027, 8, 1)),
            lambda one: date(2027, 5, 1) <= one.terms.maturity <= date(2027, 8, 1),
        ),
        (
            WarrantFilter(listed=ListingPeriod.LAST_MONTH),
            lambda one: TODAY - timedelta(days=30) <= one.listed_on <= TODAY,
        ),
        (WarrantFilter(moneyness=PriceBounds.INSIDE), lambda one: one.terms.in_the_money >= 0),
        (WarrantFilter(moneyness=PriceBounds.OUTSIDE), lambda one: one.terms.in_the_money < 0),
        (WarrantFilter(status=WarrantStatus.NORMAL), lambda one: one.status is WarrantStatus.NORMAL),
        (WarrantFilter(last=Range(Decimal("0.2"), Decimal("0.5"))), lambda one: 0.2 <= one.last <= 0.5),
        (WarrantFilter(strike=Range(Decimal(1000))), lambda one: one.terms.strike >= 1000),
        (WarrantFilter(street_rate=Range(high=Decimal(10))), lambda one: one.terms.street_rate <= 10),
        (WarrantFilter(conversion_ratio=Range(Decimal(500))), lambda one: one.terms.conversion_rate >= 500),
        (WarrantFilter(volume=Range(Decimal(200_000_000))), lambda one: one.volume >= 200_000_000),
        (WarrantFilter(premium=Range(Decimal(5), Decimal(15))), lambda one: 5 <= one.terms.premium <= 15),
        (WarrantFilter(leverage=Range(Decimal(10))), lambda one: one.terms.leverage >= 10),
        (WarrantFilter(delta=Range(high=Decimal(0))), lambda one: one.terms.delta <= 0),
        (
            WarrantFilter(implied_volatility=Range(Decimal(30))),
            lambda one: one.terms.implied_volatility >= 30,
        ),
        (WarrantFilter(recovery_price=Range(Decimal(1))), lambda one: one.terms.recovery_price >= 1),
        (
            WarrantFilter(recovery_distance=Range(Decimal(0))),
            lambda one: one.terms.recovery_distance >= 0,
        ),
    ],
)
def test_every_filter_filters(bench: Bench, filter_: WarrantFilter, holds: Callable[[Warrant], bool]) -> None:
    passing = listed(bench, filter_)
    assert passing
    assert all(map(holds, passing))
    if filter_.status is WarrantStatus.UNKNOWN:
        assert len(passing) < len(listed(bench))


@pytest.mark.parametrize(
    "filter_",
    [
        WarrantFilter(status=WarrantStatus.SUSPENDED),
        WarrantFilter(listed=ListingPeriod.TOMORROW),
        WarrantFilter(types=(WarrantType.INLINE,)),
        WarrantFilter(last=Range(Decimal(100))),
    ],
)
def test_nothing_may_pass(bench: Bench, filter_: WarrantFilter) -> None:
    page = bench.ask(GetWarrants(filter_))
    assert (page.warrants, page.total, page.last_page) == ((), 0, True)


SORTS: list[tuple[SortField, Callable[[Warrant], object]]] = [
    (SortField.CODE, lambda one: one.id.symbol),
    (SortField.LAST, lambda one: one.last),
    (SortField.PREMIUM, lambda one: one.terms.premium),
    (SortField.STREET_RATE, lambda one: one.terms.street_rate),
    (SortField.MATURITY, lambda one: one.terms.maturity),
    (SortField.EFFECTIVE_LEVERAGE, lambda one: one.effective_leverage),
    (SortField.SCORE, lambda one: one.terms.score),
    (SortField.DELTA, lambda one: one.terms.delta),
    (SortField.RECOVERY_PRICE, lambda one: one.terms.recovery_price),
]


@pytest.mark.parametrize(("sort", "key"), SORTS)
@pytest.mark.parametrize("ascending", [True, False])
def test_sorted_with_the_unknown_last(
    bench: Bench, sort: SortField, key: Callable[[Warrant], object], ascending: bool
) -> None:
    page = bench.ask(GetWarrants(sort=sort, ascending=ascending))
    keys = [key(one) for one in page.warrants]
    known = [value for value in keys if value is not None]
    assert known == sorted(known, reverse=not ascending)  # type: ignore[type-var]
    assert keys == known + [None] * (len(keys) - len(known))


@pytest.mark.parametrize("count", [1, 7, 22, 23, 200])
def test_pages_join_to_the_whole(bench: Bench, count: int) -> None:
    whole = bench.ask(GetWarrants(sort=SortField.STRIKE))
    assert whole.last_page
    joined: list[Warrant] = []
    while True:
        page = bench.ask(GetWarrants(sort=SortField.STRIKE, begin=len(joined), count=count))
        assert page.total == whole.total
        joined += page.warrants
        if page.last_page:
            break
        assert len(page.warrants) == count
    assert tuple(joined) == whole.warrants


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (GetWarrants(count=201), "1 to 200 rows, not 201"),
        (GetWarrants(count=0), "1 to 200 rows"),
        (GetWarrants(begin=-1), "cannot begin at -1"),
        (GetWarrants(sort=SortField.LAST_SETTLE), "cannot be sorted by LAST_SETTLE"),
        (GetWarrants(WarrantFilter(owner=SecurityId.parse("AAPL"))), "only Hong Kong"),
        (GetWarrants(WarrantFilter(owner=SecurityId.parse("99999"))), "Unknown stock"),
        (GetWarrants(WarrantFilter(types=(WarrantType.UNKNOWN,))), "Unknown type"),
        (GetWarrants(WarrantFilter(issuers=(Issuer.UNKNOWN,))), "Unknown issuer"),
    ],
)
def test_refused(bench: Bench, request_: GetWarrants, sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        bench.ask(request_)
