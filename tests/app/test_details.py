"""Details: read on demand, each part by itself, over live prices; a reminder is set from them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from rich.cells import cell_len

from tests.app.face import SIZES, dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import IDS, TENCENT, quote
from tui.app.details_reader import questions_for
from tui.app.screens.details import DetailsScreen
from tui.app.screens.reminder import ReminderScreen
from tui.client.errors import NotConnectedError
from tui.domain.events import NoticeReceived, QuoteChanged
from tui.domain.extras import EquityFigures
from tui.domain.flows import BrokerTurnover, BySize, Distribution, NetSide, TopBrokers
from tui.domain.ids import SecurityId
from tui.domain.lazy import Lazy
from tui.domain.link import NoticeKind
from tui.domain.markets import SecurityType
from tui.domain.plates import Plate, PlatesOfSecurity
from tui.domain.quotes import Snapshot
from tui.domain.reminders import (
    Reminder,
    ReminderFrequency,
    ReminderOp,
    ReminderType,
    SecurityReminders,
)
from tui.state.rows import Tone
from tui.wire.errors import RefusedError
from tui.wire.messages.lists import GetPlatesOf
from tui.wire.messages.quote import GetSnapshots
from tui.wire.messages.research import GetDistribution, GetTopBrokers
from tui.wire.messages.user import GetReminders, SetReminder

D = Decimal
SIZED = BySize(D(3_000_000), D(2_000_000), D(1_000_000), D(500_000))


def prepared() -> FakeEngine:
    """An engine that answers everything about Tencent."""
    engine = FakeEngine()
    company = EquityFigures(9_000, D("4.45e12"), 9_000, D("4.45e12"), pe=D("14.94"))
    engine.replies = {
        GetSnapshots: (
            Snapshot(quote(TENCENT), SecurityType.STOCK, 100, None, None, None, None, extras=company),
        ),
        GetPlatesOf: (
            PlatesOfSecurity(TENCENT, "", (Plate(SecurityId.parse("HK.BK1001"), "[bold red]Software[/]"),)),
        ),
        GetDistribution: Distribution(SIZED, SIZED, None),
        GetTopBrokers: TopBrokers(
            True,
            datetime(2026, 11, 20, tzinfo=UTC),
            tuple(BrokerTurnover(f"Broker {n}", NetSide.BUYER, 1000 - n) for n in range(10)),
        ),
        GetReminders: (SecurityReminders(TENCENT, "", ()),),
        SetReminder: 7,
    }
    return engine


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_opens_and_closes_them(size: tuple[int, int]) -> None:
    engine = prepared()
    async with running(engine, size=size) as pilot:
        await pilot.press("i")
        await settled(pilot)
        lines = picture(pilot)
        assert lines[0].startswith(" HK.00700")
        assert lines[2].startswith(" Details of HK.00700 ")
        assert any("Market cap" in line and "4.45T" in line for line in lines)
        assert lines[-1].startswith(" i close")
        assert all(cell_len(line) == size[0] for line in lines)
        await pilot.press("i")
        assert pilot.app.screen is dashboard(pilot)


async def test_prices_stay_live_on_top() -> None:
    engine = prepared()
    async with running(engine, size=(80, 24)) as pilot:
        await pilot.press("i")
        engine.apply(QuoteChanged(TENCENT, Lazy.of(quote(TENCENT, "431.2"))))
        await settled(pilot)
        assert "431.2" in picture(pilot)[0]


async def test_pages_reach_the_last_broker_and_text_is_no_markup() -> None:
    engine = prepared()
    async with running(engine, size=(80, 24)) as pilot:
        await pilot.press("i")
        await settled(pilot)
        assert "more lines below" in picture(pilot)[2]
        await pilot.press("pagedown", "pagedown", "pagedown")
        await settled(pilot)
        lines = picture(pilot)
        assert any("Broker 9" in line for line in lines)
        assert any("[bold red]Software[/] (HK.BK1001)" in line for line in lines)
        assert "below" not in lines[2]
        await pilot.press("pageup", "pageup", "pageup")
        await settled(pilot)
        assert any("Security" in line for line in picture(pilot))


async def test_each_part_says_by_itself_why_it_is_not_there() -> None:
    engine = prepared()
    never: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    engine.replies[GetSnapshots] = RefusedError(3203, "无权限")
    engine.replies[GetDistribution] = NotConnectedError("not connected to OpenD: link lost")
    engine.replies[GetTopBrokers] = never
    engine.waits[GetTopBrokers] = 3.2
    engine.replies[GetPlatesOf] = never
    async with running(engine, size=(120, 40)) as pilot:
        await pilot.press("i")
        await settled(pilot)
        text = "\n".join(picture(pilot))
        assert "no quote right: this login may not see it" in text
        assert "not connected to OpenD: link lost" in text
        assert "waits 4 s: OpenD limits these reads" in text
        assert "reading..." in text
        assert "none is set" in text


async def test_they_are_about_the_row_at_the_cursor() -> None:
    async with running(prepared(), size=(120, 40)) as pilot:
        await pilot.press("down", "i")
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, DetailsScreen)
        assert picture(pilot)[2].startswith(f" Details of {IDS[1]} ")
        assert dashboard(pilot).security == IDS[1]


async def test_a_reminder_is_set_with_condition_and_value() -> None:
    engine = prepared()
    async with running(engine, size=(80, 24)) as pilot:
        await pilot.press("i", "r")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ReminderScreen)
        assert any("price rises to" in line and "412.8" in line for line in picture(pilot))
        await pilot.press("down", "4", "0", "0", "full_stop", "5")
        engine.replies[GetReminders] = (
            SecurityReminders(
                TENCENT,
                "",
                (Reminder(7, ReminderType.PRICE_DOWN, D("400.5"), "", ReminderFrequency.ONCE_A_DAY, True),),
            ),
        )
        await pilot.press("enter")
        await settled(pilot)
        (sent,) = (one for one in engine.asked if isinstance(one, SetReminder))
        assert (sent.id, sent.op, sent.type, sent.value) == (
            TENCENT,
            ReminderOp.ADD,
            ReminderType.PRICE_DOWN,
            D("400.5"),
        )
        lines = picture(pilot)
        assert "reminder set: price falls to 400.5, once a day" in lines[-1]
        assert any("price falls to 400.5, once a day" in line for line in lines[:-1])


async def test_a_reminder_without_a_value_is_not_sent_and_a_refused_one_says_why() -> None:
    engine = prepared()
    engine.replies[SetReminder] = RefusedError(3220, "at most ten reminders of a kind")
    async with running(engine, size=(80, 24)) as pilot:
        await pilot.press("i", "r", "delete", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ReminderScreen)
        assert any("type a value above zero first" in line for line in picture(pilot))
        await pilot.press("5", "enter")
        await settled(pilot)
        assert "no reminder was set: at most ten reminders of a kind" in picture(pilot)[-1]


async def test_leaving_the_form_sets_nothing() -> None:
    engine = prepared()
    async with running(engine, size=(80, 24)) as pilot:
        await pilot.press("i", "r", "5", "escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, DetailsScreen)
        assert not [one for one in engine.asked if isinstance(one, SetReminder)]


async def test_a_fired_reminder_looks_like_ours_and_not_like_trouble() -> None:
    engine = FakeEngine()
    async with running(engine, size=(80, 24)) as pilot:
        engine.apply(NoticeReceived(NoticeKind.REMINDER, "Reminder HK.00700: price rises to 420"))
        await settled(pilot)
        keys = dashboard(pilot).keys
        assert keys.said == "Reminder HK.00700: price rises to 420"
        assert keys._said is not None
        assert keys._said.tone is Tone.OWN


async def test_what_was_found_and_is_not_watched_gets_the_keys() -> None:
    engine = prepared()
    async with running(engine, size=(120, 40)) as pilot:
        await pilot.press("slash", *"HK.01024", "enter")
        await settled(pilot)
        face = dashboard(pilot)
        assert face.security == SecurityId.parse("HK.01024")
        assert face.selected == face.security


@pytest.mark.parametrize(
    ("code", "kind", "asked"),
    [
        ("HK.00700", SecurityType.STOCK, {"snapshot", "plates", "money", "brokers", "reminders"}),
        ("US.AAPL", SecurityType.STOCK, {"snapshot", "plates", "money", "reminders"}),
        ("HK.MHImain", SecurityType.FUTURE, {"snapshot", "terms", "reminders"}),
        ("HK.TCH261127C480000", SecurityType.OPTION, {"snapshot", "reminders"}),
        ("HK.16138", SecurityType.WARRANT, {"snapshot", "money", "brokers", "reminders"}),
        ("HK.800000", SecurityType.INDEX, {"snapshot", "reminders"}),
    ],
)
def test_only_what_makes_sense_for_the_kind_is_asked(code: str, kind: SecurityType, asked: set[str]) -> None:
    answers = questions_for(SecurityId.parse(code), kind)
    parts = ("snapshot", "terms", "plates", "money", "brokers", "reminders")
    assert {part for part in parts if getattr(answers, part) is not None} == asked
