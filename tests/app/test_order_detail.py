"""Everything about one order, by keys: the journal in full, the broker's row live, and every gap named."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from textual.pilot import Pilot

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import NOW, PAPER_HK, REAL_HK, TENCENT, order, order_changed
from tests.app.ticket_values import TAG
from tui.app.order_reader import OrderReader
from tui.domain.accounts import Account, Env
from tui.domain.events import IntentChanged, OrderChanged
from tui.domain.fees import FeeItem, OrderFee
from tui.domain.intents import Consent, OrderIntent, Outcome, OutcomeKind
from tui.domain.journal import Entry, EntryKind
from tui.domain.markets import TradeMarket
from tui.domain.orders import OrderStatus, OrderType, Side
from tui.trading.entries import intent_entry, order_entry, outcome_entry
from tui.trading.records import JournalError
from tui.wire.messages.trade_extras import GetOrderFees

INTENT = OrderIntent(
    TAG,
    Env.PAPER,
    PAPER_HK,
    TENCENT,
    Side.BUY,
    OrderType.LIMIT,
    Decimal(500),
    Decimal("412.2"),
    consent=Consent("key y", NOW, "PAPER account *1001: BUY 500 [/]", ("far away [b]",)),
)


def told() -> tuple[Entry, ...]:
    """Return an order's life: sent, accepted, part filled."""
    sent = intent_entry(INTENT, NOW)
    accepted = outcome_entry(Outcome(OutcomeKind.ACCEPTED, "A2"), sent, 1, NOW + timedelta(milliseconds=45))
    part = order("A2", Side.BUY, "412.2", 500, OrderStatus.FILLED_PART, 200)
    return sent, accepted, order_entry(EntryKind.STATE, part, NOW + timedelta(seconds=2))


async def opened(pilot: Pilot[int], order_id: str) -> str:
    """Open the detail of an order and return what is shown."""
    await pilot.press("o")
    assert dashboard(pilot).orders.move_to((PAPER_HK, order_id))
    await pilot.press("d")
    await settled(pilot)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return "\n".join(picture(pilot))


async def test_the_whole_life_of_an_order_is_told() -> None:
    engine = FakeEngine()
    engine.entries = told()
    async with running(engine, (120, 50)) as pilot:
        text = await opened(pilot, "A2")
        for words in (
            " Order A2 ",
            "part filled (FILLED_PART)",
            "none: placed elsewhere",
            "200 at 412.2",
            "paper: worked out from order reports",
            "the broker tells no fees of paper orders",
            "2026-11-20",
            "10:03:10.000   sending         BUY 500 HK.00700 at 412.2, day",
            "confirmed at 10:03:10.000 with key y: PAPER account *1001: BUY 500 [/]",
            "warned: far away [b]",
            "10:03:10.045   accepted        order A2",
            "10:03:12.000   now             part filled, 200 of 500 filled, average 412.2",
        ):
            assert words in text, words
        await pilot.press("d")
        assert dashboard(pilot).orders.has_focus


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (200, 60)])
async def test_it_scrolls_and_nothing_is_cut_off(size: tuple[int, int]) -> None:
    engine = FakeEngine()
    engine.entries = told()
    async with running(engine, size) as pilot:
        await opened(pilot, "A2")
        seen = set(picture(pilot))
        for _ in range(8):
            await pilot.press("pagedown")
            seen |= set(picture(pilot))
        whole = "\n".join(seen)
        assert "part filled, 200 of 500" in whole
        assert "Order id" in whole
        await pilot.press("pageup", "up", "down")


async def test_the_rows_stay_live_and_the_journal_is_read_again() -> None:
    engine = FakeEngine()
    async with running(engine, (120, 50)) as pilot:
        text = await opened(pilot, "A2")
        assert "the journal has nothing of it: it was not placed or changed with this program" in text
        engine.entries = told()
        engine.apply(order_changed("A2", Side.BUY, "412.2", 500, OrderStatus.FILLED_ALL, 500))
        await settled(pilot)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        text = "\n".join(picture(pilot))
        assert "filled (FILLED_ALL)" in text
        assert "accepted        order A2" in text
        engine.go_down()
        await settled(pilot)
        await pilot.press("g")
        await pilot.pause()
        assert "STALE" in picture(pilot)[0]


async def test_an_order_of_unknown_outcome_becomes_the_brokers_when_it_is_found() -> None:
    engine = FakeEngine()
    async with running(engine, (120, 50)) as pilot:
        engine.apply(IntentChanged(INTENT, Outcome(OutcomeKind.UNKNOWN, text="no answer in 12 s")))
        await settled(pilot)
        text = await opened(pilot, TAG)
        assert "no answer in 12 s" in text
        assert "the broker shows no row of it yet" in text
        found = replace(order("A7", Side.BUY, "412.2", 500, OrderStatus.SUBMITTED), remark=TAG)
        engine.apply(OrderChanged(found))
        await settled(pilot)
        assert " Order A7 " in picture(pilot)[0]


class Journalless(FakeEngine):
    """Its journal cannot be read."""

    async def history(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Fail."""
        raise JournalError("journal.sqlite3 is no database: move it away")


async def test_a_journal_that_cannot_be_read_says_so() -> None:
    async with running(Journalless(), (120, 50)) as pilot:
        text = await opened(pilot, "A2")
        assert "the journal cannot be read: journal.sqlite3 is no database: move it away" in text


# ---- fees of real accounts

REAL = Account(REAL_HK, Env.REAL, (TradeMarket.HK,))


async def read(engine: FakeEngine) -> OrderReader:
    reader = OrderReader(engine, REAL_HK, lambda: None)
    await reader.read_fees(REAL, "A2")
    return reader


async def test_the_fees_of_a_real_order_are_asked_for() -> None:
    engine = FakeEngine()
    fee = OrderFee("A2", Decimal("58.5"), (FeeItem("Stamp duty", Decimal(40)),))
    engine.replies[GetOrderFees] = (OrderFee("A1", Decimal(1)), fee)
    assert (await read(engine)).fees.value == fee


async def test_fees_that_are_refused_or_not_told_say_so() -> None:
    engine = FakeEngine()
    assert "not prepared" in (await read(engine)).fees.why.text
    engine.replies[GetOrderFees] = ()
    assert (await read(engine)).fees.why.text == "OpenD tells no fees of this order"


async def test_a_wait_for_the_limit_is_told() -> None:
    engine = FakeEngine()
    engine.waits[GetOrderFees] = 7.2
    gate: asyncio.Future[tuple[OrderFee, ...]] = asyncio.get_running_loop().create_future()
    engine.replies[GetOrderFees] = gate
    reader = OrderReader(engine, REAL_HK, lambda: None)
    task = asyncio.create_task(reader.read_fees(REAL, "A2"))
    await asyncio.sleep(0)
    assert reader.fees.why.text == "waits 8 s: OpenD limits these reads"
    gate.set_result((OrderFee("A2", None),))
    await task
    assert reader.fees.value == OrderFee("A2", None)
