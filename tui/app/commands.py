"""Every action of the dashboard, and of the pane in use, in the command palette by its title.

What sends or cancels with no question before it is not offered: its key must be meant for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.app.actions import Action, Where, actions_in
from tui.app.keymap import key_of, keys_label
from tui.app.widgets.ladder import LadderPane
from tui.app.widgets.orders import OrdersPane

_LISTED = (Where.EVERYWHERE, Where.DASHBOARD, Where.COPY)
_NOT_LISTED = frozenset({"show_palette", "leave_copy"})
_OF_LADDER = frozenset({"switch_ladder", "recentre"})


class ActionCommands(Provider):
    """Offers the actions that work where the palette was opened; what is chosen runs as if by its key."""

    async def discover(self) -> Hits:
        """Offer everything while nothing is typed."""
        for action in self._actions():
            yield DiscoveryHit(title_of(action), self._run(action), help=action.help)

    async def search(self, query: str) -> Hits:
        """Offer what matches the typed text."""
        matcher = self.matcher(query)
        for action in self._actions():
            score = matcher.match(title_of(action))
            if score > 0:
                yield Hit(score, matcher.highlight(title_of(action)), self._run(action), help=action.help)

    def _actions(self) -> list[Action]:
        listed = (action for where in _LISTED for action in actions_in(where))
        on: frozenset[str] = getattr(self.screen, "switched_on", frozenset)()
        here = [action for action in listed if not action.takes_key and action.id not in _NOT_LISTED]
        if isinstance(self.focused, OrdersPane):
            here += actions_in(Where.ORDERS)
        elif isinstance(self.focused, LadderPane):
            here += [action for action in actions_in(Where.LADDER) if action.id in _OF_LADDER]
        return [action.titled(on) for action in here]

    def _run(self, action: Action) -> Callable[[], Awaitable[bool]]:
        if action.where is Where.ORDERS:
            return partial(self.app.run_action, action.id, default_namespace=self.focused)
        namespace = "app" if action.where is Where.EVERYWHERE else "screen"
        return partial(self.app.run_action, f"{namespace}.{action.id}")


def title_of(action: Action) -> str:
    """Return an action's title with its keys; those of the copying menu come after the key that opens it."""
    opens = f"{key_of('copy_menu')} " if action.where is Where.COPY else ""
    return f"{action.title}  {opens}{keys_label(action)}"
