"""The ladder by levels: asks above, bids below, the spread in the middle, brokers where they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from tui.app.glyphs import OWN
from tui.app.widgets.columns import Bar, Column, number_column
from tui.app.widgets.fit import SEPARATOR, Overflow
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_book import BookView, LevelRow
from tui.state.rows_ladder import Own

SPREAD = (0, 0)
"""Key of the line between asks and bids."""
OUT_OF_STEP = "~"
"""Before brokers that cannot be of the same moment as the level they stand at."""
NUMBERS_FROM = 110
"""From this many cells on brokers carry their numbers."""
SIZE_WIDTH = 9


@dataclass(frozen=True, slots=True)
class Rung:
    """One line of the ladder: a level, the spread, or a level that nobody fills."""

    key: tuple[int, int] | Decimal
    """By levels: side (1 ask, 0 spread, -1 bid) and level, so that the cursor keeps its place while prices
    move. By prices: the price, so that it keeps its price while the market moves."""
    level: Cell = EMPTY
    price: Cell = EMPTY
    own: Cell = EMPTY
    volume: Cell = EMPTY
    orders: Cell = EMPTY
    cumulative: Cell = EMPTY
    brokers: Cell = EMPTY
    bar: Bar | None = None
    price_value: Decimal | None = None
    ask: Cell = EMPTY
    ask_bar: Bar | None = None
    own_sell: Cell = EMPTY
    mark: Cell = EMPTY


# One column of prices with the best ones meeting in the middle leaves the rest of the line to the
# brokers; bids and asks side by side would give each queue half of it, and two brokers a level.
TOTAL: Column[Rung] = number_column(
    "Total", 9, lambda rung: rung.cumulative, overflow=Overflow.AMOUNT, drop=1
)
COLUMNS: tuple[Column[Rung], ...] = (
    Column("", 3, lambda rung: rung.level),
    number_column("Price", 9, lambda rung: rung.price),
    Column("Mine", 7, lambda rung: rung.own, overflow=Overflow.NUMBER),
    number_column(
        "Size", SIZE_WIDTH, lambda rung: rung.volume, overflow=Overflow.AMOUNT, bar=lambda rung: rung.bar
    ),
    number_column("Ord", 4, lambda rung: rung.orders),
    TOTAL,
)
BROKERS: Column[Rung] = Column("Brokers", 36, lambda rung: rung.brokers, overflow=Overflow.LIST, stretch=1)
NO_BROKERS = replace(BROKERS, title="(brokers: Hong Kong only)")


def rungs(
    view: BookView, levels: int, *, numbers: bool, totals: bool = True, own: Own | None = None
) -> tuple[Rung, ...]:
    """Lay a book out: as many lines a side whatever is filled, so that the spread keeps its place.

    What is not shown is left out, so that a line does not change for it: a total changes with every
    level above. `own` tells of own orders that are not sure to be there.
    """
    asks = [_rung(row, own, numbers=numbers, totals=totals) for row in view.asks]
    bids = [_rung(row, own, numbers=numbers, totals=totals) for row in view.bids]
    empty_asks = [Rung((1, level)) for level in range(len(asks) + 1, levels + 1)]
    empty_bids = [Rung((-1, level)) for level in range(len(bids) + 1, levels + 1)]
    return (*reversed([*asks, *empty_asks]), _spread(view), *bids, *empty_bids)


def _rung(row: LevelRow, own: Own | None, *, numbers: bool, totals: bool) -> Rung:
    mine = row.own if own is None else own.cell(buys=row.buys, price=row.price_value)
    letter, side = ("B", -1) if row.buys else ("A", 1)
    return Rung(
        key=(side, row.level),
        level=Cell(f"{letter}{row.level}", Tone.STRONG if row.level == 1 else Tone.DIM),
        price=row.price,
        own=Cell(f"{OWN}{mine.text}", mine.tone) if mine.text else EMPTY,
        volume=Cell(row.volume.text, Tone.STRONG) if row.level == 1 else row.volume,
        orders=row.orders,
        cumulative=row.cumulative if totals else EMPTY,
        brokers=Cell(broker_names(row, numbers=numbers), row.broker_text.tone),
        bar=Bar(round(row.share * SIZE_WIDTH) / SIZE_WIDTH, "bar-up" if row.buys else "bar-down"),
        price_value=row.price_value,
    )


def broker_names(row: LevelRow, *, numbers: bool) -> str:
    """Name who stands at a level, each once; marked when they cannot be of the same moment as it."""
    if not row.brokers:
        return ""
    text = _named(row.brokers, numbers)
    return text if row.in_step else f"{OUT_OF_STEP} {text}"


@lru_cache(maxsize=1024)
def _named(brokers: tuple[str, ...], numbers: bool) -> str:
    labels = brokers if numbers else tuple(_without_number(label) for label in brokers)
    counts: dict[str, int] = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    return SEPARATOR.join(label if count == 1 else f"{label} x{count}" for label, count in counts.items())


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
