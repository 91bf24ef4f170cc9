"""New listings lie ahead of the simulated day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sim.bench import Bench
from tests.sim.traders import NOW, TODAY
from tui.domain.ipos import HongKongIssue, MainlandIssue, SizedIssue
from tui.domain.markets import Market
from tui.sim.listings.calendar import calendar_of, is_trading_day
from tui.wire.errors import RefusedError
from tui.wire.messages.lists import GetIpos


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


def test_hong_kong_issues_close_before_they_list(bench: Bench) -> None:
    issues = bench.ask(GetIpos(Market.HK))
    opens = set()
    for issue in issues:
        terms = issue.terms
        assert isinstance(terms, HongKongIssue)
        assert issue.listed_on is not None
        assert terms.apply_until is not None
        assert terms.price_low is not None
        assert terms.price_high is not None
        assert terms.entrance is not None
        assert terms.price_low <= terms.price_high < terms.entrance / terms.lot
        assert TODAY < issue.listed_on < TODAY + timedelta(days=30)
        assert terms.apply_until.date() < issue.listed_on
        assert is_trading_day(calendar_of(Market.HK), issue.listed_on)
        assert terms.open is (terms.apply_until > NOW)
        opens.add(terms.open)
    assert opens == {True, False}


def test_us_issues_may_have_no_day_yet(bench: Bench) -> None:
    issues = bench.ask(GetIpos(Market.US))
    assert [issue.listed_on is None for issue in issues] == [False, False, True]
    for issue in issues:
        assert isinstance(issue.terms, SizedIssue)
        assert issue.listed_on is None or issue.listed_on > TODAY


@pytest.mark.parametrize("market", [Market.SH, Market.SZ])
def test_mainland_issues_are_drawn_after_applying(bench: Bench, market: Market) -> None:
    issues = bench.ask(GetIpos(market))
    assert {issue.id.market for issue in issues} == {Market.SH, Market.SZ}
    for issue in issues:
        terms = issue.terms
        assert isinstance(terms, MainlandIssue)
        assert terms.apply_on is not None
        assert terms.drawn_on is not None
        assert terms.apply_on < terms.drawn_on
        assert terms.drawn is (terms.drawn_on <= TODAY) is bool(terms.winning_numbers)
        assert (terms.price is None) is terms.price_estimated
        assert (issue.listed_on is not None) is terms.drawn


def test_names_come_in_the_language_of_the_run() -> None:
    names = [issue.name for issue in Bench(language="zh").ask(GetIpos(Market.HK))]
    assert names[0] == "海港機器人－Ｐ"


@pytest.mark.parametrize("market", [Market.SG, Market.UNKNOWN])
def test_refused(bench: Bench, market: Market) -> None:
    with pytest.raises(RefusedError, match=market.name):
        bench.ask(GetIpos(market))
