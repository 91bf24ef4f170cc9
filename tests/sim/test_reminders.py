"""Price reminders over the wire's own messages, with the market that the seed gives."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.sim.bench import TENCENT, Bench
from tui.domain.events import ReminderFired
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.reminders import Reminder, ReminderFrequency, ReminderOp, ReminderSession, ReminderType
from tui.wire.errors import RefusedError
from tui.wire.messages.user import GetReminders, SetReminder

MOUTAI = SecurityId.parse("SH.600519")
DAY_S = 86_400


@pytest.fixture
def bench() -> Bench:
    return Bench(rate=5.0)


def last(bench: Bench) -> Decimal:
    return bench.daemon.world.exchange.last(TENCENT)


def add(
    bench: Bench,
    kind: ReminderType,
    value: object,
    often: ReminderFrequency = ReminderFrequency.ALWAYS,
    id_: SecurityId = TENCENT,
    note: str = "",
    sessions: tuple[ReminderSession, ...] = (),
) -> int:
    return bench.ask(
        SetReminder(
            id_,
            ReminderOp.ADD,
            type=kind,
            frequency=often,
            value=Decimal(str(value)),
            note=note,
            sessions=sessions,
        )
    )


def kept(bench: Bench, id_: SecurityId = TENCENT) -> tuple[Reminder, ...]:
    return tuple(one for listed in bench.ask(GetReminders(id_)) for one in listed.reminders)


def fired(bench: Bench) -> list[ReminderFired]:
    return [push for push in bench.pushes if isinstance(push, ReminderFired)]


def step_until(bench: Bench, done: Callable[[], bool]) -> None:
    for _ in range(20_000):
        if done():
            return
        bench.step()
    pytest.fail("it did not come to that")


def test_a_price_above_fires_when_the_price_gets_there(bench: Bench) -> None:
    target = last(bench) + Decimal("0.4")
    key = add(bench, ReminderType.PRICE_UP, target, note="sell half")
    step_until(bench, lambda: bool(fired(bench)))
    (event,) = fired(bench)
    assert event.price >= target
    assert (event.key, event.value, event.current) == (key, target, event.price)
    assert (event.note, event.type, event.id) == ("sell half", ReminderType.PRICE_UP, TENCENT)
    assert event.content == f"TENCENT price rose to {event.price:.3f}".rstrip("0").rstrip(".")


def test_it_fires_again_only_after_the_condition_was_false(bench: Bench) -> None:
    target = last(bench)
    add(bench, ReminderType.PRICE_UP, target)
    above, turns = False, 0
    for _ in range(300):
        bench.step()
        now_above = last(bench) >= target
        turns += now_above and not above
        above = now_above
    assert turns >= 10
    assert len(fired(bench)) == turns


def test_only_once_switches_itself_off(bench: Bench) -> None:
    add(bench, ReminderType.PRICE_UP, last(bench) - 1, ReminderFrequency.ONLY_ONCE)
    bench.step()
    assert len(fired(bench)) == 1
    assert [reminder.enabled for reminder in kept(bench)] == [False]
    bench.step(200)
    assert len(fired(bench)) == 1


def test_once_a_day_waits_for_the_next_day(bench: Bench) -> None:
    reminders, exchange = bench.daemon.world.reminders, bench.daemon.world.exchange
    target = last(bench)
    add(bench, ReminderType.PRICE_UP, target, ReminderFrequency.ONCE_A_DAY)
    step_until(bench, lambda: len(fired(bench)) == 1)
    step_until(bench, lambda: last(bench) < target)
    step_until(bench, lambda: last(bench) >= target)
    assert len(fired(bench)) == 1
    step_until(bench, lambda: last(bench) < target)
    tomorrow = bench.now + DAY_S
    assert list(reminders.fire({TENCENT}, tomorrow)) == []
    bench.ask(SetReminder(TENCENT, ReminderOp.ENABLE, key=kept(bench)[0].key))
    step_until(bench, lambda: exchange.last(TENCENT) >= target)
    assert len(list(reminders.fire({TENCENT}, tomorrow))) in (0, 1)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ReminderType.PRICE_DOWN, 100_000),
        (ReminderType.CHANGE_RATE_UP, -50),
        (ReminderType.VOLUME_UP, 10),
        (ReminderType.TURNOVER_UP, 10),
        (ReminderType.TURNOVER_RATE_UP, 0),
        (ReminderType.BID_PRICE_UP, 1),
        (ReminderType.ASK_PRICE_DOWN, 100_000),
        (ReminderType.BID_VOLUME_UP, 1),
        (ReminderType.ASK_VOLUME_UP, 1),
        (ReminderType.CHANGE_RATE_3M_UP, -50),
        (ReminderType.CHANGE_RATE_5M_UP, -50),
    ],
)
def test_every_type_looks_at_its_own_figure(bench: Bench, kind: ReminderType, value: int) -> None:
    add(bench, kind, value)
    bench.step(2)
    (event,) = fired(bench)
    assert event.type is kind
    assert event.current is not None
    assert event.content.startswith("TENCENT ")


@pytest.mark.parametrize("value", [50, -50])
@pytest.mark.parametrize(
    "kind",
    [ReminderType.CHANGE_RATE_DOWN, ReminderType.CHANGE_RATE_3M_DOWN, ReminderType.CHANGE_RATE_5M_DOWN],
)
def test_a_fall_of_half_is_meant_with_either_sign(bench: Bench, kind: ReminderType, value: int) -> None:
    add(bench, kind, value)
    bench.step(50)
    assert fired(bench) == []


def test_a_disabled_one_is_silent_and_an_enabled_one_speaks_again(bench: Bench) -> None:
    key = add(bench, ReminderType.PRICE_UP, 1)
    bench.ask(SetReminder(TENCENT, ReminderOp.DISABLE, key=key))
    bench.step(20)
    assert fired(bench) == []
    bench.ask(SetReminder(TENCENT, ReminderOp.ENABLE, key=key))
    bench.step()
    assert [event.key for event in fired(bench)] == [key]


def test_a_session_of_the_us_says_nothing_about_hong_kong(bench: Bench) -> None:
    add(bench, ReminderType.PRICE_UP, 1, sessions=(ReminderSession.US_PRE,))
    bench.step(20)
    assert fired(bench) == []


def test_modify_replaces_what_was_set(bench: Bench) -> None:
    key = add(bench, ReminderType.PRICE_UP, 100_000)
    bench.ask(
        SetReminder(
            TENCENT,
            ReminderOp.MODIFY,
            key=key,
            type=ReminderType.PRICE_DOWN,
            frequency=ReminderFrequency.ONLY_ONCE,
            value=Decimal(100_000),
        )
    )
    bench.step()
    assert [event.type for event in fired(bench)] == [ReminderType.PRICE_DOWN]


def test_delete_takes_one_and_delete_all_the_rest(bench: Bench) -> None:
    first, second, third = (add(bench, ReminderType.PRICE_UP, value) for value in (900, 901, 902))
    assert bench.ask(SetReminder(TENCENT, ReminderOp.DELETE, key=first)) == first
    assert [reminder.key for reminder in kept(bench)] == [second, third]
    assert bench.ask(SetReminder(TENCENT, ReminderOp.DELETE_ALL)) == 0
    assert kept(bench) == ()


def test_a_market_is_listed_by_security(bench: Bench) -> None:
    add(bench, ReminderType.PRICE_UP, 900)
    add(bench, ReminderType.PRICE_UP, 900, id_=MOUTAI)
    assert [listed.id for listed in bench.ask(GetReminders(market=Market.HK))] == [TENCENT]
    with pytest.raises(RefusedError, match="of a security or of a market"):
        bench.ask(GetReminders())


@pytest.mark.parametrize(
    ("kind", "id_", "value", "kept_as"),
    [
        (ReminderType.TURNOVER_UP, TENCENT, "102", "100"),
        (ReminderType.VOLUME_UP, TENCENT, "19", "10"),
        (ReminderType.VOLUME_UP, MOUTAI, "1999", "1000"),
        (ReminderType.ASK_VOLUME_UP, MOUTAI, "199", "100"),
        (ReminderType.PRICE_UP, TENCENT, "500.1239", "500.123"),
    ],
)
def test_values_are_cut_to_the_step_of_their_type(
    bench: Bench, kind: ReminderType, id_: SecurityId, value: str, kept_as: str
) -> None:
    add(bench, kind, value, id_=id_)
    assert [reminder.value for reminder in kept(bench, id_)] == [Decimal(kept_as)]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"op": ReminderOp.UNKNOWN}, "operation"),
        ({"type": None}, "type"),
        ({"type": ReminderType.UNKNOWN}, "type"),
        ({"frequency": None}, "frequency"),
        ({"value": None}, "value"),
        ({"value": Decimal(-1)}, "below 0"),
        ({"note": "x" * 21}, "note is longer"),
        ({"op": ReminderOp.DELETE, "key": 99}, "no reminder with the key 99"),
        ({"op": ReminderOp.ENABLE}, "no reminder with the key 0"),
        ({"id": SecurityId.parse("HK.99999")}, "Unknown stock"),
    ],
)
def test_what_makes_no_sense_is_refused(bench: Bench, changes: dict[str, object], text: str) -> None:
    sound: dict[str, object] = {
        "id": TENCENT,
        "op": ReminderOp.ADD,
        "type": ReminderType.PRICE_UP,
        "frequency": ReminderFrequency.ALWAYS,
        "value": Decimal(500),
    }
    with pytest.raises(RefusedError, match=text):
        bench.ask(SetReminder(**{**sound, **changes}))  # type: ignore[arg-type]


def test_ten_of_a_type_are_enough(bench: Bench) -> None:
    for value in range(900, 910):
        add(bench, ReminderType.PRICE_UP, value)
    with pytest.raises(RefusedError, match="10 reminders of this type"):
        add(bench, ReminderType.PRICE_UP, 910)
    add(bench, ReminderType.PRICE_DOWN, 1)


def test_every_connection_is_told(bench: Bench) -> None:
    other = bench.connect()
    add(bench, ReminderType.PRICE_UP, 1)
    told = [
        delivery.listeners
        for delivery in bench.daemon.step(bench.now + 1, bench.slow.__contains__)
        if delivery.proto_id == 3019
    ]
    assert told == [(bench.caller, other)]
