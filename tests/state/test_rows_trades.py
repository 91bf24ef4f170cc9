"""The tape: newest first, in the colour and with the word of who crossed the spread."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tui.domain.events import LinkChanged, LinkPhase, TradesPrinted
from tui.domain.ids import SecurityId
from tui.domain.trades import Trade, TradeDirection, TradeKind
from tui.state.rows import Tone
from tui.state.rows_trades import TradeRows, trade_row
from tui.state.store import Store

TENCENT = SecurityId.parse("HK.00700")


def trade(sequence: int = 1, direction: TradeDirection = TradeDirection.BUY, **more: object) -> Trade:
    at = datetime(2026, 11, 20, 10, 3, sequence, tzinfo=UTC)
    return Trade(sequence, at, Decimal("412.8"), 1_200, Decimal(495_360), direction, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("direction", "word", "tone"),
    [
        (TradeDirection.BUY, "BUY", Tone.UP),
        (TradeDirection.SELL, "SELL", Tone.DOWN),
        (TradeDirection.NEUTRAL, "-", Tone.FLAT),
        (TradeDirection.UNKNOWN, "?", Tone.DIM),
    ],
)
def test_the_initiator_is_a_word_and_a_tone(direction: TradeDirection, word: str, tone: Tone) -> None:
    row = trade_row(trade(direction=direction), None, stale=False)
    assert (row.direction.text, row.direction.tone, row.price.tone) == (word, tone, tone)
    assert (row.time.text, row.price.text, row.volume.text) == ("10:03:01", "412.8", "1,200")
    assert row.turnover.text == "495K"


@pytest.mark.parametrize("kind", list(TradeKind))
def test_only_an_unusual_print_says_how_it_came_about(kind: TradeKind) -> None:
    row = trade_row(trade(kind=kind), None, stale=False)
    assert bool(row.kind.text) is (kind not in (TradeKind.UNKNOWN, TradeKind.AUTOMATCH))


def test_the_newest_come_first_and_no_more_than_asked_for() -> None:
    store = Store()
    store.apply(LinkChanged(LinkPhase.LIVE))
    store.apply(TradesPrinted(TENCENT, tuple(trade(n) for n in range(1, 6))))
    assert [row.key for row in TradeRows().of(store, TENCENT, 3)] == [5, 4, 3]
    store.apply(LinkChanged(LinkPhase.DOWN, "gone"))
    assert TradeRows().of(store, TENCENT, 1)[0].price.tone is Tone.STALE
