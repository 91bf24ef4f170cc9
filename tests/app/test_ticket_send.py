"""From review to the one intent: confirm keys, time to read, exact numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.app.listings import ACCOUNTS, IDS, TENCENT, instrument, order
from tests.app.ticket_values import LADDER, PAPER, TAG, TOUCH, ticket, typed
from tui.app.ticket_model import Stage, TicketModel
from tui.domain.accounts import Account, Env
from tui.domain.intents import AmendIntent, OrderIntent
from tui.domain.orders import OrderStatus, OrderType, Side, TimeInForce
from tui.domain.rules import Field
from tui.domain.rules_model import block
from tui.domain.ticks import LADDERS

REAL = ACCOUNTS[2]


def reviewed(model: TicketModel, at: float = 10.0) -> TicketModel:
    assert model.review()
    model.reading.guard.painted(at)
    return model


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
        ([10.1, 10.5], False),
        ([10.1, 10.8], True),
    ],
    ids=[
        "at once",
        "290 ms",
        "310 ms",
        "again too early",
        "held for 2 s",
        "again, too soon to tell from held",
        "again after a pause",
    ],
)
def test_a_confirm_needs_a_moment_to_read(pressed_at: list[float], sent: bool) -> None:
    model = reviewed(ticket())
    assert any(model.send(Env.PAPER, at, TAG, key="y") is not None for at in pressed_at) == sent


def test_nothing_confirms_a_review_that_was_never_painted() -> None:
    model = ticket()
    assert model.review()
    assert model.send(Env.PAPER, 99.0, TAG) is None


def test_other_keys_in_review_start_the_wait_again() -> None:
    model = reviewed(ticket())
    assert not model.reading.accepts(10.2, "x")
    assert model.send(Env.PAPER, 10.4, TAG) is None


@pytest.mark.parametrize(("account", "key"), [(PAPER, Env.REAL), (REAL, Env.PAPER)])
def test_the_key_of_the_other_environment_sends_nothing(account: Account, key: Env) -> None:
    model = reviewed(ticket(Side.BUY, TOUCH, account))
    assert model.send(key, 11.0, TAG) is None
    assert "other environment" in model.said
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
    model.reading.guard.painted(99.0)
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
    assert "keeps its side" in model.said
    model.switch_type()
    assert "keeps its type" in model.said
    model.next_account()
    assert (model.side, model.type, model.account) == (Side.BUY, OrderType.LIMIT, PAPER)


def test_a_fresh_price_does_not_move_an_amendment() -> None:
    model = amending()
    model.update(replace(TOUCH, bid=Decimal(500)))
    assert model.price.value == Decimal("412.2")
