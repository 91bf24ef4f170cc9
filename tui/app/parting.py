"""What must still be said when the screen is gone: orders of ours whose outcome nobody knows."""

from __future__ import annotations

from collections.abc import Iterable

from tui.domain.intents import OutcomeKind
from tui.domain.safety import Unresolved
from tui.state.pending import PendingOrder
from tui.state.rows_orders import pending_row
from tui.state.store import Store
from tui.state.words import ENVS

_ATTEMPTS = 5
_VERIFY = "to look at the broker's list: futu-tui audit --verify"


def parting_words(stores: Iterable[Store]) -> tuple[str, ...]:
    """Return what is said at last, from any thread: each such order, then their number and what to do."""
    lines = _undisturbed(tuple(stores))
    if lines is None:
        return (f"orders may be of unknown outcome; {_VERIFY}",)
    if not lines:
        return ()
    count = "1 order is" if len(lines) == 1 else f"{len(lines)} orders are"
    return (*lines, f"{count} of unknown outcome; {_VERIFY}")


def unanswered(store: Store) -> tuple[str, ...]:
    """Return a line for each order of ours that may be live at the broker and has no row yet."""
    pending = {
        one.intent.tag: _line(one, store)
        for account in store.accounts
        for one in store.pending(account.acc_id)
        if one.outcome is None or one.outcome.kind is OutcomeKind.UNKNOWN
    }
    # Of an earlier run, of another program, or one of which the broker itself does not know.
    others = (_of_journal(one) for one in store.safety.unresolved if one.tag not in pending)
    return (*pending.values(), *others)


def _undisturbed(stores: tuple[Store, ...]) -> tuple[str, ...] | None:
    """Read the stores while the loop may change them: an end by force does not know what that is at."""
    for _ in range(_ATTEMPTS):
        try:
            return tuple(line for store in stores for line in unanswered(store))
        except RuntimeError:
            continue
    return None


def _line(pending: PendingOrder, store: Store) -> str:
    row = pending_row(pending, store.instruments)
    what = f"{row.side.text} {row.qty.text} {row.code.text} at {row.price.text}"
    return _told(row.env.text, pending.intent.acc_id, what, row.tag)


def _of_journal(one: Unresolved) -> str:
    return _told(ENVS[one.env][0], one.acc_id, one.words, one.order_id or one.tag)


def _told(env: str, acc_id: int, what: str, name: str) -> str:
    return (
        f"outcome unknown: {env} account {acc_id}: {what}: "
        f"it may be live and is not sent again; look for {name} in the account's orders"
    )
