"""The order panel under real keys: what is sent, how often, and what is said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from rich.cells import cell_len

from tests.app.listings import ACCOUNTS, PAPER_HK, REAL_HK, TENCENT
from tests.app.ticket_fakes import ACCEPTED, bare, seat
from tests.app.ticket_values import TAG
from tui.app.actions import Where, actions_in
from tui.app.ticket_frame import height_for
from tui.app.ticket_keys import EDITS, READINGS
from tui.domain.accounts import Env
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import OrderType, Side

REJECTED = Outcome(OutcomeKind.REJECTED, text="buying power is not enough")
UNKNOWN = Outcome(OutcomeKind.UNKNOWN, text="no answer within 12 s")


# ---- placing


async def test_open_type_review_confirm_sends_exactly_one_exact_order() -> None:
    async with seat() as desk:
        await desk.press("b")
        await desk.press("2", "0", "0", "tab")
        await desk.press("4", "1", "1", "full_stop", "6", "0", "0")
        await desk.press("enter")
        assert "BUY 200 HK.00700 騰訊控股 at 411.6 = HKD 82,320.00" in " ".join(desk.text.split())
        await desk.press("y")
        assert [bare(one) for one in desk.broker.placed] == [
            OrderIntent(
                TAG, Env.PAPER, PAPER_HK, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(200), Decimal("411.600")
            )
        ]
        assert str(desk.broker.placed[0].price) == "411.600"
        assert desk.app.sent == [TAG]
        assert not desk.panel.is_open
        assert not desk.panel.display
        assert desk.app.told == [("order accepted: BUY 200 HK.00700 at 411.6", OutcomeKind.ACCEPTED)]


async def test_a_sell_joins_the_ask_and_says_where_it_stands() -> None:
    async with seat() as desk:
        await desk.press("s", "enter")
        words = " ".join(desk.text.split())
        assert "SELL 100 HK.00700 騰訊控股 at 412.8" in words
        assert "1 tick above the bid" in words
        assert "position after 400" in words


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_environment_account_side_quantity_and_price_are_words_on_the_panel(
    size: tuple[int, int],
) -> None:
    async with seat(size=size) as desk:
        await desk.press("b")
        for word in ("PAPER", "*1001", "BUY", "100", "412.6"):
            assert word in desk.text
        height = height_for(size[1])
        assert len(desk.text.split("\n")) == height
        assert desk.panel.size.height == height
        await desk.press("enter")
        assert len(desk.text.split("\n")) == height


async def test_held_enter_sends_nothing() -> None:
    async with seat() as desk:
        await desk.press("b")
        await desk.press(*["enter"] * 10)
        await desk.press(*["enter"] * 10, after=5)
        assert desk.broker.placed == []


async def test_held_confirm_key_sends_one_order() -> None:
    async with seat() as desk:
        await desk.press("b")
        await desk.press("enter")
        await desk.press(*["y"] * 10)
        await desk.press(*["y"] * 10)
        assert len(desk.broker.placed) == 1


async def test_a_confirm_that_was_already_on_its_way_is_ignored() -> None:
    async with seat() as desk:
        await desk.press("b")
        await desk.press("enter", "y", "y", "y")
        await desk.press("y", after=0.2)
        await desk.press("y", after=0.29)
        assert desk.broker.placed == []
        assert desk.panel.is_open
        await desk.press("y", after=0.31)
        assert desk.broker.placed == []
        assert "too early, or held" in desk.text
        await desk.press("y", after=0.71)
        assert len(desk.broker.placed) == 1


@pytest.mark.parametrize("key", ["enter", "space", "b", "s", "T", "c", "x", "1", "tab", "Y"])
async def test_no_other_key_confirms_a_paper_order(key: str) -> None:
    async with seat() as desk:
        await desk.press("b")
        await desk.press("enter")
        await desk.press(key)
        assert desk.broker.placed == []
        assert desk.app.leaked == []


@pytest.mark.parametrize("key", ["n", "escape"])
async def test_going_back_and_closing_send_nothing(key: str) -> None:
    async with seat() as desk:
        await desk.press("b")
        await desk.press("enter")
        await desk.press(key)
        assert "TICKET" in desk.text
        await desk.press("escape")
        assert not desk.panel.is_open
        await desk.press("y")
        assert desk.broker.placed == []


async def test_no_key_of_the_dashboard_acts_behind_the_ticket() -> None:
    async with seat() as desk:
        await desk.press("b")
        await desk.press("c", "q", "o", "f", "k", "j", "slash", "e", "t")
        assert desk.app.leaked == []
        await desk.press("s")
        assert "SELL" in desk.text


async def test_quick_sizes_outside_the_number_fields() -> None:
    async with seat() as desk:
        await desk.press("b", "left", "3")
        assert "300 = 3 lots" in desk.text


async def test_arrows_and_presets() -> None:
    async with seat() as desk:
        await desk.press("b", "up", "up", "pageup")
        assert "1,300 = 13 lots" in desk.text
        await desk.press("pagedown", "down", "tab", "x", "up")
        assert "200 = 2 lots" in desk.text
        assert "413.0" in desk.text
        await desk.press("z")
        assert "412.6" in desk.text.split("\n")[2]
        await desk.press("v")
        assert "412.8" in desk.text.split("\n")[2]


async def test_a_wrong_number_is_named_with_its_cause_and_one_key_corrects_it() -> None:
    async with seat() as desk:
        await desk.press("b", "2", "4", "0")
        assert "quantity: the lot is 100" in desk.text
        assert "!240" in desk.text
        await desk.press("enter")
        assert "TICKET" in desk.text
        await desk.press("equals_sign")
        assert "200 = 2 lots" in desk.text
        await desk.press("tab", "4", "1", "1", "full_stop", "3")
        assert "price: the step is 0.2 here" in desk.text
        await desk.press("equals_sign", "enter")
        assert "REVIEW" in desk.text


async def test_a_note_with_no_room_for_its_end_says_that_it_goes_on() -> None:
    async with seat(size=(80, 24)) as desk:
        await desk.press("b", "tab", "4", "8", "0")
        note = next(line for line in desk.text.split("\n") if "note: price:" in line)
        assert note.rstrip().endswith(" ›")
    async with seat(size=(120, 60)) as desk:
        await desk.press("b", "tab", "4", "8", "0")
        assert "note: price:" in desk.text
        assert "›" not in desk.text


async def test_more_than_the_account_can_pay_is_named() -> None:
    async with seat() as desk:
        await desk.press("b", "9", "0", "0", "0", "0")
        assert "buying power is 812,345.00" in desk.text
        await desk.press("enter", "y")
        assert desk.broker.placed == []


async def test_a_market_order_carries_no_price() -> None:
    async with seat() as desk:
        await desk.press("b", "m")
        assert "at market" in desk.text
        await desk.press("enter")
        await desk.press("y")
        assert (desk.broker.placed[0].type, desk.broker.placed[0].price) == (OrderType.MARKET, None)


# ---- stale data, lost link


async def test_a_stale_price_is_never_filled_in() -> None:
    async with seat() as desk:
        desk.broker.go_down()
        await desk.press("b")
        line = desk.text.split("\n")[2]
        assert "412" not in line
        assert "not connected" in desk.text
        await desk.press("tab", "z", "x", "v")
        assert "412" not in desk.text.split("\n")[2]
        await desk.press("4", "0", "0", "enter")
        await desk.press("y")
        assert desk.broker.placed == []


async def test_a_price_pointed_at_is_not_taken_while_stale() -> None:
    async with seat() as desk:
        desk.broker.go_down()
        assert desk.panel.open_ticket(TENCENT, Side.BUY, price=Decimal("411.0"))
        ticket = desk.panel.ticket
        assert ticket is not None
        assert ticket.price.value is None


async def test_a_link_lost_during_review_takes_back_to_the_fields() -> None:
    async with seat() as desk:
        await desk.press("b")
        await desk.press("enter")
        desk.broker.go_down()
        await desk.settle()
        await desk.press("y")
        assert desk.broker.placed == []
        assert "not connected" in desk.text


async def test_the_review_follows_the_market_and_keeps_the_order() -> None:
    async with seat() as desk:
        await desk.press("b")
        await desk.press("enter")
        assert "1 tick below the ask" in " ".join(desk.text.split())
        desk.broker.send_depth(TENCENT, shift=3)
        await desk.settle()
        assert "4 ticks below the ask" in " ".join(desk.text.split())
        await desk.press("y")
        assert desk.broker.placed[0].price == Decimal("412.6")


# ---- accounts


async def test_two_fitting_accounts_must_be_chosen_from() -> None:
    other = replace(ACCOUNTS[0], acc_id=1004)
    async with seat(accounts=(*ACCOUNTS, other)) as desk:
        await desk.press("b")
        assert "NO ACCOUNT" in desk.text
        assert "account: choose an account" in desk.text
        await desk.press("enter", "y")
        assert desk.broker.placed == []
        await desk.press("a")
        assert "PAPER" in desk.text
        await desk.press("a")
        assert "*1004" in desk.text
        await desk.press("enter")
        await desk.press("y")
        assert desk.broker.placed[0].acc_id == 1004


async def test_no_fitting_account_says_why() -> None:
    async with seat(accounts=(ACCOUNTS[1],)) as desk:
        await desk.press("b")
        assert "no paper account may trade HK" in desk.text
        await desk.press("enter")
        assert "TICKET" in desk.text


async def test_real_money_needs_the_start_option_and_its_own_key() -> None:
    async with seat() as desk:
        desk.panel.chosen = ACCOUNTS[2]
        await desk.press("b")
        assert "need a start with --real" in desk.text
        assert desk.broker.placed == []
    async with seat(real_allowed=True) as desk:
        desk.panel.chosen = ACCOUNTS[2]
        desk.allow_real(armed=True)
        await desk.press("b")
        await desk.press("enter")
        assert " REAL " in desk.text
        assert "REAL MONEY" in desk.text
        await desk.press("y", "enter", "space", "b")
        assert desk.broker.placed == []
        await desk.press("T")
        assert [(one.env, one.acc_id) for one in desk.broker.placed] == [(Env.REAL, REAL_HK)]


# ---- outcomes


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (ACCEPTED, "order accepted: BUY 100 HK.00700 at 412.6"),
        (REJECTED, "order REJECTED: BUY 100 HK.00700 at 412.6: buying power is not enough"),
        (
            UNKNOWN,
            "order UNKNOWN: BUY 100 HK.00700 at 412.6: looking it up, never sent again (no answer ",
        ),
    ],
)
async def test_every_outcome_is_told_with_its_cause(outcome: Outcome, said: str) -> None:
    async with seat(outcome) as desk:
        await desk.press("b")
        await desk.press("enter")
        await desk.press("y")
        ((text, kind),) = desk.app.told
        assert said in text
        assert kind is outcome.kind
        assert ("never sent again" in text) == (kind is OutcomeKind.UNKNOWN)
        assert len(desk.broker.placed) == 1


async def test_a_fault_of_ours_is_an_unknown_outcome_and_ends_nothing() -> None:
    async with seat() as desk:
        desk.broker.fault = RuntimeError("planted")
        await desk.press("b")
        await desk.press("enter")
        await desk.press("y")
        ((text, kind),) = desk.app.told
        assert kind is OutcomeKind.UNKNOWN
        assert "never sent again" in text
        assert desk.app.is_running


def test_every_key_of_the_panel_does_something() -> None:
    handled = {
        *EDITS,
        *READINGS,
        "type_number",
        "review_ticket",
        "close_ticket",
        "confirm_paper",
        "confirm_real",
        "confirm_cancel",
        "keep_order",
        "copy_draft",
        "copy_review",
    }
    contexts = (Where.TICKET, Where.REVIEW, Where.CANCEL)
    assert {action.id for where in contexts for action in actions_in(where)} == handled


# ---- what is seen without colour


@pytest.mark.parametrize(
    ("keys", "mark"),
    [
        ((), "▸Quantity"),
        (("tab",), "▸Price"),
        (("tab", "4"), "▸Price"),
        (("left",), "▸Type"),
        (("left", "left"), "▸Side"),
    ],
)
async def test_the_field_with_the_keys_is_pointed_at(keys: tuple[str, ...], mark: str) -> None:
    async with seat() as desk:
        await desk.press("b", *keys)
        assert mark in desk.text
        assert desk.text.count("▸") == 1


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_ticket_tells_buying_power_and_the_holding_after(size: tuple[int, int]) -> None:
    async with seat(size=size) as desk:
        await desk.press("b")
        assert desk.text.splitlines()[0].endswith(" power HKD 812,345 ")
        assert "held 500, after 600" in desk.text
        await desk.press("s")
        assert "held 500, after 400" in desk.text
        await desk.press("enter")
        assert " power HKD 812,345\n" in desk.text
        await desk.press("n", "b", "enter")
        assert "power HKD 812,345, after the whole buy about 771,0" in desk.text


async def test_review_cuts_no_number_on_a_narrow_terminal() -> None:
    async with seat(size=(60, 20)) as desk:
        await desk.press("b", "enter")
        lines = desk.text.splitlines()
        assert all(cell_len(line) <= 60 for line in lines)
        assert "at 412.6 = HKD 41,260.00" in " ".join(desk.text.split())
        assert "REVIEW" in lines[0]
        assert "412" not in lines[0] or "412.6 " in lines[0]
