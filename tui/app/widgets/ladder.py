"""The price ladder: asks above, bids below, and who stands at each level beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from tui.app.glyphs import OWN
from tui.app.widgets.columns import Bar, Column, number_column
from tui.app.widgets.fit import SEPARATOR, Overflow
from tui.app.widgets.grid import Grid
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.state.dirty import Dirty, Topic
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_book import BookView, LevelRow, book_of
from tui.state.store import Store

SPREAD = (0, 0)
"""Key of the line between asks and bids."""
OUT_OF_STEP = "~"
"""Before brokers that cannot be of the same moment as the level they stand at."""
_NUMBERS_FROM = 110
"""From this many cells on brokers carry their numbers."""
_SIZE_WIDTH = 9


@dataclass(frozen=True, slots=True)
class Rung:
    """One line of the ladder: a level, the spread, or a level that nobody fills."""

    key: tuple[int, int]
    """Side (1 ask, 0 spread, -1 bid) and level: the cursor keeps its place while prices move."""
    level: Cell = EMPTY
    price: Cell = EMPTY
    own: Cell = EMPTY
    volume: Cell = EMPTY
    orders: Cell = EMPTY
    cumulative: Cell = EMPTY
    brokers: Cell = EMPTY
    bar: Bar | None = None
    price_value: Decimal | None = None


# One column of prices with the best ones meeting in the middle leaves the rest of the line to the
# brokers; bids and asks side by side would give each queue half of it, and two brokers a level.
_TOTAL: Column[Rung] = number_column(
    "Total", 9, lambda rung: rung.cumulative, overflow=Overflow.AMOUNT, drop=1
)
_COLUMNS: tuple[Column[Rung], ...] = (
    Column("", 3, lambda rung: rung.level),
    number_column("Price", 9, lambda rung: rung.price),
    Column("Mine", 7, lambda rung: rung.own, overflow=Overflow.NUMBER),
    number_column(
        "Size", _SIZE_WIDTH, lambda rung: rung.volume, overflow=Overflow.AMOUNT, bar=lambda rung: rung.bar
    ),
    number_column("Ord", 4, lambda rung: rung.orders),
    _TOTAL,
)
_BROKERS: Column[Rung] = Column("Brokers", 36, lambda rung: rung.brokers, overflow=Overflow.LIST, stretch=1)
_NO_BROKERS = replace(_BROKERS, title="(brokers: Hong Kong only)")
_TOPICS = frozenset({Topic.INSTRUMENTS, Topic.LINK, Topic.ORDERS})
_MARKET = frozenset({Topic.BOOK, Topic.BROKERS})


class LadderPane(Grid[Rung]):
    """The book of the focused security with own orders marked and brokers at their level."""

    def __init__(self, store: Store, acc_ids: Callable[[], Iterable[int]], *, id: str | None = None) -> None:
        super().__init__((*_COLUMNS, _BROKERS), lambda rung: rung.key, id=id)
        self._store = store
        self._acc_ids = acc_ids
        self._security: SecurityId | None = None

    @property
    def security(self) -> SecurityId | None:
        """Whose book it is."""
        return self._security

    @security.setter
    def security(self, security: SecurityId | None) -> None:
        if security != self._security:
            self.move_to(SPREAD)
        self._security = security
        hong_kong = security is not None and security.market is Market.HK
        self.set_columns((*_COLUMNS, _BROKERS if hong_kong else _NO_BROKERS))

    @property
    def selected_price(self) -> Decimal | None:
        """The price at the cursor; None on the spread, where it starts."""
        rung = self.cursor_row
        return None if rung is None else rung.price_value

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        return any(topic in _TOPICS or (topic in _MARKET and key == self._security) for topic, key in changes)

    def paint(self) -> None:
        """Show the store's book."""
        security, stale = self._security, self._store.stale
        old = stale or (security is not None and self._store.is_stale(Topic.BOOK, security))
        self.show_state(self._why_empty(), badge="STALE" if old else "", dimmed=stale)
        known = None if security is None else self._store.instruments.get(security)
        bookless = known is not None and not known.type.tradable
        if security is None or bookless or self._store.book(security) is None:
            self.update_rows(())
            return
        levels = max((self.visible_rows - 1) // 2, 1)
        view = book_of(self._store, security, self._acc_ids(), levels=levels)
        first = not self.rows
        self.update_rows(
            rungs(view, levels, numbers=self.size.width >= _NUMBERS_FROM, totals=self.shows(_TOTAL))
        )
        if first:
            self.move_to(SPREAD)

    def _why_empty(self) -> str:
        security = self._security
        instrument = None if security is None else self._store.instruments.get(security)
        if security is None:
            return "no code selected"
        if instrument is not None and not instrument.type.tradable:
            return f"{security} has no order book"
        if self._store.stale:
            return "no book yet: no link to OpenD"
        if instrument is None and self._store.instruments:
            return f"OpenD has not described {security}: is the code right?"
        return "loading..."


def rungs(view: BookView, levels: int, *, numbers: bool, totals: bool = True) -> tuple[Rung, ...]:
    """Lay a book out: as many lines a side whatever is filled, so that the spread keeps its place.

    What is not shown is left out, so that a line does not change for it: a total changes with every
    level above.
    """
    asks = [_rung(row, numbers=numbers, totals=totals) for row in view.asks]
    bids = [_rung(row, numbers=numbers, totals=totals) for row in view.bids]
    empty_asks = [Rung((1, level)) for level in range(len(asks) + 1, levels + 1)]
    empty_bids = [Rung((-1, level)) for level in range(len(bids) + 1, levels + 1)]
    return (*reversed([*asks, *empty_asks]), _spread(view), *bids, *empty_bids)


def _rung(row: LevelRow, *, numbers: bool, totals: bool) -> Rung:
    letter, side = ("B", -1) if row.buys else ("A", 1)
    return Rung(
        key=(side, row.level),
        level=Cell(f"{letter}{row.level}", Tone.STRONG if row.level == 1 else Tone.DIM),
        price=row.price,
        own=Cell(f"{OWN}{row.own.text}", row.own.tone) if row.own.text else EMPTY,
        volume=Cell(row.volume.text, Tone.STRONG) if row.level == 1 else row.volume,
        orders=row.orders,
        cumulative=row.cumulative if totals else EMPTY,
        brokers=Cell(_names(row, numbers=numbers), row.broker_text.tone),
        bar=Bar(round(row.share * _SIZE_WIDTH) / _SIZE_WIDTH, "bar-up" if row.buys else "bar-down"),
        price_value=row.price_value,
    )


def _names(row: LevelRow, *, numbers: bool) -> str:
    if not row.brokers:
        return ""
    labels = row.brokers if numbers else tuple(_without_number(label) for label in row.brokers)
    counts: dict[str, int] = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    text = SEPARATOR.join(label if count == 1 else f"{label} x{count}" for label, count in counts.items())
    return text if row.in_step else f"{OUT_OF_STEP} {text}"


def _without_number(label: str) -> str:
    number, _, name = label.partition(" ")
    return name or number


def _spread(view: BookView) -> Rung:
    share = view.bid_share
    balance = "" if share is None else f"bids {share:.0%} of the size shown"
    return Rung(
        key=SPREAD,
        price=view.spread,
        own=Cell("spread", Tone.DIM),
        brokers=Cell(balance, Tone.DIM),
    )
