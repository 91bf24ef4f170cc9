"""The quote header of the focused security."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from tui.domain.decimals import change_text, compact_text, percent_text, price_text, quantity_text
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import MarketState, SecurityType
from tui.domain.quotes import Quote
from tui.domain.refusals import Cause
from tui.state.dirty import Topic
from tui.state.prices import tick_at
from tui.state.rows import EMPTY, Cell, Tone, aged, tone_of_change
from tui.state.store import Store
from tui.state.words import FEED_CAUSES, MARKET_STATES, NOT_CARRIED

STALE_AFTER_S = 60
"""A feed that has been silent for longer while its market trades has probably ended."""

_DAY_S = 86400
_SIZES = {SecurityType.OPTION: "Contract", SecurityType.FUTURE: "Multiplier"}


@dataclass(frozen=True, slots=True)
class HeaderView:
    """Everything the header says, each part finished."""

    id: SecurityId
    code: Cell
    name: Cell
    last: Cell
    change: Cell
    change_percent: Cell
    open: Cell
    high: Cell
    low: Cell
    prev_close: Cell
    volume: Cell
    turnover: Cell
    size_label: str
    """What the number below is: a lot of shares, the size of a contract, a multiplier."""
    lot: Cell
    """Empty for what nobody can trade."""
    tick: Cell
    state: Cell
    """Phase of the market, or "halted"."""
    updated: Cell
    """Exchange time of the quote."""
    freshness: Cell
    """STALE, or empty."""


def header_view(
    security: SecurityId,
    instrument: Instrument | None,
    quote: Quote | None,
    state: MarketState | None,
    *,
    stale: bool,
    age_s: float | None = None,
    age: str = "",
    cause: Cause | None = None,
) -> HeaderView:
    """Make the header; what is not known yet is a dash. `age_s` is how old the newest word of it is.

    `age` writes that in its place; `cause` is why OpenD does not carry its quote.
    """
    last = None if quote is None else quote.last
    tick = tick_at(instrument, last, quote)
    change = None if quote is None else quote.change
    tone = aged(tone_of_change(change), stale=stale)
    plain = aged(Tone.PLAIN, stale=stale)
    tradable = instrument is None or instrument.type.tradable

    def level(price: Decimal | None) -> Cell:
        """Return one of the day's prices, in the colour of its place against the previous close."""
        base = None if quote is None else quote.prev_close
        against = None if price is None or base is None else price - base
        return Cell(
            price_text(price, tick_at(instrument, price, quote)), aged(tone_of_change(against), stale=stale)
        )

    return HeaderView(
        id=security,
        code=Cell(str(security), Tone.STRONG),
        name=Cell(instrument.name if instrument is not None else "" if quote is None else quote.name),
        last=Cell(price_text(last, tick), tone),
        change=Cell(change_text(change, last, tick), tone),
        change_percent=Cell(percent_text(None if quote is None else quote.change_percent), tone),
        open=level(None if quote is None else quote.open),
        high=level(None if quote is None else quote.high),
        low=level(None if quote is None else quote.low),
        prev_close=Cell(price_text(None if quote is None else quote.prev_close, tick), plain),
        volume=Cell(compact_text(None if quote is None else quote.volume), plain),
        turnover=Cell(compact_text(None if quote is None else quote.turnover), plain),
        size_label="Lot" if instrument is None else _SIZES.get(instrument.type, "Lot"),
        lot=Cell(quantity_text(None if instrument is None else instrument.lot)) if tradable else EMPTY,
        tick=Cell(price_text(tick)) if tradable else EMPTY,
        state=_state(quote, state),
        updated=_time(quote),
        freshness=_freshness(quote, state, age_s, age, cause, stale=stale),
    )


def header_of(
    store: Store, security: SecurityId, now: datetime | None = None, *, coarse: bool = False
) -> HeaderView:
    """Make the header of a security from what the store knows; without `now` nothing is ever too old.

    `coarse` tells since when, and not for how long, a feed is silent: that stands still.
    """
    age_s = None if now is None else feed_age_s(store, security, now)
    since = ""
    if coarse and now is not None and age_s is not None and age_s < _DAY_S:
        since = f"since {now - timedelta(seconds=age_s):%H:%M}"
    return header_view(
        security,
        store.instruments.get(security),
        store.quote(security),
        store.market_state(security),
        stale=store.is_stale(Topic.QUOTE, security),
        age_s=age_s,
        age=since,
        cause=store.feeds.cause(security),
    )


def feed_age_s(store: Store, security: SecurityId, now: datetime) -> float | None:
    """Return the seconds since the exchange last said anything of a security, None when it never dated it.

    A code that nobody trades has an old quote and a young book: its feed lives.
    """
    quote, book = store.quote(security), store.book(security)
    times = (
        None if quote is None else quote.updated_at,
        None if book is None else book.bid_at,
        None if book is None else book.ask_at,
    )
    newest = max((at for at in times if at is not None), default=None)
    return None if newest is None else max((now - newest).total_seconds(), 0.0)


def _freshness(
    quote: Quote | None,
    state: MarketState | None,
    age_s: float | None,
    age: str,
    cause: Cause | None,
    *,
    stale: bool,
) -> Cell:
    if cause is not None:
        return Cell(FEED_CAUSES.get(cause, NOT_CARRIED)[1], Tone.WARN)
    if quote is None:
        return EMPTY
    if stale:
        return Cell("STALE", Tone.WARN)
    if state is None or not state.continuous or age_s is None or age_s < STALE_AFTER_S:
        return EMPTY
    return Cell(f"STALE {age or age_text(age_s)}", Tone.WARN)


def age_text(seconds: float) -> str:
    """Write an age: `75 s`, `12 min`, `3 h`."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds // 60:.0f} min" if seconds < 7200 else f"{seconds // 3600:.0f} h"


def _state(quote: Quote | None, state: MarketState | None) -> Cell:
    if quote is not None and quote.suspended:
        return Cell("halted", Tone.WARN)
    if state is None:
        return Cell(price_text(None), Tone.DIM)
    return Cell(MARKET_STATES[state], Tone.GOOD if state.continuous else Tone.WARN)


def _time(quote: Quote | None) -> Cell:
    at = None if quote is None else quote.updated_at
    return EMPTY if at is None else Cell(at.strftime("%H:%M:%S"), Tone.DIM)
