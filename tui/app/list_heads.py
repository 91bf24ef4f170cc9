"""What stands above orders, positions, fills and tape: their names and keys, and the money there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.app.key_names import label_of
from tui.app.keymap import keys_of
from tui.app.widgets.grid import Grid
from tui.app.widgets.lines import Span
from tui.app.widgets.orders import OrdersPane
from tui.app.widgets.tabs import Tab, Tabs
from tui.domain.accounts import Account
from tui.domain.ids import SecurityId
from tui.state.dirty import Dirty, Topic
from tui.state.rows_funds import funds_text, power_text, short_funds_text
from tui.state.rows_orders import account_tail
from tui.state.store import Store

LISTS = ("orders", "positions", "fills", "tape")
_TOPICS = frozenset(
    {Topic.FUNDS, Topic.ACCOUNTS, Topic.ORDERS, Topic.FILLS, Topic.POSITIONS, Topic.LINK, Topic.SAFETY}
)


def list_tabs() -> Tabs:
    """Make the strip of tabs."""
    return Tabs([Tab(name, name.capitalize(), _key_of(name)) for name in LISTS], id="tabs")


def _key_of(name: str) -> str:
    """Return the key that shows a list, empty when the user took it away."""
    return next(map(label_of, keys_of(f"show_{name}")), "")


class ListHeads:
    """Writes the money into the strip of tabs or, where all lists are in sight, above the positions."""

    def __init__(
        self,
        store: Store,
        tabs: Tabs,
        lists: tuple[Grid[Any], ...],
        account: Callable[[], Account | None],
        security: Callable[[], SecurityId | None],
    ) -> None:
        self._store = store
        self._tabs = tabs
        self._lists = lists
        self._account = account
        self._security = security
        self.titled = False
        """Whether each list has a line of its own, because the strip of tabs is not shown."""

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        return any(topic in _TOPICS for topic, _ in changes)

    def paint(self) -> None:
        """Show the store's money, and the names of the lists."""
        texts = self._money()
        self._tabs.note(*((Span(f"{text} ", "dim"),) for text in texts))
        for pane in self._lists:
            name = pane.id or ""
            about = f" of {self._security()}" if name == "tape" and self._security() else ""
            titles = pane.titles if isinstance(pane, OrdersPane) else ()
            if titles:
                self._tabs.retitle(name, *titles)
            title = f"{_key_of(name)} {titles[0] if titles else name.capitalize()}{about}".lstrip()
            notes = texts if name == "positions" else ()
            pane.show_title(title if self.titled else None, *notes)

    def _money(self) -> tuple[str, ...]:
        """Return what can be told of the money, the most first."""
        account = self._account()
        funds = None if account is None else self._store.funds(account.acc_id)
        if account is None or funds is None:
            return ()
        who = account_tail(account.acc_id)
        return f"{who}  {funds_text(funds)}", f"{who}  {short_funds_text(funds)}", power_text(funds)
