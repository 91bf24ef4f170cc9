"""What the face needs of an engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tui.app.order_port import OrderPort
from tui.client.address import Address
from tui.domain.ids import SecurityId

if TYPE_CHECKING:
    from tui.domain.accounts import Env, Firm
    from tui.domain.intents import OrderIntent
    from tui.domain.journal import Entry
    from tui.domain.repeats import Repeat
    from tui.domain.secret import Secret
    from tui.domain.withdrawals import Scope, Withdrawal
    from tui.wire.messages.base import Request

R = TypeVar("R")


class EnginePort(OrderPort, Protocol):
    """The engine as the dashboard sees it."""

    @property
    def address(self) -> Address:
        """Where OpenD is looked for."""

    async def start(self) -> None:
        """Begin to connect; returns at once."""

    async def stop(self) -> None:
        """End every task and close the link."""

    def watch(self, ids: Sequence[SecurityId]) -> None:
        """Want quotes of these securities and of no others."""

    def focus(self, security: SecurityId | None) -> None:
        """Want everything there is of one security."""

    def use_accounts(self, acc_ids: Sequence[int]) -> None:
        """Read and follow these accounts and no others."""

    def ask_for_quotes(self) -> None:
        """Ask again for quotes whose right was taken away, and for the state of OpenD."""

    async def ask(self, request: Request[R]) -> R:
        """Ask OpenD because somebody looks at the screen for the answer."""

    def wait_s(self, request: Request[Any]) -> float:
        """Return about how long OpenD's rate limits would hold a question back now."""

    def retry_now(self) -> None:
        """Do not wait for the next attempt."""

    def repeat_of(self, intent: OrderIntent) -> Repeat | None:
        """Return an order in the same terms that was given a moment ago, or whose outcome is unknown."""

    # ---- safety; what it comes to is in `store.safety`

    def why_not_arm(self, *, env: Env, acc_id: int) -> str:
        """Return why an account cannot be armed, the unlock aside; nothing when it can."""

    def arm(self, *, env: Env, acc_id: int) -> str:
        """Let orders of this account leave for a while; return nothing, or why that cannot be."""

    def disarm(self, why: str) -> None:
        """Let them leave no more."""

    def catch_up(self) -> None:
        """Read everything of the accounts in use again; none can be armed before that is done."""

    def user_acted(self) -> None:
        """A key was pressed: the time until arming ends begins anew."""

    async def unlock(self, password: Secret, firm: Firm) -> str:
        """Unlock trading in OpenD; return nothing, or why it stayed locked."""

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        """Cancel all orders of a scope, paced and retried until confirmed; with `lock`, the kill switch."""

    async def release(self, word: str) -> str:
        """Let orders leave again after the kill switch; return nothing, or why not."""

    async def history(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return what the journal knows of an order, oldest first."""
