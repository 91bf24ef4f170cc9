"""What the dashboard's keys do with many orders at once, and with what is known of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.screen import Screen

from tui.app.actions import Where, actions_in
from tui.app.bridge import Pane
from tui.app.screens.arrangement import Arrangement
from tui.app.ticket_opening import READ_ONLY
from tui.app.widgets.orders import OrdersPane
from tui.domain.ids import SecurityId
from tui.domain.withdrawals import Scope
from tui.state.rows import Tone

if TYPE_CHECKING:
    from tui.app.cancelling import Offer, Pointed
    from tui.app.withdrawing import Withdrawing

R = TypeVar("R")

RESULT_S = 20.0
"""How long the result of many cancels stays in the key line."""


class OrderKeys(Arrangement):
    """Views and details of orders, many cancels and their progress."""

    _withdrawing: Withdrawing | None = None
    """The newest one, over or not."""

    @property
    def selected(self) -> SecurityId | None:
        """What a buy or sell key means: the row at the cursor in a list of securities, else what is shown."""
        if self.watchlist.has_focus:
            return self.watchlist.selected or self.security
        position = self.positions.cursor_row if self.positions.has_focus else None
        return self.security if position is None else position.id

    # ---- many cancels

    def action_cancel_many(self) -> None:
        """Ask which orders to cancel."""
        if self._read_only:
            self.keys.say(READ_ONLY, Tone.WARN)
            return
        if not self.accounts.ids:
            self.keys.say("no account in use: there is nothing to cancel", Tone.WARN)
            return
        from tui.app.cancelling import offers
        from tui.app.screens.cancel_many import CancelMenu

        store = self._engine.store
        offered = offers(store, self.accounts.ids, self._pointed())
        menu = CancelMenu(store, offered, watchable=self._withdrawing is not None)
        self._show_over(menu, menu, self._cancel_chosen)

    def withdraw(self, title: str, scope: Scope) -> Withdrawing:
        """Cancel all of a scope and show how far it is."""
        from tui.app.withdrawing import Withdrawing

        made = self._withdrawing = Withdrawing(title, scope)
        self._watch_cancels()
        return made.start(self.app, self._engine, self._withdrawn)

    def _pointed(self) -> Pointed:
        from tui.app.cancelling import Pointed

        marked = self.orders.marked_orders
        if self.orders.has_focus:
            order = self.orders.selected_order
            if order is not None:
                return Pointed(order.id, order.id, order.price, marked)
        price = self.ladder.selected_price if self.ladder.has_focus else None
        return Pointed(self.selected, self.security, price, marked)

    def _cancel_chosen(self, chosen: Offer | str | None) -> None:
        if chosen is None:
            return
        if isinstance(chosen, str):
            self._watch_cancels()
            return
        scope = chosen.scope
        if scope is None:
            return
        from tui.app.screens.cancel_many import CancelConfirm

        title = chosen.title
        confirm = CancelConfirm(self._engine.store, chosen, scope)
        self._show_over(confirm, confirm, lambda yes: self._cancel_answered(title, scope, yes))

    def _cancel_answered(self, title: str, scope: Scope, yes: bool | None) -> None:
        if yes:
            self.withdraw(title, scope)

    def _watch_cancels(self) -> None:
        from tui.app.screens.progress import ProgressScreen

        if self._withdrawing is not None:
            self.app.push_screen(ProgressScreen(self._withdrawing))

    def _withdrawn(self, withdrawing: Withdrawing) -> None:
        from tui.state.rows_withdrawal import withdrawal_head

        withdrawal = withdrawing.withdrawal
        head = withdrawal_head(withdrawal)
        trouble = f": {withdrawal.trouble}" if withdrawal.trouble else ""
        self.keys.say(f"cancels ({withdrawing.title}): {head.text}{trouble}", head.tone, for_s=RESULT_S)

    # ---- orders

    def action_show_history(self) -> None:
        """Show orders and fills of past days."""
        if not self.accounts.ids:
            self.keys.say("no account in use: there is no history to show", Tone.WARN)
            return
        from tui.app.screens.order_history import OrderHistoryScreen

        accounts = [self._engine.store.account(acc_id) for acc_id in self.accounts.ids]
        known = tuple(account for account in accounts if account is not None)
        self.app.push_screen(OrderHistoryScreen(self._engine, known, self._account_shown(), self._now))

    @on(OrdersPane.Opened)
    def _order_opened(self, event: OrdersPane.Opened) -> None:
        event.stop()
        from tui.app.screens.order_detail import OrderDetailScreen

        row = event.row
        screen = OrderDetailScreen(self._engine, row.acc_id, order_id=row.order_id, tag=row.tag)
        self._show_over(screen, screen, lambda _: None)

    @on(OrdersPane.Retitled)
    def _orders_retitled(self, event: OrdersPane.Retitled) -> None:
        event.stop()
        self.heads.paint()
        if self.orders.is_typing:
            self.keys.tell(actions_in(Where.FILTER))
        elif self.orders.has_focus:
            self.on_descendant_focus()

    @on(OrdersPane.Told)
    def _orders_told(self, event: OrdersPane.Told) -> None:
        event.stop()
        self.keys.say(event.text, Tone.WARN)

    def _show_over(self, screen: Screen[R], pane: Pane, answered: Callable[[R | None], None]) -> None:
        """Show a screen that, as a pane, is painted while the store moves, until it is answered."""

        def close(answer: R | None) -> None:
            self._bridge.drop(pane)
            answered(answer)

        self._bridge.add(pane)
        self.app.push_screen(screen, close)
