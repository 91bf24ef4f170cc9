"""Orders by one key on the ladder: one a press, only while armed, never past a check."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from textual import events

from tests.app.face import picture, settled
from tests.app.ladder_fakes import riding
from tests.app.listings import ACCOUNTS, IDS, PAPER_HK, REAL_HK, TENCENT
from tests.app.test_held_keys import NAMES, REPEAT_S, TEXT
from tests.app.ticket_fakes import Broker, bare
from tui.app.guard import PressGuard
from tui.app.ladder_title import beside
from tui.app.ladder_trading import HELD, NO_ACCOUNT, NOT_A_REPEAT, STALE
from tui.app.ticket_opening import READ_ONLY
from tui.domain.accounts import Env
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.limits import NO_LIMITS, Limits, LimitsBook
from tui.domain.orders import OrderType, Side
from tui.domain.repeats import Repeat

D = Decimal
MOUTAI = IDS[10]
"""A code that no paper account of the fakes may trade."""


# ---- one press, one order


@pytest.mark.parametrize(("key", "side"), [("L", Side.BUY), ("Y", Side.SELL)])
async def test_a_key_sends_one_limit_order_at_the_cursor(key: str, side: Side) -> None:
    async with riding() as rider:
        await rider.press("3")
        await rider.go("412.4")
        await rider.press(key)
        (intent,) = rider.broker.placed
        assert bare(intent) == OrderIntent(
            intent.tag, Env.PAPER, PAPER_HK, TENCENT, side, OrderType.LIMIT, D(300), D("412.4")
        )
        assert intent.consent.how == f"ladder key {key}"
        assert intent.consent.at is not None
        assert f"{side.name} 300 HK.00700" in intent.consent.sentence
        assert rider.said.startswith(f"order accepted: {side.name} 300 HK.00700 at 412.4")


async def test_the_cursor_keeps_its_price_while_the_market_moves() -> None:
    async with riding() as rider:
        await rider.go("412.4")
        for shift in (5, 20, 60, -80):
            rider.broker.send_depth(TENCENT, shift=shift)
            await settled(rider.pilot)
            assert rider.screen.ladder.selected_price == D("412.4")


@pytest.mark.parametrize("at", [0, -1])
@pytest.mark.parametrize("size", [(120, 30), (80, 24), (60, 20), (50, 10)])
async def test_the_cursor_keeps_its_price_in_a_smaller_terminal(at: int, size: tuple[int, int]) -> None:
    async with riding() as rider:
        price = rider.screen.ladder.rows[at].price_value
        await rider.go(str(price))
        for columns, lines in (size, (120, 40)):
            await rider.pilot.resize_terminal(columns, lines)
            await rider.settle()
            assert rider.screen.ladder.selected_price == price
        await rider.press("l", "L")
        assert [one.price for one in rider.broker.placed] == [price]


async def test_the_cursor_keeps_its_price_while_the_steps_are_unknown() -> None:
    async with riding() as rider:
        ladder = rider.screen.ladder
        price = ladder.rows[-1].price_value
        await rider.go(str(price))
        ladder.update_rows(())
        assert ladder.selected_price is None
        ladder.paint()
        assert ladder.selected_price == price


async def test_a_held_key_sends_one_order() -> None:
    async with riding() as rider:
        await rider.press("L")
        for gap in (0.5, 0.25, 0.66, *[REPEAT_S] * 100):
            await rider.press("L", after=gap)
        assert len(rider.broker.placed) == 1
        assert rider.said == HELD


async def test_ten_presses_in_50_ms_send_one_order() -> None:
    async with riding() as rider:
        for key in "LYLYLYLYLY":
            await rider.press(key, after=0.005)
        assert len(rider.broker.placed) == 1


async def test_a_second_order_may_follow_a_move_of_the_cursor() -> None:
    async with riding() as rider:
        await rider.press("L")
        await rider.press("down", "L", after=0.2)
        prices = [one.price for one in rider.broker.placed]
        assert len(set(prices)) == 2


async def test_a_paste_of_order_keys_sends_nothing() -> None:
    async with riding() as rider:
        rider.screen.ladder_clock = None
        keys = [events.Key(NAMES.get(char, char), char) for char in "LYLYLY" * 5 + TEXT]
        for key in keys:
            key.time = keys[0].time
            rider.pilot.app.post_message(key)
        await rider.pilot.pause()
        await rider.until(lambda: not (rider.keys._waiting or rider.keys.busy))
        await rider.settle()
        # The first characters of a burst are not known for one yet: the guard between orders holds them.
        assert len(rider.broker.placed) <= 1


@pytest.mark.parametrize(
    ("presses", "sent"),
    [
        ([("L", 0.0)], 1),
        ([("L", 0.0), ("L", 0.69)], 1),
        ([("L", 0.0), ("L", 0.71)], 2),
        ([("L", 0.0), ("Y", 0.29)], 1),
        ([("L", 0.0), ("Y", 0.31)], 2),
        ([("L", 0.0), ("L", 0.4), ("L", 0.8), ("L", 1.2)], 1),
    ],
)
def test_what_counts_as_a_press(presses: list[tuple[str, float]], sent: int) -> None:
    guard = PressGuard()
    assert sum(guard.accepts(key, at) for key, at in presses) == sent


def test_another_key_ends_the_repeat_of_a_held_one() -> None:
    guard = PressGuard()
    assert guard.accepts("L", 0.0)
    guard.other()
    assert not guard.accepts("L", 0.2)
    guard.other()
    assert guard.accepts("L", 0.6)


# ---- what keeps an order back


async def test_not_armed_the_key_says_how_to_arm() -> None:
    async with riding(armed=False) as rider:
        await rider.press("L", "Y")
        assert rider.broker.placed == []
        assert rider.said == "PAPER account *1001 is not armed: A arms it, b s open a ticket"


async def test_why_arming_was_lost_is_said() -> None:
    async with riding() as rider:
        rider.broker.disarm("no key for 60 s")
        await rider.press("L")
        assert rider.broker.placed == []
        assert "is not armed (no key for 60 s)" in rider.said


async def test_another_account_armed_is_not_this_one() -> None:
    async with riding(armed=False) as rider:
        rider.arm(Env.REAL, REAL_HK)
        await rider.press("L")
        assert rider.broker.placed == []


async def test_by_levels_no_order_goes() -> None:
    async with riding() as rider:
        await rider.press("v", "j", "L", "Y", "delete", "full_stop")
        assert (rider.broker.placed, rider.broker.scopes, rider.broker.amended) == ([], [], [])
        assert rider.said == "levels move with the market: v shows prices that stay put"


async def test_stale_prices_send_nothing() -> None:
    async with riding() as rider:
        rider.broker.go_down()
        await settled(rider.pilot)
        rider.arm()
        await rider.press("L")
        assert rider.broker.placed == []
        assert rider.said == STALE


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(max_qty=D(100)), "not sent: your limit is 100 in one order"),
        (
            Limits(typed_qty=D(100)),
            "not sent: above your soft limit; a ticket (b s) asks to type the quantity",
        ),
        (Limits(sides=frozenset({Side.SELL})), "not sent: "),
    ],
)
async def test_a_limit_sends_nothing_and_says_why(limits: Limits, says: str) -> None:
    async with riding() as rider:
        rider.broker.change_safety(limits=LimitsBook(paper=limits))
        await rider.press("2", "L")
        assert rider.broker.placed == []
        assert rider.said.startswith(says)


async def test_a_check_that_blocks_sends_nothing() -> None:
    async with riding() as rider:
        await rider.press("9")
        await rider.go("413.6")
        await rider.press("Y")
        assert rider.broker.placed == []
        assert rider.said.startswith("not sent: only 500 can be sold")


async def test_a_warning_is_shown_with_the_order_and_kept_with_it() -> None:
    async with riding() as rider:
        price = rider.screen.ladder.steps.down(D("412.6"), 30)  # type: ignore[union-attr]
        rider.screen.ladder.go_to(price)
        await rider.press("L")
        (intent,) = rider.broker.placed
        assert intent.consent.warnings
        assert intent.consent.warnings[0] in rider.said


async def test_a_repeat_is_refused_until_it_is_meant() -> None:
    async with riding() as rider:
        rider.broker.repeat = Repeat("ft:earlier", "working", 3.0)
        await rider.press("L")
        assert rider.broker.placed == []
        assert (
            rider.said
            == "not sent: the same order was given 3 s ago and is working; G, then L sends another one"
        )
        await rider.press("L")
        assert rider.broker.placed == []
        await rider.press("G", "L")
        (intent,) = rider.broker.placed
        assert intent.consent.repeats == "ft:earlier"
        await rider.press("L")
        assert len(rider.broker.placed) == 1


async def test_without_a_repeat_there_is_nothing_to_mean() -> None:
    async with riding() as rider:
        await rider.press("G")
        assert rider.said == NOT_A_REPEAT


async def test_read_only_sends_nothing() -> None:
    async with riding(read_only=True) as rider:
        await rider.press("L", "delete", "full_stop")
        assert (rider.broker.placed, rider.broker.scopes, rider.broker.amended) == ([], [], [])
        assert READ_ONLY in rider.said


async def test_an_order_without_an_answer_is_told_as_unknown_and_marked() -> None:
    async with riding(broker=Broker(Outcome(OutcomeKind.UNKNOWN, text="time-out"))) as rider:
        await rider.go("412.4")
        await rider.press("L")
        assert rider.said.startswith("order UNKNOWN: BUY 100 HK.00700 at 412.4")
        row = next(one for one in rider.screen.ladder.rows if one.price_value == D("412.4"))
        assert row.own.text == "100?"
        await rider.press("L")
        assert len(rider.broker.placed) == 2


# ---- real money


async def test_real_orders_by_key_need_the_real_account_armed() -> None:
    async with riding(armed=False, real=True) as rider:
        broker = rider.broker
        broker.change_safety(limits=LimitsBook(real={REAL_HK: NO_LIMITS}))
        rider.screen._account_chosen(ACCOUNTS[2])
        await settled(rider.pilot)
        await rider.press("L")
        assert broker.placed == []
        rider.arm(Env.REAL, REAL_HK)
        await settled(rider.pilot)
        assert "ARMED REAL *9003  1 lot = 100" in rider.title
        await rider.press("L")
        assert [(one.env, one.acc_id) for one in broker.placed] == [(Env.REAL, REAL_HK)]


# ---- what is shown


async def test_arming_shows_prices_account_size_and_seconds() -> None:
    engine = Broker()
    async with riding(broker=engine, armed=False) as rider:
        rider.screen.ladder.switch(by_prices=False)
        rider.arm()
        await settled(rider.pilot)
        assert rider.screen.ladder.by_prices
        assert "ARMED PAPER *1001  1 lot = 100 at 412.6  " in rider.title
        assert rider.title.partition("at 412.6")[2].split()[0] in ("59", "60")
        await rider.press("down")
        assert "1 lot = 100 at 412.4  " in rider.title
        await rider.press("5")
        assert "5 lots = 500" in rider.title
        assert "500 @ 398.4" in rider.title
        rider.broker.disarm("test")
        await settled(rider.pilot)
        assert "PAPER *1001 not armed: A arms  5 lots = 500" in rider.title


async def test_a_cost_of_many_decimals_is_shown_with_four() -> None:
    async with riding() as rider:
        held = rider.broker.store.position(PAPER_HK, TENCENT)
        assert held is not None
        assert beside(replace(held, cost=D(1402) / 3), None, (None, None), None)[0] == "500 @ 467.3333"


async def test_own_orders_stand_in_their_columns_with_last_price_and_cost() -> None:
    async with riding((120, 60)) as rider:
        rows = {one.price_value: one for one in rider.screen.ladder.rows}
        assert rows[D("412.2")].own.text == "300"
        assert rows[D("413.6")].own_sell.text == "300"
        assert rows[D("412.8")].mark.text == "last"
        assert (rows[D("412.4")].own.text, rows[D("412.4")].own_sell.text) == ("", "")
        await rider.go("398.4")
        assert (
            next(one for one in rider.screen.ladder.rows if one.price_value == D("398.4")).mark.text == "avg"
        )


async def test_the_market_out_of_sight_is_said_and_one_key_brings_it_back() -> None:
    async with riding() as rider:
        before = [one.price_value for one in rider.screen.ladder.rows]
        rider.broker.send_depth(TENCENT, shift=200)
        await settled(rider.pilot)
        assert [one.price_value for one in rider.screen.ladder.rows] == before
        assert "market above: Space" in rider.title
        await rider.press("space")
        assert "market above" not in rider.title
        prices = [one.price_value for one in rider.screen.ladder.rows]
        assert D("452.6") in prices
        assert rider.screen.ladder.selected_price in prices


async def test_the_cursor_walks_beyond_the_prices_in_sight() -> None:
    async with riding() as rider:
        ladder = rider.screen.ladder
        top = ladder.rows[0].price_value
        assert top is not None
        ladder.go_to(top)
        await rider.press("up", "up")
        assert ladder.selected_price == top + D("0.4")
        await rider.press("pageup")
        assert ladder.selected_price is not None
        assert ladder.selected_price > top + D(2)
        bottom = ladder.rows[-1].price_value
        assert bottom is not None
        ladder.go_to(bottom)
        await rider.press("down")
        assert ladder.selected_price == bottom - D("0.2")
        await rider.press("pagedown")
        assert ladder.selected_price is not None
        assert ladder.selected_price < bottom - D(2)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_footer_names_the_keys_of_the_ladder(size: tuple[int, int]) -> None:
    async with riding(size) as rider:
        rider.screen.keys._be_quiet()
        foot = picture(rider.pilot)[-1]
        # The more room, the longer the titles.
        assert re.match(r" L Buy( here)?  Y Sell( here)?  Del Cancel", foot), foot


async def test_without_a_sure_account_no_order_goes() -> None:
    async with riding(armed=False) as rider:
        rider.screen.show_security(MOUTAI)
        await settled(rider.pilot)
        await rider.press("L")
        assert rider.broker.placed == []
        assert rider.said == NO_ACCOUNT
