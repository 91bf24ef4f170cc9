"""Clearing up orders of unknown outcome: two complete reads of an order old enough, or its tag."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.client.stepped import stepped, until
from tests.engines import START, loop_now
from tests.journals import MemoryJournal
from tests.trading.test_combos import INTENT as COMBO
from tests.trading.test_desk import INTENT, ORDER, PAPER, REAL, TAG
from tui.domain.accounts import Env
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.journal import Entry, EntryKind
from tui.domain.orders import Order, OrderStatus
from tui.domain.safety import Unresolved
from tui.trading.entries import answer_entry, combo_entry, intent_entry
from tui.trading.port import NoAnswerError, NotSentError
from tui.trading.reconcile import EARLIER, LOOKS_APART_S, OLD_ENOUGH_S, WAITING, Reconciler
from tui.trading.records import JournalError

K = EntryKind
OURS = replace(ORDER, order_id="A7", remark=f"{TAG} dip", price=Decimal("400.2"))
LIKE = replace(OURS, remark="")
HOUR = timedelta(hours=1)


@dataclass
class Broker:
    """Answers with what the test puts here, and remembers when it was asked."""

    today: list[Order] = field(default_factory=list)
    past: list[Order] = field(default_factory=list)
    trouble: Exception | None = None
    asked_at: list[float] = field(default_factory=list)
    spans: list[tuple[datetime, datetime]] = field(default_factory=list)

    async def todays_orders(self, *, env: Env, acc_id: int) -> tuple[Order, ...]:
        self.asked_at.append(asyncio.get_running_loop().time())
        if self.trouble is not None:
            raise self.trouble
        return tuple(one for one in self.today if (one.env, one.acc_id) == (env, acc_id))

    async def past_orders(
        self, *, env: Env, acc_id: int, begin: datetime, end: datetime
    ) -> tuple[Order, ...]:
        self.spans.append((begin, end))
        return tuple(one for one in self.past if (one.env, one.acc_id) == (env, acc_id))


@dataclass
class Screen:
    """What was shown, in order."""

    ends: list[tuple[OrderIntent, Outcome]] = field(default_factory=list)
    found: list[Order] = field(default_factory=list)

    def intent_ended(self, intent: OrderIntent, outcome: Outcome) -> None:
        self.ends.append((intent, outcome))

    def order_found(self, order: Order) -> None:
        self.found.append(order)


class Set:
    """A reconciler at work."""

    def __init__(self, journal: MemoryJournal | None = None) -> None:
        self.journal = journal or MemoryJournal()
        self.broker = Broker()
        self.screen = Screen()
        self.told: list[tuple[Unresolved, ...]] = []
        self.search = Reconciler(
            self.journal,
            self.broker,
            self.screen,
            now=loop_now,
            on_change=lambda: self.told.append(self.search.unresolved),
        )

    async def write(self, *entries: Entry) -> None:
        await self.journal.commit(*entries)

    def states(self) -> list[str]:
        return [one.state for one in self.search.unresolved]

    def kinds(self) -> list[EntryKind]:
        return [entry.kind for entry in self.journal.entries if entry.ref is not None]


@asynccontextmanager
async def searching(*entries: Entry, live: bool = True) -> AsyncIterator[Set]:
    """Run a search in a journal that begins with these entries."""
    scene = Set()
    await scene.write(*entries)
    task = asyncio.ensure_future(scene.search.run())
    scene.search.link_changed(live=live)
    try:
        yield scene
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def earlier(by: timedelta = HOUR) -> Entry:
    return intent_entry(INTENT, START - by)


@stepped
async def test_an_intent_of_an_earlier_run_is_shown_before_there_is_a_link() -> None:
    async with searching(earlier(), live=False) as scene:
        await until(lambda: scene.told)
        (unresolved,) = scene.search.unresolved
        assert unresolved == Unresolved(Env.PAPER, PAPER.acc_id, TAG, "BUY 200 HK.00700 at 400.2", WAITING)
        assert scene.screen.ends == [(INTENT, Outcome(OutcomeKind.UNKNOWN, text=EARLIER))]
        assert scene.broker.asked_at == []


@stepped
async def test_nothing_unresolved_is_told_once_the_journal_was_read() -> None:
    async with searching() as scene:
        await until(lambda: scene.told)
        await asyncio.sleep(60)
        assert scene.told == [()]
        assert scene.broker.asked_at == []


@stepped
async def test_an_old_intent_without_a_trace_is_not_found_in_two_reads_ten_seconds_apart() -> None:
    async with searching(earlier()) as scene:
        await until(lambda: scene.told and not scene.search.unresolved)
        first, second = scene.broker.asked_at
        assert second - first >= LOOKS_APART_S
        assert scene.kinds() == [K.LOOKED, K.LOOKED, K.NOT_FOUND]
        assert {entry.ref for entry in scene.journal.entries[1:]} == {1}
        intent, outcome = scene.screen.ends[-1]
        assert (intent.tag, outcome.kind, outcome.searched) == (TAG, OutcomeKind.UNKNOWN, True)
        assert any("looked once, no trace of it; again in 10 s" in one[0].state for one in scene.told if one)
        assert await scene.journal.unsettled() == ()
        await asyncio.sleep(100)
        assert len(scene.broker.asked_at) == 2


@stepped
async def test_a_young_intent_is_looked_for_at_once_but_nothing_counts_before_it_is_old_enough() -> None:
    async with searching(earlier(timedelta(seconds=1))) as scene:
        await until(lambda: scene.told and not scene.search.unresolved)
        early, first, second = scene.broker.asked_at
        assert early < 1
        assert first >= OLD_ENOUGH_S - 1
        assert second - first >= LOOKS_APART_S
        assert scene.kinds().count(K.LOOKED) == 2


@stepped
async def test_a_clock_that_was_set_back_does_not_hold_the_search_up_for_ever() -> None:
    async with searching(earlier(-HOUR)) as scene:
        await until(lambda: scene.told and not scene.search.unresolved)
        assert scene.broker.asked_at[-1] < 60


@pytest.mark.parametrize("where", ["today", "past"])
def test_an_order_with_the_tag_settles_it(where: str) -> None:
    @stepped
    async def look() -> None:
        async with searching(earlier(), live=False) as scene:
            getattr(scene.broker, where).append(OURS)
            scene.search.link_changed(live=True)
            await until(lambda: scene.screen.found)
            assert scene.screen.found == [OURS]
            assert scene.screen.ends[-1] == (INTENT, Outcome(OutcomeKind.ACCEPTED, order_id="A7"))
            assert scene.search.unresolved == ()
            assert scene.kinds() == [K.FOUND]
            assert scene.journal.entries[-1].order_id == "A7"

    look()


@stepped
async def test_history_is_read_around_the_day_of_the_intent() -> None:
    async with searching(earlier(timedelta(days=30))) as scene:
        await until(lambda: scene.broker.spans)
        (begin, end) = scene.broker.spans[0]
        assert (begin, end) == (START - timedelta(days=32), START - timedelta(days=28))


@stepped
async def test_a_push_with_the_tag_settles_it_at_once() -> None:
    async with searching(earlier()) as scene:
        await until(lambda: scene.states() and "looked once" in scene.states()[0])
        scene.search.order_seen(OURS)
        assert scene.search.unresolved == ()
        assert scene.kinds() == [K.LOOKED, K.FOUND]


@stepped
async def test_an_order_of_another_account_with_the_same_tag_settles_nothing() -> None:
    async with searching(earlier()) as scene:
        await until(lambda: scene.search.unresolved)
        scene.search.order_seen(replace(OURS, acc_id=REAL.acc_id, env=Env.REAL))
        assert [one.tag for one in scene.search.unresolved] == [TAG]


@stepped
async def test_an_order_without_a_remark_is_a_hint_and_settles_nothing() -> None:
    async with searching(earlier()) as scene:
        scene.broker.today.append(LIKE)
        await until(lambda: scene.states() and "order A7 looks like it" in scene.states()[0])
        await until(lambda: not scene.search.unresolved)
        _, outcome = scene.screen.ends[-1]
        assert "perhaps order A7, which has no remark: look at it before sending again" in outcome.text
        assert scene.kinds() == [K.LOOKED, K.LOOKED, K.NOT_FOUND]
        assert scene.journal.entries[1].facts["lookalike"] == "A7"


@stepped
async def test_a_broker_that_cannot_be_asked_is_asked_again_and_counts_for_nothing() -> None:
    async with searching(earlier()) as scene:
        scene.broker.trouble = NoAnswerError("no answer within 12 s")
        await until(lambda: len(scene.broker.asked_at) == 3)
        assert scene.kinds() == []
        assert scene.states() == ["could not be looked for: no answer within 12 s; again in 10 s"]
        gaps = [b - a for a, b in zip(scene.broker.asked_at, scene.broker.asked_at[1:], strict=False)]
        assert min(gaps) >= LOOKS_APART_S
        scene.broker.trouble = None
        await until(lambda: not scene.search.unresolved)


@stepped
async def test_an_account_that_is_not_listed_stays_unresolved() -> None:
    async with searching(earlier()) as scene:
        scene.broker.trouble = NotSentError("this OpenD lists no account 1001")
        await asyncio.sleep(300)
        assert "lists no account 1001" in scene.states()[0]


@stepped
async def test_without_a_link_nothing_is_asked_and_reads_before_it_still_count() -> None:
    async with searching(earlier()) as scene:
        await until(lambda: scene.kinds() == [K.LOOKED])
        scene.search.link_changed(live=False)
        asked = len(scene.broker.asked_at)
        await asyncio.sleep(100)
        assert len(scene.broker.asked_at) == asked
        scene.search.link_changed(live=True)
        await until(lambda: not scene.search.unresolved)
        assert scene.kinds() == [K.LOOKED, K.LOOKED, K.NOT_FOUND]


@stepped
async def test_one_read_serves_all_orders_of_an_account_and_each_account_has_its_own() -> None:
    other = replace(INTENT, tag=TAG[:-1] + "2")
    real = replace(INTENT, tag=TAG[:-1] + "3", env=Env.REAL, acc_id=REAL.acc_id)
    entries = [intent_entry(one, START - HOUR) for one in (INTENT, other, real)]
    async with searching(*entries) as scene:
        await until(lambda: scene.told and not scene.search.unresolved)
        assert len(scene.broker.asked_at) == 4
        assert scene.kinds().count(K.NOT_FOUND) == 3


@stepped
async def test_another_program_that_had_its_answer_ends_the_search() -> None:
    async with searching(earlier(timedelta(seconds=1))) as scene:
        await until(lambda: scene.states() and "not at the broker yet" in scene.states()[0])
        request = scene.journal.entries[0]
        await scene.write(answer_entry(K.ACCEPTED, request, request.seq, loop_now(), order_id="A7"))
        await until(lambda: not scene.search.unresolved)
        assert scene.kinds() == [K.ACCEPTED]


@pytest.mark.parametrize(
    ("kind", "facts", "outcome"),
    [
        (K.ACCEPTED, {"order_id": "A7"}, Outcome(OutcomeKind.ACCEPTED, "A7")),
        (K.FOUND, {"order_id": "A7"}, Outcome(OutcomeKind.ACCEPTED, "A7")),
        (K.REJECTED, {"text": "no power"}, Outcome(OutcomeKind.REJECTED, text="no power")),
        (K.REFUSED, {"text": "too old"}, Outcome(OutcomeKind.REJECTED, text="too old")),
        (K.NOT_FOUND, {"text": "twice"}, Outcome(OutcomeKind.UNKNOWN, text="twice", searched=True)),
    ],
)
def test_what_another_program_found_out_is_shown_here(
    kind: EntryKind, facts: dict[str, str], outcome: Outcome
) -> None:
    @stepped
    async def scenario() -> None:
        async with searching(earlier(timedelta(seconds=1))) as scene:
            await until(lambda: scene.states() and "not at the broker yet" in scene.states()[0])
            request = scene.journal.entries[0]
            await scene.write(answer_entry(kind, request, request.seq, loop_now(), **facts))
            await until(lambda: not scene.search.unresolved)
            assert scene.screen.ends[-1] == (INTENT, outcome)

    scenario()


@stepped
async def test_a_journal_that_lost_the_order_does_not_end_the_search() -> None:
    async with searching(earlier(timedelta(seconds=1))) as scene:
        await until(lambda: scene.states() and "not at the broker yet" in scene.states()[0])
        scene.journal.entries.clear()
        await asyncio.sleep(OLD_ENOUGH_S + 1)
        assert [one.tag for one in scene.search.unresolved] == [TAG]
        await until(lambda: not scene.search.unresolved)
        assert scene.screen.ends[-1][1].searched


@stepped
async def test_a_combination_is_looked_for_too() -> None:
    async with searching(combo_entry(COMBO, START - HOUR)) as scene:
        await until(lambda: scene.search.unresolved)
        assert scene.search.unresolved[0].words.startswith("2 BUY 1 HK.TCH261230C490000")
        scene.broker.today.append(OURS)
        await until(lambda: not scene.search.unresolved)
        assert (scene.kinds()[-1], scene.screen.ends) == (K.FOUND, [])


@stepped
async def test_an_order_this_run_is_sending_is_left_alone_until_its_outcome_is_unknown() -> None:
    async with searching() as scene:
        await until(lambda: scene.told)
        scene.search.sending(TAG)
        await scene.write(intent_entry(INTENT, loop_now()))
        scene.search.link_changed(live=True)
        await asyncio.sleep(5)
        assert scene.broker.asked_at == []
        scene.search.ended(TAG, Outcome(OutcomeKind.UNKNOWN, text="late"))
        await until(lambda: scene.search.unresolved)
        assert scene.screen.ends == []
        await until(lambda: not scene.search.unresolved)
        assert scene.screen.ends[-1][1].searched


@stepped
async def test_an_order_that_the_broker_is_in_doubt_of_is_read_until_it_is_not() -> None:
    async with searching() as scene:
        await until(lambda: scene.told)
        doubted = replace(OURS, status=OrderStatus.TIMEOUT)
        scene.search.order_seen(doubted)
        (unresolved,) = scene.search.unresolved
        assert (unresolved.tag, unresolved.order_id) == (TAG, "A7")
        await asyncio.sleep(45)
        assert len(scene.broker.asked_at) == 5
        scene.search.order_seen(OURS)
        assert scene.search.unresolved == ()
        await asyncio.sleep(45)
        assert len(scene.broker.asked_at) == 5


@stepped
async def test_a_doubted_order_that_is_listed_no_more_is_forgotten() -> None:
    async with searching() as scene:
        await until(lambda: scene.told)
        scene.search.order_seen(replace(OURS, status=OrderStatus.TIMEOUT))
        scene.search.orders_listed(REAL.acc_id, [])
        assert len(scene.search.unresolved) == 1
        scene.search.orders_listed(PAPER.acc_id, ["A1"])
        assert not scene.states()


class BadJournal(MemoryJournal):
    """Cannot be read for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.readable = False

    async def unsettled(self) -> tuple[Entry, ...]:
        if not self.readable:
            raise JournalError("the order journal cannot be read")
        return await super().unsettled()


@stepped
async def test_a_journal_that_cannot_be_read_is_read_again_and_nothing_is_told_before() -> None:
    journal = BadJournal()
    await journal.commit(earlier())
    scene = Set(journal)
    task = asyncio.ensure_future(scene.search.run())
    scene.search.link_changed(live=True)
    await asyncio.sleep(60)
    assert scene.told == []
    journal.readable = True
    await until(lambda: scene.search.unresolved)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
