"""What must still be said when the screen is gone: orders of ours whose outcome nobody knows."""

from __future__ import annotations

from tui.domain.intents import OutcomeKind
from tui.state.pending import PendingOrder
from tui.state.rows_orders import pending_row
from tui.state.store import Store


def unanswered(store: Store) -> tuple[str, ...]:
    """Return a line for each order of ours that may be live at the broker and has no row yet."""
    return tuple(
        _line(pending, store)
        for account in store.accounts
        for pending in store.pending(account.acc_id)
        if pending.outcome is None or pending.outcome.kind is OutcomeKind.UNKNOWN
    )


def _line(pending: PendingOrder, store: Store) -> str:
    row = pending_row(pending, store.instruments)
    what = f"{row.side.text} {row.qty.text} {row.code.text} at {row.price.text}"
    return (
        f"outcome unknown: {row.env.text} account {pending.intent.acc_id}: {what}: "
        f"it may be live and is not sent again; look for {row.tag} in the account's orders"
    )
