from __future__ import annotations

import pytest

from tests.domain.makers import APPLE, TENCENT, D, instrument, quote
from tui.domain.events import InstrumentsReported, LinkChanged, LinkPhase, QuoteChanged
from tui.domain.lazy import Lazy
from tui.state.rows import Tone
from tui.state.rows_watchlist import WatchRow, WatchRows, watch_row
from tui.state.store import Store


def texts(row: WatchRow) -> list[str]:
    return [cell.text for cell in (row.code, row.name, row.last, row.change, row.change_percent, row.volume)]


@pytest.mark.parametrize(
    ("last", "close", "expected", "tone"),
    [
        ("419.8", "415.2", ["419.8", "+4.6", "+1.11%"], Tone.UP),
        ("420", "420.4", ["420.0", "-0.4", "-0.10%"], Tone.DOWN),
        ("420", "420", ["420.0", "0.0", "0.00%"], Tone.FLAT),
        ("0.255", "0.25", ["0.255", "+0.005", "+2.00%"], Tone.UP),
        ("8", "8.005", ["8.000", "-0.005", "-0.06%"], Tone.DOWN),
        ("420", None, ["420.0", "-", "-"], Tone.PLAIN),
        (None, "420", ["-", "-", "-"], Tone.PLAIN),
    ],
)
def test_prices_and_signs(last: str | None, close: str | None, expected: list[str], tone: Tone) -> None:
    row = watch_row(TENCENT, instrument(), quote(last, close), stale=False)
    assert texts(row) == ["HK.00700", "TENCENT", *expected, "12.3M"]
    assert {row.last.tone, row.change.tone, row.change_percent.tone} == {tone}


def test_without_a_quote_the_security_is_still_named() -> None:
    assert texts(watch_row(TENCENT, instrument(), None, stale=True)) == [
        "HK.00700",
        "TENCENT",
        "-",
        "-",
        "-",
        "-",
    ]
    assert texts(watch_row(TENCENT, None, None, stale=True))[:2] == ["HK.00700", ""]


def test_a_stale_row_is_marked_and_does_not_flash() -> None:
    row = watch_row(TENCENT, instrument(), quote(), stale=True, previous=D(1))
    assert {row.last.tone, row.change.tone, row.volume.tone} == {Tone.STALE}
    assert row.flash is None


@pytest.mark.parametrize(
    ("previous", "flash"), [(None, None), ("419.8", None), ("419.6", Tone.UP), ("420", Tone.DOWN)]
)
def test_a_row_flashes_the_way_the_price_went(previous: str | None, flash: Tone | None) -> None:
    row = watch_row(
        TENCENT, instrument(), quote(), stale=False, previous=None if previous is None else D(previous)
    )
    assert row.flash is flash
    assert row.price == D("419.8")


def test_a_halted_security_says_so() -> None:
    row = watch_row(TENCENT, instrument(), quote(suspended=True), stale=False)
    assert (row.change_percent.text, row.change_percent.tone) == ("halted", Tone.WARN)


def test_the_list_keeps_its_order_and_equal_facts_give_equal_rows() -> None:
    store = Store()
    store.apply(LinkChanged(LinkPhase.LIVE))
    store.apply(InstrumentsReported((instrument(),)))
    store.apply(QuoteChanged(TENCENT, Lazy.of(quote())))
    made = WatchRows()
    rows = made.of(store, [APPLE, TENCENT])
    assert [(str(row.id), row.last.text, row.flash) for row in rows] == [
        ("US.AAPL", "-", None),
        ("HK.00700", "419.8", None),
    ]
    store.apply(QuoteChanged(TENCENT, Lazy.of(quote())))
    assert made.of(store, [APPLE, TENCENT]) == rows
    store.apply(QuoteChanged(TENCENT, Lazy.of(quote(last="420"))))
    assert [row.last.text for row in made.of(store, [TENCENT, APPLE])] == ["420.0", "-"]
    store.apply(LinkChanged(LinkPhase.DOWN))
    assert {row.last.tone for row in made.of(store, [TENCENT, APPLE])} == {Tone.STALE}
