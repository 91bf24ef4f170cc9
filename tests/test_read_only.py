"""`--read-only` is no switch that could be thrown: there is nothing in the engine that sends an order."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import pytest

from tests.client.fakes import PAPER, REAL
from tests.client.stepped import stepped
from tests.engines import live
from tests.journals import MemoryJournal
from tui.client.address import Address
from tui.client.errors import NotConnectedError
from tui.domain.accounts import Env
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp
from tui.domain.secret import Secret
from tui.domain.withdrawals import Scope, Withdrawal
from tui.engine import Engine
from tui.opend import ClientPort
from tui.order_path import OrderPath
from tui.trading.desk import Desk
from tui.trading.journal import Journal
from tui.trading.switches import Switches
from tui.trading.withdraw import Withdrawals
from tui.wire.messages.base import PacketId
from tui.wire.messages.trade import Header, ModifyOrder, PlaceOrder, UnlockTrade

WRITERS = (Desk, Journal, MemoryJournal, Switches, OrderPath, Withdrawals, ClientPort)
_SHARED = (type, ModuleType, FunctionType, BuiltinFunctionType, str, bytes, int, float)
"""What belongs to the program and not to one engine: code, classes, modules, constants."""


def reachable(root: object) -> Iterator[object]:
    """Everything that an object holds, directly or through others."""
    seen, queue = {id(root)}, [root]
    while queue:
        one = queue.pop()
        yield one
        held: list[Any] = [one.__self__] if isinstance(one, MethodType) else gc.get_referents(one)
        if isinstance(one, FunctionType):
            held = [cell.cell_contents for cell in one.__closure__ or ()]
        for other in held:
            if id(other) not in seen and (isinstance(other, FunctionType) or not isinstance(other, _SHARED)):
                seen.add(id(other))
                queue.append(other)


def writers_in(engine: Engine) -> set[str]:
    return {type(one).__name__ for one in reachable(engine) if isinstance(one, WRITERS)}


ADDRESS = Address("127.0.0.1", 11111)


@pytest.mark.parametrize("journal", [None, MemoryJournal()])
def test_no_part_of_the_order_path_is_built(journal: MemoryJournal | None) -> None:
    engine = Engine(ADDRESS, journal=journal, read_only=True, allow_real=True)
    assert writers_in(engine) == set()
    assert (engine.desk, engine.switches) == (None, None)


def test_the_walk_finds_what_is_there() -> None:
    found = writers_in(Engine(ADDRESS, journal=MemoryJournal()))
    assert {"Desk", "MemoryJournal", "Switches", "OrderPath", "Withdrawals", "ClientPort"} <= found


@stepped
async def test_the_link_itself_sends_no_order_and_no_unlock() -> None:
    async with live(read_only=True) as (opend, engine):
        assert writers_in(engine) == set()
        header = Header(Env.PAPER, PAPER.acc_id, TradeMarket.HK)
        session = engine._session
        assert session._link is not None
        for sender in (session, session._link):
            with pytest.raises(NotConnectedError, match="--read-only"):
                await sender.request_order(lambda one: ModifyOrder(one, header, ModifyOp.CANCEL, "A1"))
            with pytest.raises(NotConnectedError, match="--read-only"):
                await sender.request(ModifyOrder(PacketId(1, 1), header, ModifyOp.CANCEL, "A1"))
            with pytest.raises(NotConnectedError, match="--read-only"):
                await sender.request(UnlockTrade(unlock=True, password_md5="0" * 32))
        sent = opend.received(PlaceOrder) + opend.received(ModifyOrder) + opend.received(UnlockTrade)
        assert sent == []


@stepped
async def test_everything_that_would_act_says_why_it_does_not() -> None:
    async with live(read_only=True) as (_, engine):
        told: list[Withdrawal] = []
        scope = Scope(((Env.PAPER, PAPER.acc_id),), how="test")
        assert "--read-only" in (await engine.withdraw(scope, told.append)).trouble
        assert "--read-only" in engine.arm(env=Env.PAPER, acc_id=PAPER.acc_id)
        assert "--read-only" in engine.why_not_arm(env=Env.REAL, acc_id=REAL.acc_id)
        assert "--read-only" in await engine.unlock(Secret("246810"), REAL.firm)
        assert "--read-only" in await engine.release("TRADE")
        assert await engine.history(PAPER.acc_id, order_id="A1") == ()
