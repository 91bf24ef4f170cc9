from __future__ import annotations

from decimal import Decimal

import pytest

from tests.app.listings import ACCOUNTS, PAPER_HK, PAPER_US, REAL_HK, TENCENT
from tests.app.ticket_values import TAG
from tui.app.parting import parting_words
from tui.domain.accounts import Env
from tui.domain.events import AccountsReported, IntentChanged, SafetyChanged
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import OrderType, Side
from tui.domain.safety import Safety, Unresolved
from tui.state.pending import PendingOrder
from tui.state.store import Store

INTENT = OrderIntent(
    TAG, Env.PAPER, PAPER_HK, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(200), Decimal("411.6")
)


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (None, True),
        (Outcome(OutcomeKind.UNKNOWN, text="no answer within 12 s"), True),
        (Outcome(OutcomeKind.REJECTED, text="no power"), False),
        (Outcome(OutcomeKind.ACCEPTED, "A1"), False),
    ],
)
def test_orders_of_unknown_outcome_are_told_when_the_screen_is_gone(
    outcome: Outcome | None, told: bool
) -> None:
    store = Store()
    store.apply(AccountsReported(ACCOUNTS))
    store.apply(IntentChanged(INTENT, outcome))
    lines = parting_words((Store(), store))
    assert len(lines) == 2 * told
    for line, last in zip(lines[::2], lines[1::2], strict=True):
        assert f"PAPER account {PAPER_HK}: BUY 200 HK.00700 at 411.6" in line
        assert TAG in line
        assert last.startswith("1 order is of unknown outcome")
        assert last.endswith("futu-tui audit --verify")


def test_orders_that_only_journal_or_broker_name_are_told_too_and_none_twice() -> None:
    store = Store()
    store.apply(AccountsReported(ACCOUNTS))
    store.apply(IntentChanged(INTENT, None))
    known = Unresolved(Env.PAPER, PAPER_HK, TAG, "BUY 200 HK.00700 at 411.6")
    earlier = Unresolved(Env.REAL, REAL_HK, "ft:earlier", "SELL 100 HK.00005 at 98.5", "looked once")
    unsure = Unresolved(Env.PAPER, PAPER_US, "", "BUY 1 US.AAPL", "read every 10 s", "A77")
    store.apply(SafetyChanged(Safety(unresolved=(known, earlier, unsure))))
    *lines, last = parting_words((store,))
    assert [line.partition(": ")[2].partition(": it may")[0] for line in lines] == [
        "PAPER account 1001: BUY 200 HK.00700 at 411.6",
        "REAL account 9003: SELL 100 HK.00005 at 98.5",
        "PAPER account 1002: BUY 1 US.AAPL",
    ]
    assert "look for A77 in" in lines[2]
    assert last.startswith("3 orders are of unknown outcome")


class Changing(Store):
    """Changes under whoever counts, as a loop in another thread does."""

    def pending(self, acc_id: int) -> tuple[PendingOrder, ...]:
        """Fail as a dictionary does."""
        raise RuntimeError("dictionary changed size during iteration")


def test_a_store_that_does_not_hold_still_is_told_of_without_a_number() -> None:
    store = Changing()
    store.apply(AccountsReported(ACCOUNTS))
    (line,) = parting_words((store,))
    assert line.startswith("orders may be of unknown outcome")
