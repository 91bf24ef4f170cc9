"""The panes of the dashboard: made, arranged by the terminal's size, painted, and given the keys in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from tui.app.accounts_in_use import AccountsInUse
from tui.app.actions import BY_ID, Where, actions_in
from tui.app.bridge import Bridge, Pane
from tui.app.layout import SMALLEST, Layout, Shape, layout_for
from tui.app.link_clock import LinkClock
from tui.app.list_heads import LISTS, ListHeads, list_tabs
from tui.app.order_fees import OrderFees
from tui.app.order_news import OrderNews
from tui.app.ports import EnginePort
from tui.app.safety_news import SafetyNews
from tui.app.screens.base import BaseScreen
from tui.app.watching import Watching
from tui.app.widgets.fills import FillsPane
from tui.app.widgets.grid import Grid
from tui.app.widgets.header import QuoteHeader
from tui.app.widgets.ladder import LadderPane
from tui.app.widgets.orders import OrdersPane
from tui.app.widgets.positions import PositionsPane
from tui.app.widgets.search import Search
from tui.app.widgets.status import KeyBar, StatusBar
from tui.app.widgets.tape import TapePane
from tui.app.widgets.ticket import OrderPanel
from tui.app.widgets.watchlist import Watchlist
from tui.domain.accounts import Account
from tui.domain.ids import SecurityId
from tui.trading.arming import IDLE_S
from tui.trading.passwords import Passwords
from tui.trading.tags import new_tag

_KEYS_FIRST = ("open_buy", "open_sell")
_KEYS_OF_ORDERS = ("amend_order", "cancel_order", "cancel_many", "next_view", "mark_order", "show_order")
_KEYS_OF_PRICES = (
    "buy_at_cursor",
    "sell_at_cursor",
    "cancel_at_cursor",
    "move_up",
    "move_down",
    "join_bid",
    "join_ask",
    "recentre",
    "switch_ladder",
)
_KEYS_OF_COMPACT = ("show_ladder", "show_watchlist")
_KEYS_NEXT = ("choose_account", "show_details")
_KEYS_OF_TABS = ("show_orders", "show_positions", "show_fills", "show_tape")
"""Last: the tabs and the heads of the lists name them, too."""
_KEYS_WITH_TICKET = ("show_help", "show_palette", "kill_switch")
_KEYS_ALWAYS = ("arm_account", "show_help", "quit")
"""What the key line names at its end, however short it is; of the others the first ones, as they fit."""
_KEYS_WHERE_WIDE = ("kill_switch", "flatten", "cancel_many", "show_history", "show_notices")
"""What a wide key line has room for beside all of these."""


class Arrangement(BaseScreen[None]):
    """Everything of the dashboard but its keys: watchlist, ladder, lists, ticket and status lines."""

    AUTO_FOCUS = ""

    def __init__(
        self,
        engine: EnginePort,
        codes: Sequence[SecurityId],
        *,
        now: Callable[[], datetime],
        read_only: bool = False,
        real_allowed: bool = False,
        passwords: Passwords | None = None,
        arm_idle_s: float = IDLE_S,
    ) -> None:
        super().__init__()
        self._passwords = passwords or Passwords({}, None)
        self._arm_idle_s = arm_idle_s
        self._engine = engine
        self._now = now
        self._read_only = read_only
        store = engine.store
        self.accounts = AccountsInUse(store, engine.use_accounts, real_allowed=real_allowed)
        self._layout = Layout(Shape.NORMAL, 22, 10)
        self._rated_at = now()
        self._list = LISTS[0]
        self.security: SecurityId | None = codes[0] if codes else None
        """What header and ladder show."""

        def acc_ids() -> tuple[int, ...]:
            return self.accounts.ids

        self.header = QuoteHeader(store, now, self._account_shown, id="header")
        self.watchlist = Watchlist(store, codes, id="watchlist")
        self.ladder = LadderPane(
            store, acc_ids, lambda: self.accounts.account_for(self.ladder.security), id="ladder"
        )
        self.orders = OrdersPane(store, acc_ids, id="orders")
        self.positions = PositionsPane(store, acc_ids, id="positions")
        self.fills = FillsPane(store, acc_ids, fees=OrderFees(engine), id="fills")
        self.tape = TapePane(store, id="tape")
        self._lists = (self.orders, self.positions, self.fills, self.tape)
        self.panel = OrderPanel(
            engine,
            new_tag=new_tag,
            read_only=read_only,
            real_allowed=real_allowed,
            id="ticket",
        )
        self.tabs = list_tabs()
        self.heads = ListHeads(store, self.tabs, self._lists, self._account_shown, lambda: self.security)
        self.finder = Search(store.instruments.values, id="find")
        self.link_clock = LinkClock()
        self.status = StatusBar(store, acc_ids, self._account_shown, now, self.link_clock, id="status")
        self.keys = KeyBar(store, self.switched_on, id="keys")
        self._news = OrderNews(store, acc_ids, self.keys.say)
        self._safety_news = SafetyNews(store, self.keys.say)
        self._last_pane: Grid[Any] = self.watchlist
        self._watching = Watching(store, engine.watch, codes, acc_ids, lambda: self.watchlist.in_view)
        self._bridge = Bridge(
            self,
            store,
            answers_key=lambda: getattr(self.app, "answers_key", False),
            show=self._show_data,
        )

    def _show_data(self, widgets: Sequence[Widget], more: bool) -> None:
        show = getattr(self.app, "show_data", None)
        if show is not None:
            show(widgets, more=more)

    def compose(self) -> ComposeResult:
        """Top to bottom; the finder lies over the rest."""
        # Arranged before they are there, the panes are styled once and not twice.
        layout = self._take_size(self.app.size)
        yield self.header
        with Container(id="main") as main:
            main.styles.height = layout.main_height
            yield self.watchlist
            yield self.ladder
        with Container(id="below"):
            yield self.tabs
            yield self.panel
            with Container(id="lists"):
                yield from self._lists
        yield self.status
        yield self.keys
        yield Static(f"Make the terminal at least {SMALLEST[0]} x {SMALLEST[1]} cells.", id="too-small")
        yield self.finder

    def on_mount(self) -> None:
        """Begin to paint and ask for the first security."""
        self._bridge.add(
            self.accounts,
            self._watching,
            self.header,
            self.watchlist,
            self.ladder,
            self.panel,
            self.heads,
            *self._lists,
            self.status,
            self.keys,
            self._news,
            self._safety_news,
        )
        self._bridge.start()
        self.set_interval(1, self._each_second, name="clock")
        self._show_list(self._list)
        self._watching.paint()
        if self.security is not None:
            self.show_security(self.security)

    def on_unmount(self) -> None:
        """Be woken by the store no more."""
        self._bridge.stop()

    def follow(self, *panes: Pane) -> None:
        """Have others told of changes too."""
        self._bridge.add(*panes)

    def paint_now(self) -> None:
        """Paint what changed without waiting for the tick."""
        self._bridge.tick()

    # ---- what is shown

    def show_security(self, security: SecurityId) -> None:
        """Show another security in header and ladder, and have the engine feed it."""
        self.security = security
        self.header.security = self.watchlist.focused = self.ladder.security = security
        self.tape.security = security
        self._engine.focus(security)
        self._bridge.owe((self.header, self.watchlist, self.ladder, self.tape, self.heads, self.status))
        self._bridge.tick()

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the panes for the new size; nothing that is open closes."""
        layout = self._take_size(event.size)
        self.query_one("#main").styles.height = layout.main_height
        self.heads.titled = layout.shape is Shape.WIDE
        self.call_after_refresh(self._after_layout)

    def _take_size(self, size: Size) -> Layout:
        layout = self._layout = layout_for(size.width, size.height)
        for shape in Shape:
            self.set_class(shape is layout.shape, shape.value)
        return layout

    def _after_layout(self) -> None:
        if self._layout.shape is Shape.TOO_SMALL:
            self.set_focus(None)
        elif self.panel.is_open:
            self.set_focus(self.panel, scroll_visible=False)
        elif self.focused is None or not self.focused.is_on_screen:
            self._focus(self.ladder if self._layout.shape is Shape.COMPACT else self.watchlist)
        self.on_descendant_focus()
        self._bridge.owe()
        self._bridge.tick()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let no key act on what is too small to be seen, except the one that leaves."""
        del parameters
        return self._layout.shape is not Shape.TOO_SMALL or action == "quit"

    def _each_second(self) -> None:
        now = self._now()
        seconds = (now - self._rated_at).total_seconds()
        if seconds > 0:
            self.status.changes_per_s = self._bridge.changes / seconds
        self._bridge.changes, self._rated_at = 0, now
        self.status.paint()
        self._watching.paint()
        self.header.paint()

    def _account_shown(self) -> Account | None:
        account = self.accounts.account_for(self.security)
        if account is None and self.accounts.ids:
            account = self._engine.store.account(self.accounts.ids[0])
        return account

    # ---- focus

    def _panes(self) -> list[Grid[Any]]:
        """The panes in sight, in the order Tab visits them."""
        panes: tuple[Grid[Any], ...] = (self.watchlist, self.ladder, *self._lists)
        return [pane for pane in panes if pane.is_on_screen]

    def _visit(self, steps: int) -> None:
        panes = self._panes()
        at = next((place for place, pane in enumerate(panes) if pane.has_focus), -steps)
        if panes:
            self._focus(panes[(at + steps) % len(panes)])

    def _focus(self, pane: Grid[Any]) -> None:
        """Give the keys to a pane: at once, or when the ticket that has them is closed."""
        self._last_pane = pane
        self.set_focus(self.panel if self.panel.is_open else pane, scroll_visible=False)

    def _return(self) -> None:
        """Give the keys back to the pane that had them."""
        pane = self._last_pane
        self._focus(pane if pane.is_on_screen else self._panes()[0])

    def on_descendant_focus(self) -> None:
        """Say which keys work now."""
        if self.panel.is_open:
            self.keys.tell([BY_ID[one] for one in _KEYS_WITH_TICKET])
        elif self.finder.is_open:
            self.keys.tell([action for action in actions_in(Where.FIND) if action.footer])
        else:
            compact = _KEYS_OF_COMPACT if self._layout.shape is Shape.COMPACT else ()
            told = (*self._keys_of_focus(), "find_code", *compact, *_KEYS_NEXT, *_KEYS_OF_TABS)
            more = [one for one in _KEYS_WHERE_WIDE if one not in told]
            self.keys.tell(*([BY_ID[one] for one in some] for some in (told, _KEYS_ALWAYS, more)))

    def switched_on(self) -> frozenset[str]:
        """Return the actions whose keys would switch off what is on."""
        safety = self._engine.store.safety
        states = {
            "arm_account": safety.armed is not None,
            "show_lock": bool(safety.locked),
            "switch_ladder": self.ladder.by_prices,
        }
        return frozenset(one for one, is_on in states.items() if is_on)

    def _keys_of_focus(self) -> tuple[str, ...]:
        """Return the keys of the pane that has them, most wanted first."""
        if self.ladder.has_focus:
            return _KEYS_OF_PRICES if self.ladder.by_prices else (*_KEYS_FIRST, "switch_ladder")
        return (*_KEYS_FIRST, *_KEYS_OF_ORDERS) if self.orders.has_focus else _KEYS_FIRST

    def _show_list(self, name: str) -> None:
        self._list = name
        self.tabs.activate(name)
        for pane in self._lists:
            pane.set_class(pane.id == name, "-active")

    def _open_list(self, name: str) -> None:
        self._show_list(name)
        pane = next(pane for pane in self._lists if pane.id == name)
        pane.paint()
        self._focus_shown(pane)

    def _open_main(self, *, watching: bool) -> None:
        self.set_class(watching, "-watching")
        if watching:
            self.watchlist.paint()
        self._focus_shown(self.watchlist if watching else self.ladder)

    def _focus_shown(self, pane: Grid[Any]) -> None:
        """Focus a pane whose class was just changed: the next key may be waiting for it already.

        For the same reason lists are painted before they are in sight: the key acts on a row.
        """
        self.app.stylesheet.update_nodes({pane, self.watchlist, self.ladder})
        self._focus(pane)
