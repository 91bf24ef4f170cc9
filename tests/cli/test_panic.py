"""The kill switch from another shell: real processes beside a running engine, on a simulator with limits."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.cli.conftest import PAPER_HK, REAL, Ran
from tests.e2e.simulator import COMMAND, reserved_port
from tests.scenarios.stage import HSBC, LADDER
from tests.sim.bench import SMALL, TENCENT
from tests.trading.withdrawing import CALM, FAR, Watch, on_cancel
from tui.client.address import Address
from tui.domain.accounts import Env
from tui.domain.intents import OrderIntent, OutcomeKind
from tui.domain.journal import Entry, EntryKind
from tui.domain.link import LinkPhase
from tui.domain.markets import TradeMarket
from tui.domain.orders import OrderType, Side
from tui.domain.refusals import Cause
from tui.engine import Engine
from tui.paths import config_dir, state_dir
from tui.sim.faults.scenario import Fault, Scenario
from tui.sim.server import SimServer
from tui.sim.trading.accounts import TRADE_PASSWORD
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.tags import new_tag
from tui.wire.messages.base import PacketId
from tui.wire.messages.trade import Header, PlaceOrder

PAPER = ("--acc", PAPER_HK)
LIMIT_S = 60


async def ran(server: SimServer, *arguments: str, stdin: str = "") -> Ran:
    process = await asyncio.create_subprocess_exec(
        COMMAND, "--port", str(server.port), *arguments,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    return await finished(process, stdin)


async def finished(process: asyncio.subprocess.Process, stdin: str = "") -> Ran:
    async with asyncio.timeout(LIMIT_S):
        out, err = await process.communicate(stdin.encode() if process.stdin is not None else None)
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())


async def until_true(holds: Any) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not holds():
            await asyncio.sleep(0.02)


def put_orders(
    server: SimServer, number: int, *, account: tuple[Env, int] = (Env.PAPER, int(PAPER_HK))
) -> None:
    """Have so many orders at work that somebody else has placed before: four sell, the others buy."""
    world = server.daemon.world
    locked, world.brokerage.locked = world.brokerage.locked, False
    sells = ((HSBC, 400), (HSBC, 400), (TENCENT, 100), (TENCENT, 100))
    for place in range(number):
        security, qty = sells[place] if place < len(sells) else (HSBC, 400)
        book = world.exchange.book(security)
        best = book.best_ask if place < len(sells) else book.best_bid
        assert best is not None
        side = Side.SELL if place < len(sells) else Side.BUY
        price = LADDER.up(best, -FAR) if side is Side.SELL else LADDER.down(best, -FAR)
        header = Header(*account, TradeMarket.HK)
        packet = PacketId(1, place + 1)
        order = PlaceOrder(packet, header, security, side, OrderType.LIMIT, Decimal(qty), price)
        world.brokerage.place(order, server.clock.now())
    world.brokerage.locked = locked


def at_work(server: SimServer, *account: Any) -> int:
    books = server.daemon.world.brokerage.books(*(account or (Env.PAPER, int(PAPER_HK))))
    return sum(not live.order.status.terminal for live in books.live.values())


@asynccontextmanager
async def simulator(*faults: Fault) -> AsyncIterator[tuple[SimServer, Watch]]:
    """A simulator in this process, so that a test can look at its books."""
    async with SimServer(CALM, universe=SMALL, scenario=Scenario("test", faults=faults)) as server:
        watch = Watch()
        watch.put_before(server.daemon, asyncio.get_running_loop().time)
        yield server, watch


@asynccontextmanager
async def dashboard(server: SimServer) -> AsyncIterator[tuple[Engine, Journal]]:
    """The engine of a dashboard, with the user's journal, as panic finds it."""
    journal = Journal(state_dir() / FILE_NAME)
    engine = Engine(Address("127.0.0.1", server.port), journal=journal)
    engine.use_accounts([int(PAPER_HK)])
    await engine.start()
    try:
        await until_true(lambda: engine.store.link.phase is LinkPhase.LIVE)
        yield engine, journal
    finally:
        await engine.stop()
        await journal.close()


