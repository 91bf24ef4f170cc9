"""Text from outside in every place that shows some: it is shown, and nothing of it is obeyed.

The wire cleans such text; here it comes as if it had not, to see that the face does not rely on that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from textual.pilot import Pilot

from tests.app.face import answer, dashboard, face, on_stage, picture, settled
from tests.app.fakes import FakeEngine
from tests.app.gated import Gated
from tests.app.listings import (
    ACCOUNTS,
    PAPER_HK,
    TENCENT,
    account_reports,
    brokers,
    instrument,
    order,
    order_changed,
    quote,
)
from tests.app.test_details import prepared
from tests.app.test_order_detail import told
from tui.app.screens.question import Question
from tui.client.errors import NotConnectedError
from tui.domain.brokers import BrokerQueue
from tui.domain.events import (
    BrokersChanged,
    InstrumentsReported,
    LinkChanged,
    LinkPhase,
    NoticeKind,
    NoticeReceived,
    OrderChanged,
    PositionsReported,
    QuoteChanged,
)
from tui.domain.ids import SecurityId
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.lazy import Lazy
from tui.domain.orders import OrderStatus, Side
from tui.domain.plates import Plate, PlatesOfSecurity
from tui.domain.reminders import Reminder, ReminderFrequency, ReminderType, SecurityReminders
from tui.domain.withdrawals import Fate, OrderFate, Scope, Withdrawal
from tui.trading.entries import outcome_entry
from tui.wire.messages.lists import GetPlatesOf
from tui.wire.messages.trade import GetHistoryOrders
from tui.wire.messages.user import GetReminders, SetReminder

TEXTS = {
    "markup": ("[@click=app.quit]x[/] [/] [link=file:///etc]y [bold", "[@cli"),
    "commands": ("Zq\x1b[2J\x1b]52;c;eA==\x07\x9b31m\x1bP+q\x1b\\\u202e\u2066\u200b\ufeff\r\n\tx", "Zq"),
    "wide": (
        "Zq\u9a30e"
        + "\u0301\u0302\u0303" * 9
        + "\U0001f468\u200d\U0001f469 \u2764\ufe0f\U0001f1ed\U0001f1f0",
        "Zq\u9a30",
    ),
}
"""What is sent, and the beginning of it that must be read."""
_OURS = re.compile(r"\x1b\[[\d;]*[mHCG]")
_SIZE = (120, 40)


@dataclass(frozen=True)
class Place:
    """Somewhere outside text is shown: what brings it there, and the keys that open it."""

    name: str
    happens: Callable[[FakeEngine, str], None] = lambda _engine, _text: None
    keys: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """Keys that answer questions, one each, after these were read."""
    inside: str = ""
    """The part of the screen where it must be read; what lies behind may hold it as well."""


def named(engine: FakeEngine, text: str) -> None:
    """Give a security, its orders, its holders and its brokers this name."""
    engine.apply(InstrumentsReported((instrument(TENCENT, name=text),)))
    engine.apply(QuoteChanged(TENCENT, Lazy.of(quote(TENCENT, name=text))))


def queued(engine: FakeEngine, text: str) -> None:
    """Have brokers of this name stand in the book."""
    queue = brokers(TENCENT)
    asks, bids = (tuple(replace(one, name=text) for one in side) for side in (queue.asks, queue.bids))
    engine.apply(BrokersChanged(TENCENT, Lazy.of(BrokerQueue(TENCENT, text, asks, bids))))


def failed(engine: FakeEngine, text: str) -> None:
    """Have an order fail with this error, and another carry it as its remark."""
    bad = order("A9", Side.BUY, "410.0", 100, OrderStatus.FAILED)
    engine.apply(OrderChanged(replace(bad, name=text, remark=text, error=text)))
    engine.apply(order_changed("A2", Side.BUY, "412.2", 500, OrderStatus.FILLED_PART, 200))


def held(engine: FakeEngine, text: str) -> None:
    """Report positions of this name."""
    for event in account_reports(PAPER_HK, orders=True):
        if isinstance(event, PositionsReported):
            engine.apply(replace(event, positions=tuple(replace(one, name=text) for one in event.positions)))


def plated(engine: FakeEngine, text: str) -> None:
    """Have the details name a plate so."""
    plate = Plate(SecurityId.parse("HK.BK1001"), text)
    engine.replies |= {GetPlatesOf: (PlatesOfSecurity(TENCENT, text, (plate,)),)}


def noticed(engine: FakeEngine, text: str) -> None:
    """Have OpenD say it."""
    engine.apply(NoticeReceived(NoticeKind.GATEWAY, text, fix=text))


def parted(engine: FakeEngine, text: str) -> None:
    """Lose the link with this reason."""
    engine.apply(LinkChanged(LinkPhase.DOWN, text, 4.0))


def refused(engine: FakeEngine, text: str) -> None:
    """Let nothing be armed, for this reason."""
    engine.why_not_armed = text


def remembered(engine: FakeEngine, text: str) -> None:
    """Have a past order carry it, and an answer in the journal."""
    failed_one = order("A8", Side.BUY, "411.0", 300, OrderStatus.FAILED)
    engine.replies[GetHistoryOrders] = (replace(failed_one, name=text, remark=text, error=text),)
    sent, *_ = told()
    refusal = Outcome(OutcomeKind.REJECTED, text=text)
    engine.entries = (sent, outcome_entry(refusal, sent, 1, sent.at))


def unanswered(engine: FakeEngine, text: str) -> None:
    """Have the broker refuse cancels, reminders and passwords with it, and keep it in a reminder."""
    assert isinstance(engine, Refusing)
    engine.word = engine.why_not_unlocked = text
    engine.replies[SetReminder] = NotConnectedError(text)
    kept = Reminder(1, ReminderType.PRICE_UP, Decimal(400), text, ReminderFrequency.ONCE_A_DAY, enabled=True)
    engine.replies[GetReminders] = (SecurityReminders(TENCENT, text, (kept,)),)


class Refusing(FakeEngine):
    """Cancels nothing, and says why."""

    word = ""

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        """Tell that all of it is live."""
        meant = [one for one in self.store.orders(PAPER_HK) if scope.covers(one)]
        fates = tuple(OrderFate(one, Fate.LIVE, self.word) for one in meant)
        withdrawal = Withdrawal(fates, over=True, trouble=self.word)
        on_progress(withdrawal)
        return withdrawal


SCREENS = (
    Place("order history", remembered, ("h",), inside="#day-orders"),
    Place("its fills", keys=("f",), leaves=("escape",), inside="#day-title"),
    Place("order detail", failed, ("o", "end", "d"), ("escape",), inside="#order"),
    Place("question before many cancels", unanswered, ("X",), answers=("a",), inside="#confirm"),
    Place("many cancels", answers=("y",), leaves=("escape",), inside="#progress-orders"),
    Place("reminders", keys=("i", "pagedown"), inside="#details"),
    Place("reminder", keys=("r", "enter"), leaves=("escape",), inside="#details-keys"),
    Place("unlock", keys=("U",), answers=("1", "enter"), leaves=("escape",), inside="#unlock"),
)
"""Those that lie over the dashboard."""
_SAY_NOTHING = ("its fills", "question before many cancels")
PLACES = (
    Place("toast"),
    Place("header and watchlist", named),
    Place("ladder", queued),
    Place("finder", keys=("slash", "7"), leaves=("escape",)),
    Place("ticket", keys=("b",)),
    Place("review", keys=("enter",), leaves=("escape", "escape")),
    Place("not armed", refused, ("A",)),
    Place("orders", failed, ("o",)),
    Place("positions", held, ("p",)),
    Place("question before a flatten", keys=("F",), leaves=("escape",)),
    Place("details", plated, ("i",), ("escape",)),
    Place("key line", noticed),
    Place("notices", keys=("n",), leaves=("escape",)),
    Place("status", parted),
)


def seen(pilot: Pilot[int], inside: str = "") -> str:
    """Return what is on the screen, or a part of it, once it holds no command and no link of anybody else."""
    shown = Gated(pilot.app, ColorSystem.TRUECOLOR)
    assert _OURS.sub("", shown.bytes).isprintable()
    ascii_only = Gated(pilot.app, ColorSystem.TRUECOLOR, ascii_only=True)
    assert {len(line) for line in ascii_only.lines} == {_SIZE[0]}
    assert {cell_len(line) for line in picture(pilot)} == {_SIZE[0]}
    for strip in pilot.app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None:
                assert segment.style.link is None
                assert not any(key.startswith("@") for key in segment.style.meta)
    lines = shown.lines
    if inside:
        region = pilot.app.screen.query_one(inside).region
        lines = tuple(line[region.x : region.right] for line in lines[region.y : region.bottom])
    return "\n".join(lines)


async def walk(
    pilot: Pilot[int], engine: FakeEngine, places: Iterable[Place], text: str, wanted: str
) -> list[str]:
    """Visit every place; return those where the text is not read."""
    missing = []
    for place in places:
        place.happens(engine, text)
        await pilot.press(*place.keys)
        await calm(pilot)
        for key in place.answers:
            await answer(pilot, key)
            await calm(pilot)
        if wanted not in seen(pilot, place.inside):
            missing.append(place.name)
        for key in place.leaves:
            await (answer if isinstance(pilot.app.screen, Question) else Pilot.press)(pilot, key)
        await settled(pilot)
    assert pilot.app.screen is dashboard(pilot)
    return missing


async def calm(pilot: Pilot[int]) -> None:
    """Wait until everything is on the screen."""
    await settled(pilot)
    await pilot.app.workers.wait_for_complete()
    await settled(pilot)


@pytest.mark.parametrize("kind", TEXTS)
async def test_text_from_outside_is_shown_and_never_obeyed(kind: str) -> None:
    text, wanted = TEXTS[kind]
    engine = prepared()
    engine.entries = told()
    app = face(engine)
    app._problems = (text,)
    async with app.run_test(size=_SIZE, notifications=True) as pilot:
        await on_stage(pilot)
        engine.go_live()
        await settled(pilot)
        assert await walk(pilot, engine, PLACES, text, wanted) == []
        assert app.is_running


@pytest.mark.parametrize("kind", TEXTS)
async def test_no_more_on_a_screen_over_the_dashboard(kind: str) -> None:
    text, wanted = TEXTS[kind]
    engine = Refusing()
    engine.replies = prepared().replies
    app = face(engine, real=True)
    async with app.run_test(size=_SIZE) as pilot:
        await on_stage(pilot)
        engine.go_live()
        await settled(pilot)
        *paper, unlock = SCREENS
        missing = await walk(pilot, engine, paper, text, wanted)
        dashboard(pilot)._account_chosen(ACCOUNTS[2])
        await settled(pilot)
        missing += await walk(pilot, engine, (unlock,), text, wanted)
        assert missing == list(_SAY_NOTHING)
        assert app.is_running
