"""Many cancels under way: carried on whatever is on the screen, and told of as they go."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Protocol

from textual.app import App
from textual.worker import Worker

from tui.domain.withdrawals import Scope, Withdrawal

_log = logging.getLogger(__name__)


class Withdrawer(Protocol):
    """What is needed of the engine."""

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        """Cancel all orders of a scope, paced and retried until confirmed."""


class Withdrawing:
    """One withdrawal: what was asked for, and how far it is."""

    def __init__(self, title: str, scope: Scope) -> None:
        """`title` says which orders are meant: `all that buy`."""
        self.title = title
        self.scope = scope
        self.withdrawal = Withdrawal()
        self._worker: Worker[None] | None = None
        self.on_change: Callable[[], None] | None = None
        """Called when something changed, while somebody looks."""

    def start(self, app: App[Any], engine: Withdrawer, on_over: Callable[[Withdrawing], None]) -> Withdrawing:
        """Begin; the work belongs to the app and outlives every screen. `on_over` is told of the end."""
        work = self._run(engine, on_over)
        self._worker = app.run_worker(work, group="orders", name=f"cancel {self.title}")
        return self

    def stop(self) -> None:
        """Send no more cancels; what was sent stays sent."""
        if self._worker is not None:
            self._worker.cancel()

    async def _run(self, engine: Withdrawer, on_over: Callable[[Withdrawing], None]) -> None:
        try:
            told = await engine.withdraw(self.scope, self._took)
        except Exception as error:  # noqa: BLE001  worker edge: a cancel must not end the program
            _log.exception("withdrawing %s failed", self.title)
            orders = self.withdrawal.orders
            text = f"internal error: {type(error).__name__}: look at the orders, cancel again what is live"
            told = Withdrawal(orders, over=True, trouble=text)
        self._took(told)
        on_over(self)

    def _took(self, withdrawal: Withdrawal) -> None:
        self.withdrawal = withdrawal
        try:
            if self.on_change is not None:
                self.on_change()
        except Exception:  # noqa: BLE001  an edge: what cannot be shown must not end the cancels
            _log.exception("showing how far %s is failed", self.title)
