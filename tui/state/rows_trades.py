"""The tape of one security: its prints, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from tui.domain.decimals import compact_text, price_text, quantity_text
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.trades import Trade, TradeDirection, TradeKind
from tui.state.dirty import Topic
from tui.state.prices import tick_at
from tui.state.rows import EMPTY, Cell, Tone, aged
from tui.state.rows_kept import Kept
from tui.state.store import Store

_DIRECTIONS: dict[TradeDirection, tuple[str, Tone]] = {
    TradeDirection.UNKNOWN: ("?", Tone.DIM),
    TradeDirection.BUY: ("BUY", Tone.UP),
    TradeDirection.SELL: ("SELL", Tone.DOWN),
    TradeDirection.NEUTRAL: ("-", Tone.FLAT),
}
_KINDS: dict[TradeKind, str] = {
    TradeKind.UNKNOWN: "",
    TradeKind.AUTOMATCH: "",
    TradeKind.LATE: "late",
    TradeKind.NON_AUTOMATCH: "manual",
    TradeKind.INTER_AUTOMATCH: "cross",
    TradeKind.INTER_NON_AUTOMATCH: "manual cross",
    TradeKind.ODD_LOT: "odd lot",
    TradeKind.AUCTION: "auction",
}
"""How a print came about; the usual way needs no word."""


@dataclass(frozen=True, slots=True)
class TradeRow:
    """One print."""

    key: int
    """Its sequence number."""
    time: Cell
    price: Cell
    volume: Cell
    direction: Cell
    """Who crossed the spread: BUY took the ask, SELL hit the bid."""
    turnover: Cell
    kind: Cell


def trade_row(trade: Trade, instrument: Instrument | None, *, stale: bool) -> TradeRow:
    """Make the row of a print, in the colour of its initiator."""
    word, tone = _DIRECTIONS[trade.direction]
    plain = aged(Tone.PLAIN, stale=stale)
    kind = _KINDS[trade.kind]
    return TradeRow(
        key=trade.sequence,
        time=EMPTY if trade.at is None else Cell(trade.at.strftime("%H:%M:%S"), Tone.DIM),
        price=Cell(price_text(trade.price, tick_at(instrument, trade.price)), aged(tone, stale=stale)),
        volume=Cell(quantity_text(trade.volume), plain),
        direction=Cell(word, aged(tone, stale=stale)),
        turnover=Cell(compact_text(trade.turnover), aged(Tone.DIM, stale=stale)),
        kind=Cell(kind, Tone.DIM) if kind else EMPTY,
    )


class TradeRows:
    """Makes the rows of the newest prints of a security, newest first; of those it made before, none."""

    def __init__(self) -> None:
        self._kept = Kept(_row)

    def of(self, store: Store, security: SecurityId, count: int) -> tuple[TradeRow, ...]:
        """Return so many rows."""
        instrument = store.instruments.get(security)
        stale = store.is_stale(Topic.TRADES, security)
        newest = store.trades(security).tail(count)
        return self._kept.rows((trade.sequence, (trade, instrument, stale)) for trade in newest)


def _row(trade: Trade, instrument: Instrument | None, stale: bool) -> TradeRow:
    return trade_row(trade, instrument, stale=stale)
