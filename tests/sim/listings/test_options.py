"""The listed contracts: codes, terms, ladders, and that they are found by their code alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.domain.options import ExpiryCycle, IndexOptionType, OptionType
from tui.sim.listings.options import CLASSES, OptionBoard, OptionClass
from tui.sim.listings.table import UNIVERSE
from tui.sim.listings.universe import Listing

START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC).timestamp()
"""11:00 in Hong Kong, 22:00 of the day before in New York."""
BOARD = OptionBoard(UNIVERSE, START)


def found(code: str) -> Listing:
    listing = BOARD.find(SecurityId.parse(code))
    assert listing is not None, code
    return listing


@pytest.mark.parametrize(
    ("code", "name_en", "name_zh", "lot", "tick", "owner"),
    [
        (
            "HK.TCH261230C490000",
            "TENCENT 261230 490.00 C",
            "騰訊控股 261230 490.00 購",
            100,
            "0.01",
            "HK.00700",
        ),
        (
            "HK.ALB261230P140000",
            "BABA-W 261230 140.00 P",
            "阿里巴巴－Ｗ 261230 140.00 沽",
            100,
            "0.01",
            "HK.09988",
        ),
        (
            "HK.HKB261127C125000",
            "HSBC HOLDINGS 261127 125.00 C",
            "滙豐控股 261127 125.00 購",
            400,
            "0.01",
            "HK.00005",
        ),
        (
            "HK.HSI261230C26000000",
            "Hang Seng Index 261230 26000.00 C",
            "恒生指數 261230 26000.00 購",
            50,
            "1",
            "HK.800000",
        ),
        (
            "HK.MHI261230P26000000",
            "Hang Seng Index 261230 26000.00 P",
            "恒生指數 261230 26000.00 沽",
            10,
            "1",
            "HK.800000",
        ),
        ("US.AAPL261218C250000", "Apple 261218 250.00 C", "苹果 261218 250.00 购", 100, "0.05", "US.AAPL"),
        (
            "US.SPY261127P690000",
            "SPDR S&P 500 ETF 261127 690.00 P",
            "标普500ETF-SPDR 261127 690.00 沽",
            100,
            "0.01",
            "US.SPY",
        ),
    ],
)
def test_known_contracts(code: str, name_en: str, name_zh: str, lot: int, tick: str, owner: str) -> None:
    listing = found(code)
    assert str(listing.id) == code
    assert (listing.name("en"), listing.name("zh")) == (name_en, name_zh)
    assert (listing.lot, listing.multiplier, listing.order_step) == (lot, lot, 1)
    assert listing.ladder.tick_up(Decimal(5)) == Decimal(tick)
    assert str(listing.owner) == owner
    assert listing.ladder.is_on_tick(listing.prev_close)
    assert not listing.has_brokers
    assert listing.instrument("en").option == listing.option


def test_terms_are_what_the_code_says() -> None:
    terms = found("US.AAPL261218P252500").option
    assert terms is not None
    assert (terms.type, terms.strike, terms.expiry) == (OptionType.PUT, Decimal("252.5"), date(2026, 12, 18))
    assert (terms.cycle, terms.index_type, terms.market) == (
        ExpiryCycle.MONTH,
        IndexOptionType.UNKNOWN,
        "US",
    )


@pytest.mark.parametrize(
    "code",
    [
        "HK.TCH261230C491000",  # no such strike
        "HK.TCH261229C490000",  # nothing ends that day
        "HK.TCH261332C490000",  # no such day
        "US.TCH261230C490000",
        "HK.XYZ261230C490000",
        "HK.TCH261230X490000",
        "HK.00700",
    ],
)
def test_other_codes_are_no_contracts(code: str) -> None:
    assert BOARD.find(SecurityId.parse(code)) is None


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.root)
def test_every_expiry_has_strikes_around_the_spot(each: OptionClass) -> None:
    spot = UNIVERSE[each.owner].prev_close
    for day in BOARD.expiries(each):
        strikes = []
        for call, put in BOARD.on(each, day):
            assert call.option is not None
            assert put.option is not None
            assert call.option.strike == put.option.strike
            assert (call.option.type, put.option.type) == (OptionType.CALL, OptionType.PUT)
            assert BOARD.find(call.id) is call
            strikes.append(call.option.strike)
        assert strikes == sorted(strikes, key=lambda strike: strike or 0)
        assert len(strikes) >= 8
        assert strikes[0] is not None
        assert strikes[-1] is not None
        assert strikes[0] < spot < strikes[-1]


def test_a_universe_finds_contracts_but_does_not_count_them() -> None:
    universe = UNIVERSE.with_series(BOARD)
    contract = SecurityId.parse("HK.TCH261230C490000")
    assert contract in universe
    assert universe[contract].type is SecurityType.OPTION
    assert len(universe) == len(UNIVERSE)
    assert universe.of(kind=SecurityType.OPTION) == ()
    with pytest.raises(KeyError):
        universe[SecurityId.parse("HK.TCH261230C491000")]


def test_only_underlyings_of_the_universe_have_options() -> None:
    board = OptionBoard(UNIVERSE.only([SecurityId.parse("00700")]), START)
    assert board.class_of(SecurityId.parse("US.AAPL"), IndexOptionType.NORMAL) is None
    assert board.class_of(SecurityId.parse("00700"), IndexOptionType.NORMAL) is not None


def test_an_index_has_two_sizes() -> None:
    hsi = SecurityId(Market.HK, "800000")
    sizes = {kind: BOARD.class_of(hsi, kind) for kind in IndexOptionType}
    assert {kind: each and each.root for kind, each in sizes.items()} == {
        IndexOptionType.UNKNOWN: "HSI",
        IndexOptionType.NORMAL: "HSI",
        IndexOptionType.MINI: "MHI",
    }


def test_what_ended_before_the_run_is_not_listed() -> None:
    apple = SecurityId.parse("US.AAPL")
    evening = datetime(2026, 11, 20, 22, 0, tzinfo=UTC).timestamp()  # 17:00 in New York
    for start, first in ((START, date(2026, 11, 20)), (evening, date(2026, 11, 27))):
        board = OptionBoard(UNIVERSE, start)
        each = board.class_of(apple, IndexOptionType.NORMAL)
        assert each is not None
        assert min(board.expiries(each)) == first
