"""The desk and its journal: written before it leaves, refused when it cannot be; cancels always go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import pytest

from tests.client.stepped import stepped
from tests.journals import MemoryJournal
from tests.trading.test_combos import INTENT as COMBO
from tests.trading.test_desk import ACCEPT, CONNECT, INTENT, NOW, ORDER, PAPER, REAL, TAG, Port
from tui.domain.accounts import Env
from tui.domain.intents import AmendIntent, CancelIntent, Consent, Outcome, OutcomeKind
from tui.domain.journal import Entry, EntryKind, unsettled
from tui.domain.markets import TradeMarket
from tui.domain.orders import Side, TradeSession
from tui.trading.desk import OLDEST_S, Desk
from tui.trading.gate import Wish
from tui.trading.port import NoAnswerError, NotSentError
from tui.wire.errors import RefusedError
from tui.wire.messages.base import PacketId, Request

R = TypeVar("R")
K = EntryKind
AMEND = AmendIntent(Env.PAPER, PAPER.acc_id, "A1", Decimal(100), Decimal(401))
CANCEL = CancelIntent(Env.PAPER, PAPER.acc_id, "A1", "key x")


@dataclass
class Clock:
    """A clock that the test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def step(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class WatchedPort(Port):
    """Knows what was in the journal when something was sent."""

    journal: MemoryJournal = field(default_factory=MemoryJournal)
    before: list[list[EntryKind]] = field(default_factory=list)

    async def request_order(self, build: Callable[[PacketId], Request[R]]) -> R:
        self.before.append(self.journal.kinds())
        return await super().request_order(build)


class SlowJournal(MemoryJournal):
    """Commits when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def commit(self, *entries: Entry) -> tuple[int, ...]:
        await self.go.wait()
        return await super().commit(*entries)


@dataclass
class Once:
    """A gate that lets one order pass, and none once it is shut."""

    asked: list[Wish] = field(default_factory=list)
    passed: list[Wish] = field(default_factory=list)
    shut: bool = False

    def why_not(self, wish: Wish) -> str:
        self.asked.append(wish)
        return "one is enough: wait" if self.shut or self.passed else ""

    def sent(self, wish: Wish) -> None:
        self.passed.append(wish)


def desk_on(
    port: Port, journal: MemoryJournal, *, now: Callable[[], datetime] = lambda: NOW, **more: Any
) -> Desk:
    return Desk(port, lambda: (PAPER, REAL, CONNECT), journal=journal, now=now, **more)


async def every_wish(desk: Desk) -> list[Outcome]:
    return [await desk.place(INTENT), await desk.place_combo(with_tag(COMBO)), await desk.amend(AMEND)]


def with_tag(intent: Any, end: str = "9") -> Any:
    return replace(intent, tag=TAG[:-1] + end)


async def test_each_request_is_written_before_it_is_sent_and_its_answer_after() -> None:
    journal = MemoryJournal()
    port = WatchedPort(journal=journal)
    await every_wish(desk_on(port, journal))
    assert [kinds[-1] for kinds in port.before] == [K.INTENT, K.COMBO, K.AMEND]
    assert journal.kinds() == [K.INTENT, K.ACCEPTED, K.COMBO, K.ACCEPTED, K.AMEND, K.ACCEPTED]
    assert [entry.ref for entry in journal.entries] == [None, 1, None, 3, None, 5]
    assert {(entry.env, entry.acc_id) for entry in journal.entries} == {(Env.PAPER, PAPER.acc_id)}
    assert [entry.order_id for entry in journal.entries] == ["", "B1", "", "B1", "A1", "B1"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (ACCEPT, K.ACCEPTED),
        (RefusedError(2202, "no"), K.REJECTED),
        (RefusedError(2202, "?", ret_type=-100), K.UNKNOWN),
        (NoAnswerError("late"), K.UNKNOWN),
        (ZeroDivisionError("boom"), K.UNKNOWN),
        (NotSentError("no link"), K.REFUSED),
    ],
)
async def test_the_journal_tells_how_an_order_ended(answer: Any, kind: EntryKind) -> None:
    journal = MemoryJournal()
    await desk_on(Port([answer]), journal).place(INTENT)
    intent, end = journal.entries
    assert (intent.kind, end.kind, end.ref, end.tag) == (K.INTENT, kind, intent.seq, TAG)
    assert bool(unsettled(journal.entries)) is (kind is K.UNKNOWN)


async def test_without_a_journal_nothing_leaves_but_cancels() -> None:
    journal, port = MemoryJournal(), Port()
    journal.trouble = "the order journal cannot be written: the disk is full; free some space"
    desk = desk_on(port, journal)
    for outcome in await every_wish(desk):
        assert outcome.kind is OutcomeKind.REJECTED
        assert "nothing was sent" in outcome.text
        assert "free some space; cancels still go" in outcome.text
    assert port.sent == []
    assert (await desk.cancel(CANCEL)).kind is OutcomeKind.ACCEPTED
    await desk.settle()
    assert len(port.sent) == 1
    last = journal.entries[-1]
    assert (last.kind, last.ref) == (K.ACCEPTED, None)
    assert (last.facts["request"], last.facts["how"]) == ("cancel", "key x")


async def test_under_a_lock_nothing_leaves_but_cancels() -> None:
    journal, port = MemoryJournal(), Port()
    await journal.commit(Entry(K.LOCKED, NOW, facts={"why": "kill switch"}))
    desk = desk_on(port, journal)
    for outcome in await every_wish(desk):
        assert outcome.kind is OutcomeKind.REJECTED
        assert "trading is locked: kill switch; nothing was sent: release it" in outcome.text
    assert port.sent == []
    assert (await desk.cancel(CANCEL)).kind is OutcomeKind.ACCEPTED
    assert (await desk.cancel_all(env=Env.PAPER, acc_id=PAPER.acc_id)).kind is OutcomeKind.ACCEPTED


async def test_an_intent_of_an_earlier_run_is_never_sent_again() -> None:
    journal, port = MemoryJournal(), Port([NoAnswerError("late")])
    assert (await desk_on(port, journal).place(INTENT)).kind is OutcomeKind.UNKNOWN
    again = await desk_on(port, journal).place(INTENT)
    assert (again.kind, len(port.sent)) == (OutcomeKind.REJECTED, 1)
    assert "one intent is one order" in again.text


@pytest.mark.parametrize("late_s", [OLDEST_S + 0.1, 3600.0])
async def test_what_was_confirmed_too_long_ago_is_not_sent(late_s: float) -> None:
    journal, port, clock = MemoryJournal(), Port(), Clock()
    desk = desk_on(port, journal, now=clock)
    consent = Consent("key y", NOW)
    clock.step(late_s)
    outcomes = [
        await desk.place(replace(INTENT, consent=consent)),
        await desk.place_combo(replace(with_tag(COMBO), consent=consent)),
        await desk.amend(replace(AMEND, consent=consent)),
    ]
    assert {outcome.kind for outcome in outcomes} == {OutcomeKind.REJECTED}
    assert all("nothing was sent; confirm it again" in outcome.text for outcome in outcomes)
    assert port.sent == []
    assert journal.kinds() == [K.INTENT, K.REFUSED, K.COMBO, K.REFUSED, K.AMEND, K.REFUSED]
    assert [entry.ref for entry in journal.entries] == [None, 1, None, 3, None, 5]


async def test_what_was_confirmed_just_now_is_sent() -> None:
    port, clock = Port(), Clock()
    desk = desk_on(port, MemoryJournal(), now=clock)
    clock.step(OLDEST_S)
    assert (await desk.place(replace(INTENT, consent=Consent("key y", NOW)))).kind is OutcomeKind.ACCEPTED


async def test_an_order_that_waited_too_long_for_the_disk_is_not_sent() -> None:
    journal, port, clock = SlowJournal(), Port(), Clock()
    placing = asyncio.ensure_future(desk_on(port, journal, now=clock).place(INTENT))
    await asyncio.sleep(0)
    clock.step(OLDEST_S + 1)
    journal.go.set()
    assert (await placing).kind is OutcomeKind.REJECTED
    assert port.sent == []


@stepped
async def test_a_clock_that_was_set_back_makes_no_old_order_young() -> None:
    journal, port, clock = SlowJournal(), Port(), Clock()
    placing = asyncio.ensure_future(desk_on(port, journal, now=clock).place(INTENT))
    await asyncio.sleep(OLDEST_S + 1)
    clock.step(-3600.0)
    journal.go.set()
    assert (await placing).kind is OutcomeKind.REJECTED
    assert port.sent == []
    assert journal.kinds() == [K.INTENT, K.REFUSED]


async def test_a_cancel_does_not_wait_for_the_disk() -> None:
    journal, port = SlowJournal(), Port()
    desk = desk_on(port, journal)
    assert (await desk.cancel(CANCEL)).kind is OutcomeKind.ACCEPTED
    assert (len(port.sent), journal.entries) == (1, [])
    journal.go.set()
    await desk.settle()
    assert [(entry.kind, entry.ref) for entry in journal.entries] == [(K.CANCEL, None), (K.ACCEPTED, 1)]
    assert journal.entries[0].facts["how"] == "key x"


async def test_gates_are_asked_for_orders_and_never_for_cancels() -> None:
    port, gate = Port(orders=(ORDER,)), Once(shut=True)
    journal = MemoryJournal()
    desk = desk_on(port, journal, gates=[gate], allow_real=True)
    outcomes = await every_wish(desk)
    assert {outcome.text for outcome in outcomes} == {"one is enough: wait"}
    assert [type(wish).__name__ for wish in gate.asked] == ["OrderIntent", "ComboIntent", "AmendIntent"]
    assert [(entry.kind, entry.ref) for entry in journal.entries] == [(K.REFUSED, None)] * 3
    gate.asked.clear()
    await desk.cancel(CANCEL)
    await desk.cancel_all(env=Env.PAPER, acc_id=PAPER.acc_id)
    await desk.cancel_all(env=Env.REAL, acc_id=REAL.acc_id)
    await desk.cancel_market(env=Env.REAL, acc_id=REAL.acc_id, market=TradeMarket.HK)
    assert gate.asked == []
    assert len(port.sent) == 4


async def test_a_gate_that_shuts_while_the_journal_writes_holds_the_order_back() -> None:
    journal, port, gate = SlowJournal(), Port(), Once()
    placing = asyncio.ensure_future(desk_on(port, journal, gates=[gate]).place(INTENT))
    await asyncio.sleep(0)
    gate.shut = True
    journal.go.set()
    assert (await placing).kind is OutcomeKind.REJECTED
    assert (port.sent, gate.passed) == ([], [])
    assert [(entry.kind, entry.ref) for entry in journal.entries] == [(K.INTENT, None), (K.REFUSED, 1)]


class Broken(Once):
    """A gate with a fault: of the question, or of the counting."""

    def __init__(self, *, questions: int) -> None:
        super().__init__()
        self.questions = questions

    def why_not(self, wish: Wish) -> str:
        self.questions -= 1
        if self.questions < 0:
            raise ZeroDivisionError
        return ""

    def sent(self, wish: Wish) -> None:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("questions", "kinds"),
    [(0, [K.REFUSED]), (1, [K.INTENT, K.REFUSED]), (2, [K.INTENT, K.REFUSED])],
    ids=["before the journal", "after the journal", "while it counts"],
)
async def test_a_gate_that_fails_is_shut(questions: int, kinds: list[EntryKind]) -> None:
    journal, port = MemoryJournal(), Port()
    outcome = await desk_on(port, journal, gates=[Broken(questions=questions)]).place(INTENT)
    assert outcome.kind is OutcomeKind.REJECTED
    assert outcome.text == "a check of ours failed (ZeroDivisionError), see the log: nothing was sent"
    assert port.sent == []
    assert journal.kinds() == kinds
    assert unsettled(journal.entries) == ()


async def test_two_orders_at_once_do_not_pass_a_gate_side_by_side() -> None:
    journal, port, gate = SlowJournal(), Port(), Once()
    desk = desk_on(port, journal, gates=[gate])
    both = asyncio.gather(desk.place(INTENT), desk.place(with_tag(INTENT)))
    await asyncio.sleep(0)
    journal.go.set()
    assert [outcome.kind for outcome in await both] == [OutcomeKind.ACCEPTED, OutcomeKind.REJECTED]
    assert len(port.sent) == 1


async def test_a_stuck_order_holds_up_no_cancel() -> None:
    journal, port = SlowJournal(), Port()
    desk = desk_on(port, journal)
    placing = asyncio.ensure_future(desk.place(INTENT))
    await asyncio.sleep(0)
    assert (await desk.cancel(CANCEL)).kind is OutcomeKind.ACCEPTED
    assert [sent.order_id for sent in port.sent] == ["A1"]
    journal.go.set()
    await placing
    await desk.settle()


async def test_refusals_of_the_desk_are_written_with_the_cause() -> None:
    journal = MemoryJournal()
    await desk_on(Port(), journal).place(replace(INTENT, side=Side.UNKNOWN))
    (entry,) = journal.entries
    assert (entry.kind, entry.tag, entry.facts["text"]) == (K.REFUSED, TAG, "the order has no side")
    assert entry.facts["qty"] == "200"


async def test_the_session_of_a_us_order_is_sent() -> None:
    port = Port()
    await desk_on(port, MemoryJournal()).place(replace(INTENT, session=TradeSession.OVERNIGHT))
    assert port.sent[0].session is TradeSession.OVERNIGHT


async def test_withdrawing_everything_is_written_once_and_each_order_after_a_refusal() -> None:
    journal = MemoryJournal()
    port = Port([RefusedError(2205, "not supported"), ACCEPT], orders=(ORDER,))
    desk = desk_on(port, journal)
    await desk.cancel_all(env=Env.REAL, acc_id=REAL.acc_id, how="panic")
    await desk.settle()
    assert sorted(kind.value for kind in journal.kinds()) == ["accepted", "cancel", "cancel all", "rejected"]
    assert {entry.facts.get("how") for entry in journal.entries if entry.ref is None} == {"panic"}
