"""Flatten and reverse by keys: reviewed, confirmed, each order sent once, the second only after the first."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.app.face import answer, dashboard, running, settled
from tests.app.flatten_fakes import (
    Market,
    at_the_dashboard,
    finished,
    hold_apple,
    holding,
    press_later,
    said,
    sent,
    text,
)
from tests.app.listings import ACCOUNTS, IDS, NOW, PAPER_HK, PAPER_US, REAL_HK, TENCENT
from tui.app import flattening
from tui.app.screens.flatten import OTHER_KEY, FlattenScreen
from tui.app.ticket_model import TOO_EARLY
from tui.domain.accounts import Env
from tui.domain.events import OrdersReported, PositionsReported
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.limits import NO_LIMITS, Limits, LimitsBook
from tui.domain.orders import OrderType, Side
from tui.domain.repeats import Repeat
from tui.domain.withdrawals import Fate, Scope

D = Decimal


# ---- flatten


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_position_is_closed_by_one_bounded_limit_order(size: tuple[int, int]) -> None:
    async with at_the_dashboard(size=size) as (pilot, market):
        await pilot.press("l", "F")
        await settled(pilot)
        shown = " ".join(text(pilot).split())
        assert "FLATTEN HK.00700" in shown
        assert "SELL 500 HK.00700 騰訊控股 at 412.0 = HKD 206,000.00" in shown
        assert "position after 0" in shown
        assert "est. fees" in shown
        assert "limit 3 ticks through the best bid, as it was taken" in shown
        await answer(pilot, "y")
        await finished(pilot)
        (intent,) = market.placed
        assert (intent.side, intent.type, intent.qty) == (Side.SELL, OrderType.LIMIT, D(500))
        assert (intent.price, intent.env, intent.acc_id) == (D("412.0"), Env.PAPER, PAPER_HK)
        assert intent.consent.how == "key y, flatten"
        assert intent.consent.sentence.startswith("PAPER account *1001 (HK): SELL 500 HK.00700")
        assert said(pilot).startswith("flatten order accepted: SELL 500 HK.00700 at 412.0")


async def test_the_position_at_the_cursor_of_the_positions_is_meant() -> None:
    async with at_the_dashboard() as (pilot, market):
        market.send_depth(IDS[1])
        await pilot.press("p", "down", "F")
        await settled(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert sent(market) == [("SELL", PAPER_HK, "HK.00005", D(1200))]


async def test_a_short_is_bought_back() -> None:
    async with at_the_dashboard() as (pilot, market):
        await hold_apple(pilot, market, "-40")
        await pilot.press("l", "F")
        await settled(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert sent(market) == [("BUY", PAPER_US, "US.AAPL", D(40))]


async def test_an_odd_rest_stays_and_is_told() -> None:
    async with at_the_dashboard() as (pilot, market):
        market.apply(holding(PAPER_HK, TENCENT, "530"))
        await pilot.press("l", "F")
        await settled(pilot)
        assert "an odd rest of 30 stays" in text(pilot)
        assert "position after 30" in text(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert sent(market) == [("SELL", PAPER_HK, "HK.00700", D(500))]


async def test_leaving_sends_nothing() -> None:
    async with at_the_dashboard() as (pilot, market):
        for key in ("n", "escape"):
            await pilot.press("l", "F")
            await settled(pilot)
            await answer(pilot, key)
            assert not isinstance(pilot.app.screen, FlattenScreen)
        assert market.placed == []


async def test_what_has_no_room_to_be_read_is_not_sent() -> None:
    async with at_the_dashboard(size=(60, 20)) as (pilot, market):
        await hold_apple(pilot, market)
        await pilot.press("l", "R")
        await pilot.resize_terminal(60, 14)
        await settled(pilot)
        assert "4 more lines have no room: make the terminal taller" in text(pilot)
        assert "sends the PAPER orders" not in text(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert market.placed == []
        await pilot.resize_terminal(60, 20)
        await settled(pilot)
        assert "limit 3 ticks through the best bid" in text(pilot)
        await press_later(pilot, "y")
        await finished(pilot)
        assert len(market.placed) == 2


async def test_without_a_position_there_is_no_review() -> None:
    async with at_the_dashboard() as (pilot, market):
        market.apply(PositionsReported(PAPER_HK, Env.PAPER, ()))
        await pilot.press("l", "F")
        assert said(pilot) == "there is no position in HK.00700"


async def test_read_only_has_no_review() -> None:
    market = Market()
    async with running(market, read_only=True) as pilot:
        await pilot.press("l", "F", "R")
        assert not isinstance(pilot.app.screen, FlattenScreen)
        assert said(pilot).startswith("read-only")


async def test_the_terms_stand_still_until_a_key_takes_the_touch_anew() -> None:
    async with at_the_dashboard() as (pilot, market):
        await pilot.press("l", "F")
        market.send_depth(TENCENT, shift=5)
        await settled(pilot)
        assert "at 412.0 " in text(pilot)
        await answer(pilot, "g")
        await settled(pilot)
        assert "at 413.0 " in text(pilot)
        await answer(pilot, "up")
        await settled(pilot)
        assert "at 412.8 " in text(pilot)
        assert "limit 4 ticks" in text(pilot)


async def test_a_confirm_right_after_a_change_of_terms_is_too_early() -> None:
    async with at_the_dashboard() as (pilot, market):
        await pilot.press("l", "F")
        await answer(pilot, "down")
        screen = pilot.app.screen
        assert isinstance(screen, FlattenScreen)
        now = screen._time()
        screen.clock = lambda: now
        screen.action_flatten_paper()
        await settled(pilot)
        assert TOO_EARLY in text(pilot)
        screen.clock = lambda: now + 1
        screen.action_flatten_paper()
        await finished(pilot)
        assert len(market.placed) == 1


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(max_value=D(1000)), "! worth 206,000.00: your limit is 1,000.00 in one order"),
        (Limits(typed_qty=D(100)), "! above your soft limit: a ticket asks to type the quantity"),
    ],
)
async def test_a_limit_forbids_it(limits: Limits, says: str) -> None:
    async with at_the_dashboard() as (pilot, market):
        market.change_safety(limits=LimitsBook(paper=limits))
        await pilot.press("l", "F")
        await settled(pilot)
        assert says in text(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert market.placed == []


async def test_ones_own_limit_of_ticks_bounds_the_price() -> None:
    async with at_the_dashboard() as (pilot, market):
        market.change_safety(limits=LimitsBook(paper=Limits(max_ticks_through=1)))
        await pilot.press("l", "F")
        await settled(pilot)
        assert "at 412.4 " in text(pilot)
        assert "limit 1 tick through" in text(pilot)


async def test_a_repeat_is_refused() -> None:
    async with at_the_dashboard() as (pilot, market):
        market.repeat = Repeat("ft:x", "working", 2.0)
        await pilot.press("l", "F")
        await settled(pilot)
        assert "! sent before: the same order was given 2 s ago and is working" in text(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert market.placed == []


async def test_a_position_that_changed_has_to_be_taken_anew() -> None:
    async with at_the_dashboard() as (pilot, market):
        await pilot.press("l", "F")
        market.apply(holding(PAPER_HK, TENCENT, "300"))
        await settled(pilot)
        assert "! the position has changed: g takes it anew" in text(pilot)
        await answer(pilot, "y")
        assert market.placed == []
        await answer(pilot, "g")
        await press_later(pilot, "y")
        await finished(pilot)
        assert sent(market) == [("SELL", PAPER_HK, "HK.00700", D(300))]


# ---- real money


async def test_real_money_needs_its_key_and_arming() -> None:
    async with at_the_dashboard(real=True) as (pilot, market):
        market.change_safety(limits=LimitsBook(real={REAL_HK: NO_LIMITS}))
        dashboard(pilot)._account_chosen(ACCOUNTS[2])
        market.apply(OrdersReported(REAL_HK, Env.REAL, ()))
        await settled(pilot)
        await pilot.press("l", "F")
        await settled(pilot)
        assert "REAL MONEY" in text(pilot)
        assert "! not armed: nothing real leaves" in text(pilot)
        await answer(pilot, "T")
        assert market.placed == []
        market.arm(env=Env.REAL, acc_id=REAL_HK)
        await settled(pilot)
        await answer(pilot, "y")
        await settled(pilot)
        assert OTHER_KEY in text(pilot)
        await press_later(pilot, "T")
        await finished(pilot)
        assert [(one.env, one.acc_id) for one in market.placed] == [(Env.REAL, REAL_HK)]


async def test_the_real_key_sends_nothing_on_paper() -> None:
    async with at_the_dashboard() as (pilot, market):
        await pilot.press("l", "F")
        await answer(pilot, "T")
        await settled(pilot)
        assert OTHER_KEY in text(pilot)
        assert market.placed == []


# ---- working orders


async def test_working_orders_of_the_code_are_cancelled_first() -> None:
    async with at_the_dashboard(orders=True) as (pilot, market):
        market.apply(holding(PAPER_HK, TENCENT, "500", "200"))
        await pilot.press("l", "F")
        await settled(pilot)
        assert "first: cancel 2 working orders of the code" in text(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert market.scopes == [Scope(((Env.PAPER, PAPER_HK),), id=TENCENT, how="key y, flatten")]
        assert sent(market) == [("SELL", PAPER_HK, "HK.00700", D(500))]


async def test_working_orders_may_stay_and_hold_back_what_they_sell() -> None:
    async with at_the_dashboard(orders=True) as (pilot, market):
        market.apply(holding(PAPER_HK, TENCENT, "500", "200"))
        await pilot.press("l", "F")
        await answer(pilot, "c")
        await settled(pilot)
        assert "2 working orders of the code stay working" in text(pilot)
        assert "300 cannot be closed now and stay" in text(pilot)
        await press_later(pilot, "y")
        await finished(pilot)
        assert market.scopes == []
        assert sent(market) == [("SELL", PAPER_HK, "HK.00700", D(200))]


@pytest.mark.parametrize("fate", [Fate.LIVE, Fate.UNKNOWN])
async def test_nothing_is_sent_when_an_order_may_be_live_still(fate: Fate) -> None:
    market = Market()
    market.fate = fate
    async with at_the_dashboard(market, orders=True) as (pilot, _):
        await pilot.press("l", "F")
        await settled(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert market.placed == []
        assert said(pilot).startswith("flatten STOPPED: not all working orders are surely cancelled")


# ---- reverse


async def test_a_reverse_opens_the_other_way_once_the_first_is_filled() -> None:
    async with at_the_dashboard() as (pilot, market):
        await hold_apple(pilot, market)
        await pilot.press("l", "R")
        await settled(pilot)
        shown = " ".join(text(pilot).split())
        assert "1. PAPER account *1002 (US): SELL 300 US.AAPL" in shown
        assert "2. once 1 is filled completely, within 4 s: PAPER account *1002 (US): SELL 300" in shown
        assert "position after 0" in shown
        assert "position after -300" in shown
        await answer(pilot, "y")
        await finished(pilot)
        first, second = market.placed
        assert (first.side, second.side, first.qty, second.qty) == (Side.SELL, Side.SELL, D(300), D(300))
        assert second.consent.repeats == first.tag
        assert first.tag != second.tag
        assert second.consent.sentence != first.consent.sentence
        assert second.consent.how == "key y, reverse"
        assert said(pilot).startswith("opening order accepted: SELL 300 US.AAPL")


@pytest.mark.parametrize(("share", "filled"), [("0", "0"), ("0.5", "150")])
async def test_without_a_whole_fill_the_second_order_is_not_sent(
    share: str, filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flattening, "monotonic", iter([0.0, *[100.0] * 50]).__next__)
    market = Market()
    market.share = D(share)
    async with at_the_dashboard(market) as (pilot, _):
        await hold_apple(pilot, market)
        await pilot.press("l", "R")
        await settled(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert len(market.placed) == 1
        assert said(pilot) == (
            f"reverse STOPPED: the closing order is filled {filled} of 300 after 4 s, and stays as it is;"
            " the opening order was not sent"
        )


@pytest.mark.parametrize("kind", [OutcomeKind.REJECTED, OutcomeKind.UNKNOWN])
async def test_without_an_accepted_first_order_there_is_no_second(kind: OutcomeKind) -> None:
    market = Market(Outcome(kind, text="no way"))
    async with at_the_dashboard(market) as (pilot, _):
        await hold_apple(pilot, market)
        await pilot.press("l", "R")
        await settled(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert len(market.placed) == 1
        assert said(pilot) == "reverse STOPPED: the closing order: no way; the opening order was not sent"


async def test_a_reverse_that_would_short_where_nobody_may_is_refused() -> None:
    async with at_the_dashboard() as (pilot, market):
        await pilot.press("l", "R")
        await settled(pilot)
        assert "! the opening order: there is nothing to sell" in text(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert market.placed == []


async def test_a_held_key_confirms_once() -> None:
    async with at_the_dashboard() as (pilot, market):
        await pilot.press("l", "F")
        await answer(pilot, *["y"] * 20)
        await finished(pilot)
        assert len(market.placed) == 1


async def test_the_consent_is_of_the_moment_of_the_key() -> None:
    async with at_the_dashboard() as (pilot, market):
        await pilot.press("l", "F")
        await answer(pilot, "y")
        await finished(pilot)
        at = market.placed[0].consent.at
        assert at is not None
        assert at.tzinfo is not None
        assert at != NOW
