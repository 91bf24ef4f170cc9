"""The price ladder: by levels with the brokers at theirs, or by prices that stay put, to trade on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from time import monotonic
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.app.actions import Where
from tui.app.keymap import bindings_for, key_of
from tui.app.ladder_title import Size, beside, title_of
from tui.app.line_watch import profile_of
from tui.app.widgets.grid import Grid
from tui.app.widgets.ladder_prices import PRICE_COLUMNS, price_rungs
from tui.app.widgets.ladder_rungs import (
    BROKERS,
    COLUMNS,
    NO_BROKERS,
    NUMBERS_FROM,
    SPREAD,
    TOTAL,
    Rung,
    rungs,
)
from tui.domain.accounts import Account, Position
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.pnl import cost_of
from tui.domain.ticks import Ladder
from tui.state.dirty import Dirty, Topic
from tui.state.prices import ladder_of
from tui.state.rows_book import BookView, book_of
from tui.state.rows_ladder import LadderRow, ladder_around, own_of
from tui.state.store import Store

__all__ = ["SPREAD", "LadderPane", "rungs"]

NO_STEPS = "OpenD has not told the price steps of this code"
_TOPICS = frozenset({Topic.INSTRUMENTS, Topic.LINK, Topic.ORDERS, Topic.SAFETY})
_MARKET = frozenset({Topic.BOOK, Topic.BROKERS})
_OF_PRICES = frozenset({Topic.POSITIONS, Topic.ACCOUNTS})
_NOTHING: Mapping[tuple[int, str], Decimal] = {}


class LadderPane(Grid[Rung]):
    """The book of the focused security with own orders marked.

    By levels the cursor keeps its level, whose price changes. By prices it keeps its price: the market may
    leave the prices in sight, and comes back to the middle only by a key. Keys that send act there alone.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.LADDER, namespace="screen")]

    class Switched(Message):
        """Levels or prices are shown now."""

    def __init__(
        self,
        store: Store,
        acc_ids: Callable[[], Iterable[int]],
        account: Callable[[], Account | None] = lambda: None,
        *,
        id: str | None = None,
    ) -> None:
        """`account` is the one that orders by key go to, None when that is not sure."""
        super().__init__((*COLUMNS, BROKERS), lambda rung: rung.key, id=id)
        self._store = store
        self._acc_ids = acc_ids
        self._account = account
        self._security: SecurityId | None = None
        self._by_prices = self._was_armed = False
        self._view: BookView | None = None
        """The book as last painted by prices."""
        self._center: Decimal | None = None
        """The price in the middle of those in sight; None until the market is there."""
        self._aim: Decimal | None = None
        """The price that the cursor was put on, and stays on whatever comes in sight."""
        self.lots = 1
        """Size of an order by key."""
        self.going: Callable[[], Mapping[tuple[int, str], Decimal]] = lambda: _NOTHING
        """Where own orders are being moved to."""
        self.key: tuple[str, float] = ("", 0.0)
        """The last key pressed here, and when."""
        self.key_is_fresh = True
        """Whether the key before it was another one, so that it cannot be held."""

    def on_mount(self) -> None:
        """Count down while armed."""
        self.set_interval(1, self._each_second, name="ladder clock")

    def on_key(self, event: events.Key) -> None:
        """Know when the key was pressed that an action follows from."""
        self.key_is_fresh = event.key != self.key[0]
        self.key = (event.key, event.time)

    @property
    def security(self) -> SecurityId | None:
        """Whose book it is."""
        return self._security

    @security.setter
    def security(self, security: SecurityId | None) -> None:
        if security != self._security:
            self.move_to(SPREAD)
            self._center = self._view = self._aim = None
        self._security = security
        self._set_columns()

    @property
    def selected_price(self) -> Decimal | None:
        """The price at the cursor; None on the spread, where it starts, and where it was not put."""
        rung = self.cursor_row
        price = None if rung is None else rung.price_value
        return price if self._aim in (None, price) or not self._by_prices else None

    @property
    def by_prices(self) -> bool:
        """Whether each line is a price that stays put."""
        return self._by_prices

    @property
    def steps(self) -> Ladder | None:
        """The legal prices of the security; None while they are not known."""
        if self._security is None:
            return None
        return ladder_of(self._store.instruments.get(self._security), self._store.quote(self._security))

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        topics = _TOPICS | _OF_PRICES if self._by_prices else _TOPICS
        market = _MARKET | {Topic.QUOTE} if self._by_prices else _MARKET
        return any(topic in topics or (topic in market and key == self._security) for topic, key in changes)

    # ---- keys

    def switch(self, *, by_prices: bool) -> None:
        """Show levels, or prices."""
        if by_prices == self._by_prices:
            return
        self._by_prices = by_prices
        self._center = self._view = self._aim = None
        self.update_rows(())
        self._set_columns()
        self.paint()
        self.post_message(self.Switched())

    def recentre(self) -> None:
        """Bring the market back to the middle; the cursor keeps its price if that is in sight."""
        price, self._center, self._aim = self.selected_price, None, None
        self.paint()
        if self._by_prices and price != self.selected_price and self._center is not None:
            self.move_to(self._center)

    def go_to(self, price: Decimal) -> None:
        """Put the cursor on a price, and that in sight."""
        if not self._by_prices or self.move_to(price):
            return
        steps, rows = self.steps, self.rows
        low, high = (rows[-1].price_value, rows[0].price_value) if rows else (None, None)
        if steps is not None and low is not None and high is not None:
            self._scroll(steps.steps_between(high if price > high else low, price))
            self.move_to(price)

    def action_row_up(self) -> None:
        """Move to the price above, also to one that was not in sight."""
        if self._by_prices and self.cursor_row is self._edge(0):
            self._scroll(1)
        super().action_row_up()

    def action_row_down(self) -> None:
        """Move to the price below, also to one that was not in sight."""
        if self._by_prices and self.cursor_row is self._edge(-1):
            self._scroll(-1)
        super().action_row_down()

    def action_page_up(self) -> None:
        """Move up by what is visible."""
        if self._by_prices:
            self._turn(self._page())
        else:
            super().action_page_up()

    def action_page_down(self) -> None:
        """Move down by what is visible."""
        if self._by_prices:
            self._turn(-self._page())
        else:
            super().action_page_down()

    def take_size(self, lots: int) -> None:
        """Have orders by key be so many lots, and say so."""
        self.lots = lots
        self._entitle(self._view)

    # ---- painting

    def paint(self) -> None:
        """Show the store's book."""
        self._follow_arming()
        security, stale = self._security, self._store.stale
        old = stale or (security is not None and self._store.is_stale(Topic.BOOK, security))
        self.show_state(self._why_empty(), badge="STALE" if old else "", dimmed=stale)
        self._entitle(self._view)
        known = None if security is None else self._store.instruments.get(security)
        bookless = known is not None and not known.type.tradable
        if security is None or bookless or self._store.book(security) is None:
            self.update_rows(())
            return
        if self._by_prices:
            self._paint_prices(security)
        else:
            self._paint_levels(security)

    def _paint_levels(self, security: SecurityId) -> None:
        levels = max((self.visible_rows - 1) // 2, 1)
        acc_ids = tuple(self._acc_ids())
        totals = self.shows(TOTAL)
        view = book_of(self._store, security, acc_ids, levels=levels, totals=totals)
        first = not self.rows
        own = own_of(self._store, security, acc_ids, self.going())
        numbers = self.size.width >= NUMBERS_FROM
        self.update_rows(rungs(view, levels, numbers=numbers, totals=totals, own=own))
        if first:
            self.move_to(SPREAD)

    def _paint_prices(self, security: SecurityId) -> None:
        steps, lines = self.steps, self.visible_rows
        center = self._market() if self._center is None else self._center
        if steps is None or center is None or lines <= 0:
            self.show_state(NO_STEPS if steps is None else "no price yet", dimmed=self._store.stale)
            self.update_rows(())
            return
        acc_ids = tuple(self._acc_ids())
        view = book_of(self._store, security, acc_ids, levels=_ALL)
        own = own_of(self._store, security, acc_ids, self.going())
        quote, position = self._store.quote(security), self._position()
        last, cost = None if quote is None else quote.last, None if position is None else cost_of(position)

        def around(middle: Decimal) -> tuple[LadderRow, ...]:
            return ladder_around(middle, lines, steps, view, own, last=last, cost=cost)

        rows, first = around(center), not self.rows
        high, low = rows[0].price_value, rows[-1].price_value
        if self._aim is not None and not low <= self._aim <= high:
            # The window became smaller, or was gone: it goes where the cursor is, not the other way round.
            away = steps.steps_between(high if self._aim > high else low, self._aim)
            rows = around(steps.up(center, away) if away > 0 else steps.down(center, -away))
        self._center = rows[lines // 2].price_value if len(rows) == lines else steps.floor(center)
        self.update_rows(price_rungs(rows, view, numbers=self.size.width >= NUMBERS_FROM))
        self._view = view
        if first:
            self.move_to(self._aim or steps.floor(center))
        if self._aim is None:
            self._aim = self.selected_price
        self._entitle(view)

    def _entitle(self, view: BookView | None = None) -> None:
        if not (self._by_prices or self._is_armed):
            self.show_title(None)
            return
        account, instrument = self._account(), None
        if self._security is not None:
            instrument = self._store.instruments.get(self._security)
        at = self.selected_price if self._by_prices else None
        size = Size(
            self.lots, instrument, at, None if at is None or self.steps is None else self.steps.tick_up(at)
        )
        title = title_of(self._store.safety, account, size, monotonic(), coarse=profile_of(self.app).coarse)
        rows = self.rows
        span = (rows[-1].price_value, rows[0].price_value) if self._by_prices and rows else (None, None)
        self.show_title(title.text, *beside(self._position(), view, span, self.steps), tone=title.tone)

    def _go(self, index: int) -> None:
        """Say where an order by key would stand."""
        super()._go(index)
        self._aim = None if self.cursor_row is None else self.cursor_row.price_value
        if self._by_prices and self._security is not None:
            self._entitle(self._view)

    def _follow_arming(self) -> None:
        """Show prices as soon as orders can go by key: there nothing moves under the cursor."""
        armed = self._is_armed
        if armed and not self._was_armed and not self._by_prices:
            self._was_armed = armed
            self.switch(by_prices=True)
        self._was_armed = armed

    # ---- helpers

    @property
    def _is_armed(self) -> bool:
        if self._store.safety.armed is None:
            return False
        account = self._account()
        return account is not None and self._store.safety.is_armed(account.env, account.acc_id)

    def _each_second(self) -> None:
        if self.is_on_screen and (self._is_armed or self._was_armed):
            self.paint()

    def _position(self) -> Position | None:
        account = self._account()
        if account is None or self._security is None:
            return None
        return self._store.position(account.acc_id, self._security)

    def _market(self) -> Decimal | None:
        """Return the price that belongs in the middle: between the best ones, else the last."""
        security = self._security
        book = None if security is None else self._store.book(security)
        quote = None if security is None else self._store.quote(security)
        if book is not None and book.best_bid is not None and book.best_ask is not None:
            return (book.best_bid + book.best_ask) / 2
        best = None if book is None else book.best_bid or book.best_ask
        return best or (None if quote is None else quote.last)

    def _edge(self, at: int) -> Rung | None:
        return self.rows[at] if self.rows else None

    def _scroll(self, ticks: int) -> None:
        steps = self.steps
        if steps is not None and self._center is not None:
            self._center = steps.up(self._center, ticks) if ticks > 0 else steps.down(self._center, -ticks)
            self._aim = None
            self.paint()

    def _turn(self, ticks: int) -> None:
        """Show as many other prices; the cursor keeps its line."""
        steps, price = self.steps, self.selected_price
        if steps is None or price is None:
            return
        self._scroll(ticks)
        self.move_to(steps.up(price, ticks) if ticks > 0 else steps.down(price, -ticks))

    def _set_columns(self) -> None:
        if self._by_prices:
            self.set_columns(PRICE_COLUMNS)
            return
        hong_kong = self._security is not None and self._security.market is Market.HK
        self.set_columns((*COLUMNS, BROKERS if hong_kong else NO_BROKERS))

    def _why_empty(self) -> str:
        security = self._security
        instrument = None if security is None else self._store.instruments.get(security)
        if security is None:
            return f"no code selected: {key_of('find_code')} finds one"
        if instrument is not None and not instrument.type.tradable:
            return f"{security} has no order book"
        if self._store.stale:
            return "no book yet: no link to OpenD"
        if instrument is None and self._store.instruments:
            return f"OpenD has not described {security}: is the code right?"
        return "loading..."


_ALL = 1_000
"""Levels: as many as there are."""
