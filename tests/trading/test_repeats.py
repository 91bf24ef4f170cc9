from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.makers import PAPER, REAL, TENCENT, at, order
from tui.domain.accounts import Env
from tui.domain.combos import ComboIntent
from tui.domain.events import IntentChanged, OrderChanged
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, Consent, OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import ComboLeg, OrderStatus, OrderType, Side
from tui.state.store import Store
from tui.trading.repeats import Pace, PaceGate, RepeatGate
from tui.trading.tags import new_tag

D = Decimal


class Bench:
    """A repeat gate on a store and clocks that are moved by hand."""

    def __init__(self) -> None:
        self.store = Store()
        self.seconds = 100.0
        self.gate = RepeatGate(self.store, clock=lambda: self.seconds, now=lambda: at(self.seconds))

    def send(self, intent: OrderIntent, outcome: Outcome | None = None) -> None:
        """Let an intent go, as engine and desk do it."""
        self.store.apply(IntentChanged(intent, None))
        assert self.gate.why_not(intent) == ""
        self.gate.sent(intent)
        if outcome is not None:
            self.store.apply(IntentChanged(intent, outcome))

    def why_not(self, intent: OrderIntent) -> str:
        """Ask for an intent that the store has on its way already, and ends there if refused."""
        self.store.apply(IntentChanged(intent, None))
        why = self.gate.why_not(intent)
        if why:
            self.store.apply(IntentChanged(intent, Outcome(OutcomeKind.REJECTED)))
        return why


def intent(**change: Any) -> OrderIntent:
    made = OrderIntent(new_tag(), Env.PAPER, PAPER, TENCENT, Side.BUY, OrderType.LIMIT, D(200), D(400))
    return replace(made, **change)


ACCEPTED = Outcome(OutcomeKind.ACCEPTED, order_id="B1")


def test_the_first_order_goes() -> None:
    bench = Bench()
    assert bench.why_not(intent()) == ""


def test_the_same_order_within_fifteen_seconds_is_refused_and_shows_the_first() -> None:
    bench, first = Bench(), intent()
    bench.send(first, ACCEPTED)
    bench.seconds += 4
    row = order(order_id="B1", qty=200, filled=100, price="400", remark=first.remark)
    bench.store.apply(OrderChanged(replace(row, status=OrderStatus.FILLED_PART)))
    assert bench.why_not(intent()) == (
        "the same order was given 4 s ago and is part filled, 100 of 200 filled:"
        " confirm once more if you want another one"
    )


def test_after_fifteen_seconds_it_is_another_order() -> None:
    bench = Bench()
    bench.send(intent(), ACCEPTED)
    bench.store.apply(OrderChanged(order(order_id="B1", qty=200, price="400", updated=None)))
    bench.seconds += 14.9
    assert bench.why_not(intent()) != ""
    bench.seconds += 0.1
    assert bench.why_not(intent()) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"qty": D(300)},
        {"price": D("400.2")},
        {"price": None, "type": OrderType.MARKET},
        {"side": Side.SELL},
        {"id": SecurityId.parse("HK.00005")},
        {"acc_id": REAL},
        {"acc_id": REAL, "env": Env.REAL},
    ],
)
def test_an_order_in_other_terms_is_another_order(change: dict[str, Any]) -> None:
    bench = Bench()
    bench.send(intent())
    assert bench.why_not(intent(**change)) == ""


def test_equal_numbers_are_the_same_terms_however_they_are_written() -> None:
    bench = Bench()
    bench.send(intent(price=D("400.0")))
    assert bench.why_not(intent(price=D("400.000"), type=OrderType.ABSOLUTE_LIMIT)) != ""


def test_who_knows_of_the_first_may_send_another_and_no_third() -> None:
    bench, first = Bench(), intent()
    bench.send(first, ACCEPTED)
    second = intent(consent=Consent(repeats=first.tag))
    bench.send(second, replace(ACCEPTED, order_id="B2"))
    assert "confirm once more" in bench.why_not(intent(consent=Consent(repeats=first.tag)))
    assert bench.why_not(intent(consent=Consent(repeats=second.tag))) == ""


def test_the_very_intent_is_not_its_own_repeat() -> None:
    bench, only = Bench(), intent()
    bench.send(only)
    assert bench.gate.why_not(only) == ""


@pytest.mark.parametrize(
    ("outcome", "state"), [(None, "on its way"), (Outcome(OutcomeKind.UNKNOWN), "of unknown outcome")]
)
def test_an_unknown_order_never_grows_old(outcome: Outcome | None, state: str) -> None:
    bench, first = Bench(), intent()
    bench.send(first, outcome)
    bench.seconds += 86_400
    assert bench.why_not(intent()).startswith(f"the same order was given and is {state}: ")
    assert bench.why_not(intent(consent=Consent(repeats=first.tag))) == ""


def test_an_order_that_the_broker_does_not_know_about_never_grows_old_either() -> None:
    bench = Bench()
    timed_out = order(OrderStatus.TIMEOUT, order_id="B7", qty=200, price="400")
    bench.store.apply(OrderChanged(timed_out))
    bench.seconds += 86_400
    assert bench.why_not(intent()).startswith("the same order was given and is unknown: ")
    assert bench.why_not(intent(consent=Consent(repeats="B7"))) == ""


@pytest.mark.parametrize(
    "outcome",
    [Outcome(OutcomeKind.REJECTED, text="no"), Outcome(OutcomeKind.UNKNOWN, searched=True)],
)
def test_what_is_surely_not_at_the_broker_is_not_asked_about_for_long(outcome: Outcome) -> None:
    bench = Bench()
    bench.send(intent(), outcome)
    bench.seconds += 0.0 if outcome.kind is OutcomeKind.REJECTED else 15
    assert bench.why_not(intent()) == ""


