"""The watchlist, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.decimals import change_text, compact_text, percent_text, price_text
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.quotes import Quote
from tui.domain.refusals import Cause
from tui.state.codes import code_text
from tui.state.dirty import Topic
from tui.state.prices import tick_at
from tui.state.rows import EMPTY, Cell, Tone, aged, tone_of_change
from tui.state.rows_kept import Kept
from tui.state.store import Store
from tui.state.words import FEED_CAUSES, NOT_CARRIED


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One security of the watchlist."""

    id: SecurityId
    code: Cell
    name: Cell
    last: Cell
    change: Cell
    change_percent: Cell
    volume: Cell
    price: Decimal | None = None
    """The last price as a number, to be passed as `previous` next time."""
    flash: Tone | None = None
    """UP or DOWN when the price moved since the row drawn before, else None."""


def watch_row(
    security: SecurityId,
    instrument: Instrument | None,
    quote: Quote | None,
    *,
    stale: bool,
    previous: Decimal | None = None,
    cause: Cause | None = None,
) -> WatchRow:
    """Make a row; without a quote it still names the security, and says why there is none.

    What is not carried any more shows no price: an old one must not pass for a new one.
    """
    name = instrument.name if instrument is not None else "" if quote is None else quote.name
    code = Cell(code_text(security), Tone.STRONG)
    if cause is not None:
        why, _ = FEED_CAUSES.get(cause, NOT_CARRIED)
        return WatchRow(security, code, Cell(name), Cell(why, Tone.WARN), EMPTY, EMPTY, EMPTY)
    if quote is None:
        unknown = Cell(price_text(None), aged(Tone.PLAIN, stale=stale))
        return WatchRow(security, code, Cell(name), unknown, unknown, unknown, unknown)
    tone = aged(tone_of_change(quote.change), stale=stale)
    tick = tick_at(instrument, quote.last, quote)
    percent = Cell("halted", Tone.WARN) if quote.suspended else Cell(percent_text(quote.change_percent), tone)
    return WatchRow(
        id=security,
        code=code,
        name=Cell(name),
        last=Cell(price_text(quote.last, tick), tone),
        change=Cell(change_text(quote.change, quote.last, tick), tone),
        change_percent=percent,
        volume=Cell(compact_text(quote.volume), aged(Tone.PLAIN, stale=stale)),
        price=quote.last,
        flash=None if stale else _flash(quote.last, previous),
    )


class WatchRows:
    """Makes the rows of a watchlist, and each of them again when something it tells of has changed.

    No row flashes: what is drawn again is seen to change.
    """

    def __init__(self) -> None:
        self._kept = Kept(_row)

    def of(self, store: Store, securities: Iterable[SecurityId]) -> tuple[WatchRow, ...]:
        """Return a row for each."""
        return self._kept.rows(
            (
                security,
                (
                    security,
                    store.instruments.get(security),
                    store.quote(security),
                    store.is_stale(Topic.QUOTE, security),
                    store.feeds.cause(security),
                ),
            )
            for security in securities
        )


def _row(
    security: SecurityId,
    instrument: Instrument | None,
    quote: Quote | None,
    stale: bool,
    cause: Cause | None,
) -> WatchRow:
    return watch_row(security, instrument, quote, stale=stale, cause=cause)


def _flash(last: Decimal | None, previous: Decimal | None) -> Tone | None:
    if last is None or previous is None or last == previous:
        return None
    return Tone.UP if last > previous else Tone.DOWN
