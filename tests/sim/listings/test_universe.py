"""The table of listings is what the simulator promises: enough of everything, and sound."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.sim.listings.table import UNIVERSE
from tui.sim.listings.universe import Listing, Universe

LISTINGS = list(UNIVERSE)


def test_there_is_enough_of_every_kind() -> None:
    kinds = Counter((listing.id.market, listing.type) for listing in UNIVERSE)
    assert len(UNIVERSE) >= 70
    assert kinds[Market.HK, SecurityType.STOCK] >= 30
    assert kinds[Market.HK, SecurityType.ETF] == 2
    assert kinds[Market.HK, SecurityType.WARRANT] == 2
    assert kinds[Market.HK, SecurityType.INDEX] == 3
    assert kinds[Market.HK, SecurityType.FUTURE] == 5
    assert kinds[Market.US, SecurityType.FUTURE] == 7
    assert kinds[Market.HK, SecurityType.PLATE] >= 10
    assert kinds[Market.US, SecurityType.PLATE] >= 5
    assert kinds[Market.SH, SecurityType.PLATE] >= 5
    assert kinds[Market.US, SecurityType.STOCK] >= 15
    assert kinds[Market.US, SecurityType.ETF] == 2
    assert kinds[Market.SH, SecurityType.STOCK] >= 5
    assert kinds[Market.SZ, SecurityType.STOCK] >= 5
    assert kinds[Market.SH, SecurityType.ETF] >= 1


def test_hong_kong_prices_meet_every_low_band_and_the_high_ones() -> None:
    prices = [listing.prev_close for listing in UNIVERSE.of(Market.HK, SecurityType.STOCK)]
    assert any(price < Decimal("0.25") for price in prices)
    assert any(Decimal("0.5") < price < 10 and price.as_tuple().exponent == -3 for price in prices)
    assert any(price > 200 for price in prices)


@pytest.mark.parametrize(
    ("code", "lot", "name_en", "name_zh"),
    [
        ("00700", 100, "TENCENT", "騰訊控股"),
        ("09988", 100, "BABA-W", "阿里巴巴－Ｗ"),
        ("00005", 400, "HSBC HOLDINGS", "滙豐控股"),
        ("00939", 1000, "CCB", "建設銀行"),
        ("01810", 200, "XIAOMI-W", "小米集團－Ｗ"),
        ("00388", 100, "HKEX", "香港交易所"),
        ("MHImain", 10, "Mini-Hang Seng Index Futures (Main)", "小型恒指主連"),
        ("AAPL", 1, "Apple", "苹果"),
        ("600519", 100, "Kweichow Moutai", "贵州茅台"),
    ],
)
def test_known_codes_have_their_lots_and_names(code: str, lot: int, name_en: str, name_zh: str) -> None:
    listing = UNIVERSE.find(SecurityId.parse(code))
    assert listing is not None
    assert (listing.lot, listing.name("en"), listing.name("zh")) == (lot, name_en, name_zh)


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: str(listing.id))
def test_every_listing_is_sound(listing: Listing) -> None:
    assert listing.ladder.is_on_tick(listing.prev_close)
    assert listing.name_en.isascii()
    assert listing.name_zh
    assert listing.lot > 0
    assert SecurityId.parse(str(listing.id)) == listing.id
    assert (listing.activity > 0) == listing.tradable
    assert listing.ladder.index_of(listing.prev_close) - listing.ladder.index_of(listing.ladder.minimum) > 40


def test_an_index_and_a_plate_are_wholly_made_of_their_members() -> None:
    for listing in (*UNIVERSE.of(kind=SecurityType.INDEX), *UNIVERSE.of(kind=SecurityType.PLATE)):
        assert listing.composite
        assert sum(weight for _, weight in listing.weights) == pytest.approx(1.0)
        assert all(UNIVERSE[part].type is SecurityType.STOCK for part, _ in listing.weights)


def test_warrants_name_their_owner_and_futures_their_size() -> None:
    tencent = SecurityId.parse("00700")
    for listing in UNIVERSE.of(kind=SecurityType.WARRANT):
        assert listing.instrument("en").owner == tencent
        assert listing.ladder.name == "hk.part_e"
    future = UNIVERSE[SecurityId.parse("HSImain")]
    assert (future.multiplier, future.order_step, future.main_contract) == (50, 1, True)
    assert not future.has_brokers


def test_a_smaller_universe_keeps_what_its_members_need() -> None:
    codes = {str(listing.id) for listing in UNIVERSE.only([SecurityId.parse("55182")])}
    assert codes == {"HK.55182", "HK.00700"}
    assert len(UNIVERSE.only([SecurityId.parse("MHImain")])) > 30


def test_an_unknown_code_is_none() -> None:
    assert UNIVERSE.find(SecurityId.parse("HK.99999")) is None
    assert SecurityId.parse("HK.99999") not in UNIVERSE


def test_a_universe_refuses_doubles_and_missing_parents() -> None:
    tencent, bull = UNIVERSE[SecurityId.parse("00700")], UNIVERSE[SecurityId.parse("55182")]
    with pytest.raises(ValueError, match="listed twice"):
        Universe([tencent, tencent])
    with pytest.raises(ValueError, match=r"HK\.55182 needs HK\.00700"):
        Universe([bull, tencent])
