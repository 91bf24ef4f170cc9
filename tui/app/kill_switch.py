"""The kill switch of the dashboard: sees its key before anything else does, whatever is on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic

from textual import events
from textual.app import App

from tui.app.actions import Where
from tui.app.cancelling import accounts_of
from tui.app.keymap import action_for, key_of
from tui.app.kill_chord import WITHIN_S, KillChord
from tui.app.ports import EnginePort
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.panic import PanicScreen
from tui.app.withdrawing import Withdrawing
from tui.domain.withdrawals import Scope
from tui.state.rows_withdrawal import withdrawal_head
from tui.state.store import Store

NO_ENGINE = "nothing is connected yet: use futu-tui panic --acc ID in another shell"
TITLE = "kill switch"
ACTION = "kill_switch"


class KillSwitch:
    """Runs apart from keys, queues and screens: the work belongs to the app."""

    def __init__(self, app: App[int], engine: Callable[[], EnginePort | None]) -> None:
        self._app = app
        self._engine = engine
        self._chord = KillChord()
        self._run: Withdrawing | None = None

    def takes(self, key: events.Key) -> bool:
        """Whether this is the key of the kill switch; what it does is done then."""
        action = action_for(Where.EVERYWHERE, key.key)
        if action is None or action.id != ACTION:
            return False
        self.press(key.time)
        return True

    def press(self, at: float | None = None) -> None:
        """Say what a second press does, or do it."""
        if self._chord.pressed(monotonic() if at is None else at):
            self._fire()
        else:
            self._app.notify(_first(), severity="warning", timeout=WITHIN_S, markup=False)

    def _fire(self) -> None:
        self._app.clear_notifications()  # What the first press said is no longer so.
        engine = self._engine()
        if engine is None:
            self._app.notify(NO_ENGINE, severity="error", markup=False)
            return
        if self._run is None or self._run.withdrawal.over:
            acc_ids = [*self._in_use(), *_at_work(engine.store)]
            accounts = accounts_of(engine.store, tuple(dict.fromkeys(acc_ids)))
            scope = Scope(accounts, lock=True, lock_all=True, how=f"{key_of(ACTION)} twice")
            self._run = Withdrawing(TITLE, scope).start(self._app, engine, self._ended)
        shown = self._app.screen
        if not isinstance(shown, PanicScreen) or shown.run is not self._run:
            self._app.push_screen(PanicScreen(engine, self._run))

    def _in_use(self) -> Iterable[int]:
        return (
            acc_id
            for screen in self._app.screen_stack
            if isinstance(screen, Dashboard)
            for acc_id in screen.accounts.ids
        )

    def _ended(self, run: Withdrawing) -> None:
        """Tell the result to one who has put the screen away."""
        if run.on_change is None:
            head = withdrawal_head(run.withdrawal).text
            good = run.withdrawal.confirmed
            self._app.notify(f"{TITLE}: {head}", severity="information" if good else "error", markup=False)


def _at_work(store: Store) -> list[int]:
    """Return the accounts with orders that may be live, in use or not."""
    return [
        account.acc_id
        for account in store.accounts
        if store.working_orders(account.acc_id) or store.pending(account.acc_id)
    ]


def _first() -> str:
    return f"{key_of(ACTION)} again within {WITHIN_S:g} s: disarm, cancel all orders, lock trading"
