"""Every way in which one of the four keys to real money is missing: nothing leaves but a cancel."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from tests.client.fakes import REAL, FakeOpenD
from tests.client.stepped import stepped, until
from tests.engines import HASTE, loop_now
from tests.journals import MemoryJournal
from tests.test_engine_arming import BUY, WORKING, arm, buy
from tui.domain.accounts import Env
from tui.domain.intents import AmendIntent, CancelIntent, OutcomeKind
from tui.domain.limits import NO_LIMITS, LimitsBook
from tui.domain.link import LinkPhase
from tui.domain.secret import Secret
from tui.engine import Engine
from tui.trading.preferences import Preferences, why_not_real
from tui.wire.messages.trade import ModifyOrder, PlaceOrder


@pytest.mark.parametrize(("line", "option", "profile", "arms"), product((True, False), repeat=4))
def test_a_real_order_leaves_the_dashboard_only_with_all_four_keys(
    line: bool, option: bool, profile: bool, arms: bool
) -> None:
    @stepped
    async def scenario() -> None:
        why = why_not_real(Preferences(real=line), asked=option)
        async with FakeOpenD() as opend:
            opend.orders.append(WORKING)
            engine = Engine(
                opend.address,
                journal=MemoryJournal(),
                allow_real=not why,
                why_not_real=why,
                limits=LimitsBook(real={REAL.acc_id: NO_LIMITS} if profile else {}),
                pace=HASTE,
                now=loop_now,
            )
            engine.use_accounts([REAL.acc_id])
            await engine.start()
            await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
            assert await engine.unlock(Secret("246810"), REAL.firm) == ""
            await until(lambda: engine.switches is not None and not engine.switches.why_locked(REAL.acc_id))
            refusal = arm(engine) if arms else "not asked"
            allowed = line and option and profile and arms
            assert (refusal == "") is allowed
            outcomes = [
                await buy(engine),
                await engine.amend(AmendIntent(Env.REAL, REAL.acc_id, "A1", WORKING.qty, WORKING.price)),
            ]
            kind = OutcomeKind.ACCEPTED if allowed else OutcomeKind.REJECTED
            assert [one.kind for one in outcomes] == [kind] * 2
            assert all(one.text for one in outcomes) is not allowed
            assert (len(opend.received(PlaceOrder)), len(opend.received(ModifyOrder))) == (allowed, allowed)
            cancel = await engine.cancel(CancelIntent(Env.REAL, REAL.acc_id, "A1"))
            assert cancel.kind is OutcomeKind.ACCEPTED
            await engine.stop()

    scenario()


@pytest.mark.parametrize("env", [Env.PAPER, Env.UNKNOWN])
@stepped
async def test_a_real_account_called_by_another_environment_takes_nothing(env: Env) -> None:
    async with FakeOpenD() as opend:
        opend.orders.append(WORKING)
        engine = Engine(opend.address, journal=MemoryJournal(), now=loop_now)
        engine.use_accounts([REAL.acc_id])
        await engine.start()
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        outcomes = [
            await engine.place(replace(BUY, env=env)),
            await engine.amend(AmendIntent(env, REAL.acc_id, "A1", WORKING.qty, WORKING.price)),
            await engine.cancel(CancelIntent(env, REAL.acc_id, "A1")),
            await engine.cancel_all(env=env, acc_id=REAL.acc_id),
        ]
        assert {one.kind for one in outcomes} == {OutcomeKind.REJECTED}
        assert all("is REAL, the order says" in one.text for one in outcomes)
        assert (opend.received(PlaceOrder), opend.received(ModifyOrder)) == ([], [])
        await engine.stop()
