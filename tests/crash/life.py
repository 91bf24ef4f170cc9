"""The real engine with the real journal, as a process: a first life that is killed, a second that clears up.

`python -m tests.crash.life first|second PORT JOURNAL CASE [APART_S OLD_S]`; the two numbers shorten the
waits of the search, which otherwise are those of the program.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

from tests.crash.cases import Case, Restart, is_settled
from tests.crash.points import set_trap
from tests.engines import knowing
from tui.client.address import Address
from tui.domain.accounts import Firm
from tui.domain.intents import split_remark
from tui.domain.limits import NO_LIMITS, LimitsBook
from tui.domain.secret import Secret
from tui.engine import Engine
from tui.sim.trading.accounts import TRADE_PASSWORD
from tui.trading import reconcile
from tui.trading.journal import Journal
from tui.trading.switches import NOT_UNLOCKED

SEARCH_S = 120.0
STEP_S = 0.002


@asynccontextmanager
async def engine_on(port: int, path: Path, case: Case) -> AsyncIterator[tuple[Engine, Journal]]:
    """The program without its face, connecting to the simulator, with all that a real order needs."""
    journal = Journal(path)
    engine = Engine(
        Address("127.0.0.1", port),
        journal=journal,
        allow_real=True,
        limits=LimitsBook(real={case.acc_id: NO_LIMITS}),
    )
    engine.use_accounts([case.acc_id])
    await engine.start()
    try:
        yield engine, journal
    finally:
        await engine.stop()
        await journal.close()


async def first(port: int, path: Path, case: Case) -> None:
    """Send the order and be killed; whoever comes to the end of this was not."""
    set_trap(case)
    async with engine_on(port, path, case) as (engine, _):
        await _armed(engine, case)
        outcome = await engine.place(knowing(engine, case.intent))
        await asyncio.sleep(0.5)
        print(outcome)


async def second(port: int, path: Path, case: Case) -> None:
    """Start as after a crash, try to arm all the time, and tell what could be seen."""
    async with engine_on(port, path, case) as (engine, journal):
        store = engine.store
        ever_armed = store.safety.armed is not None
        refusals = await _armed(engine, case)
        left = [entry.tag for entry in await journal.unsettled()]
        engine.disarm("seen enough")
        entries = await journal.of_order(case.acc_id, tag=case.tag)
        own = [one for one in store.orders(case.acc_id) if split_remark(one.remark)[0] == case.tag]
        waiting = [one for one in store.pending(case.acc_id) if one.intent.tag == case.tag]
        told = Restart(
            refusals=refusals,
            open_when_armed=left,
            ever_armed=ever_armed,
            kinds=[entry.kind.name for entry in entries],
            settled=is_settled(entries, case.tag),
            row=", ".join(one.status.name for one in own),
            pending=", ".join(str(one.outcome) for one in waiting),
            again=await _again(engine, case) if entries else "",
        )
    print(json.dumps(asdict(told)))


async def _again(engine: Engine, case: Case) -> str:
    """Hand over the very same order once more, armed or not."""
    engine.arm(env=case.environment, acc_id=case.acc_id)
    outcome = await engine.place(knowing(engine, case.intent))
    return f"{outcome.kind.name}: {outcome.text}"


async def _armed(engine: Engine, case: Case) -> list[str]:
    """Try to arm, from the first moment on, until it works; return what stood in the way meanwhile."""
    refusals: list[str] = []
    async with asyncio.timeout(SEARCH_S):
        while why := engine.arm(env=case.environment, acc_id=case.acc_id):
            if why not in refusals:
                refusals.append(why)
            if why == NOT_UNLOCKED:
                trouble = await engine.unlock(Secret(TRADE_PASSWORD), Firm.FUTU_HK)
                assert trouble == "", trouble
            await asyncio.sleep(STEP_S)
    return refusals


def main() -> None:
    """Live one of the two lives."""
    name, port, path, case, *waits = sys.argv[1:]
    if waits:
        apart_s, old_s = map(float, waits)
        reconcile.LOOKS_APART_S = apart_s
        reconcile.OLD_ENOUGH_S = old_s
    life = {"first": first, "second": second}[name]
    asyncio.run(life(int(port), Path(path), Case.load(case)))


if __name__ == "__main__":
    main()
