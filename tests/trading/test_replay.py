"""What the journal alone says became of an order, and where the broker says something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent
from tui.domain.journal import Entry, EntryKind
from tui.domain.orders import Order, OrderStatus, OrderType, Side
from tui.trading import entries as write
from tui.trading.replay import Replayed, Stand, order_of, replay
from tui.trading.verify import Mismatch, differences

K, S = EntryKind, OrderStatus
AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
TAG, OTHER = "ft:" + "0" * 26, "ft:" + "1" * 26
ACC = 1001
TENCENT = SecurityId.parse("HK.00700")
WISH = OrderIntent(TAG, Env.PAPER, ACC, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(200), Decimal("400.2"))
INTENT = write.intent_entry(WISH, AT)
ORDER = Order(
    "B1", ACC, Env.PAPER, TENCENT, "", Side.BUY, OrderType.LIMIT, S.SUBMITTED, Decimal(200),
    Decimal("400.2"), remark=TAG, updated_at=AT,
)  # fmt: skip


def answer(kind: EntryKind, ref: int = 1, order_id: str = "", text: str = "") -> Entry:
    return write.answer_entry(kind, INTENT, ref, AT, order_id=order_id, text=text)


def report(
    status: OrderStatus, filled: int = 0, *, kind: EntryKind = K.PUSH, after_s: float = 0, tag: str = TAG
) -> Entry:
    at = AT + timedelta(seconds=after_s)
    order = replace(ORDER, status=status, filled_qty=Decimal(filled), updated_at=at, remark=tag)
    return write.order_entry(kind, order, at, write.LISTED if kind is K.STATE else write.PUSHED)


def numbered(entries: Sequence[Entry]) -> list[Entry]:
    return [replace(entry, seq=place) for place, entry in enumerate(entries, 1)]


def only(*entries: Entry) -> Replayed:
    (order,) = replay(numbered(entries))
    return order


ACCEPTED = answer(K.ACCEPTED, order_id="B1")


@pytest.mark.parametrize(
    ("rest", "stand", "order_id", "status"),
    [
        ((), Stand.UNKNOWN, "", None),
        ((answer(K.REFUSED),), Stand.NEVER_SENT, "", None),
        ((answer(K.REJECTED),), Stand.REJECTED, "", None),
        ((answer(K.UNKNOWN),), Stand.UNKNOWN, "", None),
        ((answer(K.UNKNOWN), answer(K.LOOKED), answer(K.NOT_FOUND)), Stand.NOT_FOUND, "", None),
        ((answer(K.UNKNOWN), answer(K.FOUND, order_id="B1")), Stand.AT_BROKER, "B1", None),
        ((ACCEPTED,), Stand.AT_BROKER, "B1", None),
        ((ACCEPTED, report(S.SUBMITTED)), Stand.AT_BROKER, "B1", S.SUBMITTED),
        ((report(S.SUBMITTED), ACCEPTED), Stand.AT_BROKER, "B1", S.SUBMITTED),
        ((report(S.SUBMITTED, tag=""), ACCEPTED), Stand.AT_BROKER, "B1", S.SUBMITTED),
        ((report(S.SUBMITTED), answer(K.UNKNOWN)), Stand.AT_BROKER, "B1", S.SUBMITTED),
        ((answer(K.NOT_FOUND), report(S.SUBMITTED)), Stand.AT_BROKER, "B1", S.SUBMITTED),
        ((report(S.FILLED_ALL, 200, after_s=2), report(S.SUBMITTED)), Stand.AT_BROKER, "B1", S.FILLED_ALL),
        ((report(S.SUBMITTED), report(S.SUBMITTED)), Stand.AT_BROKER, "B1", S.SUBMITTED),
        (
            (report(S.CANCELLED_ALL), report(S.FILLED_PART, 100, kind=K.STATE, after_s=5)),
            Stand.AT_BROKER,
            "B1",
            S.FILLED_PART,
        ),
    ],
)  # fmt: skip
def test_an_order_ends_as_its_entries_say(
    rest: tuple[Entry, ...], stand: Stand, order_id: str, status: OrderStatus | None
) -> None:
    order = only(INTENT, *rest)
    assert (order.stand, order.order_id, order.tag) == (stand, order_id, TAG)
    assert (None if order.order is None else order.order.status) is status


def test_what_was_refused_before_it_was_written_was_never_sent() -> None:
    order = only(replace(INTENT, kind=K.REFUSED, facts={**INTENT.facts, "text": "no funds"}))
    assert (order.stand, order.text) == (Stand.NEVER_SENT, "no funds")


def test_a_refused_repetition_leaves_the_first_order_alone() -> None:
    assert only(INTENT, ACCEPTED, replace(INTENT, kind=K.REFUSED)).stand is Stand.AT_BROKER


@pytest.mark.parametrize(("kind", "left"), [(K.ACCEPTED, 1), (K.UNKNOWN, 1), (K.REJECTED, 0), (K.REFUSED, 0)])
def test_changes_count_unless_they_were_refused(kind: EntryKind, left: int) -> None:
    amend = write.amend_entry(AmendIntent(Env.PAPER, ACC, "B1", Decimal(300), None), AT)
    cancel = write.cancel_entry(CancelIntent(Env.PAPER, ACC, "B1"), AT)
    order = only(INTENT, ACCEPTED, amend, answer(kind, 3), cancel, answer(kind, 5))
    assert (len(order.amends), len(order.cancels), order.stand) == (left, left, Stand.AT_BROKER)


def test_orders_of_other_programs_and_accounts_are_orders_of_their_own() -> None:
    elsewhere = replace(report(S.SUBMITTED, tag=""), acc_id=1002)
    fill = Entry(K.PUSH, AT, Env.PAPER, ACC, order_id="B9", facts={"what": "fill", "qty": "100"})
    orders = replay(numbered([INTENT, ACCEPTED, elsewhere, fill, Entry(K.ARMED, AT), Entry(K.STRANGE, AT)]))
    assert [(one.acc_id, one.name, one.wish is not None) for one in orders] == [
        (ACC, "B1", True), (1002, "B1", False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "facts",
    [{}, {"what": "fill"}, {"what": "order"}, {"what": "order", "qty": "NaN"}, {"what": "order", "qty": "1"}],
)  # fmt: skip
def test_what_tells_no_order_is_passed_over(facts: dict[str, str]) -> None:
    assert order_of(Entry(K.PUSH, AT, Env.PAPER, ACC, order_id="B1", facts=facts)) is None


def test_an_order_is_read_back_as_it_was_told() -> None:
    told = replace(ORDER, status=S.FILLED_PART, filled_qty=Decimal(100), avg_fill_price=Decimal("400.15"))
    assert order_of(write.order_entry(K.PUSH, told, AT)) == told


# ---- held against the broker

FILLED = replace(ORDER, status=S.FILLED_ALL, filled_qty=Decimal(200))
HELD = (INTENT, ACCEPTED, report(S.SUBMITTED))


@pytest.mark.parametrize(
    ("entries", "broker", "mismatches"),
    [
        (HELD, (ORDER,), []),
        (HELD, (), [Mismatch.MISSING]),
        (HELD, (FILLED,), [Mismatch.STATUS, Mismatch.FILLED]),
        (HELD, (replace(ORDER, price=Decimal(401)),), [Mismatch.TERMS]),
        (HELD, (replace(ORDER, remark=""),), []),
        (HELD, (ORDER, replace(ORDER, order_id="B2", remark=OTHER)), [Mismatch.NOT_WRITTEN]),
        (HELD, (ORDER, replace(ORDER, order_id="B2", remark="by hand")), []),
        ((INTENT, ACCEPTED), (FILLED,), []),
        ((INTENT, ACCEPTED), (replace(ORDER, qty=Decimal(100)),), [Mismatch.TERMS]),
        ((INTENT, ACCEPTED), (replace(ORDER, side=Side.SELL),), [Mismatch.TERMS]),
        ((INTENT, ACCEPTED), (), [Mismatch.MISSING]),
        ((INTENT,), (), [Mismatch.UNRESOLVED]),
        ((INTENT, answer(K.UNKNOWN)), (ORDER,), [Mismatch.UNRESOLVED]),
        ((INTENT, answer(K.REFUSED)), (), []),
        ((INTENT, answer(K.REFUSED)), (ORDER,), [Mismatch.UNEXPECTED]),
        ((INTENT, answer(K.NOT_FOUND)), (ORDER,), [Mismatch.UNEXPECTED]),
        ((INTENT, answer(K.REJECTED)), (replace(ORDER, status=S.SUBMIT_FAILED),), []),
        ((INTENT, answer(K.REJECTED)), (ORDER,), [Mismatch.UNEXPECTED]),
    ],
)
def test_every_difference_is_named(
    entries: tuple[Entry, ...], broker: tuple[Order, ...], mismatches: list[Mismatch]
) -> None:
    found = differences(replay(numbered(entries)), broker, {TAG})
    assert [one.mismatch for one in found] == mismatches
    assert all(one.journal and one.broker and one.acc_id == ACC for one in found)


def test_an_amended_order_need_not_have_its_first_terms() -> None:
    amend = write.amend_entry(AmendIntent(Env.PAPER, ACC, "B1", Decimal(300), Decimal(400)), AT)
    entries = numbered([INTENT, ACCEPTED, amend, answer(K.ACCEPTED, 3)])
    assert differences(replay(entries), (replace(ORDER, qty=Decimal(300)),), {TAG}) == ()