async def test_23_orders_go_while_the_dashboard_runs_which_is_locked_and_disarmed() -> None:
    async with simulator() as (server, watch), dashboard(server) as (engine, journal):
        put_orders(server, 23)
        await until_true(lambda: engine.arm(env=Env.PAPER, acc_id=int(PAPER_HK)) == "")
        assert engine.store.safety.armed == (Env.PAPER, int(PAPER_HK))
        done = await ran(server, "panic", *PAPER, "--json")
        assert done.code == 0, done
        assert [one["fate"] for one in done.json["orders"]] == ["cancelled"] * 23
        assert (done.json["confirmed"], done.json["locked"]) == (True, True)
        assert at_work(server) == 0
        assert "/23 gone, next cancel in " in done.err
        assert watch.too_many() == []
        # Two that left 20 ms apart may arrive together on a busy machine; each is sent again.
        assert watch.refusals[Cause.TOO_OFTEN] <= 3
        await until_true(lambda: engine.store.safety.locked)
        assert engine.store.safety.armed is None
        assert "locked" in engine.arm(env=Env.PAPER, acc_id=int(PAPER_HK))
        refused = await engine.place(an_order(server))
        assert refused.kind is OutcomeKind.REJECTED
        assert "locked" in refused.text
        assert watch.placed == []
        day = datetime.now(UTC)
        entries = await journal.between(day - timedelta(hours=1), day + timedelta(hours=1))
        kinds = [entry.kind for entry in entries]
        assert kinds.count(EntryKind.LOCKED) == 1
        assert kinds.count(EntryKind.PANIC) == 23


async def test_after_resume_orders_leave_again() -> None:
    async with simulator() as (server, watch), dashboard(server) as (engine, _):
        assert (await ran(server, "panic", *PAPER)).code == 0
        await until_true(lambda: engine.store.safety.locked)
        (await ran(server, "resume", "--word", "trade")).fails(4, "type TRADE")
        assert (await ran(server, "resume", stdin="TRADE\n")).code == 0
        await until_true(lambda: not engine.store.safety.locked)
        assert (await engine.place(an_order(server))).kind is OutcomeKind.ACCEPTED
        assert len(watch.placed) == 1


async def test_soft_cancels_one_side_only_and_locks_nothing() -> None:
    async with simulator() as (server, _), dashboard(server) as (engine, _):
        put_orders(server, 8)
        done = await ran(server, "panic", *PAPER, "--soft", "sells", "--json")
        assert {one["side"] for one in done.json["orders"]} == {"SELL"}
        assert (done.code, at_work(server), done.json["locked"]) == (0, 4, False)
        done = await ran(server, "panic", *PAPER, "--soft", "HK.00700")
        assert (done.code, done.out, at_work(server)) == (0, "no working order\n", 4)
        assert (await ran(server, "panic", *PAPER, "--soft", "buys")).code == 0
        assert at_work(server) == 0
        assert (await engine.place(an_order(server))).kind is OutcomeKind.ACCEPTED


async def test_a_real_account_goes_with_one_request_a_market_and_needs_no_real() -> None:
    real = (Env.REAL, int(REAL))
    async with simulator() as (server, watch):
        put_orders(server, 8, account=real)
        server.daemon.world.brokerage.locked = False
        done = await ran(server, "panic", "--acc", REAL, "--env", "real")
        assert done.code == 0, done
        assert at_work(server, *real) == 0
        (change,) = watch.changes
        assert change.everything


async def test_a_locked_opend_is_told_with_what_helps_and_unlocked_with_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = (Env.REAL, int(REAL))
    async with simulator() as (server, watch):
        put_orders(server, 8, account=real)
        done = await ran(server, "panic", "--acc", REAL, "--within", "4")
        assert done.code == 4, done
        assert "Trading is locked" in done.err
        assert "FUTU_TRADE_PASSWORD" in done.err
        assert len(watch.changes) < 4  # The window is kept for when it is open.
        monkeypatch.setenv("FUTU_TRADE_PASSWORD", TRADE_PASSWORD)
        done = await ran(server, "panic", "--acc", REAL)
        assert done.code == 0, done
        assert at_work(server, *real) == 0
        assert TRADE_PASSWORD not in done.err + done.out


