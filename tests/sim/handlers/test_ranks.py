"""Rankings of the simulated shares."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sim.bench import SMALL, Bench
from tui.domain.candles import CandleType, Rehab
from tui.domain.markets import Market
from tui.domain.quotes import Snapshot
from tui.domain.ranks import (
    Bound,
    HeatField,
    HotField,
    HotFilter,
    Interval,
    Mover,
    MoverField,
    MoverFilter,
    PriceBand,
    SortDirection,
)
from tui.sim.config import SimConfig
from tui.sim.daemon import Daemon
from tui.sim.listings.table import UNIVERSE
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import GetSnapshots
from tui.wire.messages.research import GetHotList, GetMovers


class WholeBench(Bench):
    """The whole universe: two shares make no ranking."""

    def __init__(self) -> None:
        super().__init__()
        self.daemon = Daemon(SimConfig(seed=7), self.now, UNIVERSE)
        self.caller = self.connect()


@pytest.fixture(scope="module")
def bench() -> Bench:
    return WholeBench()


def movers(bench: Bench, *filters: MoverFilter, market: Market = Market.HK, **more: object) -> list[Mover]:
    settings = {"count": 200, **more}
    return list(bench.ask(GetMovers(market, filters=filters, **settings)).rows)  # type: ignore[arg-type]


def interval(field: MoverField, low: str | None, high: str | None = None) -> MoverFilter:
    ends = [None if end is None else Bound(Decimal(end)) for end in (low, high)]
    return MoverFilter(field, Interval(*ends))


def test_movers_are_the_shares_of_a_market_by_change(bench: Bench) -> None:
    rows = movers(bench)
    changes = [row.change_percent or Decimal(0) for row in rows]
    assert changes == sorted(changes, reverse=True)
    assert len(rows) == 40
    assert bench.ask(GetMovers(Market.HK, count=1)).total == 40
    assert movers(bench, direction=SortDirection.ASCENDING) == rows[::-1]
    assert movers(bench, offset=3, count=2) == rows[3:5]
    assert movers(bench, offset=39) == rows[39:]
    assert movers(bench, offset=40) == []
    assert {row.id.market for row in movers(bench, market=Market.US)} == {Market.US}


def test_a_row_is_the_snapshot(bench: Bench) -> None:
    rows = movers(bench, count=5)
    pictures = bench.ask(GetSnapshots(tuple(row.id for row in rows)))
    for row, picture in zip(rows, pictures, strict=True):
        quote = picture.quote
        assert (row.name, row.last, row.change) == (quote.name, quote.last, quote.change)
        assert (row.turnover, row.volume, row.amplitude) == (quote.turnover, quote.volume, quote.amplitude)
        assert quote.last is not None
        issued = UNIVERSE[row.id].issued
        assert issued is not None
        assert row.market_cap == quote.last * issued
        assert row.pe is not None
        assert 3 < row.pe < 60
        assert row.volume_ratio is not None
        assert Decimal("0.1") < row.volume_ratio < 10


@pytest.mark.parametrize(
    ("condition", "field", "low", "high"),
    [
        (interval(MoverField.PRICE, "10", "100"), "last", "10", "100"),
        (interval(MoverField.MARKET_CAP, "1e12"), "market_cap", "1e12", "1e15"),
        (interval(MoverField.PE, None, "15"), "pe", "0", "15"),
        (MoverFilter(MoverField.PRICE, band=PriceBand.BELOW_1), "last", "0", "1"),
        (MoverFilter(MoverField.PRICE, band=PriceBand.FROM_1_TO_10), "last", "1", "10"),
        (MoverFilter(MoverField.PRICE, band=PriceBand.ABOVE_100), "last", "100", "1e6"),
    ],
)
def test_filters(bench: Bench, condition: MoverFilter, field: str, low: str, high: str) -> None:
    every = movers(bench)
    found = movers(bench, condition)
    assert found == [row for row in every if Decimal(low) <= getattr(row, field) < Decimal(high)]
    assert 0 < len(found) < len(every)
    assert bench.ask(GetMovers(Market.HK, count=1, filters=(condition,))).total == len(found)


@pytest.mark.parametrize("band", [PriceBand.NEAR_52_WEEK_HIGH, PriceBand.NEAR_52_WEEK_LOW])
def test_near_the_extremes_of_a_year(bench: Bench, band: PriceBand) -> None:
    def near(picture: Snapshot) -> bool:
        last, high, low = picture.quote.last, picture.high_52w, picture.low_52w
        assert last is not None
        assert high is not None
        assert low is not None
        upper = band is PriceBand.NEAR_52_WEEK_HIGH
        return last >= high * Decimal("0.95") if upper else last <= low * Decimal("1.05")

    every = [row.id for row in movers(bench)]
    pictures = bench.ask(GetSnapshots(tuple(every)))
    expected = {picture.quote.id for picture in pictures if near(picture)}
    assert {row.id for row in movers(bench, MoverFilter(MoverField.PRICE, band=band))} == expected


def test_the_hot_list(bench: Bench) -> None:
    hot = bench.ask(GetHotList(Market.HK, count=200))
    assert hot.total == len(hot.rows) == 40
    for field in (HeatField.TRADE, HeatField.SEARCH, HeatField.NEWS, HeatField.AVERAGE):
        rows = bench.ask(GetHotList(Market.HK, field, count=200)).rows
        scores = [row.heat(field).score or Decimal(0) for row in rows]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) > 5
    assert any(row.headline for row in hot.rows)
    for row in hot.rows:
        total = sum((each.score or Decimal(0) for each in (row.trade, row.search, row.news)), Decimal(0))
        assert row.average.score is not None
        assert abs(row.average.score - total / 3) < Decimal("0.01")
        assert row.headline is None or row.name in row.headline.title


def test_who_moves_is_searched_for(bench: Bench) -> None:
    rows = bench.ask(GetHotList(Market.US, HeatField.SEARCH, count=200)).rows
    exchange = bench.daemon.world.exchange
    for row in rows:
        (day,) = exchange.candles(row.id, CandleType.K_DAY, 1, Rehab.FORWARD)
        assert row.search.score is not None
        assert float(row.search.score) == pytest.approx(
            10 * abs(float(day.change_percent or 0)) + 20 * UNIVERSE[row.id].activity, abs=0.01
        )


def test_the_hot_list_by_market_value(bench: Bench) -> None:
    condition = HotFilter(HotField.MARKET_CAP, Interval(Bound(Decimal("1e12"))))
    rows = bench.ask(GetHotList(Market.HK, count=200, filters=(condition,))).rows
    large = {row.id for row in movers(bench, interval(MoverField.MARKET_CAP, "1e12"))}
    assert {row.id for row in rows} == large


REFUSED: list[tuple[Request[object], str]] = [
    (GetMovers(Market.SH), "only HK and US"),
    (GetMovers(Market.UNKNOWN), "only HK and US"),
    (GetMovers(Market.HK, SortDirection.UNKNOWN), "direction"),
    (GetMovers(Market.HK, count=0), "1 to 200"),
    (GetMovers(Market.HK, count=201), "1 to 200"),
    (GetMovers(Market.HK, offset=-1), "at least 0"),
    (GetMovers(Market.HK, filters=(MoverFilter(MoverField.PE),)), "needs an interval"),
    (GetMovers(Market.HK, filters=(MoverFilter(MoverField.UNKNOWN),)), "Unknown filter"),
    (GetMovers(Market.HK, filters=(MoverFilter(MoverField.PE, band=PriceBand.ALL),)), "for the price"),
    (GetHotList(Market.SZ), "only HK and US"),
    (GetHotList(Market.HK, HeatField.UNKNOWN), "column"),
    (GetHotList(Market.HK, count=300), "1 to 200"),
    (GetHotList(Market.HK, filters=(HotFilter(HotField.UNKNOWN),)), "market value only"),
]


@pytest.mark.parametrize(("request_", "sentence"), REFUSED)
def test_refused(bench: Bench, request_: Request[object], sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        bench.ask(request_)


def test_a_small_universe_has_small_rankings() -> None:
    rows = Bench().ask(GetMovers(Market.US)).rows
    assert {row.id for row in rows} == {one.id for one in SMALL.of(Market.US)}
