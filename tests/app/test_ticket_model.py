"""The ticket's state machine: what keys change, and the one intent that comes out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.app.listings import TENCENT, instrument
from tests.app.ticket_values import LADDER, PAPER, TOUCH, ticket, typed
from tui.app.ticket_model import Stage, TicketModel
from tui.app.ticket_touch import Touch
from tui.domain.accounts import Account, Env, PaperKind
from tui.domain.markets import Market, SecurityType, TradeMarket
from tui.domain.orders import OrderType, Side
from tui.domain.rules import Field
from tui.domain.rules_model import block, warn
from tui.domain.ticks import ladder_for

OTHER = Account(1004, Env.PAPER, (TradeMarket.HK,), paper_kind=PaperKind.COMPETITION)
STALE = Touch()


# ---- opening


@pytest.mark.parametrize(("side", "price"), [(Side.BUY, "412.6"), (Side.SELL, "412.8")])
def test_it_opens_with_one_lot_joining_its_own_side(side: Side, price: str) -> None:
    model = ticket(side)
    assert (model.qty.value, model.price.value, model.field) == (Decimal(100), Decimal(price), Field.QTY)
    assert (model.type, model.stage) == (OrderType.LIMIT, Stage.EDIT)


def test_a_stale_price_is_not_filled_in_and_says_so() -> None:
    model = ticket(Side.BUY, replace(TOUCH, fresh=False))
    assert model.price.value is None
    assert "stale" in model.said


def test_a_side_without_a_price_says_so() -> None:
    model = ticket(Side.SELL, replace(TOUCH, ask=None))
    assert model.price.value is None
    assert "no best ask" in model.said


def test_a_price_that_arrives_later_fills_the_empty_field_once() -> None:
    model = ticket(Side.BUY, STALE)
    model.update(TOUCH)
    assert (model.price.value, model.said) == (Decimal("412.6"), "")
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
    assert "not known" in model.said


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
    assert said in model.said


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
    assert "no price" in model.said


def test_fields_are_visited_in_a_ring_and_selected() -> None:
    model = ticket()
    seen = []
    for _ in range(6):
        seen.append(model.field)
        model.move(1)
    assert seen == [Field.QTY, Field.PRICE, Field.NOTE, Field.SIDE, Field.TYPE, Field.QTY]
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


@pytest.mark.parametrize(
    ("wrong", "field"), [(Field.QTY, Field.QTY), (Field.SIDE, Field.SIDE), (Field.CODE, Field.PRICE)]
)
def test_a_refused_review_goes_to_the_field_to_blame(wrong: Field, field: Field) -> None:
    model = ticket()
    model.move(1)
    model.findings = (block(wrong, "no"),)
    assert not model.review()
    assert model.field is field
