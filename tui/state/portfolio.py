"""Accounts, their money and their holdings, as last reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.domain.accounts import Account, Funds, Position
from tui.domain.ids import SecurityId
from tui.state.dirty import DirtySets, Topic

if TYPE_CHECKING:
    from tui.domain.events import AccountsReported, FundsReported, PositionsReported


class Portfolio:
    """What the accounts own; every report replaces what was known."""

    def __init__(self, dirty: DirtySets) -> None:
        self.accounts: tuple[Account, ...] = ()
        self._positions: dict[int, tuple[Position, ...]] = {}
        self._funds: dict[int, Funds] = {}
        self._dirty_accounts = dirty.of(Topic.ACCOUNTS)
        self._dirty_positions = dirty.of(Topic.POSITIONS)
        self._dirty_funds = dirty.of(Topic.FUNDS)

    def accounts_reported(self, event: AccountsReported, now: float | None) -> None:
        """Replace the list of accounts."""
        del now
        self.accounts = event.accounts
        self._dirty_accounts.add(None)

    def positions_reported(self, event: PositionsReported, now: float | None) -> None:
        """Replace the holdings of one account."""
        del now
        self._positions[event.acc_id] = event.positions
        self._dirty_positions.add(event.acc_id)

    def funds_reported(self, event: FundsReported, now: float | None) -> None:
        """Replace the money of one account."""
        del now
        self._funds[event.funds.acc_id] = event.funds
        self._dirty_funds.add(event.funds.acc_id)

    def account(self, acc_id: int) -> Account | None:
        """Return an account by its id."""
        return next((account for account in self.accounts if account.acc_id == acc_id), None)

    def positions(self, acc_id: int) -> tuple[Position, ...]:
        """Return the holdings of one account."""
        return self._positions.get(acc_id, ())

    def positions_known(self, acc_id: int) -> bool:
        """Return whether the holdings of one account were read at all."""
        return acc_id in self._positions

    def position(self, acc_id: int, security: SecurityId) -> Position | None:
        """Return the holding of one security in one account."""
        return next((one for one in self.positions(acc_id) if one.id == security), None)

    def funds(self, acc_id: int) -> Funds | None:
        """Return the money of one account."""
        return self._funds.get(acc_id)
