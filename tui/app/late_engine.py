"""An engine that is loaded after the first frame: the wire, its messages and protobuf take their time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from tui.client.address import Address
from tui.domain.ids import SecurityId
from tui.domain.link import LinkPhase
from tui.state.link import LinkState
from tui.state.store import Store

if TYPE_CHECKING:
    from decimal import Decimal

    from tui.app.ports import EnginePort
    from tui.domain.accounts import Env, Firm, MaxQuantities
    from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome
    from tui.domain.journal import Entry
    from tui.domain.orders import OrderType
    from tui.domain.repeats import Repeat
    from tui.domain.secret import Secret
    from tui.domain.withdrawals import Scope, Withdrawal
    from tui.wire.messages.base import Request

R = TypeVar("R")


class LateEngine:
    """Has the store at once; wishes are kept until the engine is there, which `start` or an order sees to."""

    def __init__(self, address: Address, load: Callable[[Address, Store], EnginePort]) -> None:
        """`load` makes the engine on this store."""
        self.address = address
        self.store = Store()
        # The first frame says what is about to happen; a link that was never tried is not one that is lost.
        self.store.link = LinkState(LinkPhase.CONNECTING)
        self._load = load
        self._loaded: EnginePort | None = None
        self._watched: Sequence[SecurityId] | None = None
        self._focused: SecurityId | None = None
        self._accounts: Sequence[int] | None = None

    async def start(self) -> None:
        """Load the engine and begin to connect."""
        await self._engine.start()

    async def stop(self) -> None:
        """End what was begun."""
        if self._loaded is not None:
            await self._loaded.stop()

    def watch(self, ids: Sequence[SecurityId]) -> None:
        """Want quotes of these securities and of no others."""
        self._watched = ids
        if self._loaded is not None:
            self._loaded.watch(ids)

    def focus(self, security: SecurityId | None) -> None:
        """Want everything there is of one security."""
        self._focused = security
        if self._loaded is not None:
            self._loaded.focus(security)

    def use_accounts(self, acc_ids: Sequence[int]) -> None:
        """Read and follow these accounts and no others."""
        self._accounts = acc_ids
        if self._loaded is not None:
            self._loaded.use_accounts(acc_ids)

    def ask_for_quotes(self) -> None:
        """Ask again for quotes whose right was taken away, and for the state of OpenD."""
        self._engine.ask_for_quotes()

    def retry_now(self) -> None:
        """Do not wait for the next attempt."""
        self._engine.retry_now()

    async def ask(self, request: Request[R]) -> R:
        """Ask OpenD because somebody looks at the screen for the answer."""
        return await self._engine.ask(request)

    def wait_s(self, request: Request[Any]) -> float:
        """Return about how long OpenD's rate limits would hold a question back now."""
        return self._engine.wait_s(request)

    def order_wait_s(self, acc_id: int, *, amending: bool) -> float:
        """Return for how long OpenD's rate limits would have an order, or a change of one, refused."""
        return 0.0 if self._loaded is None else self._loaded.order_wait_s(acc_id, amending=amending)

    async def place(self, intent: OrderIntent) -> Outcome:
        """Send one order; every end is an outcome."""
        return await self._engine.place(intent)

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Change one order."""
        return await self._engine.amend(intent)

    def repeat_of(self, intent: OrderIntent) -> Repeat | None:
        """Return an order in the same terms that was given a moment ago, or whose outcome is unknown."""
        return None if self._loaded is None else self._loaded.repeat_of(intent)

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Withdraw one order."""
        return await self._engine.cancel(intent)

    async def max_quantities(
        self,
        env: Env,
        acc_id: int,
        id: SecurityId,
        type: OrderType,
        price: Decimal,
        order_id: str | None = None,
    ) -> MaxQuantities | None:
        """Ask how much could be traded at a price; None when OpenD does not say."""
        return await self._engine.max_quantities(env, acc_id, id, type, price, order_id)

    def why_not_arm(self, *, env: Env, acc_id: int) -> str:
        """Return why an account cannot be armed, the unlock aside; nothing when it can."""
        return self._engine.why_not_arm(env=env, acc_id=acc_id)

    def arm(self, *, env: Env, acc_id: int) -> str:
        """Let orders of this account leave for a while; return nothing, or why that cannot be."""
        return self._engine.arm(env=env, acc_id=acc_id)

    def disarm(self, why: str) -> None:
        """Let them leave no more."""
        if self._loaded is not None:
            self._loaded.disarm(why)

    def catch_up(self) -> None:
        """Read everything again."""
        if self._loaded is not None:
            self._loaded.catch_up()

    def user_acted(self) -> None:
        """A key was pressed: the time until arming ends begins anew."""
        if self._loaded is not None:
            self._loaded.user_acted()

    async def unlock(self, password: Secret, firm: Firm) -> str:
        """Unlock trading in OpenD; return nothing, or why it stayed locked."""
        return await self._engine.unlock(password, firm)

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        """Cancel all orders of a scope, paced and retried until confirmed; with `lock`, the kill switch."""
        return await self._engine.withdraw(scope, on_progress)

    async def release(self, word: str) -> str:
        """Let orders leave again after the kill switch; return nothing, or why not."""
        return await self._engine.release(word)

    async def history(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return what the journal knows of an order, oldest first."""
        return await self._engine.history(acc_id, order_id=order_id, tag=tag)

    @property
    def _engine(self) -> EnginePort:
        if self._loaded is None:
            engine = self._load(self.address, self.store)
            if self._watched is not None:
                engine.watch(self._watched)
            if self._focused is not None:
                engine.focus(self._focused)
            if self._accounts is not None:
                engine.use_accounts(self._accounts)
            self._loaded = engine
        return self._loaded
