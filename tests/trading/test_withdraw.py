"""Many cancels at once, against the simulator with its limits: paced, followed, retried, told."""

from __future__ import annotations

import asyncio

from tests.client.stepped import stepped, until
from tests.trading.withdrawing import (
    KILL,
    Told,
    desk_of_23,
    faults,
    fill,
    journal_of,
    on_cancel,
    working,
)
from tui.domain.intents import OutcomeKind
from tui.domain.journal import EntryKind
from tui.domain.refusals import Cause
from tui.domain.withdrawals import Fate
from tui.sim.faults.kinds import KINDS
from tui.sim.faults.scenario import Fault, Trigger
from tui.wire.protoids import ProtoId


@stepped
async def test_23_orders_are_gone_within_the_limits_and_trading_is_locked() -> None:
    async with desk_of_23() as (stage, watch):
        told, began = Told(stage), stage.time
        done = await stage.engine.withdraw(KILL, told)
        assert done.confirmed
        assert done == told.last
        assert done.count(Fate.CANCELLED) == 23
        assert working(stage) == []
        assert stage.time - began < 33
        assert len(watch.changes) == 23
        assert watch.broken() == []
        assert watch.refusals[Cause.TOO_OFTEN] == 0
        counted = [one.next_in_s for _, one in told.all if one.next_in_s is not None and one.next_in_s > 0.1]
        assert counted[0] > 25
        assert counted == sorted(counted, reverse=True)
        gone = [one.count(Fate.CANCELLED) for _, one in told.all]
        assert gone == sorted(gone)
        assert 20 in gone
        refused = await stage.place()
        assert refused.kind is OutcomeKind.REJECTED
        assert "locked" in refused.text
        kinds = journal_of(stage).kinds()
        assert kinds.count(EntryKind.LOCKED) == 1
        assert kinds.count(EntryKind.PANIC) == 23


@stepped
async def test_half_of_the_cancels_refused_once_are_sent_again_until_all_is_gone() -> None:
    scenario = faults(*on_cancel("refuse", *range(1, 24, 2)))
    async with desk_of_23(scenario) as (stage, watch):
        told = Told(stage)
        done = await stage.engine.withdraw(KILL, told)
        assert done.confirmed, done
        assert done.count(Fate.CANCELLED) == 23
        assert working(stage) == []
        assert len(watch.changes) == 23  # Those that were refused never reached the daemon.
        assert watch.broken() == []
        assert watch.refusals[Cause.TOO_OFTEN] == 0
        texts = {one.text for _, withdrawal in told.all for one in withdrawal.orders}
        assert any("busy" in text for text in texts)


@stepped
async def test_half_of_the_answers_lost_are_found_to_be_gone() -> None:
    scenario = faults(*on_cancel("swallow_reply", *range(1, 24, 2)))
    async with desk_of_23(scenario) as (stage, watch):
        done = await stage.engine.withdraw(KILL, Told(stage))
        assert done.confirmed, done
        assert working(stage) == []
        assert watch.broken() == []


@stepped
async def test_an_opend_that_restarts_in_the_middle_is_waited_for() -> None:
    restart = KINDS["restart"]
    fault = Fault(restart, on=Trigger(ProtoId.TRD_MODIFY_ORDER, 8), last_s=10.0, options={"before": False})
    async with desk_of_23(faults(fault)) as (stage, watch):
        told = Told(stage)
        done = await stage.engine.withdraw(KILL, told)
        assert done.confirmed, done
        assert done.count(Fate.CANCELLED) == 23
        assert working(stage) == []
        assert told.ever(Fate.UNKNOWN) > 0
        assert any("not connected" in one.trouble for _, one in told.all)
        assert watch.broken() == []
        assert watch.refusals[Cause.TOO_OFTEN] == 0


@stepped
async def test_orders_that_fill_while_they_wait_for_their_slot_are_told_as_filled() -> None:
    async with desk_of_23() as (stage, watch):
        told = Told(stage)
        run = asyncio.ensure_future(stage.engine.withdraw(KILL, told))
        await until(lambda: told.all and told.last.count(Fate.CANCELLED) == 20)
        waiting = [one.order.order_id for one in told.last.orders if one.fate is Fate.WAITING]
        assert len(waiting) == 3
        fill(stage, waiting[0])
        done = await run
        assert done.confirmed, done
        assert done.count(Fate.FILLED) == 1
        assert done.count(Fate.CANCELLED) == 22
        assert len(watch.changes) == 22


@stepped
async def test_without_pushes_the_lists_tell_what_became_of_the_orders() -> None:
    silent = Fault(KINDS["swallow_reply"], on=Trigger(ProtoId.TRD_UPDATE_ORDER, 1, 1000), at=60.0)
    async with desk_of_23(faults(silent)) as (stage, watch):
        await stage.at(61)
        done = await stage.engine.withdraw(KILL, Told(stage))
        assert done.confirmed, done
        assert done.count(Fate.CANCELLED) == 23
        assert watch.broken() == []
        assert watch.refusals[Cause.TOO_OFTEN] == 0
