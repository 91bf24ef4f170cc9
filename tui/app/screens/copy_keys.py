"""What the dashboard's keys copy: of the pane that has them, of the code shown, of the open ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from tui.app.copier import CopyWanted
from tui.app.screens.flatten_keys import FlattenKeys
from tui.app.widgets.grid import Grid
from tui.app.widgets.ticket import OrderPanel
from tui.state.rows import Tone

if TYPE_CHECKING:
    from tui.app.copying import Copyable


class CopyKeys(FlattenKeys):
    """The menu, and each of its lines by itself for the palette."""

    def action_copy_menu(self) -> None:
        """Ask what to copy."""
        from tui.app.screens.copy_menu import CopyMenu

        self.app.push_screen(CopyMenu(self._copyable()), self._copy)

    def action_copy_code(self) -> None:
        """Copy the code."""
        self._copy_by("copy_code")

    def action_copy_row(self) -> None:
        """Copy the row."""
        self._copy_by("copy_row")

    def action_copy_table(self) -> None:
        """Copy the table."""
        self._copy_by("copy_table")

    def action_copy_order_id(self) -> None:
        """Copy the order id."""
        self._copy_by("copy_order_id")

    def action_copy_ticket(self) -> None:
        """Copy the ticket."""
        self._copy_by("copy_ticket")

    def _copyable(self) -> tuple[Copyable, ...]:
        from tui.app.copying import offers

        pane = self.focused if isinstance(self.focused, Grid) else self._last_pane
        return offers(self._engine.store, pane, self.security, self.panel.sentence)

    def _copy_by(self, action_id: str) -> None:
        one = next(one for one in self._copyable() if one.action_id == action_id)
        if one.text:
            self._copy(one)
        else:
            self.keys.say(f"nothing to copy: {one.shown}", Tone.WARN)

    def _copy(self, one: Copyable | None) -> None:
        if one is not None:
            self.post_message(CopyWanted(one.text, one.what, self.keys.say))

    @on(OrderPanel.CopyAsked)
    def _ticket_asked(self, event: OrderPanel.CopyAsked) -> None:
        event.stop()
        self.action_copy_ticket()
