"""Rounds of killing and starting again, some at a time, on one simulator that counts what reaches it."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from tests.crash.cases import AT_BROKER, BEFORE, Case, Point, Restart
from tests.sim.bench import SMALL
from tests.sim.client import Client
from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.intents import split_remark
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp, Order, OrderType, Side
from tui.domain.ticks import LADDERS
from tui.sim.config import SimConfig
from tui.sim.server import SimServer
from tui.sim.trading.accounts import PAPER_HK, REAL_SECURITIES
from tui.trading.journal import FILE_NAME
from tui.trading.tags import new_tag
from tui.wire.errors import RefusedError
from tui.wire.messages.trade import Header, ModifyOrder
from tui.wire.protoids import ProtoId

LIFE_S = 180.0
QUICK = (0.3, 0.6)
"""Seconds between two looks at the broker, and age of an order looked for, where there is no time."""
MOST_HOLD_US = 40_000
MOST_PLACE_US = 150_000
"""As long as an order takes with other rounds beside it."""
LADDER = LADDERS["hk.part_a"]
CODES = {"HK.00700": 100, "HK.00005": 400}
"""With their lots."""


@dataclass
class Report:
    """What came of all rounds."""

    rounds: Counter[str] = field(default_factory=Counter)
    """By point."""
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How the order was known after the restart, by point."""
    orders: Counter[str] = field(default_factory=Counter)
    """By account and kind."""
    place_requests: int = 0
    """Whole requests to place an order that the simulator received."""
    at_broker: int = 0
    """Orders of the rounds that it has."""
    doubles: int = 0
    faults: list[str] = field(default_factory=list)


async def run(
    seed: int, rounds: int, folder: Path, *, at_once: int, waits: tuple[float, float] | None = None
) -> Report:
    """Play so many rounds; `waits` shortens the time between two looks and the age of an order looked for."""
    chance, report = random.Random(seed), Report()
    points = [list(Point)[number % len(Point)] for number in range(rounds)]
    chance.shuffle(points)
    async with SimServer(SimConfig(port=0, seed=seed, limits=False), universe=SMALL) as server:
        turn = asyncio.Semaphore(at_once)

        async def play(number: int, point: Point, seed: int) -> None:
            async with turn:
                case = _case(server, number, point, random.Random(seed))
                await _round(server, case, folder / str(number), waits, report)

        async with asyncio.TaskGroup() as tasks:
            for number, point in enumerate(points):
                tasks.create_task(play(number, point, chance.getrandbits(32)))
        report.place_requests = server.received[ProtoId.TRD_PLACE_ORDER]
    if report.place_requests != report.at_broker:
        report.faults.append(f"{report.place_requests} requests for {report.at_broker} orders")
    return report


def _case(server: SimServer, number: int, point: Point, chance: random.Random) -> Case:
    """Make up an order that fits the market of this moment: resting or filled, bought or sold, or real."""
    code = chance.choice(list(CODES))
    book = server.daemon.world.exchange.book(SecurityId.parse(code))
    assert book.best_bid is not None
    assert book.best_ask is not None
    env, side, type_ = Env.PAPER, Side.BUY, OrderType.LIMIT
    price: Decimal | None = LADDER.down(book.best_bid, chance.randint(5, 25))
    kind = chance.choice(("resting", "resting", "filled", "market", "sell", "real"))
    if kind == "filled":
        price = LADDER.up(book.best_ask, chance.randint(2, 6))
    elif kind == "market":
        type_, price = OrderType.MARKET, None
    elif kind == "sell":
        side, price = Side.SELL, LADDER.up(book.best_ask, chance.randint(5, 25))
    elif kind == "real":
        env = Env.REAL
    return Case(
        number=number,
        point=point.value,
        tag=new_tag(),
        env=env.name,
        acc_id=REAL_SECURITIES if env is Env.REAL else PAPER_HK,
        code=code,
        side=side.name,
        type=type_.name,
        qty=CODES[code],
        price="" if price is None else str(price),
        hold_us=chance.randint(0, MOST_PLACE_US if point is Point.ANYWHERE else MOST_HOLD_US),
        share=chance.random(),
    )


