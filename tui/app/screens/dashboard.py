"""The dashboard: what its keys do, and what follows from what its panes tell."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.keymap import bindings_for
from tui.app.layout import Shape
from tui.app.screens.copy_keys import CopyKeys
from tui.app.widgets.grid import Grid
from tui.app.widgets.search import Search
from tui.app.widgets.tabs import Tabs
from tui.app.widgets.ticket import OrderPanel
from tui.domain.accounts import Account
from tui.domain.intents import OutcomeKind
from tui.domain.orders import Order, Side
from tui.state.rows import Tone

_TONES = {
    None: Tone.WARN,
    OutcomeKind.ACCEPTED: Tone.GOOD,
    OutcomeKind.REJECTED: Tone.BAD,
    OutcomeKind.UNKNOWN: Tone.WARN,
}


class Dashboard(CopyKeys):
    """Says what the trading keys act on; a pane that was acted on keeps the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.DASHBOARD)]

    _lots: int | None = None
    """Size of the next ticket in lots, as chosen by a digit."""

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

    def action_show_tape(self) -> None:
        """Show the tape."""
        self._open_list("tape")

    def action_find_code(self) -> None:
        """Open the finder."""
        self.finder.open()

    # ---- keys: trading

    def action_quick_size(self, digit: str) -> None:
        """Remember a size for the next ticket, and for orders by key on the ladder."""
        self._lots = int(digit)
        self.ladder.take_size(self._lots)
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
        from tui.app.screens.accounts import AccountsScreen

        screen = AccountsScreen(
            self._engine.store.accounts,
            self.accounts.chosen,
            real_allowed=self.accounts.real_allowed,
            why_not_real=self._engine.store.safety.why_not_real,
        )
        self.app.push_screen(screen, self._account_chosen)

    def action_show_lock(self) -> None:
        """Show the lock of the kill switch."""
        from tui.app.screens.release import ReleaseScreen

        self.app.push_screen(ReleaseScreen(self._engine))

    def action_show_details(self) -> None:
        """Show what the selected code is."""
        security = self.selected
        if security is None:
            self.keys.say("no code selected", Tone.WARN)
            return
        from tui.app.screens.details import DetailsScreen

        if security != self.security:
            self.show_security(security)
        screen = DetailsScreen(self._engine, security, self._now)
        self._bridge.add(screen)
        self.app.push_screen(screen, lambda _: self._bridge.drop(screen))

    def action_show_notices(self) -> None:
        """Show what OpenD said."""
        from tui.app.screens.notices import NoticesScreen

        self.app.push_screen(NoticesScreen(self._engine.store))

    def action_regain_quotes(self) -> None:
        """Ask for lost quotes again."""
        lost = self._engine.store.link.lost
        self._engine.ask_for_quotes()
        names = ", ".join(sorted(scope.value for scope in lost))
        what = f"the quotes of {names}" if names else "all feeds that were refused, and for its state"
        self.keys.say(f"asking OpenD for {what}", Tone.OWN)

    def action_quit(self) -> None:
        """Leave, asking first when orders are at work or a position is being closed."""
        from tui.app.screens.quit import QuitScreen, orders_at_work

        at_work = orders_at_work(self._engine.store, len(self.under_way))
        if at_work.none:
            self.app.exit(0)
        else:
            self.app.push_screen(QuitScreen(at_work), self._quit_answered)

    def action_show_line(self) -> None:
        """Show the figures of the line to the terminal, or put them away."""
        self.status.switch_line()

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
            if account != self.accounts.chosen:
                self._engine.disarm("another account was chosen")
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
        self.keys.hush(Tone.OWN)
        if position is not None:
            self.panel.open_on_position(position, side, lots=lots)
        else:
            self.panel.open_ticket(security, side, lots=lots, price=price)

    def _selected_order(self) -> Order | None:
        if not self.orders.is_on_screen:
            self._open_list("orders")
            if self.orders.rows:
                self.keys.say("choose an order first", Tone.WARN)
                return None
        order = self.orders.selected_order
        if order is None:
            none = self.orders.cursor_row is None
            why = "there are no orders" if none else "the broker has not shown that order yet"
            self.keys.say(f"{why}: nothing to change or cancel", Tone.WARN)
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
        if event.row.id is not None:
            self.show_security(event.row.id)

    @on(Search.Taken)
    def _found(self, event: Search.Taken) -> None:
        event.stop()
        self.show_security(event.security)
        if event.security in self.watchlist.codes:
            self.watchlist.move_to(event.security)
            self._return()
        else:
            # The watchlist's keys act on its own row: what was found must not be taken for that.
            self._open_main(watching=False)

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
            self.orders.await_row((event.acc_id, event.tag))

    @on(OrderPanel.Told)
    def _told(self, event: OrderPanel.Told) -> None:
        event.stop()
        what = event.text.partition(": ")[2]
        if (
            event.kind is OutcomeKind.ACCEPTED
            and self.keys.said.startswith("FILLED")
            and what in self.keys.said
        ):
            return
        self.keys.say(event.text, _TONES[event.kind])
