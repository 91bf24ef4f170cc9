"""The order panel on orders and holdings that exist: amend, cancel, read-only, sell a position."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.app.listings import PAPER_HK, REAL_HK, TENCENT, instrument, order
from tests.app.ticket_fakes import bare, seat
from tui.app.ticket_frame import HEIGHT
from tui.app.ticket_opening import READ_ONLY
from tui.domain.accounts import Env
from tui.domain.events import InstrumentsReported, OrderChanged
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent
from tui.domain.markets import Market
from tui.domain.orders import OrderStatus, Side


def a_working_order() -> OrderChanged:
    return OrderChanged(order("A2", Side.BUY, "412.200", 500, OrderStatus.FILLED_PART, 200))


async def test_an_amendment_sends_the_total_and_the_exact_price() -> None:
    async with seat() as desk:
        desk.broker.apply(a_working_order())
        desk.panel.open_amend(a_working_order().order)
        await desk.press("up")
        await desk.press("enter")
        words = " ".join(desk.text.split())
        assert "CHANGE BUY HK.00700 騰訊控股 from 500 at 412.2 (200 filled) to 600 at 412.2" in words
        await desk.press("y")
        (intent,) = desk.broker.amended
        assert bare(intent) == AmendIntent(Env.PAPER, PAPER_HK, "A2", Decimal(600), Decimal("412.200"))
        assert str(intent.price) == "412.200"
        assert desk.broker.placed == []
        assert desk.app.told[0][0].startswith("change accepted")


async def test_an_amendment_of_nothing_and_below_the_filled_part_is_refused() -> None:
    async with seat() as desk:
        desk.broker.apply(a_working_order())
        desk.panel.open_amend(a_working_order().order)
        await desk.press("enter", "y")
        assert "nothing is changed yet" in desk.text
        await desk.press("1", "0", "0", "enter", "y")
        assert "filled already" in desk.text
        assert desk.broker.amended == []


async def test_an_order_changed_elsewhere_keeps_that_change_when_only_its_price_is_amended() -> None:
    async with seat() as desk:
        desk.broker.apply(a_working_order())
        desk.panel.open_amend(a_working_order().order)
        await desk.press("tab", "up", "enter")
        desk.broker.apply(OrderChanged(order("A2", Side.BUY, "412.200", 300, OrderStatus.FILLED_PART, 200)))
        await desk.settle()
        await desk.press("y")
        assert desk.broker.amended == []
        assert "the order was changed meanwhile" in desk.text
        await desk.press("enter")
        assert "from 300 at 412.2 (200 filled) to 300 at 412.4" in " ".join(desk.text.split())
        await desk.press("y")
        assert [bare(one) for one in desk.broker.amended] == [
            AmendIntent(Env.PAPER, PAPER_HK, "A2", Decimal(300), Decimal("412.4"))
        ]


async def test_an_order_that_ends_while_it_is_amended_cannot_be_sent() -> None:
    async with seat() as desk:
        desk.broker.apply(a_working_order())
        desk.panel.open_amend(a_working_order().order)
        await desk.press("up")
        await desk.press("enter")
        desk.broker.apply(OrderChanged(order("A2", Side.BUY, "412.2", 500, OrderStatus.FILLED_ALL, 500)))
        await desk.settle()
        await desk.press("y")
        assert desk.broker.amended == []
        assert "the order is over" in desk.text


async def test_a_cancel_asks_and_sends_once() -> None:
    async with seat() as desk:
        desk.broker.apply(a_working_order())
        desk.panel.ask_cancel(a_working_order().order)
        await desk.settle()
        assert "cancel BUY 500 HK.00700 at 412.2 (200 filled)?" in desk.text
        assert "PAPER" in desk.text
        await desk.press("y", after=0.1)
        assert desk.broker.cancelled == []
        await desk.press("enter", "space", "c")
        assert desk.broker.cancelled == []
        await desk.press("y", "y", "y")
        assert desk.broker.cancelled == [CancelIntent(Env.PAPER, PAPER_HK, "A2", how="key y")]
        assert desk.app.told[0][0].startswith("cancel accepted: BUY 500 HK.00700 at 412.2")


@pytest.mark.parametrize("key", ["n", "escape"])
async def test_a_cancel_can_be_left(key: str) -> None:
    async with seat() as desk:
        desk.broker.apply(a_working_order())
        desk.panel.ask_cancel(a_working_order().order)
        await desk.settle()
        await desk.press(key)
        await desk.press("y")
        assert desk.broker.cancelled == []
        assert not desk.panel.is_open


async def test_a_cancel_question_goes_when_the_order_is_over() -> None:
    async with seat() as desk:
        desk.broker.apply(a_working_order())
        desk.panel.ask_cancel(a_working_order().order)
        desk.broker.apply(OrderChanged(order("A2", Side.BUY, "412.2", 500, OrderStatus.FILLED_ALL, 500)))
        await desk.settle()
        assert not desk.panel.is_open
        assert "is over" in desk.app.told[0][0]


async def test_read_only_opens_nothing() -> None:
    async with seat(read_only=True) as desk:
        await desk.press("b")
        desk.panel.open_amend(a_working_order().order)
        desk.panel.ask_cancel(a_working_order().order)
        await desk.press("enter", "y")
        assert not desk.panel.is_open
        assert [text for text, _ in desk.app.told] == [READ_ONLY] * 3
        assert (desk.broker.placed, desk.broker.amended, desk.broker.cancelled) == ([], [], [])


async def test_orders_of_real_accounts_are_left_alone_without_the_start_option() -> None:
    async with seat() as desk:
        real = replace(a_working_order().order, acc_id=REAL_HK, env=Env.REAL)
        assert not desk.panel.ask_cancel(real)
        assert not desk.panel.open_amend(real)


# ---- positions, strange names


async def test_selling_a_position_asks_for_all_that_can_be_sold() -> None:
    async with seat() as desk:
        position = desk.broker.store.position(PAPER_HK, TENCENT)
        assert position is not None
        desk.panel.open_on_position(position, Side.SELL)
        await desk.pilot.pause()
        assert "500 = 5 lots" in desk.text
        desk.panel.open_on_position(position, Side.BUY)
        await desk.pilot.pause()
        assert "100 = 1 lot" in desk.text


@pytest.mark.parametrize("name", ["[/]", "a[/", "[@click=app.quit]x[/]", "\x1b[2J", "[link=x]"])
async def test_a_strange_name_is_shown_as_it_is(name: str) -> None:
    async with seat() as desk:
        desk.broker.apply(InstrumentsReported((replace(instrument(TENCENT), name=name),)))
        await desk.press("b")
        await desk.press("enter")
        assert name in desk.text
        strips = [desk.panel.render_line(y).text for y in range(HEIGHT)]
        assert not any("\x1b" in strip for strip in strips)


async def test_an_undescribed_code_says_so() -> None:
    async with seat() as desk:
        desk.app.security = SecurityId(Market.HK, "09999")
        await desk.press("b")
        assert not desk.panel.is_open
        assert "has not described it yet" in desk.app.told[0][0]
