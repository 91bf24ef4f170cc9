"""The line above the ladder: whether its keys send, from which account, how much, and what is held."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.app.keymap import key_of
from tui.domain.accounts import Account, Position
from tui.domain.decimals import price_text, quantity_text
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.domain.pnl import cost_of
from tui.domain.safety import Safety
from tui.domain.ticks import Ladder
from tui.state.countdown import seconds_text
from tui.state.rows import Cell, Tone
from tui.state.rows_book import BookView
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS

_CONTRACTS = frozenset({SecurityType.FUTURE, SecurityType.OPTION})
Span = tuple[Decimal | None, Decimal | None]
"""The lowest and the highest price in sight."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much an order by key is for."""

    lots: int
    instrument: Instrument | None
    price: Decimal | None = None
    """At the cursor."""
    tick: Decimal | None = None

    @property
    def qty(self) -> Decimal:
        """Shares or contracts."""
        return self.lots * lot_of(self.instrument)

    @property
    def words(self) -> str:
        """The size in lots and in shares, and the price it would be for: `3 lots = 300 at 412.4`."""
        at = "" if self.price is None else f" at {price_text(self.price, self.tick)}"
        if self.instrument is not None and self.instrument.type in _CONTRACTS:
            return f"{self.lots} contract{'' if self.lots == 1 else 's'}{at}"
        lots = f"{self.lots} lot{'' if self.lots == 1 else 's'}"
        return f"{lots} = {quantity_text(self.qty)}{at}"


def lot_of(instrument: Instrument | None) -> Decimal:
    """Return the shares of a lot; one for contracts, and for what is not known."""
    if instrument is None or instrument.type in _CONTRACTS:
        return Decimal(1)
    return Decimal(max(instrument.lot, 1))


def title_of(
    safety: Safety, account: Account | None, size: Size, now: float, *, coarse: bool = False
) -> Cell:
    """Say whether the keys send; `now` is in seconds of time.monotonic(), `coarse` counts in tens."""
    if account is None:
        return Cell(f"no account: {key_of('choose_account')} chooses one  {size.words}", Tone.WARN)
    word, tone = ENVS[account.env]
    who = f"{word} {account_tail(account.acc_id)}"
    if safety.locked:
        return Cell(f"LOCKED {who}", Tone.BAD)
    if not safety.is_armed(account.env, account.acc_id):
        return Cell(f"{who} not armed: {key_of('arm_account')} arms  {size.words}", Tone.DIM)
    left = seconds_text((safety.armed_until or now) - now, coarse=coarse)
    return Cell(f"ARMED {who}  {size.words}  {left}", tone)


def beside(
    position: Position | None, book: BookView | None, span: Span, steps: Ladder | None
) -> tuple[str, ...]:
    """Say where the market is when it is out of sight, and what is held: the longest that fits is shown."""
    where, held = _out_of_sight(book, span), _held(position, steps)
    return tuple(text for text in (f"{where}  {held}".strip(), where or held) if text)


def _out_of_sight(book: BookView | None, span: Span) -> str:
    low, high = span
    if book is None or low is None or high is None:
        return ""
    key = key_of("recentre")
    if book.bids and book.bids[0].price_value > high:
        return f"market above: {key}"
    if book.asks and book.asks[0].price_value < low:
        return f"market below: {key}"
    return ""


def _held(position: Position | None, steps: Ladder | None) -> str:
    if position is None or not position.qty:
        return ""
    cost = cost_of(position)
    if cost is None:
        return quantity_text(position.qty)
    at = price_text(round(cost, 4), None if steps is None else steps.tick_up(cost))
    return f"{quantity_text(position.qty)} @ {at}"
