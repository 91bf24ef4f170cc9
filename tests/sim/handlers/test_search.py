"""Finding securities and news."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.sim.bench import TENCENT, Bench
from tests.sim.traders import NOW
from tui.domain.candles import CandleType, Rehab
from tui.domain.markets import SecurityType
from tui.domain.news import NewsKind
from tui.sim.listings.directory import Directory
from tui.sim.listings.table import UNIVERSE
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import GetHistoryCandles
from tui.wire.messages.research import FindNews, FindSecurities, GetAdjustments


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


@pytest.mark.parametrize(
    ("keyword", "first"),
    [
        ("00700", "HK.00700"),
        ("700", "HK.00700"),
        ("HK.00700", "HK.00700"),
        ("tencent", "HK.00700"),
        ("騰訊", "HK.00700"),
        ("苹果", "US.AAPL"),
        ("aapl", "US.AAPL"),
        ("hang seng index", "HK.800000"),
        ("贵州", "SH.600519"),
        ("bank of", "HK.03988"),
    ],
)
def test_codes_and_names_of_both_languages_are_found(keyword: str, first: str) -> None:
    assert str(Directory(UNIVERSE).find(keyword, 5)[0].id) == first


def test_of_equal_matches_the_livelier_comes_first() -> None:
    found = Directory(UNIVERSE).find("china", 5)
    assert len(found) == 5
    assert all(one.activity >= two.activity for one, two in pairwise(found))


def test_matches(bench: Bench) -> None:
    found = bench.ask(FindSecurities("tenc"))
    assert [str(one.id) for one in found] == ["HK.00700", "HK.55182"]
    assert (found[0].name, found[0].type, found[0].watched) == ("TENCENT", SecurityType.STOCK, True)
    assert found[1].watched is False
    assert len(bench.ask(FindSecurities("tenc", 1))) == 1
    assert bench.ask(FindSecurities("nobody at all")) == ()


def test_names_come_in_the_language_of_the_run() -> None:
    assert Bench(language="zh").ask(FindSecurities("tencent"))[0].name == "騰訊控股"


def test_news_of_a_security(bench: Bench) -> None:
    told = bench.ask(FindNews("00700", 100))
    times = [one.published_at for one in told if one.published_at]
    assert len(times) == len(told) > 5
    assert times == sorted(times, reverse=True)
    assert max(times) <= NOW
    assert all(TENCENT in one.related and one.title and one.source and one.url for one in told)
    assert all((one.views or 0) > 0 for one in told)
    assert {one.kind for one in told} == {NewsKind.NEWS, NewsKind.NOTICE, NewsKind.RATING}
    assert bench.ask(FindNews("00700", 100)) == told
    assert bench.ask(FindNews("00700", 3)) == told[:3]


@pytest.mark.parametrize("kind", [NewsKind.NEWS, NewsKind.NOTICE, NewsKind.RATING])
def test_one_kind_of_news(bench: Bench, kind: NewsKind) -> None:
    told = bench.ask(FindNews("00700", 100, kind))
    assert told == tuple(one for one in bench.ask(FindNews("00700", 100)) if one.kind is kind)


def test_moves_are_those_of_the_candles(bench: Bench) -> None:
    asked = GetHistoryCandles(TENCENT, CandleType.K_DAY, "2026-11-01", "2026-11-22", Rehab.FORWARD)
    changes = {candle.at.date(): candle.change_percent for candle in bench.ask(asked).candles}
    moves = [one for one in bench.ask(FindNews("00700", 100, NewsKind.NEWS)) if one.related == (TENCENT,)]
    assert moves
    for one in moves:
        assert one.published_at is not None
        change = changes[one.published_at.date()]
        assert change is not None
        word = "rises" if change > 0 else "falls"
        assert one.title.startswith(f"TENCENT {word} {abs(change):.1f}% to ")


def test_announcements_are_the_corporate_actions(bench: Bench) -> None:
    notices = bench.ask(FindNews("00700", 100, NewsKind.NOTICE))
    days = [action.ex_day for action in bench.ask(GetAdjustments(TENCENT))][-len(notices) :]
    assert [one.title.rpartition(" ")[2] for one in reversed(notices)] == [day.isoformat() for day in days]


def test_a_word_of_the_headlines_is_found(bench: Bench) -> None:
    told = bench.ask(FindNews("target price", 5))
    assert [one.kind for one in told] == [NewsKind.RATING] * 5
    assert bench.ask(FindNews("volcano")) == ()


def test_news_in_chinese() -> None:
    (latest, *_) = Bench(language="zh").ask(FindNews("騰訊控股", 5, NewsKind.RATING))
    assert "騰訊控股評級「" in latest.title


REFUSED: list[tuple[Request[object], str]] = [
    (FindSecurities(" "), "something to search for"),
    (FindSecurities("x", 0), "more than 0"),
    (FindNews(""), "something to search for"),
    (FindNews("x", -1), "more than 0"),
    (FindNews("x", 1, NewsKind.UNKNOWN), "kind of news"),
]


@pytest.mark.parametrize(("request_", "sentence"), REFUSED)
def test_refused(bench: Bench, request_: Request[object], sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        bench.ask(request_)
