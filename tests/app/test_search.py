from __future__ import annotations

import pytest

from tests.app.listings import IDS, instrument
from tui.app.widgets.search import MOST_HITS, find
from tui.domain.search import SearchIndex

INDEX = SearchIndex(instrument(security) for security in IDS)


@pytest.mark.parametrize(
    ("text", "first"),
    [("700", "HK.00700"), ("hk.5", "HK.00005"), ("aap", "US.AAPL"), ("騰訊", "HK.00700"), ("s&p", "US.SPY")],
)
def test_the_best_hit_comes_first(text: str, first: str) -> None:
    assert str(find(text, INDEX)[0].id) == first


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_typed_finds_nothing(text: str) -> None:
    assert find(text, INDEX) == ()


def test_a_code_that_is_not_known_is_offered_last() -> None:
    hits = find("TSLA", INDEX)
    assert [(str(hit.id), hit.name) for hit in hits] == [("US.TSLA", "")]
    assert "not known yet" in hits[0].name_cell.text


def test_there_are_never_more_hits_than_lines() -> None:
    assert all(len(find(text, INDEX)) <= MOST_HITS for text in ("0", "a", "hk", "5"))
