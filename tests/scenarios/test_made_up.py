"""Faults that no shipped scenario has, played to the engine."""

from __future__ import annotations

import pytest

from tests.client.stepped import stepped, until
from tests.scenarios.stage import APPLE, HSBC, played
from tests.sim.bench import TENCENT
from tui.domain.events import LinkPhase
from tui.domain.intents import OutcomeKind
from tui.domain.link import ProgramStatus
from tui.sim.faults.scenario import parse
from tui.sim.trading.accounts import PAPER_HK


@stepped
async def test_an_opend_that_stops_reading_leaves_an_order_unknown_until_it_is_found() -> None:
    async with played(parse('[[fault]]\ndo = "stop_reading"\nat = 2\nfor = 16')) as stage:
        await stage.at(3)
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.UNKNOWN
        await until(lambda: stage.our_orders and not stage.store.pending(PAPER_HK), limit_s=120)
        assert set(stage.our_orders) == stage.brokers_orders
        assert len(stage.brokers_orders) == 1


@stepped
@pytest.mark.parametrize(
    "fault",
    [
        'do = "truncate"\non = "update_order_book"\nat = 3',
        'do = "wrong_digest"\non = "update_basic_qot"\nat = 3',
        'do = "drop_link"\nat = 3\nfor = 2',
        'do = "restart"\nat = 3\nfor = 2',
    ],
)
async def test_a_broken_link_is_replaced_and_prices_flow_again(fault: str) -> None:
    async with played(parse(f"[[fault]]\n{fault}")) as stage:
        await stage.flowing(TENCENT, HSBC, APPLE)
        first = set(stage.server._peers)
        await until(lambda: stage.server._peers and not set(stage.server._peers) & first, limit_s=90)
        await stage.live()
        await stage.flowing(TENCENT, HSBC, APPLE)


@stepped
async def test_a_push_that_is_late_or_missing_harms_nothing() -> None:
    late = '[[fault]]\ndo = "delay_reply"\non = "update_order"\nseconds = 2\ncount = 1000\n'
    missing = '[[fault]]\ndo = "swallow_reply"\non = "update_basic_qot"\nnth = 5\ncount = 5'
    async with played(parse(late + missing)) as stage:
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.ACCEPTED
        await until(lambda: stage.store.order(PAPER_HK, outcome.order_id))
        assert stage.store.link.phase is LinkPhase.LIVE


@stepped
async def test_what_opend_is_doing_is_followed() -> None:
    text = '[[fault]]\ndo = "program_status"\nstatus = "need_phone_code"\nat = 3\nfor = 5'
    async with played(parse(text)) as stage:
        await until(lambda: stage.store.link.program_status is ProgramStatus.NEED_PHONE_CODE)
        assert stage.time < 5
        await until(lambda: stage.store.link.program_status is ProgramStatus.READY)


@stepped
async def test_a_restart_keeps_orders_and_forgets_the_unlock() -> None:
    async with played(parse('[[fault]]\ndo = "restart"\nat = 6\nfor = 1')) as stage:
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.ACCEPTED
        world = stage.server.daemon.world
        world.brokerage.locked = False
        await stage.at(8)
        await stage.live()
        assert world.brokerage.locked
        assert stage.brokers_orders == {outcome.order_id} == set(stage.our_orders)