async def test_orders_that_stay_live_are_exit_code_four() -> None:
    async with simulator(*on_cancel("refuse", 1, count=1000)) as (server, _):
        put_orders(server, 2)
        done = await ran(server, "panic", *PAPER, "--within", "3", "--json")
        assert done.code == 4, done
        assert [one["fate"] for one in done.json["orders"]] == ["still live"] * 2
        assert "2 still live" in done.err
        assert done.json["orders"][0]["text"] == "The server is busy."


@pytest.mark.parametrize("how", ["--within", "SIGINT", "SIGTERM"])
async def test_without_opend_it_locks_goes_on_trying_and_ends_with_code_five(how: str) -> None:
    arguments = ["panic", *PAPER, *(("--within", "1") if how == "--within" else ())]
    with reserved_port() as port:
        process = await asyncio.create_subprocess_exec(
            COMMAND, "--port", str(port), *arguments,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr is not None
        assert b"trading is locked" in await process.stderr.readline()
        assert b"not reached" in await process.stderr.readline()
        if how != "--within":
            process.send_signal(signal.Signals[how])
        done = await finished(process)
    assert done.code == 5, done
    assert "OpenD was not reached" in done.err
    journal = Journal(state_dir() / FILE_NAME)
    assert await journal.lock_on(int(PAPER_HK)) is not None
    await journal.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--acc", "42"), ("account 42 is not among", PAPER_HK)),
        ((*PAPER, "--env", "real"), ("is PAPER, --env says REAL", "nothing is locked")),
    ],
)
async def test_the_wrong_account_is_refused_and_not_left_locked(
    arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    async with simulator() as (server, _):
        put_orders(server, 2)
        done = await ran(server, "panic", *arguments)
        assert done.code == 4
        assert all(word in done.err for word in words), done
        assert at_work(server) == 2
        journal = Journal(state_dir() / FILE_NAME)
        assert await journal.locks() == ()
        await journal.close()


@pytest.mark.parametrize("slip", [("--acc", "42"), (*PAPER, "--env", "real")])
async def test_a_slip_releases_no_lock_that_was_there_before(slip: tuple[str, ...]) -> None:
    acc_id = int(slip[1])
    journal = Journal(state_dir() / FILE_NAME)
    await journal.commit(Entry(EntryKind.LOCKED, datetime.now(UTC), acc_id=acc_id))
    async with simulator() as (server, _):
        done = await ran(server, "panic", *slip)
    assert done.code == 4
    assert f"nothing was cancelled; account {acc_id} stays locked, as it was before" in done.err
    assert await journal.lock_on(acc_id) is not None
    await journal.close()


async def test_a_journal_that_cannot_be_written_stops_no_cancel() -> None:
    state_dir().parent.mkdir(parents=True)
    state_dir().write_text("a file where the folder should be")
    async with simulator() as (server, _):
        put_orders(server, 3)
        done = await ran(server, "panic", *PAPER)
        assert done.code == 1, done
        assert at_work(server) == 0
        assert done.out.count("cancelled") == 3
        assert "all orders are gone, but the lock could not be written" in done.err


async def test_a_wrong_line_in_the_settings_stops_no_cancel() -> None:
    config_dir().mkdir(parents=True)
    (config_dir() / "settings.toml").write_text('[trading]\npassword_file = "~nobody-here/pin"\n')
    async with simulator() as (server, _):
        put_orders(server, 3)
        done = await ran(server, "panic", *PAPER)
        assert (done.code, at_work(server)) == (0, 0), done


async def test_a_usage_that_names_no_account_does_nothing() -> None:
    async with simulator() as (server, _):
        (await ran(server, "panic")).fails(2, "--acc")
        (await ran(server, "--read-only", "panic", *PAPER)).fails(2, "--read-only")
        (await ran(server, "panic", *PAPER, "--soft", "everything")).fails(2)


def an_order(server: SimServer) -> OrderIntent:
    book = server.daemon.world.exchange.book(HSBC)
    assert book.best_bid is not None
    price = LADDER.down(book.best_bid, 1 - FAR)
    return OrderIntent(
        new_tag(), Env.PAPER, int(PAPER_HK), HSBC, Side.BUY, OrderType.LIMIT, Decimal(400), price
    )
