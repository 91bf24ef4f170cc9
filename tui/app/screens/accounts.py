"""The account picker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from tui.app.actions import Where
from tui.app.glyphs import CHOSEN
from tui.app.keymap import bindings_for, key_of
from tui.app.screens.base import BaseBox
from tui.app.ticket_accounts import market_words
from tui.app.widgets.columns import Column
from tui.app.widgets.grid import Grid
from tui.app.widgets.lines import Lines, Span, wrap
from tui.domain.accounts import Account, AccountStatus, AccountType, Env, PaperKind
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS, FIRMS

_NO_REAL = "REAL accounts cannot be chosen"
REAL_HOW = f"{_NO_REAL}, nothing here trades real money"

_TYPES = {AccountType.CASH: "cash", AccountType.MARGIN: "margin", AccountType.DERIVATIVES: "derivatives"}
_PAPER_KINDS = {
    PaperKind.STOCK: "stocks",
    PaperKind.OPTION: "options",
    PaperKind.FUTURES: "futures",
    PaperKind.STOCK_AND_OPTION: "stocks, options",
    PaperKind.COMPETITION: "competition",
}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as the picker shows it."""

    account: Account
    mark: Cell
    env: Cell
    number: Cell
    firm: Cell
    kind: Cell
    rights: Cell


def account_rows(
    accounts: Sequence[Account], chosen: Account | None, *, real_allowed: bool
) -> tuple[AccountRow, ...]:
    """Make the picker's rows, paper first."""
    ordered = sorted(accounts, key=lambda account: (account.env is not Env.PAPER, account.acc_id))
    return tuple(_row(account, account == chosen, real_allowed) for account in ordered)


def refusal(account: Account, *, real_allowed: bool, why_not_real: str = "") -> str:
    """Return why an account cannot be chosen, empty when it can; `why_not_real` says what is missing."""
    if account.status is not AccountStatus.ACTIVE:
        return f"account {account_tail(account.acc_id)} is disabled at the broker"
    if account.env is Env.REAL:
        return "" if real_allowed else f"{_NO_REAL}: {why_not_real}" if why_not_real else REAL_HOW
    return "" if account.env is Env.PAPER else "OpenD names an environment this program does not know"


class AccountsScreen(BaseBox[Account | None]):
    """Lists the accounts; gives back the one chosen, or None."""

    DEFAULT_CSS = """
    AccountsScreen { align: center middle; }
    AccountsScreen #box { width: 78; max-width: 100%; height: auto; max-height: 90%; }
    AccountsScreen Lines { height: auto; background: $surface; }
    AccountsScreen Grid { height: 10; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.ACCOUNTS)]

    def __init__(
        self,
        accounts: Sequence[Account],
        chosen: Account | None,
        *,
        real_allowed: bool,
        why_not_real: str = "",
    ) -> None:
        super().__init__()
        self._why_not_real = why_not_real
        self._rows = account_rows(accounts, chosen, real_allowed=real_allowed)
        self._chosen = chosen
        self._real_allowed = real_allowed

    def compose(self) -> ComposeResult:
        """Title, list, keys."""
        columns: tuple[Column[AccountRow], ...] = (
            Column("", 1, lambda row: row.mark),
            Column("Env", 5, lambda row: row.env),
            Column("Account", 7, lambda row: row.number),
            Column("Firm", 10, lambda row: row.firm),
            Column("Type", 15, lambda row: row.kind),
            Column("May trade", 10, lambda row: row.rights, stretch=1),
        )
        keys = f"{key_of('row_choose')} trades with it   {key_of('leave_accounts')} leaves without a change"
        with Vertical(id="box"):
            yield Lines(((Span(" Accounts ", bold=True, reverse=True),),))
            yield Grid(columns, lambda row: row.account.acc_id, empty="OpenD lists no account", id="accounts")
            yield Lines(((), ()), id="why")
            yield Lines(((Span(f" {keys}", "dim"),),))

    def on_mount(self) -> None:
        """Fill the list and stand on the account in use."""
        grid = self.query_one("#accounts", Grid)
        grid.update_rows(self._rows)
        if self._chosen is not None:
            grid.move_to(self._chosen.acc_id)
        grid.focus()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Give back the account, or say why not."""
        event.stop()
        row: AccountRow = event.row
        why = refusal(row.account, real_allowed=self._real_allowed, why_not_real=self._why_not_real)
        if why:
            self._say(why)
        else:
            self.dismiss(row.account)

    def action_leave_accounts(self) -> None:
        """Leave without a change."""
        self.dismiss(None)

    def _say(self, text: str) -> None:
        why = self.query_one("#why", Lines)
        why.show((Span(f" {line}", "warn", bold=True),) for line in wrap(text, max(why.size.width - 2, 20)))


def _row(account: Account, chosen: bool, real_allowed: bool) -> AccountRow:
    can = not refusal(account, real_allowed=real_allowed)
    plain = Tone.PLAIN if can else Tone.DIM
    kind = (
        _PAPER_KINDS.get(account.paper_kind, "") if account.env is Env.PAPER else _TYPES.get(account.type, "")
    )
    return AccountRow(
        account=account,
        mark=Cell(CHOSEN, Tone.OWN) if chosen else EMPTY,
        env=Cell(*ENVS[account.env]),
        number=Cell(account_tail(account.acc_id), plain),
        firm=Cell(FIRMS.get(account.firm, ""), plain),
        kind=Cell(kind, plain),
        rights=Cell(market_words(account), plain),
    )
