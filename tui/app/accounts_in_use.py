"""Which accounts are read and may trade: all paper ones, or the one real account chosen by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.app.ticket_accounts import choose_account
from tui.domain.accounts import Account, AccountStatus, Env
from tui.domain.ids import SecurityId
from tui.state.dirty import Dirty, Topic
from tui.state.store import Store


class AccountsInUse:
    """Follows the store's list of accounts and tells the engine which of them to read.

    Paper and real rows never stand in one list: a real account takes the place of the paper ones.
    """

    def __init__(self, store: Store, use: Callable[[Sequence[int]], None], *, real_allowed: bool) -> None:
        self._store = store
        self._use = use
        self._ids: tuple[int, ...] = ()
        self._chosen: int | None = None
        self.real_allowed = real_allowed
        """Whether the program was started for real money."""

    @property
    def ids(self) -> tuple[int, ...]:
        """The accounts in use."""
        return self._ids

    @property
    def chosen(self) -> Account | None:
        """The account chosen by hand, as OpenD lists it now."""
        return None if self._chosen is None else self._store.account(self._chosen)

    def choose(self, account: Account) -> None:
        """Prefer a paper account, or trade with a real one; ValueError when that is not allowed."""
        if account.env is not Env.PAPER and not (account.env is Env.REAL and self.real_allowed):
            raise ValueError("real accounts need a start with --real")
        self._chosen = account.acc_id
        self.paint()

    def account_for(self, security: SecurityId | None) -> Account | None:
        """Return the account an order in this security would go to, None when that is not sure."""
        instrument = None if security is None else self._store.instruments.get(security)
        if instrument is None:
            return self.chosen
        chosen = self.chosen
        return choose_account(
            self._store.accounts, instrument, chosen, real_allowed=self.real_allowed
        ).account

    def wants(self, changes: Dirty) -> bool:
        """Whether the list of accounts changed."""
        return (Topic.ACCOUNTS, None) in changes

    def paint(self) -> None:
        """Use the accounts that the store lists now."""
        ids = self._wanted()
        if ids != self._ids:
            self._ids = ids
            self._use(ids)

    def _wanted(self) -> tuple[int, ...]:
        chosen = self.chosen
        if chosen is not None and chosen.env is Env.REAL:
            return (chosen.acc_id,)
        return tuple(
            account.acc_id
            for account in self._store.accounts
            if account.env is Env.PAPER and account.status is AccountStatus.ACTIVE
        )
