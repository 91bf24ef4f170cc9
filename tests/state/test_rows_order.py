"""One order in blocks: the broker's words first, and what is missing says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.domain.makers import APPLE, PAPER, REAL, TENCENT, D, instrument, order
from tui.domain.accounts import Env
from tui.domain.events import FillReported, IntentChanged, OrderChanged, SafetyChanged
from tui.domain.fee_estimates import Plan
from tui.domain.fee_plans import FeePlans
from tui.domain.fees import FeeItem, OrderFee
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.markets import Currency, Market
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
from tui.domain.safety import Safety, Unresolved
from tui.state.rows import Cell, Tone
from tui.state.rows_details import Answer
from tui.state.rows_details_base import Block
from tui.state.rows_order import OrderFacts, order_blocks, order_facts
from tui.state.store import Store

S = OrderStatus
TAG = "ft:" + "A" * 26
INTENT = OrderIntent(TAG, Env.PAPER, PAPER, TENCENT, Side.SELL, OrderType.LIMIT, D(300), D(420))
WAITING: Answer[OrderFee] = Answer(why=Cell("reading..."))


def words(blocks: tuple[Block, ...]) -> dict[str, str]:
    told = {fact.label: fact.value.text for block in blocks for fact in block.facts}
    return told | {
        block.title: " | ".join(cell.text for cell in block.lines) for block in blocks if block.lines
    }


def told(one: Order, fees: Answer[OrderFee] = WAITING, fills: tuple[Fill, ...] = ()) -> dict[str, str]:
    return words(order_blocks(OrderFacts(one, fills=fills), instrument(), fees))


def test_the_brokers_row_is_told_whole() -> None:
    one = replace(
        order(S.FILLED_PART, filled=100, average="419.8", remark=f"{TAG} scalp"),
        type=OrderType.STOP_LIMIT,
        trigger_price=D("421"),
        tif=TimeInForce.GTD,
        expires_on=date(2026, 12, 1),
        session=TradeSession.ETH,
        currency=Currency.HKD,
        error="odd [/] words",
    )
    made = told(one)
    expected = {
        "Order id": "A1",
        "Status": "part filled (FILLED_PART)",
        "Account": "PAPER *1001",
        "Type": "stop limit",
        "Quantity": "300",
        "Price": "419.8",
        "Filled": "100",
        "Still open": "200",
        "Average": "419.8",
        "In force": "till date 2026-12-01",
        "Trigger": "421.0",
        "Currency": "HKD",
        "Our tag": TAG,
        "Remark": "scalp",
        "Order at the broker": "the broker's error: odd [/] words",
    }
    assert expected.items() <= made.items()
    assert made["Session"]


@pytest.mark.parametrize(
    ("one", "words_"),
    [
        (order(filled=0), "estimate if all of it fills at its price: HKD "),
        (order(S.FILLED_PART, filled=100, average="419.8"), "estimate of what is filled: HKD 12.59"),
        (order(S.CANCELLED_ALL), ""),
        (replace(order(), price=None), ""),
        (replace(order(), legs=(ComboLeg(APPLE, Side.BUY, 2),)), ""),
    ],
    ids=["working", "part filled", "over", "without a price", "combined"],
)
def test_where_the_broker_tells_no_fees_our_rates_do(one: Order, words_: str) -> None:
    assert words_ in told(one)["Fees"]
    assert ("estimate" in told(one)["Fees"]) is bool(words_)


def test_fees_that_the_broker_tells_need_no_estimate() -> None:
    one = replace(order(S.FILLED_ALL, filled=300, average="419.8"), env=Env.REAL)
    made = told(one, Answer(OrderFee("A1", D("58.5"))))
    assert made["Total"] == "58.50"
    assert "Fees" not in made


def test_an_order_placed_elsewhere_says_so() -> None:
    assert told(order(remark="by phone"))["Our tag"] == "none: placed elsewhere"


def test_trails_and_legs_are_told() -> None:
    trail = Trail(TrailType.RATIO, D("5.00"), D("0.5"))
    one = replace(order(), trail=trail, legs=(ComboLeg(APPLE, Side.BUY, 2), ComboLeg(TENCENT, Side.SELL, 1)))
    made = told(one)
    assert made["Trails by"] == "5%, limit 0.5 further"
    assert made["Order at the broker"] == "legs: BUY 2 x US.AAPL, SELL 1 x HK.00700"


def test_fills_of_paper_are_marked_as_ours_and_have_no_fees() -> None:
    store = Store()
    store.apply(OrderChanged(order(S.FILLED_ALL, filled=300, average="419.8")))
    known = order_facts(store, PAPER, "A1", "")
    made = words(order_blocks(known, None, WAITING))
    assert "300 at 419.8 | paper: worked out from order reports" in made["Fills"]
    assert made["Fees"] == "the broker tells no fees of paper orders"


def test_fees_are_told_item_by_item() -> None:
    one = replace(order(env=Env.REAL, acc_id=REAL), currency=Currency.HKD)
    fee = OrderFee("A1", D("58.5"), (FeeItem("Commission", D("15")), FeeItem("Stamp duty", D("43.5"))))
    made = told(one, Answer(fee))
    assert (made["Total"], made["Commission"], made["Stamp duty"]) == ("HKD 58.50", "15.00", "43.50")
    assert told(one, Answer(OrderFee("A1", None)))["Total"] == "not told"
    assert told(one)["Fees"].startswith("reading... | estimate ")


def test_fills_of_a_real_order_stand_oldest_first_with_their_ids() -> None:
    store = Store()
    store.apply(OrderChanged(order(S.FILLED_PART, filled=200, env=Env.REAL, acc_id=REAL)))
    for number in (1, 2):
        fill = Fill(f"F{number}", "A1", REAL, Env.REAL, TENCENT, "", Side.BUY, D(100), D("419.8"), None)
        store.apply(FillReported(fill))
    store.apply(FillReported(replace(fill, fill_id="F3", order_id="other")))
    made = words(order_blocks(order_facts(store, REAL, "A1", ""), None, WAITING))
    assert made["Fills"] == "100 at 419.8  (fill F1) | 100 at 419.8  (fill F2)"


def test_an_order_is_found_by_its_tag_once_the_broker_shows_it() -> None:
    store = Store()
    store.apply(IntentChanged(INTENT, Outcome(OutcomeKind.UNKNOWN, text="no answer")))
    made = words(order_blocks(order_facts(store, PAPER, "", TAG), None, WAITING))
    assert (made["Status"], made["Our tag"]) == ("UNKNOWN", TAG)
    assert made["Order of ours"] == "no answer | the broker shows no row of it yet"
    store.apply(OrderChanged(order(remark=TAG)))
    known = order_facts(store, PAPER, "", TAG)
    assert known.order is not None
    assert known.name == "A1"


def test_an_order_of_an_earlier_run_and_one_that_is_gone() -> None:
    store = Store()
    lost = Unresolved(Env.PAPER, PAPER, TAG, "SELL 300 HK.00700 at 420.0", "looked once")
    store.apply(SafetyChanged(Safety(unresolved=(lost,))))
    known = order_facts(store, PAPER, "", TAG)
    assert "looked once" in words(order_blocks(known, None, WAITING))["Order of ours"]
    assert known.name == TAG
    nothing = order_facts(store, PAPER, "A9", "")
    (block,) = order_blocks(nothing, None, WAITING)
    assert block.lines[0].tone is Tone.WARN
    assert nothing.name == ""


@pytest.mark.parametrize("status", list(S))
def test_every_status_is_told_with_its_own_name(status: OrderStatus) -> None:
    assert told(order(status))["Status"].endswith(f"({status.name})")


def test_an_estimate_counts_what_the_settings_say_the_broker_charges() -> None:
    one = replace(order(), env=Env.REAL)
    store = Store()
    store.apply(OrderChanged(one))

    def estimated() -> str:
        return words(order_blocks(order_facts(store, one.acc_id, "A1", ""), instrument(), WAITING))["Fees"]

    assert "(without commission and platform fee)" in estimated()
    store.fee_plans = FeePlans({(one.acc_id, Market.HK): Plan(platform=D(15))})
    assert "without commission" not in estimated()