async def _round(
    server: SimServer, case: Case, folder: Path, waits: tuple[float, float] | None, report: Report
) -> None:
    """Kill one program at its point, start the next on the same journal, and judge what that one saw."""
    name = f"round {case.number}, killed {case.point}"
    report.rounds[case.point] += 1
    report.orders[f"{case.env} {case.side} {case.type}"] += 1
    code, _, wrong = await _live("first", server.port, folder, case, ())
    if code != -signal.SIGKILL:
        report.faults.append(f"{name}: the first life ended with {code}: {wrong}")
        return
    code, out, wrong = await _live("second", server.port, folder, case, waits or ())
    truth = _orders_of(server, case)
    report.at_broker += len(truth)
    report.doubles += max(len(truth) - 1, 0)
    if code != 0 or wrong:
        report.faults.append(f"{name}: the second life ended with {code}: {wrong}")
        return
    restart = Restart(**json.loads(out))
    report.ends[case.point, _end(restart)] += 1
    report.faults += [f"{name}: {fault}; {restart}" for fault in judge(case, restart, len(truth))]
    for order in truth:
        await _withdraw(server.port, order)


def judge(case: Case, restart: Restart, at_broker: int) -> list[str]:
    """Return what is wrong after a restart, when the broker has so many orders of the case."""
    known, point = bool(restart.kinds), case.where
    searched = any("of unknown outcome" in one for one in restart.refusals)
    facts = {
        "more than one order": at_broker > 1,
        "the broker has it and must not": at_broker > 0 and point not in {*AT_BROKER, Point.ANYWHERE},
        "the broker must have it": at_broker == 0 and point in AT_BROKER,
        "it reached the broker unwritten": at_broker > 0 and not known,
        "it is written and must not be": known and point in BEFORE,
        "it must be written": not known and point not in {*BEFORE, Point.ANYWHERE},
        "armed after the start": restart.ever_armed,
        "armed while it was open": case.tag in restart.open_when_armed,
        "arming was never refused for it": at_broker == 0 and known and not searched,
        "not settled": not restart.settled,
        "there is an order and it was not found": at_broker > 0
        and not {"FOUND", "ACCEPTED"} & {*restart.kinds},
        "there is none and that is not told": at_broker == 0 and known and "NOT_FOUND" not in restart.kinds,
        "no row for it": at_broker > 0 and not restart.row,
        "a row for what is not there": at_broker == 0 and bool(restart.row),
        "nothing on the screen": at_broker == 0 and known and "searched=True" not in restart.pending,
        "still pending beside its row": at_broker > 0 and bool(restart.pending),
        "the same order could be sent again": known and not restart.again.startswith("REJECTED: "),
    }
    return [fault for fault, holds in facts.items() if holds]


def _end(restart: Restart) -> str:
    if not restart.kinds:
        return "nothing written, nothing sent"
    return next(kind for kind in ("FOUND", "NOT_FOUND", "ACCEPTED", "INTENT") if kind in restart.kinds)


async def _live(
    life: str, port: int, folder: Path, case: Case, waits: Sequence[float]
) -> tuple[int, str, str]:
    """Run one life to its end; return its exit code and what it printed."""
    arguments = [life, str(port), str(folder / FILE_NAME), case.dump(), *map(str, waits)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.crash.life",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(LIFE_S):
            out, wrong = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    assert process.returncode is not None
    return process.returncode, out.decode(), wrong.decode()


def _orders_of(server: SimServer, case: Case) -> list[Order]:
    """Return what the simulated broker has under the tag of a case."""
    books = server.daemon.world.brokerage.books(case.environment, case.acc_id)
    orders = [live.order for live in books.live.values()]
    return [order for order in orders if split_remark(order.remark)[0] == case.tag]


async def _withdraw(port: int, order: Order) -> None:
    """Free the cash of an order that is done with; one that is filled or gone by now stays as it is."""
    client = await Client.connect(port)
    header = Header(order.env, order.acc_id, TradeMarket.HK)
    try:
        await client.ask(ModifyOrder(client.packet, header, ModifyOp.CANCEL, order.order_id))
    except RefusedError:
        pass
    finally:
        await client.close()
