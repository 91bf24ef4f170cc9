"""Which orders the pane shows: by how far they are, and by words typed; and how it counts them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum

from tui.state.rows_orders import OrderRow, Stage


class View(Enum):
    """What the pane shows; the value is its name, the order that of the key that goes round."""

    ALL = "all"
    WORKING = "working"
    """What may be at the market: those of unknown outcome, too."""
    UNKNOWN = "unknown"
    DONE = "done"

    @property
    def next(self) -> View:
        """The view after this one."""
        views = tuple(View)
        return views[(views.index(self) + 1) % len(views)]


_STAGES: dict[View, frozenset[Stage]] = {
    View.ALL: frozenset(Stage),
    View.WORKING: frozenset({Stage.WORKING, Stage.UNKNOWN}),
    View.UNKNOWN: frozenset({Stage.UNKNOWN}),
    View.DONE: frozenset({Stage.DONE}),
}
_WORDS: dict[Stage, tuple[str, str]] = {
    Stage.WORKING: (" working", "w"),
    Stage.UNKNOWN: (" unknown", "?"),
    Stage.DONE: (" done", "d"),
}


def shown(rows: Iterable[OrderRow], view: View, words: str) -> tuple[OrderRow, ...]:
    """Return the rows of a view in which every word typed occurs, in any case of letters."""
    wanted = words.casefold().split()
    return tuple(row for row in rows if row.stage in _STAGES[view] and _fits(row, wanted))


def order_titles(rows: Iterable[OrderRow], view: View, words: str) -> tuple[str, ...]:
    """Return the pane's title with view, counts of all rows and filter: the long form, then the short."""
    counts = Counter(row.stage for row in rows)
    told = [(counts[stage], forms) for stage, forms in _WORDS.items() if counts[stage]]
    which = "" if view is View.ALL else f" ({view.value} only)"
    sought = f" /{words}" if words else ""
    long = " ".join(f"{count}{forms[0]}" for count, forms in told)
    short = " ".join(f"{count}{forms[1]}" for count, forms in told)
    return (
        f"Orders{which} {long}".rstrip() + sought,
        f"Orders{'' if view is View.ALL else f' ={view.value}'} {short}".rstrip() + sought,
    )


def _fits(row: OrderRow, wanted: list[str]) -> bool:
    if not wanted:
        return True
    cells = (row.code, row.name, row.side, row.status, row.type, row.env, row.account, row.price, row.cause)
    text = " ".join(cell.text for cell in cells).casefold()
    return all(word in text for word in wanted)
