"""Fees and break-even in words: marked as an estimate, left away where they mean nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.app.listings import ACCOUNTS, IDS, instrument, order
from tests.app.ticket_values import LADDER, PAPER, TOUCH, ticket
from tui.app.ticket_costs import costs_text, plan_of
from tui.app.ticket_model import TicketModel
from tui.domain.accounts import Account
from tui.domain.fee_estimates import Plan
from tui.domain.fee_plans import FeePlans
from tui.domain.markets import Market
from tui.domain.orders import OrderStatus, OrderType, Side
from tui.state.store import Store

D = Decimal
REAL = ACCOUNTS[2]


@pytest.mark.parametrize(
    ("side", "account", "held", "said"),
    [
        (Side.BUY, PAPER, 0, "est. fees HKD 12.38, est. break-even 413.0 (+2 ticks)"),
        (Side.SELL, PAPER, 0, "est. fees HKD 12.38, est. break-even 412.4 (-2 ticks)"),
        (Side.SELL, PAPER, 500, "est. fees HKD 12.38"),
        (Side.BUY, PAPER, -100, "est. fees HKD 12.38"),
        (
            Side.BUY,
            REAL,
            0,
            "est. fees HKD 47.23 (without commission and platform fee), est. break-even 413.6 (+5 ticks)",
        ),
    ],
    ids=["buy", "short", "sell what is held", "buy back", "real"],
)
def test_fees_are_an_estimate_and_what_closes_has_no_break_even(
    side: Side, account: Account, held: int, said: str
) -> None:
    assert costs_text(ticket(side, TOUCH, account), D(held)) == said


def test_a_market_order_costs_what_it_would_get() -> None:
    model = ticket()
    model.switch_type()
    assert model.type is OrderType.MARKET
    assert costs_text(model, D(0)).startswith("est. fees HKD 12.38,")
    model.update(replace(TOUCH, ask=D("500.0")))
    assert costs_text(model, D(0)).startswith("est. fees HKD 15.00,")


def test_what_is_not_known_is_said() -> None:
    american = TicketModel(instrument(IDS[7]), LADDER, Side.BUY, (ACCOUNTS[1],), TOUCH)
    assert costs_text(american, D(0)) == "fees not known: what paper trading charges here is not known"


def test_without_a_price_or_quantity_nothing_is_said() -> None:
    model = ticket()
    model.clear()
    assert costs_text(model, D(0)) == ""


def test_an_amendment_costs_what_is_still_to_be_filled() -> None:
    working = order("A2", Side.BUY, "412.6", 500, OrderStatus.FILLED_PART, 400)
    model = TicketModel.amending(working, instrument(IDS[0]), LADDER, PAPER, TOUCH)
    assert costs_text(model, D(0)).startswith("est. fees HKD 12.38")


def test_with_the_brokers_charges_nothing_is_left_out() -> None:
    store = Store()
    model = ticket(Side.BUY, TOUCH, REAL)
    store.fee_plans = FeePlans({(REAL.acc_id, Market.HK): Plan(D("0.0003"), least=D(3), platform=D(15))})
    plan = plan_of(store, model)
    assert costs_text(model, D(0), plan).startswith("est. fees HKD 74.61, est. break-even 414.2")
    store.fee_plans = FeePlans({(1, Market.HK): Plan(), (REAL.acc_id, Market.US): Plan()})
    assert plan_of(store, model) is None
