"""The dashboard: watchlist, ladder, lists, ticket and status lines, arranged by the terminal's size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from tui.app.accounts_in_use import AccountsInUse
from tui.app.actions import BY_ID, Where, actions_in
from tui.app.bridge import Bridge, Pane
from tui.app.keymap import bindings_for, key_of
from tui.app.layout import SMALLEST, Layout, Shape, layout_for
from tui.app.link_clock import LinkClock
from tui.app.ports import EnginePort
from tui.app.screens.accounts import AccountsScreen
from tui.app.screens.quit import QuitScreen, orders_at_work
from tui.app.watching import Watching
from tui.app.widgets.fills import FillsPane
from tui.app.widgets.grid import Grid
from tui.app.widgets.header import QuoteHeader
from tui.app.widgets.ladder import LadderPane
from tui.app.widgets.orders import OrdersPane
from tui.app.widgets.positions import PositionsPane
from tui.app.widgets.search import Search
from tui.app.widgets.status import KeyBar, StatusBar
from tui.app.widgets.tabs import Tab, Tabs
from tui.app.widgets.ticket import OrderPanel
from tui.app.widgets.watchlist import Watchlist
from tui.domain.accounts import Account
from tui.domain.ids import SecurityId
from tui.domain.intents import OutcomeKind
from tui.domain.orders import Order, Side
from tui.state.rows import Tone
from tui.trading.tags import new_tag

_LISTS = ("orders", "positions", "fills")
_KEYS_FIRST = ("open_buy", "open_sell")
_KEYS_OF_ORDERS = ("amend_order", "cancel_order")
_KEYS_ALWAYS = ("find_code", "show_help")
_KEYS_OF_COMPACT = ("show_watchlist", "show_ladder")
_KEYS_LAST = ("show_orders", "show_positions", "show_fills", "choose_account", "quit")
"""What the key line names, most wanted first: it ends where the terminal does."""
_TONES = {
    None: Tone.WARN,
    OutcomeKind.ACCEPTED: Tone.GOOD,
    OutcomeKind.REJECTED: Tone.BAD,
    OutcomeKind.UNKNOWN: Tone.WARN,
}


class Dashboard(Screen[None]):
    """Mounts the panes, moves the focus between them, and says what the trading keys act on."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.DASHBOARD)]
    AUTO_FOCUS = ""

    def __init__(
        self,
        engine: EnginePort,
        codes: Sequence[SecurityId],
        *,
        now: Callable[[], datetime],
        read_only: bool = False,
        real_allowed: bool = False,
    ) -> None:
        super().__init__()
        self._engine = engine
        self._now = now
        store = engine.store
        self.accounts = AccountsInUse(store, engine.use_accounts, real_allowed=real_allowed)
        self._layout = Layout(Shape.NORMAL, 22, 10)
        self._lots: int | None = None
        self._rated_at = now()
        self._list = _LISTS[0]
        self.security: SecurityId | None = codes[0] if codes else None
        """What header and ladder show."""

        def acc_ids() -> tuple[int, ...]:
            return self.accounts.ids

        self.header = QuoteHeader(store, id="header")
        self.watchlist = Watchlist(store, codes, id="watchlist")
        self.ladder = LadderPane(store, acc_ids, id="ladder")
        self.orders = OrdersPane(store, acc_ids, id="orders")
        self.positions = PositionsPane(store, acc_ids, id="positions")
        self.fills = FillsPane(store, acc_ids, id="fills")
        self.panel = OrderPanel(
            engine,
            new_tag=new_tag,
            read_only=read_only,
            real_allowed=real_allowed,
            id="ticket",
        )
        self.tabs = Tabs([Tab(name, name.capitalize(), key_of(f"show_{name}")) for name in _LISTS], id="tabs")
        self.finder = Search(store.instruments.values, id="find")
        self.link_clock = LinkClock()
        self.status = StatusBar(store, acc_ids, self._account_shown, now, self.link_clock, id="status")
        self.keys = KeyBar(id="keys")
        self._last_pane: Grid[Any] = self.watchlist
        self._watching = Watching(store, engine.watch, codes, acc_ids)
        self._bridge = Bridge(self, store)

    def compose(self) -> ComposeResult:
        """Top to bottom; the finder lies over the rest."""
        yield self.header
        with Container(id="main"):
            yield self.watchlist
            yield self.ladder
        with Container(id="below"):
            yield self.tabs
            yield self.panel
            with Container(id="lists"):
                yield self.orders
                yield self.positions
                yield self.fills
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
            self.orders,
            self.positions,
            self.fills,
            self.status,
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
        self._engine.focus(security)
        self._bridge.owe((self.header, self.watchlist, self.ladder, self.status))
        self._bridge.tick()

    @property
    def selected(self) -> SecurityId | None:
        """What a buy or sell key means: the row at the cursor in a list of securities, else what is shown."""
        if self.watchlist.has_focus:
            return self.watchlist.selected or self.security
        position = self.positions.cursor_row if self.positions.has_focus else None
        return self.security if position is None else position.id

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the panes for the new size; nothing that is open closes."""
        layout = self._layout = layout_for(event.size.width, event.size.height)
        for shape in Shape:
            self.set_class(shape is layout.shape, shape.value)
        self.query_one("#main").styles.height = layout.main_height
        self.call_after_refresh(self._after_layout)

    def _after_layout(self) -> None:
        if self.focused is None or not self.focused.is_on_screen:
            self._focus(self.ladder if self._layout.shape is Shape.COMPACT else self.watchlist)
        self._bridge.owe()
        self._bridge.tick()

    def _each_second(self) -> None:
        now = self._now()
        seconds = (now - self._rated_at).total_seconds()
        if seconds > 0:
            self.status.changes_per_s = self._bridge.changes / seconds
        self._bridge.changes, self._rated_at = 0, now
        self.status.paint()

    def _account_shown(self) -> Account | None:
        account = self.accounts.account_for(self.security)
        if account is None and self.accounts.ids:
            account = self._engine.store.account(self.accounts.ids[0])
        return account

    # ---- focus

    def _panes(self) -> list[Grid[Any]]:
        """The panes in sight, in the order Tab visits them."""
        panes: tuple[Grid[Any], ...] = (
            self.watchlist,
            self.ladder,
            self.orders,
            self.positions,
            self.fills,
        )
        return [pane for pane in panes if pane.is_on_screen]

    def _visit(self, steps: int) -> None:
        panes = self._panes()
        at = next((place for place, pane in enumerate(panes) if pane.has_focus), -steps)
        if panes:
            self._focus(panes[(at + steps) % len(panes)])

    def _focus(self, pane: Grid[Any]) -> None:
        self.set_focus(pane, scroll_visible=False)
        self._last_pane = pane

    def _return(self) -> None:
        """Give the keys back to the pane that had them."""
        pane = self._last_pane
        self._focus(pane if pane.is_on_screen else self._panes()[0])

    def on_descendant_focus(self) -> None:
        """Say which keys work now."""
        if self.panel.is_open:
            self.keys.tell(actions_in(Where.EVERYWHERE))
        elif self.finder.is_open:
            self.keys.tell([action for action in actions_in(Where.FIND) if action.footer])
        else:
            wanted = _KEYS_OF_ORDERS if self.orders.has_focus else ()
            compact = _KEYS_OF_COMPACT if self._layout.shape is Shape.COMPACT else ()
            told = (*_KEYS_FIRST, *wanted, *_KEYS_ALWAYS, *compact, *_KEYS_LAST)
            self.keys.tell([BY_ID[action_id] for action_id in told])

    def _show_list(self, name: str) -> None:
        self._list = name
        self.tabs.activate(name)
        for pane in (self.orders, self.positions, self.fills):
            pane.set_class(pane.id == name, "-active")

    def _open_list(self, name: str) -> None:
        self._show_list(name)
        self._focus_shown(self.query_one(f"#{name}", Grid))

    def _open_main(self, *, watching: bool) -> None:
        self.set_class(watching, "-watching")
        self._focus_shown(self.watchlist if watching else self.ladder)

    def _focus_shown(self, pane: Grid[Any]) -> None:
        """Focus a pane whose class was just changed: the next key may be waiting for it already."""
        self.app.stylesheet.update_nodes({pane, self.watchlist, self.ladder})
        self._focus(pane)

    # ---- keys: panes

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self._visit(1)

    def action_previous_pane(self) -> None:
        """Go to the previous pane."""
        self._visit(-1)

    def action_show_watchlist(self) -> None:
        """Show the watchlist."""
        self._open_main(watching=True)

    def action_show_ladder(self) -> None:
        """Show the ladder."""
        self._open_main(watching=False)

    def action_show_orders(self) -> None:
        """Show the orders."""
        self._open_list("orders")

    def action_show_positions(self) -> None:
        """Show the positions."""
        self._open_list("positions")

    def action_show_fills(self) -> None:
        """Show the fills."""
        self._open_list("fills")

    def action_find_code(self) -> None:
        """Open the finder."""
        self.finder.open()

    # ---- keys: trading

    def action_quick_size(self, digit: str) -> None:
        """Remember a size for the next ticket."""
        self._lots = int(digit)
        self.keys.say(f"{digit} {'lot' if digit == '1' else 'lots'}: now buy or sell", Tone.OWN)

    def action_open_buy(self) -> None:
        """Open a buy ticket."""
        self._open_ticket(Side.BUY)

    def action_open_sell(self) -> None:
        """Open a sell ticket."""
        self._open_ticket(Side.SELL)

    def action_amend_order(self) -> None:
        """Open the selected order for a change."""
        order = self._selected_order()
        if order is not None:
            self.panel.open_amend(order)

    def action_cancel_order(self) -> None:
        """Ask whether to cancel the selected order; a rejected one is put away."""
        row = self.orders.cursor_row
        if row is not None and row.dismissable and self.orders.is_on_screen:
            self._engine.store.dismiss(row.tag)
            return
        order = self._selected_order()
        if order is not None:
            self.panel.ask_cancel(order)

    def action_choose_account(self) -> None:
        """Open the account picker."""
        screen = AccountsScreen(
            self._engine.store.accounts, self.accounts.chosen, real_allowed=self.accounts.real_allowed
        )
        self.app.push_screen(screen, self._account_chosen)

    def action_quit(self) -> None:
        """Leave, asking first when orders are at work."""
        at_work = orders_at_work(self._engine.store)
        if at_work.none:
            self.app.exit(0)
        else:
            self.app.push_screen(QuitScreen(at_work), self._quit_answered)

    async def action_next_theme(self) -> None:
        """Take the next theme."""
        await self.app.run_action("app.next_theme")

    async def action_switch_colours(self) -> None:
        """Switch green-up and red-up."""
        await self.app.run_action("app.switch_colours")

    def _quit_answered(self, leave: bool | None) -> None:
        if leave:
            self.app.exit(0)

    def _account_chosen(self, account: Account | None) -> None:
        if account is not None:
            self.accounts.choose(account)
            self.panel.chosen = account
            self._bridge.owe()

    def _open_ticket(self, side: Side) -> None:
        security = self.selected
        if security is None:
            self.keys.say("no code selected", Tone.WARN)
            return
        price = self.ladder.selected_price if self.ladder.has_focus else None
        position = self.positions.selected_position if self.positions.has_focus else None
        if security != self.security:
            self.show_security(security)
        lots, self._lots = self._lots, None
        if position is not None:
            self.panel.open_on_position(position, side, lots=lots)
        else:
            self.panel.open_ticket(security, side, lots=lots, price=price)

    def _selected_order(self) -> Order | None:
        if not self.orders.is_on_screen:
            self._open_list("orders")
            self.keys.say("choose an order first", Tone.WARN)
            return None
        order = self.orders.selected_order
        if order is None:
            self.keys.say("no order selected", Tone.WARN)
        return order

    # ---- what the panes tell

    @on(Grid.Chosen, "#watchlist")
    def _watched_chosen(self, event: Grid.Chosen) -> None:
        event.stop()
        self.show_security(event.row.row.id)
        if self._layout.shape is Shape.COMPACT:
            self.action_show_ladder()

    @on(Grid.Chosen, "#positions, #orders, #fills")
    def _row_chosen(self, event: Grid.Chosen) -> None:
        event.stop()
        self.show_security(event.row.id)

    @on(Search.Taken)
    def _found(self, event: Search.Taken) -> None:
        event.stop()
        self.show_security(event.security)
        self.watchlist.move_to(event.security)
        self._return()

    @on(Search.Left)
    @on(OrderPanel.Closed)
    def _put_away(self, event: Search.Left | OrderPanel.Closed) -> None:
        event.stop()
        self._return()

    @on(Tabs.Chosen)
    def _tab_chosen(self, event: Tabs.Chosen) -> None:
        event.stop()
        self._open_list(event.tab_id)

    @on(OrderPanel.Sent)
    def _order_sent(self, event: OrderPanel.Sent) -> None:
        event.stop()
        self._open_list("orders")
        self._bridge.tick()
        if event.tag:
            self.orders.move_to((event.acc_id, event.tag))

    @on(OrderPanel.Told)
    def _told(self, event: OrderPanel.Told) -> None:
        event.stop()
        self.keys.say(event.text, _TONES[event.kind])
