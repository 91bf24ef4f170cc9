from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import IDS, instrument
from tui.app.layout import SMALLEST
from tui.app.widgets import search
from tui.app.widgets.search import MOST_HITS, find
from tui.domain.events import InstrumentsReported
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
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


async def test_months_of_a_future_can_be_told_apart_by_their_names() -> None:
    engine = FakeEngine()
    async with running(engine, SMALLEST) as pilot:
        months = [f"Hang Seng TECH Index Futures ({month}6)" for month in ("NOV", "DEC", "MAR")]
        engine.apply(InstrumentsReported(tuple(map(_named, IDS, months))))
        await pilot.press("/", *"tech")
        await settled(pilot)
        assert all(any(month in line for line in picture(pilot)) for month in months)


def _named(security: SecurityId, name: str) -> Instrument:
    return instrument(security, name=name)


async def test_names_of_a_whole_market_are_made_ready_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    may_go_on = threading.Event()
    ready = search._ready

    def slowly(instruments: Any) -> SearchIndex:
        threads.append(threading.current_thread())
        assert may_go_on.wait(10)
        return ready(instruments)

    monkeypatch.setattr(search, "_ready", slowly)
    monkeypatch.setattr(search, "AT_ONCE", 3)
    async with running(FakeEngine()) as pilot:
        finder = dashboard(pilot).query_one(search.Search)
        await pilot.press("/", *"appl")
        assert finder.hits.rows == ()
        await pilot.press("enter")
        assert finder.is_open, "nothing is taken before there is something"
        may_go_on.set()
        while not finder.hits.rows:
            await pilot.pause()
        assert [str(hit.id) for hit in finder.hits.rows] == ["US.AAPL", "US.APPL"]
        await pilot.press("escape", "/", *"spd")
        assert [str(hit.id) for hit in finder.hits.rows] == ["US.SPY", "US.SPD"]
        assert len(threads) == 1
        assert threads[0] is not threading.main_thread()
