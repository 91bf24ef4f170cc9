"""What the broker tells goes into the journal: pushes always, states when they are new."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.journals import MemoryJournal
from tests.trading.test_desk import NOW, ORDER, PAPER, TENCENT
from tui.domain.accounts import Env
from tui.domain.events import FillReported, OrderChanged
from tui.domain.journal import EntryKind
from tui.domain.orders import Fill, OrderStatus, Side
from tui.trading.chronicle import Chronicle
from tui.trading.entries import LISTED, PUSHED

FILL = Fill(
    "F1", "A1", PAPER.acc_id, Env.PAPER, TENCENT, "TENCENT", Side.BUY, Decimal(100), Decimal(400), NOW
)


def test_every_push_is_written_and_a_state_only_when_it_is_new() -> None:
    journal = MemoryJournal()
    chronicle = Chronicle(journal, lambda: NOW)
    part = replace(ORDER, status=OrderStatus.FILLED_PART, filled_qty=Decimal(100))
    for order in (ORDER, ORDER, part):
        chronicle.pushed(OrderChanged(order))
        chronicle.holds(order, PUSHED)
    chronicle.holds(part)
    told = [(entry.kind, entry.facts["source"], entry.facts["status"]) for entry in journal.entries]
    push, state = EntryKind.PUSH, EntryKind.STATE
    assert told == [
        (push, PUSHED, "SUBMITTED"),
        (state, PUSHED, "SUBMITTED"),
        (push, PUSHED, "SUBMITTED"),
        (push, PUSHED, "FILLED_PART"),
        (state, PUSHED, "FILLED_PART"),
    ]


def test_a_read_that_finds_new_terms_is_a_state() -> None:
    journal = MemoryJournal()
    chronicle = Chronicle(journal, lambda: NOW)
    for qty in (200, 300, 300):
        chronicle.holds(replace(ORDER, qty=Decimal(qty)), LISTED)
    assert [entry.facts["qty"] for entry in journal.entries] == ["200", "300"]


def test_two_accounts_do_not_share_their_orders() -> None:
    journal = MemoryJournal()
    chronicle = Chronicle(journal, lambda: NOW)
    chronicle.holds(ORDER)
    chronicle.holds(replace(ORDER, acc_id=7))
    assert [entry.acc_id for entry in journal.entries] == [PAPER.acc_id, 7]


def test_a_fill_is_written_with_its_order() -> None:
    journal = MemoryJournal()
    Chronicle(journal, lambda: NOW).pushed(FillReported(FILL))
    (entry,) = journal.entries
    assert (entry.kind, entry.order_id, entry.facts["fill_id"], entry.facts["qty"]) == (
        EntryKind.PUSH, "A1", "F1", "100",
    )  # fmt: skip
