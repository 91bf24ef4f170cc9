"""What the entries of the journal hold: exact text under agreed names, and nothing that is not known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tui.domain.accounts import Env
from tui.domain.combos import ComboIntent
from tui.domain.ids import SecurityId
from tui.domain.intents import (
    AmendIntent,
    CancelIntent,
    Consent,
    OrderIntent,
    Outcome,
    OutcomeKind,
)
from tui.domain.journal import Entry, EntryKind
from tui.domain.orders import (
    ComboLeg,
    Fill,
    Order,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
    TradeSession,
    Trail,
    TrailType,
)
from tui.trading import entries

AT = datetime(2026, 11, 20, 2, 30, 0, 123456, UTC)
TAG = "ft:" + "0" * 26
HONG_KONG = timezone(timedelta(hours=8))
TENCENT = SecurityId.parse("HK.00700")
LIMIT = OrderIntent(
    TAG, Env.PAPER, 1001, TENCENT, Side.BUY, OrderType.LIMIT, Decimal("2E+2"), Decimal("400.20")
)


def test_an_order_is_written_with_its_exact_terms_and_nothing_it_has_not() -> None:
    entry = entries.intent_entry(LIMIT, AT)
    terms = {"code": "HK.00700", "side": "BUY", "type": "LIMIT", "qty": "200", "price": "400.20"}
    assert entry == Entry(EntryKind.INTENT, AT, Env.PAPER, 1001, TAG, facts={**terms, "tif": "DAY"})


def test_what_the_trader_was_shown_is_written_too() -> None:
    said = Consent("key y", AT.astimezone(HONG_KONG), "BUY 200", ("far from last",), TAG, typed_qty=True)
    trail = Trail(TrailType.RATIO, Decimal("5"), Decimal("0.1"))
    intent = OrderIntent(
        TAG, Env.REAL, 7, SecurityId.parse("US.AAPL"), Side.SELL, OrderType.TRAILING_STOP_LIMIT, Decimal(1),
        None, TimeInForce.GTD, "swing", None, trail, date(2026, 12, 1), TradeSession.ETH, said,
    )  # fmt: skip
    assert entries.intent_entry(intent, AT).facts == {
        "code": "US.AAPL", "side": "SELL", "type": "TRAILING_STOP_LIMIT", "qty": "1", "tif": "GTD",
        "note": "swing", "trail_type": "RATIO", "trail": "5", "trail_spread": "0.1",
        "expires_on": "2026-12-01", "session": "ETH", "how": "key y",
        "confirmed_at": "2026-11-20T02:30:00.123456+00:00", "sentence": "BUY 200",
        "warnings": ("far from last",), "repeats": TAG, "typed_qty": True,
    }  # fmt: skip


def test_a_combo_names_its_legs() -> None:
    legs = (ComboLeg(TENCENT, Side.BUY, 1), ComboLeg(TENCENT, Side.SELL, 2, 88))
    combo = ComboIntent(TAG, Env.PAPER, 1001, legs, OrderType.LIMIT, Decimal(3), Decimal("-1.5"))
    facts = entries.combo_entry(combo, AT).facts
    assert facts["legs"] == ("BUY 1 HK.00700", "SELL 2 HK.00700 closing 88")
    assert facts["price"] == "-1.5"


@pytest.mark.parametrize(
    ("entry", "kind", "tag", "facts"),
    [
        (
            entries.amend_entry(AmendIntent(Env.PAPER, 1001, "B1", Decimal(300), None), AT, TAG),
            EntryKind.AMEND,
            TAG,
            {"qty": "300"},
        ),
        (
            entries.cancel_entry(CancelIntent(Env.PAPER, 1001, "B1", "key c"), AT),
            EntryKind.CANCEL,
            "",
            {"how": "key c"},
        ),
    ],
)
def test_a_change_names_the_order(entry: Entry, kind: EntryKind, tag: str, facts: object) -> None:
    assert (entry.kind, entry.tag, entry.order_id, entry.facts) == (kind, tag, "B1", facts)


@pytest.mark.parametrize(
    ("outcome", "kind", "order_id", "facts"),
    [
        (Outcome(OutcomeKind.ACCEPTED, "B1"), EntryKind.ACCEPTED, "B1", {}),
        (Outcome(OutcomeKind.REJECTED, text="no"), EntryKind.REJECTED, "", {"text": "no"}),
        (Outcome(OutcomeKind.UNKNOWN, text="lost"), EntryKind.UNKNOWN, "", {"text": "lost"}),
    ],
)
def test_an_answer_is_about_its_request(
    outcome: Outcome, kind: EntryKind, order_id: str, facts: object
) -> None:
    later = AT + timedelta(seconds=1)
    answer = entries.outcome_entry(outcome, entries.intent_entry(LIMIT, AT), 17, later)
    assert answer == Entry(kind, later, Env.PAPER, 1001, TAG, order_id, 17, facts=answer.facts)
    assert answer.facts == facts


def test_an_order_of_the_broker_is_found_by_the_tag_in_its_remark() -> None:
    order = Order(
        "B1", 1001, Env.PAPER, TENCENT, "TENCENT", Side.BUY, OrderType.LIMIT, OrderStatus.FILLED_PART,
        Decimal(200), Decimal("400.2"), Decimal(100), Decimal("400.15"), f"{TAG} dip",
        updated_at=AT.astimezone(HONG_KONG),
    )  # fmt: skip
    entry = entries.order_entry(EntryKind.PUSH, order, AT)
    assert (entry.tag, entry.order_id) == (TAG, "B1")
    known = {"what": "order", "source": "push", "status": "FILLED_PART", "filled": "100", "avg": "400.15"}
    assert known.items() <= entry.facts.items()
    assert entry.facts["updated_at"] == "2026-11-20T02:30:00.123456+00:00"
    assert "error" not in entry.facts


def test_a_fill_names_its_order() -> None:
    fill = Fill("F1", "B1", 1001, Env.PAPER, TENCENT, "TENCENT", Side.BUY, Decimal(100), Decimal("400"), AT)
    entry = entries.fill_entry(fill, AT, entries.LISTED)
    assert (entry.kind, entry.order_id, entry.facts["what"]) == (EntryKind.PUSH, "B1", "fill")
    assert (entry.facts["fill_id"], entry.facts["source"]) == ("F1", "list")


@pytest.mark.parametrize("text", [None, "", "abc", "NaN", "Infinity", 3])
def test_what_is_no_amount_reads_as_none(text: str | int | None) -> None:
    entry = Entry(EntryKind.PUSH, AT, facts={"qty": text})
    assert entries.amount(entry, "qty") is None


def test_an_amount_comes_back_exactly() -> None:
    assert str(entries.amount(entries.intent_entry(LIMIT, AT), "price")) == "400.20"
