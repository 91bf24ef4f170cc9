"""Many cancels while OpenD's trading is locked: they go at once when this program has unlocked it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from tests.client.fakes import PAPER, REAL, FakeOpenD, Refusal
from tests.client.stepped import stepped, until
from tests.engines import live
from tests.trading.scripted import SCOPE, obeys, orders_of
from tui.domain.accounts import Env
from tui.domain.markets import TradeMarket
from tui.domain.secret import Secret
from tui.domain.withdrawals import Withdrawal
from tui.engine import Engine
from tui.trading.cancels import RETRY_S
from tui.wire.messages.trade import ModifyOrder

LOCKED = Refusal("Trading is locked: unlock it with the trade password first.")


@dataclass
class Locked:
    """A withdrawal under way on a real account of an OpenD that is locked."""

    opend: FakeOpenD
    engine: Engine
    told: list[Withdrawal] = field(default_factory=list)
    run: asyncio.Future[Withdrawal] = field(default_factory=asyncio.Future)

    def sent(self) -> list[ModifyOrder]:
        return self.opend.received(ModifyOrder)

    async def is_refused(self) -> None:
        await until(lambda: self.told and self.told[-1].trouble)

    async def unlock(self) -> None:
        assert await self.engine.unlock(Secret("246810"), REAL.firm) == ""

    async def done_within(self, limit_s: float) -> Withdrawal:
        began = asyncio.get_running_loop().time()
        done = await self.run
        assert asyncio.get_running_loop().time() - began < limit_s
        return done


@asynccontextmanager
async def withdrawing(market: TradeMarket, answer: Any) -> AsyncIterator[Locked]:
    async with live() as (opend, engine):
        opend.orders += orders_of(3, acc_id=REAL.acc_id, env=Env.REAL, market=market)
        opend.answers[ModifyOrder] = answer
        scene = Locked(opend, engine)
        scope = replace(SCOPE, accounts=((Env.REAL, REAL.acc_id),))
        scene.run = asyncio.ensure_future(engine.withdraw(scope, scene.told.append))
        yield scene
        scene.run.cancel()
        await asyncio.gather(scene.run, return_exceptions=True)


@stepped
async def test_what_the_lock_refused_is_sent_again_as_soon_as_it_is_open() -> None:
    async with withdrawing(TradeMarket.HKCC, LOCKED) as scene:
        await scene.is_refused()
        await asyncio.sleep(1)
        refused = len(scene.sent())
        scene.opend.answers[ModifyOrder] = obeys(scene.opend)
        await scene.unlock()
        assert (await scene.done_within(RETRY_S / 2)).confirmed
        assert sorted(one.order_id for one in scene.sent()[refused:]) == ["A0", "A1", "A2"]


@stepped
async def test_orders_that_go_with_one_request_still_do_after_the_lock() -> None:
    async with withdrawing(TradeMarket.HK, LOCKED) as scene:
        await scene.is_refused()
        scene.opend.answers[ModifyOrder] = obeys(scene.opend)
        await scene.unlock()
        assert (await scene.done_within(RETRY_S / 2)).confirmed
        assert [one.everything for one in scene.sent()] == [True, True]


@stepped
async def test_a_refusal_that_crosses_the_unlock_holds_nothing_back() -> None:
    def crossed(request: ModifyOrder) -> Any:
        first = len(scene.sent()) == 1
        return LOCKED if first else obeys(scene.opend)(request)

    async with withdrawing(TradeMarket.HK, crossed) as scene:
        scene.opend.delays[ModifyOrder] = 0.5
        await until(scene.sent)
        await scene.unlock()
        assert (await scene.done_within(RETRY_S / 2)).confirmed
        assert len(scene.sent()) == 2


@stepped
async def test_an_unlock_that_does_not_help_costs_one_cancel() -> None:
    async with withdrawing(TradeMarket.HKCC, LOCKED) as scene:
        await scene.is_refused()
        await asyncio.sleep(1)
        refused = len(scene.sent())
        await scene.unlock()
        await asyncio.sleep(RETRY_S - 1)
        assert len(scene.sent()) == refused + 1
        await asyncio.sleep(RETRY_S)
        assert len(scene.sent()) == refused + 2


@stepped
async def test_an_unlock_sends_again_nothing_that_was_refused_for_another_reason() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(1)
        opend.answers[ModifyOrder] = Refusal("The server is busy.")
        run = asyncio.ensure_future(engine.withdraw(SCOPE, lambda _: None))
        await until(lambda: opend.received(ModifyOrder))
        assert await engine.unlock(Secret("246810"), PAPER.firm) == ""
        await asyncio.sleep(RETRY_S - 1)
        assert len(opend.received(ModifyOrder)) == 1
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
