"""The ticket's state machine: what keys change, and the one intent that comes out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.app.fakes import ACCOUNTS, IDS, TENCENT, instrument, order
from tui.app.ticket_model import Stage, TicketModel, Touch
from tui.domain.accounts import Account, Env, PaperKind
from tui.domain.intents import AmendIntent, OrderIntent
from tui.domain.markets import Market, SecurityType, TradeMarket
from tui.domain.orders import OrderStatus, OrderType, Side, TimeInForce
from tui.domain.rules import Field
from tui.domain.rules_model import block, warn
from tui.domain.ticks import LADDERS, ladder_for

PAPER, REAL = ACCOUNTS[0], ACCOUNTS[2]
OTHER = Account(1004, Env.PAPER, (TradeMarket.HK,), paper_kind=PaperKind.COMPETITION)
LADDER = ladder_for(Market.HK, SecurityType.STOCK)
TOUCH = Touch(Decimal("412.6"), Decimal("412.8"), Decimal("412.7"), fresh=True)
STALE = Touch()
TAG = "ft:00000000000000000000000001"


def ticket(side: Side = Side.BUY, touch: Touch = TOUCH, *accounts: Account) -> TicketModel:
    return TicketModel(instrument(TENCENT), LADDER, side, accounts or (PAPER,), touch)


def typed(model: TicketModel, keys: str) -> TicketModel:
    for key in keys:
        model.type_key(key)
    return model


def reviewed(model: TicketModel, at: float = 10.0) -> TicketModel:
    assert model.review()
    model.painted(at)
    return model


# ---- opening


@pytest.mark.parametrize(("side", "price"), [(Side.BUY, "412.6"), (Side.SELL, "412.8")])
def test_it_opens_with_one_lot_joining_its_own_side(side: Side, price: str) -> None:
    model = ticket(side)
    assert (model.qty.value, model.price.value, model.field) == (Decimal(100), Decimal(price), Field.QTY)
    assert (model.type, model.stage) == (OrderType.LIMIT, Stage.EDIT)


def test_a_stale_price_is_not_filled_in_and_says_so() -> None:
    model = ticket(Side.BUY, replace(TOUCH, fresh=False))
    assert model.price.value is None
    assert "stale" in model.note


def test_a_side_without_a_price_says_so() -> None:
    model = ticket(Side.SELL, replace(TOUCH, ask=None))
    assert model.price.value is None
    assert "no best ask" in model.note


def test_a_price_that_arrives_later_fills_the_empty_field_once() -> None:
    model = ticket(Side.BUY, STALE)
    model.update(TOUCH)
    assert (model.price.value, model.note) == (Decimal("412.6"), "")
    model.update(replace(TOUCH, bid=Decimal("413.0")))
    assert model.price.value == Decimal("412.6")


def test_a_price_that_arrives_late_never_overwrites_a_trader() -> None:
    model = ticket(Side.BUY, STALE)
    model.field = Field.PRICE
    model.clear()
    model.update(TOUCH)
    assert model.price.value is None


def test_several_accounts_mean_no_account_until_one_is_chosen() -> None:
    model = ticket(Side.BUY, TOUCH, PAPER, OTHER)
    assert model.account is None
    assert Field.ACCOUNT in model.fields
    model.next_account()
    assert model.account is PAPER
    model.next_account()
    assert model.account is OTHER
    model.next_account()
    assert model.account is PAPER


# ---- quantity


@pytest.mark.parametrize(
    ("keys", "qty"), [("200", "200"), ("1", "1"), ("0", "0"), ("3.5", "35"), ("1000000", "1000000")]
)
def test_digits_type_the_quantity_over_what_was_there(keys: str, qty: str) -> None:
    assert typed(ticket(), keys).qty.value == Decimal(qty)


@pytest.mark.parametrize(
    ("start", "steps", "qty"),
    [
        ("100", 1, "200"),
        ("100", -1, "100"),
        ("100", 10, "1100"),
        ("1500", -10, "500"),
        ("250", 1, "300"),
        ("250", -1, "200"),
        ("50", -1, "100"),
        ("", 1, "100"),
        ("", -1, "100"),
        ("300", -10, "100"),
    ],
)
def test_arrows_walk_the_quantity_by_lots(start: str, steps: int, qty: str) -> None:
    model = ticket()
    model.clear()
    typed(model, start).step(steps)
    assert model.qty.value == Decimal(qty)


def test_contracts_walk_by_one() -> None:
    future = replace(instrument(TENCENT), type=SecurityType.FUTURE, lot=50)
    model = TicketModel(future, LADDER, Side.BUY, (PAPER,), TOUCH)
    model.step(1)
    assert model.qty.value == Decimal(2)


@pytest.mark.parametrize("field", [Field.SIDE, Field.TYPE, Field.ACCOUNT])
def test_outside_the_numbers_digits_are_quick_sizes(field: Field) -> None:
    model = ticket(Side.BUY, TOUCH, PAPER, OTHER)
    model.field = field
    typed(model, "3")
    assert model.qty.value == Decimal(300)
    typed(model, "0.")
    assert model.qty.value == Decimal(300)


# ---- price


@pytest.mark.parametrize(
    ("kind", "start", "steps", "price"),
    [
        (SecurityType.STOCK, "412.6", 1, "412.8"),
        (SecurityType.STOCK, "412.6", -1, "412.4"),
        (SecurityType.STOCK, "412.6", 10, "414.6"),
        (SecurityType.STOCK, "412.7", 1, "412.8"),
        (SecurityType.STOCK, "412.7", -1, "412.6"),
        (SecurityType.WARRANT, "0.249", 1, "0.250"),
        (SecurityType.WARRANT, "0.250", 1, "0.255"),
        (SecurityType.WARRANT, "0.255", -2, "0.249"),
        (SecurityType.WARRANT, "0.011", -10, "0.010"),
        (SecurityType.STOCK, "9.995", 2, "10.01"),
        (SecurityType.STOCK, "10.01", -2, "9.995"),
        (SecurityType.STOCK, "499.8", 2, "500.5"),
    ],
)
def test_arrows_walk_the_price_along_the_real_ladder(
    kind: SecurityType, start: str, steps: int, price: str
) -> None:
    listing = replace(instrument(TENCENT), type=kind)
    model = TicketModel(listing, ladder_for(Market.HK, kind), Side.BUY, (PAPER,), TOUCH)
    model.move(1)
    typed(model, start).step(steps)
    assert model.price.value == Decimal(price)


def test_an_arrow_in_an_empty_price_joins() -> None:
    model = ticket()
    model.move(1)
    model.clear()
    model.step(1)
    assert model.price.value == Decimal("412.6")


def test_without_a_ladder_arrows_say_so() -> None:
    model = TicketModel(instrument(TENCENT), None, Side.BUY, (PAPER,), TOUCH)
    model.move(1)
    model.step(1)
    assert model.price.value == Decimal("412.6")
    assert "not known" in model.note


@pytest.mark.parametrize(
    ("take", "price"),
    [(TicketModel.take_bid, "412.6"), (TicketModel.take_ask, "412.8"), (TicketModel.take_last, "412.7")],
)
def test_presets_take_bid_ask_and_last(take: object, price: str) -> None:
    model = ticket()
    assert callable(take)
    take(model)
    assert model.price.value == Decimal(price)


@pytest.mark.parametrize(
    ("touch", "said"), [(replace(TOUCH, fresh=False), "stale"), (replace(TOUCH, ask=None), "no ask")]
)
def test_a_preset_without_a_live_price_changes_nothing(touch: Touch, said: str) -> None:
    model = ticket()
    model.update(touch)
    before = model.price.value
    model.take_ask()
    assert model.price.value == before
    assert said in model.note


# ---- side and type


def test_turning_the_side_takes_an_untouched_price_along() -> None:
    model = ticket(Side.BUY)
    model.set_side(Side.SELL)
    assert model.price.value == Decimal("412.8")


def test_turning_the_side_leaves_a_touched_price() -> None:
    model = ticket(Side.BUY)
    model.take_last()
    model.set_side(Side.SELL)
    assert (model.side, model.price.value) == (Side.SELL, Decimal("412.7"))


def test_a_market_order_has_no_price_field() -> None:
    model = ticket()
    model.field = Field.PRICE
    model.switch_type()
    assert model.field is Field.QTY
    assert Field.PRICE not in model.fields
    assert model.draft.price is None
    model.take_bid()
    assert "no price" in model.note


def test_fields_are_visited_in_a_ring_and_selected() -> None:
    model = ticket()
    seen = []
    for _ in range(5):
        seen.append(model.field)
        model.move(1)
    assert seen == [Field.QTY, Field.PRICE, Field.SIDE, Field.TYPE, Field.QTY]
    typed(model, "7")
    model.move(-1)
    assert model.field is Field.QTY
    typed(model, "5")
    assert (model.qty.value, model.price.value) == (Decimal(5), Decimal(7))


# ---- findings


def test_the_hint_key_takes_the_nearest_legal_value() -> None:
    model = ticket()
    model.findings = (
        block(Field.SIDE, "no value to offer"),
        block(Field.QTY, "the lot is 100", Decimal(300), Decimal(200)),
        block(Field.PRICE, "the step is 0.2", Decimal("412.2")),
    )
    model.accept_hint()
    assert (model.qty.value, model.price.value) == (Decimal(300), Decimal("412.6"))


def test_a_blocking_finding_keeps_the_ticket_from_review() -> None:
    model = ticket()
    model.findings = (block(Field.QTY, "no"),)
    assert not model.review()
    assert model.stage is Stage.EDIT
    model.findings = (warn(Field.QTY, "hm"),)
    assert model.review()


# ---- review and send


def test_the_intent_says_exactly_what_was_reviewed() -> None:
    model = typed(ticket(), "200")
    model.move(1)
    typed(model, "411.600")
    intent = reviewed(model).send(Env.PAPER, 10.4, TAG)
    assert intent == OrderIntent(
        TAG, Env.PAPER, PAPER.acc_id, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(200), Decimal("411.600")
    )
    assert isinstance(intent, OrderIntent)
    assert (str(intent.price), intent.tif) == ("411.600", TimeInForce.DAY)
    assert model.stage is Stage.SENT


def test_a_market_intent_carries_no_price() -> None:
    model = ticket(Side.SELL)
    model.switch_type()
    intent = reviewed(model).send(Env.PAPER, 11.0, TAG)
    assert isinstance(intent, OrderIntent)
    assert (intent.type, intent.price) == (OrderType.MARKET, None)


def test_a_ticket_gives_one_intent_however_often_it_is_confirmed() -> None:
    model = reviewed(ticket())
    sent = [model.send(Env.PAPER, 10.5 + n, TAG) for n in range(10)]
    assert sum(intent is not None for intent in sent) == 1
    model.back()
    assert model.stage is Stage.SENT
    assert not model.review()


def test_nothing_is_sent_from_the_fields() -> None:
    assert ticket().send(Env.PAPER, 99.0, TAG) is None


@pytest.mark.parametrize(
    ("pressed_at", "sent"),
    [
        ([10.0], False),
        ([10.29], False),
        ([10.31], True),
        ([10.1, 10.35], False),
        ([10.0 + n / 30 for n in range(60)], False),
        ([10.1, 10.5], True),
    ],
    ids=["at once", "290 ms", "310 ms", "again too early", "held for 2 s", "again after a pause"],
)
def test_a_confirm_needs_a_moment_to_read(pressed_at: list[float], sent: bool) -> None:
    model = reviewed(ticket())
    assert any(model.send(Env.PAPER, at, TAG) is not None for at in pressed_at) == sent


def test_nothing_confirms_a_review_that_was_never_painted() -> None:
    model = ticket()
    assert model.review()
    assert model.send(Env.PAPER, 99.0, TAG) is None


def test_other_keys_in_review_start_the_wait_again() -> None:
    model = reviewed(ticket())
    assert not model.pressed(10.2)
    assert model.send(Env.PAPER, 10.4, TAG) is None


@pytest.mark.parametrize(("account", "key"), [(PAPER, Env.REAL), (REAL, Env.PAPER)])
def test_the_key_of_the_other_environment_sends_nothing(account: Account, key: Env) -> None:
    model = reviewed(ticket(Side.BUY, TOUCH, account))
    assert model.send(key, 11.0, TAG) is None
    assert "other environment" in model.note
    assert model.stage is Stage.REVIEW
    intent = model.send(account.env, 12.0, TAG)
    assert intent is not None
    assert intent.env is account.env


def test_what_turned_bad_during_review_goes_back_to_the_fields() -> None:
    model = reviewed(ticket())
    model.findings = (block(Field.CODE, "not connected"),)
    assert model.send(Env.PAPER, 11.0, TAG) is None
    assert model.stage is Stage.EDIT


def test_after_going_back_a_new_review_waits_again() -> None:
    model = reviewed(ticket())
    model.back()
    assert model.review()
    assert model.send(Env.PAPER, 99.0, TAG) is None
    model.painted(99.0)
    assert model.send(Env.PAPER, 99.5, TAG) is not None


# ---- amending


def amending(price: str = "412.200") -> TicketModel:
    working = order("A2", Side.BUY, price, 500, OrderStatus.FILLED_PART, 200)
    return TicketModel.amending(working, instrument(TENCENT), LADDER, PAPER, TOUCH)


def test_an_amendment_opens_with_the_orders_own_numbers() -> None:
    model = amending()
    assert (model.qty.value, str(model.price.value)) == (Decimal(500), "412.200")
    assert model.fields == (Field.QTY, Field.PRICE)


def test_three_decimals_survive_to_the_wire_untouched() -> None:
    model = TicketModel.amending(
        order("A9", Side.BUY, "0.255", 20000, OrderStatus.SUBMITTED),
        replace(instrument(IDS[5]), lot=10000),
        LADDERS["hk.part_e"],
        PAPER,
        TOUCH,
    )
    model.step(1)
    intent = reviewed(model).send(Env.PAPER, 11.0, TAG)
    assert intent == AmendIntent(Env.PAPER, PAPER.acc_id, "A9", Decimal(30000), Decimal("0.255"))
    assert str(intent.price) == "0.255"


def test_an_amendment_keeps_side_type_and_account() -> None:
    model = amending()
    model.set_side(Side.SELL)
    assert "keeps its side" in model.note
    model.switch_type()
    assert "keeps its type" in model.note
    model.next_account()
    assert (model.side, model.type, model.account) == (Side.BUY, OrderType.LIMIT, PAPER)


def test_a_fresh_price_does_not_move_an_amendment() -> None:
    model = amending()
    model.update(replace(TOUCH, bid=Decimal(500)))
    assert model.price.value == Decimal("412.2")
