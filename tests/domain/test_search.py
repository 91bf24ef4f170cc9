from __future__ import annotations

import pytest

from tests.domain.makers import instrument
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.domain.search import Match, SearchIndex

UNIVERSE = [
    instrument("HK.00001", name="CKH HOLDINGS"),
    instrument("HK.00005", name="HSBC HOLDINGS"),
    instrument("HK.00700", name="TENCENT"),
    instrument("HK.00070", name="RICH GOLDMAN"),
    instrument("HK.07000", name="Seventy Ltd"),
    instrument("HK.01810", name="小米集團－Ｗ"),
    instrument("HK.09988", name="阿里巴巴－Ｗ"),
    instrument("HK.13700", SecurityType.WARRANT, name="UBTENCT@EC2612A"),
    instrument("HK.800000", SecurityType.INDEX, name="Hang Seng Index"),
    instrument("US.AAPL", name="Apple"),
    instrument("US.APLE", name="Apple Hospitality REIT"),
    instrument("US.BRK.B", name="Berkshire Hathaway"),
    instrument("SH.600519", name="貴州茅台"),
]
INDEX = SearchIndex(UNIVERSE)


def found(query: str, limit: int = 20) -> list[str]:
    return [str(hit.instrument.id) for hit in INDEX.find(query, limit)]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("00700", ["HK.00700"]),
        ("700", ["HK.00700", "HK.07000", "HK.13700"]),
        ("70", ["HK.00070", "HK.00700", "HK.07000", "HK.13700"]),
        ("hk.700", ["HK.00700", "HK.07000"]),
        ("HK.00700", ["HK.00700"]),
        ("７００", ["HK.00700", "HK.07000", "HK.13700"]),
        ("aapl", ["US.AAPL"]),
        ("us.b", ["US.BRK.B"]),
        ("brk.b", ["US.BRK.B"]),
        ("apple", ["US.AAPL", "US.APLE"]),
        ("apl", ["US.APLE", "US.AAPL"]),
        ("hold", ["HK.00001", "HK.00005"]),
        ("tenc", ["HK.00700", "HK.13700"]),
        ("小米", ["HK.01810"]),
        ("集團-w", ["HK.01810"]),
        ("茅台", ["SH.600519"]),
        ("  hang   seng ", ["HK.800000"]),
        ("zzz", []),
        ("", []),
        ("  ", []),
    ],
)
def test_best_matches_come_first(query: str, codes: list[str]) -> None:
    assert found(query) == codes


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("00700", Match.CODE),
        ("HK.00700", Match.CODE),
        ("700", Match.BARE_CODE),
        ("007", Match.CODE_PREFIX),
        ("tenc", Match.NAME_PREFIX),
        ("goldm", Match.WORD_PREFIX),
        ("pshire", None),
        ("kshire", Match.INSIDE),
    ],
)
def test_how_well_the_first_one_fits(query: str, match: Match | None) -> None:
    hits = INDEX.find(query)
    assert (hits[0].match if hits else None) is match


def test_a_limit_keeps_the_best() -> None:
    assert found("70", 2) == ["HK.00070", "HK.00700"]
    assert found("70", 0) == []


def test_nothing_is_listed_twice() -> None:
    for query in ("7", "a", "h", "o"):
        assert len(found(query)) == len(set(found(query)))


def test_a_renamed_instrument_is_found_by_its_new_name() -> None:
    index = SearchIndex(UNIVERSE)
    index.add([instrument("HK.00700", name="騰訊控股")])
    assert [str(hit.instrument.id) for hit in index.find("騰訊")] == ["HK.00700"]
    assert index.find("tencent") == ()
    assert len(index) == len(UNIVERSE)


def test_instruments_may_come_later() -> None:
    index = SearchIndex()
    assert index.find("700") == ()
    later: list[Instrument] = [instrument("HK.00700")]
    index.add(later)
    assert len(index.find("700")) == 1


def test_what_is_prepared_is_found_the_same() -> None:
    index = SearchIndex(UNIVERSE)
    index.prepare()
    assert [hit.instrument.id for hit in index.find("apl")] == [
        hit.instrument.id for hit in INDEX.find("apl")
    ]


CHINESE = [
    instrument("HK.00700", name="腾讯控股"),
    instrument("HK.01398", name="工商银行"),
    instrument("HK.00939", name="建设银行"),
    instrument("SH.600519", name="贵州茅台"),
    instrument("US.GZMT", name="Gzm Trading"),
    instrument("HK.00001", name="长和 Atxk"),
]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("txkg", ["HK.00700"]),
        ("TX", ["HK.00700", "HK.00001"]),
        ("gzmt", ["US.GZMT", "SH.600519"]),
        ("gsyh", ["HK.01398"]),
        ("kg", []),
        ("银行", ["HK.00939", "HK.01398"]),
    ],
)
def test_initials_find_chinese_names_without_an_input_method(query: str, codes: list[str]) -> None:
    assert [str(hit.instrument.id) for hit in SearchIndex(CHINESE).find(query)] == codes
    plain = SearchIndex(CHINESE, initials=False).find(query)
    assert all(hit.match is not Match.INITIALS for hit in plain)


def test_initials_follow_a_new_name() -> None:
    index = SearchIndex(CHINESE)
    index.add([instrument("HK.00700", name="小米集团")])
    assert index.find("txkg") == ()
    assert index.find("xmjt")[0].match is Match.INITIALS