@pytest.mark.parametrize(("seconds", "asks"), [(-3, False), (-1, True), (14, True), (15, False)])
def test_an_order_of_another_program_counts_by_the_broker_s_clock(seconds: float, asks: bool) -> None:
    bench = Bench()
    bench.store.apply(OrderChanged(order(order_id="B9", qty=200, price="400")))
    bench.seconds = seconds
    assert (bench.why_not(intent()) != "") is asks
    assert bench.why_not(intent(consent=Consent(repeats="B9"))) == ""


def test_ten_presses_at_once_are_one_order() -> None:
    bench, sent = Bench(), 0
    for _ in range(10):
        pressed = intent()
        if bench.why_not(pressed) == "":
            bench.gate.sent(pressed)
            sent += 1
        bench.seconds += 0.005
    assert sent == 1


def test_of_two_that_come_at_once_the_first_goes() -> None:
    bench, first, second = Bench(), intent(), intent()
    for one in (first, second):
        bench.store.apply(IntentChanged(one, None))
    assert bench.gate.why_not(first) == ""
    bench.gate.sent(first)
    assert "on its way" in bench.gate.why_not(second)


def test_amendments_are_never_repeats() -> None:
    bench = Bench()
    amend = AmendIntent(Env.PAPER, PAPER, "B1", D(200), D(400))
    bench.gate.sent(amend)
    assert bench.gate.why_not(amend) == ""


# ---- pace


class Paced:
    """A gate of three sends in two seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.causes: list[str] = []
        self.gate = PaceGate(Pace(3, 2.0), clock=lambda: self.seconds, disarm=self.causes.append)

    def send(self) -> bool:
        """Try one; whether it went."""
        if self.gate.why_not(intent()):
            return False
        self.gate.sent(intent())
        return True


def test_more_than_so_many_sends_in_so_many_seconds_are_refused_and_disarm() -> None:
    paced = Paced()
    assert [paced.send() for _ in range(4)] == [True, True, True, False]
    assert paced.causes == ["3 orders and changes were sent within 2 s"]
    assert paced.gate.why_not(intent()) == (
        "3 orders and changes were sent within 2 s: wait a little; nothing was sent"
    )


def test_sends_at_a_human_pace_pass_for_ever() -> None:
    paced = Paced()
    for _ in range(50):
        assert paced.send()
        paced.seconds += 0.7
    assert paced.causes == []


def test_what_was_refused_does_not_count_and_time_heals() -> None:
    paced = Paced()
    assert [paced.send() for _ in range(10)].count(True) == 3
    paced.seconds = 1.99
    assert not paced.send()
    paced.seconds = 2.0
    assert paced.send()


def test_changes_count_like_orders() -> None:
    paced = Paced()
    amend = AmendIntent(Env.PAPER, PAPER, "B1", D(200), D(400))
    for _ in range(3):
        paced.gate.sent(amend)
    assert paced.gate.why_not(amend) != ""


# ---- combined orders

LEGS = (
    ComboLeg(SecurityId.parse("US.AAPL261218C270000"), Side.BUY, 1),
    ComboLeg(SecurityId.parse("US.AAPL261218C275000"), Side.SELL, 2),
)


def combo(**change: Any) -> ComboIntent:
    made = ComboIntent(new_tag(), Env.PAPER, PAPER, LEGS, OrderType.LIMIT, D(2), D("-1.5"))
    return replace(made, **change)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"legs": LEGS[::-1], "price": D("-1.50"), "note": "again"}, True),
        ({"qty": D(1)}, False),
        ({"price": D("1.5")}, False),
        ({"price": None, "type": OrderType.MARKET}, False),
        ({"legs": (LEGS[0], replace(LEGS[1], ratio=1))}, False),
        ({"legs": (LEGS[0], replace(LEGS[1], side=Side.BUY))}, False),
        ({"acc_id": REAL}, False),
    ],
)
def test_a_combination_is_the_same_by_its_legs_quantity_price_and_account(
    change: dict[str, Any], same: bool
) -> None:
    bench, first = Bench(), combo()
    bench.gate.sent(first)
    bench.seconds += 4
    again = combo(**change)
    assert ("the same order was given 4 s ago" in bench.gate.why_not(again)) is same
    assert bench.gate.why_not(replace(again, consent=Consent(repeats=first.tag))) == ""
    bench.seconds += 11
    assert bench.gate.why_not(again) == ""


def test_a_combination_of_unknown_outcome_does_not_grow_old_until_it_is_listed() -> None:
    bench, first = Bench(), combo()
    bench.gate.remember(first, seconds_ago=600, unknown=True)
    assert "of unknown outcome" in bench.gate.why_not(combo())
    bench.store.apply(OrderChanged(replace(order(order_id="B1"), remark=first.remark, legs=LEGS)))
    assert bench.gate.why_not(combo()) == ""


def test_a_combination_is_not_an_order_in_its_first_leg() -> None:
    bench, first = Bench(), combo()
    row = replace(order(order_id="B1"), id=LEGS[0].id, qty=D(2), price=D("-1.5"), legs=LEGS)
    bench.store.apply(OrderChanged(replace(row, created_at=at(bench.seconds))))
    assert bench.gate.why_not(intent(id=LEGS[0].id, qty=D(2), price=D("-1.5"))) == ""
    assert "the same order was given" in bench.gate.why_not(first)
