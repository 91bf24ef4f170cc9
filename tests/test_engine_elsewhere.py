"""OpenD on another machine: prices with a warning, and not a byte of an order unless the link is encrypted.

The address is one that leads to this machine, which the program does not know.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest

from tests.client.fakes import PAPER, REAL, TENCENT, FakeOpenD
from tests.engines import UNLIMITED
from tests.journals import MemoryJournal
from tests.wire.keys import rsa_key
from tui.client.address import Address
from tui.domain.accounts import Account
from tui.domain.events import LinkPhase
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import OrderType, Side
from tui.domain.secret import Secret
from tui.engine import Engine
from tui.trading.tags import new_tag
from tui.wire.messages.trade import ModifyOrder, PlaceOrder, UnlockTrade
from tui.wire.rsa import RsaKey

ELSEWHERE = "127.1"
WHY = "is another machine and the link to it is not encrypted: prices only, no orders; use an SSH tunnel"


@asynccontextmanager
async def live(key: RsaKey | None) -> AsyncIterator[tuple[FakeOpenD, Engine]]:
    async with FakeOpenD() as opend:
        opend.key = key
        engine = Engine(
            Address(ELSEWHERE, opend.port, key), journal=MemoryJournal(), allow_real=True, limits=UNLIMITED
        )
        engine.use_accounts([PAPER.acc_id, REAL.acc_id])
        await engine.start()
        try:
            async with asyncio.timeout(10):
                while engine.store.link.phase is not LinkPhase.LIVE:
                    await asyncio.sleep(0.01)
            yield opend, engine
        finally:
            await engine.stop()


async def everything_that_trades(engine: Engine, account: Account) -> list[Outcome | str]:
    env, acc_id = account.env, account.acc_id
    order = OrderIntent(
        new_tag(), env, acc_id, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(200), Decimal(400)
    )
    unlocked = await engine.unlock(Secret("123456"), account.firm)
    engine.arm(env=env, acc_id=acc_id)
    return [
        unlocked,
        await engine.place(order),
        await engine.amend(AmendIntent(env, acc_id, "A1", Decimal(100), Decimal(400))),
        await engine.cancel(CancelIntent(env, acc_id, "A1")),
        await engine.cancel_all(env=env, acc_id=acc_id),
    ]


@pytest.mark.parametrize("account", [PAPER, REAL], ids=["paper", "real"])
async def test_nothing_that_trades_leaves_on_a_plain_link(account: Account) -> None:
    async with live(None) as (opend, engine):
        done = await everything_that_trades(engine, account)
        texts = [one if isinstance(one, str) else one.text for one in done]
        assert all(WHY in text for text in texts), texts
        assert all(one.kind is OutcomeKind.REJECTED for one in done if isinstance(one, Outcome))
        assert [opend.received(kind) for kind in (PlaceOrder, ModifyOrder, UnlockTrade)] == [[], [], []]


async def test_the_warning_comes_with_the_link() -> None:
    async with live(None) as (_, engine):
        assert any(WHY in notice.text for notice in engine.store.notices)


async def test_everything_trades_on_an_encrypted_link() -> None:
    async with live(rsa_key()) as (opend, engine):
        async with asyncio.timeout(10):
            while engine.why_not_arm(env=REAL.env, acc_id=REAL.acc_id):
                await asyncio.sleep(0.01)
        unlocked, placed, *_ = await everything_that_trades(engine, REAL)
        assert unlocked == ""
        assert placed.kind is OutcomeKind.ACCEPTED  # type: ignore[union-attr]
        assert opend.received(PlaceOrder)
        assert opend.received(UnlockTrade)
        assert not any(WHY in notice.text for notice in engine.store.notices)


async def test_an_address_on_this_machine_needs_no_key() -> None:
    assert Engine(Address("127.0.0.1", 1), journal=MemoryJournal()).address.why_no_orders == ""
