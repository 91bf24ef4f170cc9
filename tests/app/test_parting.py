from __future__ import annotations

from decimal import Decimal

import pytest

from tests.app.listings import ACCOUNTS, PAPER_HK, TENCENT
from tests.app.ticket_values import TAG
from tui.app.parting import unanswered
from tui.domain.accounts import Env
from tui.domain.events import AccountsReported, IntentChanged
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import OrderType, Side
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
    lines = unanswered(store)
    assert len(lines) == told
    for line in lines:
        assert f"PAPER account {PAPER_HK}: BUY 200 HK.00700 at 411.6" in line
        assert TAG in line
