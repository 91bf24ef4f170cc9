"""A simulator that names the other environment in its answers: refused, and the store stays true."""

from __future__ import annotations

from tests.client.stepped import stepped, until
from tests.scenarios.stage import played
from tui.domain.accounts import Env
from tui.domain.intents import OutcomeKind
from tui.domain.orders import OrderStatus
from tui.sim.faults.scenario import Scenario, parse
from tui.sim.trading.accounts import PAPER_HK

S2C, HEADER, ENV = 4, 1, 1
REAL_FOR_PAPER = f"path = [{S2C}, {HEADER}, {ENV}]\nvalue = {int(Env.REAL)}"


def swapped(on: str, count: int) -> Scenario:
    return parse(f'[[fault]]\ndo = "unknown_number"\non = "{on}"\ncount = {count}\n{REAL_FOR_PAPER}\n')


@stepped
async def test_the_answer_to_an_order() -> None:
    async with played(swapped("place_order", 1)) as stage:
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.UNKNOWN
        assert f"OpenD answered for account {PAPER_HK} REAL" in outcome.text
        await until(lambda: stage.our_orders and not stage.store.pending(PAPER_HK))
        assert (stage.placed, set(stage.our_orders)) == (1, stage.brokers_orders)


@stepped
async def test_every_push_of_an_order() -> None:
    async with played(swapped("update_order", 1000)) as stage:
        outcome = await stage.place(away=5)
        assert outcome.kind is OutcomeKind.ACCEPTED
        await until(lambda: stage.told(f"account {PAPER_HK} as REAL, which is PAPER"))
        await until(
            lambda: (
                [one.status for one in stage.store.orders(PAPER_HK) if one.order_id == outcome.order_id]
                == [OrderStatus.FILLED_ALL]
            )
        )
        assert {one.env for one in stage.store.orders(PAPER_HK)} == {Env.PAPER}
        assert stage.placed == 1
