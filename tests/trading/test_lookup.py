"""Finding an order again: by its tag, and out of the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.trading.test_combos import INTENT as COMBO
from tests.trading.test_desk import INTENT, NOW, ORDER, TAG, TRAIL
from tui.domain.ids import SecurityId
from tui.domain.intents import Consent, OrderIntent
from tui.domain.journal import Entry, EntryKind
from tui.domain.orders import Order, OrderType, Side, TimeInForce, TradeSession
from tui.trading.entries import combo_entry, intent_entry
from tui.trading.lookup import combo_from, intent_from, lookalike, spans, tagged, words_of

LIKE = replace(ORDER, price=Decimal("400.2"), created_at=NOW)
INTENTS = [
    INTENT,
    replace(INTENT, type=OrderType.MARKET, price=None, side=Side.SELL_SHORT, note=""),
    replace(INTENT, type=OrderType.TRAILING_STOP_LIMIT, price=None, trail=TRAIL),
    replace(INTENT, type=OrderType.STOP, price=None, trigger_price=Decimal("390.05")),
    replace(INTENT, tif=TimeInForce.GTD, expires_on=date(2026, 12, 1)),
    replace(INTENT, id=SecurityId.parse("US.AAPL"), session=TradeSession.OVERNIGHT, qty=Decimal("0.5")),
]


@pytest.mark.parametrize("intent", INTENTS, ids=lambda one: one.type.name)
def test_an_intent_comes_back_out_of_its_entry(intent: OrderIntent) -> None:
    assert intent_from(intent_entry(replace(intent, consent=Consent("key y", NOW)), NOW)) == intent


@pytest.mark.parametrize(
    "facts", [{}, {"code": "HK.00700"}, {"code": "HK.00700", "qty": "many"}, {"code": "?", "qty": "1"}]
)
def test_an_entry_that_cannot_be_read_is_no_intent(facts: dict[str, Any]) -> None:
    entry = Entry(EntryKind.INTENT, NOW, INTENT.env, INTENT.acc_id, TAG, facts=facts)
    assert intent_from(entry) is None
    assert words_of(entry)


def test_a_side_of_a_later_version_reads_as_unknown() -> None:
    entry = intent_entry(INTENT, NOW)
    known = intent_from(replace(entry, facts={**entry.facts, "side": "SIDEWAYS"}))
    assert known is not None
    assert known.side is Side.UNKNOWN


def test_what_it_was_in_words() -> None:
    assert words_of(intent_entry(INTENT, NOW)) == "BUY 200 HK.00700 at 400.2"
    assert words_of(intent_entry(INTENTS[1], NOW)) == "SELL_SHORT 200 HK.00700 market"
    assert words_of(combo_entry(COMBO, NOW)) == (
        "2 BUY 1 HK.TCH261230C490000 + SELL 1 HK.TCH261230C500000 at -1.5"
    )
    assert intent_from(combo_entry(COMBO, NOW)) is None


def test_an_order_is_found_by_its_whole_tag_only() -> None:
    ours = replace(ORDER, order_id="A2", remark=f"{TAG} dip")
    other = replace(ORDER, remark=f"{TAG[:-1]}Z")
    assert tagged((ORDER, other, ours), TAG) == ours
    assert tagged((ORDER, other), TAG) is None


@pytest.mark.parametrize(
    ("change", "like"),
    [
        ({}, True),
        ({"remark": "from the phone"}, True),
        ({"created_at": None}, True),
        ({"created_at": NOW - timedelta(minutes=1)}, True),
        ({"created_at": NOW - timedelta(minutes=5)}, False),
        ({"remark": "ft:" + "9" * 26}, False),
        ({"qty": Decimal(300)}, False),
        ({"price": Decimal(400)}, False),
        ({"side": Side.SELL}, False),
        ({"acc_id": 5}, False),
    ],
)
def test_an_order_that_looks_like_it(change: dict[str, Any], like: bool) -> None:
    order: Order = replace(LIKE, **change)
    assert (lookalike((order,), INTENT, NOW) is order) is like


def test_nothing_looks_like_an_order_nobody_can_read() -> None:
    assert lookalike((LIKE,), None, NOW) is None


def test_history_is_read_in_as_few_spans_as_opend_takes() -> None:
    day = timedelta(days=1)
    assert spans([]) == ()
    assert spans([NOW]) == ((NOW - 2 * day, NOW + 2 * day),)
    assert spans([NOW, NOW - 10 * day]) == ((NOW - 12 * day, NOW + 2 * day),)
    assert spans([NOW, NOW - 61 * day]) == (
        (NOW - 63 * day, NOW - 59 * day),
        (NOW - 2 * day, NOW + 2 * day),
    )


def test_a_combined_order_comes_back_out_of_its_entry() -> None:
    sent = replace(COMBO, note="", legs=(COMBO.legs[0], replace(COMBO.legs[1], ratio=2, position_id=77)))
    entry = combo_entry(sent, NOW)
    assert combo_from(entry) == sent
    assert combo_from(replace(entry, facts={**entry.facts, "legs": ("HOLD 1 US.AAPL",)})) is None
    assert combo_from(replace(entry, facts={**entry.facts, "legs": ("HOLD",)})) is None
    assert combo_from(replace(entry, kind=EntryKind.INTENT)) is None
