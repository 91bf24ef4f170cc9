"""The engine on the simulator: a quote right is taken away, told within a second, and asked for again."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.test_engine_on_simulator import TENCENT, engine_on, until
from tui.domain.events import NoticeKind
from tui.domain.ids import SecurityId
from tui.domain.link import ProgramStatus
from tui.domain.rights import RightScope
from tui.engine import Engine
from tui.sim.config import SimConfig
from tui.sim.listings.table import UNIVERSE
from tui.sim.mishaps import set_logins, set_program, take_right
from tui.sim.rights import Area
from tui.sim.server import SimServer
from tui.state.dirty import Topic

APPLE = SecurityId.parse("US.AAPL")
SMALL = UNIVERSE.only(map(SecurityId.parse, ("00700", "00005", "AAPL", "600519")))


@pytest.fixture
async def simulator() -> AsyncIterator[SimServer]:
    async with SimServer(SimConfig(port=0, seed=3, rate=5.0), universe=SMALL) as server:
        yield server


def fresh(engine: Engine, security: SecurityId) -> bool:
    return not engine.store.is_stale(Topic.QUOTE, security)


async def test_a_kicked_right_shows_and_one_call_brings_it_back(simulator: SimServer) -> None:
    async with engine_on(simulator.port) as engine:
        await until(lambda: fresh(engine, TENCENT) and fresh(engine, APPLE))
        await until(lambda: engine.store.link.rights.get(RightScope.HK))
        take_right(simulator.daemon.world, Area.HK)
        await until(lambda: engine.store.link.lost)
        assert engine.store.link.lost == {RightScope.HK}
        told = [one.text for one in engine.store.notices if one.kind is NoticeKind.QUOTE_RIGHT]
        assert "HK level 2 -> none" in told[-1]
        assert not fresh(engine, TENCENT)
        assert fresh(engine, APPLE)
        engine.ask_for_quotes()
        await until(lambda: fresh(engine, TENCENT))
        assert engine.store.link.lost == frozenset()


async def test_a_lost_login_turns_the_second_lamp_and_comes_back(simulator: SimServer) -> None:
    async with engine_on(simulator.port) as engine:
        await until(lambda: fresh(engine, TENCENT))
        world = simulator.daemon.world
        set_logins(world, quote=False, trade=True)
        await until(lambda: engine.store.link.quote_login is False)
        assert not fresh(engine, TENCENT)
        set_logins(world, quote=True, trade=True)
        await until(lambda: fresh(engine, TENCENT))


async def test_a_code_that_opend_waits_for_is_told_with_its_cure(simulator: SimServer) -> None:
    async with engine_on(simulator.port) as engine:
        set_program(simulator.daemon.world, ProgramStatus.NEED_PHONE_CODE)
        await until(lambda: engine.store.link.program_status is ProgramStatus.NEED_PHONE_CODE)
        notice = next(one for one in engine.store.notices if one.kind is NoticeKind.PROGRAM_STATUS)
        assert "futu-tui verify phone" in notice.fix
        assert notice.at is not None
