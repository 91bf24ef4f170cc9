"""What every journal does, the one on the disk and the one that tests keep in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journals import MemoryJournal
from tui.domain.accounts import Env
from tui.domain.journal import Entry, EntryKind
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.records import LockedError, Records, RepeatedError

AT = datetime(2026, 11, 20, 2, 30, 0, 123456, UTC)
TAG, OTHER = "ft:" + "0" * 26, "ft:" + "1" * 26
INTENT = Entry(EntryKind.INTENT, AT, Env.PAPER, 1001, TAG, facts={"qty": "200", "price": "400.2"})
K = EntryKind


@pytest.fixture(params=["disk", "memory"])
async def records(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Records]:
    opened = Journal(tmp_path / "state" / FILE_NAME) if request.param == "disk" else MemoryJournal()
    yield opened
    await opened.close()


def lock(acc_id: int | None) -> Entry:
    return Entry(K.LOCKED, AT, acc_id=acc_id, facts={"why": "panic"})


async def test_places_are_counted_from_one(records: Records) -> None:
    assert await records.commit(INTENT, replace(INTENT, tag=OTHER)) == (1, 2)
    assert await records.commit_order(replace(INTENT, tag="ft:" + "2" * 26)) == 3


@pytest.mark.parametrize("kind", [K.ACCEPTED, K.REJECTED, K.REFUSED, K.FOUND, K.NOT_FOUND])
async def test_an_answer_settles_an_order(records: Records, kind: EntryKind) -> None:
    seq = await records.commit_order(INTENT)
    await records.commit(replace(INTENT, kind=K.UNKNOWN, ref=seq), replace(INTENT, kind=K.LOOKED, ref=seq))
    assert [entry.seq for entry in await records.unsettled()] == [seq]
    await records.commit(replace(INTENT, kind=kind, ref=seq))
    assert await records.unsettled() == ()


async def test_changes_and_cancels_are_no_orders_to_clear_up(records: Records) -> None:
    for kind in (K.AMEND, K.CANCEL, K.CANCEL_ALL):
        await records.commit(replace(INTENT, kind=kind, order_id="B1"))
    combo = await records.commit_order(replace(INTENT, kind=K.COMBO, tag=OTHER))
    assert [entry.seq for entry in await records.unsettled()] == [combo]


async def test_an_order_is_written_once(records: Records) -> None:
    await records.commit_order(INTENT)
    with pytest.raises(RepeatedError, match="sent before"):
        await records.commit_order(replace(INTENT, at=AT + timedelta(days=1)))
    await records.commit_order(replace(INTENT, kind=K.AMEND, order_id="B1"))
    assert len(await records.unsettled()) == 1


@pytest.mark.parametrize(
    ("entries", "locked"),
    [
        ((), False),
        ((lock(None),), True),
        ((lock(1001),), True),
        ((lock(1002),), False),
        ((lock(None), replace(lock(None), kind=K.RELEASED)), False),
        ((lock(None), replace(lock(1001), kind=K.RELEASED)), True),
        ((lock(1001), replace(lock(None), kind=K.RELEASED)), True),
        ((lock(1001), replace(lock(1001), kind=K.RELEASED), lock(1001)), True),
    ],
)
async def test_a_lock_lets_no_order_in(records: Records, entries: tuple[Entry, ...], *, locked: bool) -> None:
    await records.commit(*entries)
    assert ((await records.lock_on(1001)) is not None) is locked
    if locked:
        with pytest.raises(LockedError, match="trading is locked: panic"):
            await records.commit_order(INTENT)
        assert await records.unsettled() == ()
    else:
        await records.commit_order(INTENT)


async def test_every_lock_that_holds_is_told(records: Records) -> None:
    released = replace(lock(1002), kind=K.RELEASED)
    await records.commit(lock(1001), lock(1002), lock(None), released)
    assert [entry.acc_id for entry in await records.locks()] == [1001, None]


LIFE = (
    INTENT,
    replace(INTENT, kind=K.ACCEPTED, ref=1, order_id="B1"),
    Entry(K.PUSH, AT, Env.PAPER, 1001, order_id="B1", facts={"what": "fill"}),
    Entry(K.PUSH, AT, Env.PAPER, 1002, order_id="B1", facts={"what": "another account"}),
    Entry(K.AMEND, AT, Env.PAPER, 1001, order_id="B1"),
    Entry(K.REJECTED, AT, Env.PAPER, 1001, ref=5),
    Entry(K.PUSH, AT, Env.PAPER, 1001, order_id="B2"),
    replace(INTENT, tag=OTHER),
    Entry(K.CANCEL_ALL, AT, Env.PAPER, 1001),
    Entry(K.STATE, AT, Env.PAPER, 1001, TAG, "B1"),
)


@pytest.mark.parametrize("name", [{"tag": TAG}, {"order_id": "B1"}, {"order_id": "B1", "tag": TAG}])
async def test_everything_about_an_order_is_found_by_either_id(
    records: Records, name: dict[str, str]
) -> None:
    await records.commit(*LIFE)
    found = await records.of_order(1001, **name)
    assert [entry.seq for entry in found] == [1, 2, 3, 5, 6, 10]


@pytest.mark.parametrize(
    ("acc_id", "name", "seqs"),
    [
        (1001, {}, []),
        (1001, {"tag": OTHER}, [8]),
        (1001, {"order_id": "B2"}, [7]),
        (1001, {"order_id": "B3"}, []),
        (1002, {"tag": TAG}, []),
        (1002, {"order_id": "B1"}, [4]),
    ],
)
async def test_other_orders_stay_out(
    records: Records, acc_id: int, name: dict[str, str], seqs: list[int]
) -> None:
    await records.commit(*LIFE)
    assert [entry.seq for entry in await records.of_order(acc_id, **name)] == seqs


async def test_an_order_found_later_brings_its_pushes(records: Records) -> None:
    push = Entry(K.PUSH, AT, Env.PAPER, 1001, order_id="B1")
    unknown = replace(INTENT, kind=K.UNKNOWN, ref=1)
    await records.commit(INTENT, unknown, push, replace(INTENT, kind=K.FOUND, ref=1, order_id="B1"))
    assert [entry.kind for entry in await records.of_order(1001, tag=TAG)] == [
        K.INTENT, K.UNKNOWN, K.PUSH, K.FOUND
    ]  # fmt: skip


async def test_a_span_of_time_has_its_begin_and_not_its_end(records: Records) -> None:
    moments = [AT + timedelta(seconds=second) for second in range(4)]
    await records.commit(*(Entry(K.PUSH, at) for at in moments))
    assert [entry.at for entry in await records.between(moments[1], moments[3])] == moments[1:3]


async def test_a_note_is_there_when_asked_for(records: Records) -> None:
    records.note(replace(INTENT, kind=K.PUSH))
    assert [entry.kind for entry in await records.of_order(1001, tag=TAG)] == [K.PUSH]
