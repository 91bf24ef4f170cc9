"""Every way to lose the arming, every reason not to get it, on a clock that steps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.client.stepped import stepped, until
from tests.journals import MemoryJournal
from tui.domain.accounts import Account, Env, Firm
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, OrderIntent
from tui.domain.journal import Entry, EntryKind
from tui.domain.limits import Limits, LimitsBook
from tui.domain.link import LinkPhase
from tui.domain.markets import Market, TradeMarket
from tui.domain.orders import OrderType, Side
from tui.domain.safety import Safety, Unresolved
from tui.trading import switches as words
from tui.trading.switches import ArmingGate, Switches

PAPER = Account(1001, Env.PAPER, (TradeMarket.HK,))
REAL = Account(9003, Env.REAL, (TradeMarket.HK,), firm=Firm.FUTU_HK)
OTHER = Account(9004, Env.REAL, (TradeMarket.HK,), firm=Firm.FUTU_HK)
BOOK = LimitsBook(real={REAL.acc_id: Limits(), OTHER.acc_id: Limits()})
START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
UNKNOWN_BUY = Unresolved(Env.REAL, REAL.acc_id, "ft:1", "BUY 200 HK.00700 at 400.0", "looked once")


@dataclass
class Bench:
    """Switches, what they published, and the hands on them."""

    journal: MemoryJournal
    published: list[Safety] = field(default_factory=list)
    slept: float = 0.0
    """Seconds that only the wall clock knows of."""
    jumped: float = 0.0
    """Seconds for which the loop did not run."""
    listed: tuple[Account, ...] = (PAPER, REAL, OTHER)
    switches: Switches = field(init=False)

    def clock(self) -> float:
        return asyncio.get_running_loop().time() + self.jumped

    def wall(self) -> datetime:
        return START + timedelta(seconds=self.clock() + self.slept)

    def account(self, acc_id: int) -> Account | None:
        return next((one for one in self.listed if one.acc_id == acc_id), None)

    @property
    def safety(self) -> Safety:
        return self.published[-1]

    def kinds(self) -> list[EntryKind]:
        return self.journal.kinds()


@asynccontextmanager
async def ready(*, why_not_real: str = "", limits: LimitsBook = BOOK) -> AsyncIterator[Bench]:
    """All is well: live, read, resolved, unlocked, nothing armed."""
    bench = Bench(MemoryJournal())
    bench.switches = Switches(
        bench.journal, bench.published.append, bench.account,
        clock=bench.clock, wall=bench.wall, why_not_real=why_not_real, limits=limits,
    )  # fmt: skip
    watching = asyncio.create_task(bench.switches.run())
    bench.switches.use_accounts([PAPER.acc_id, REAL.acc_id])
    bench.switches.link_changed(LinkPhase.LIVE)
    bench.switches.set_unresolved(())
    bench.switches.unlocked(Firm.FUTU_HK, "")
    await asyncio.sleep(1.5)
    try:
        yield bench
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def arm(bench: Bench, account: Account = REAL) -> str:
    return bench.switches.arm(env=account.env, acc_id=account.acc_id)


def order(account: Account = REAL) -> OrderIntent:
    tag, tencent = "ft:" + "0" * 26, SecurityId(Market.HK, "00700")
    return OrderIntent(
        tag, account.env, account.acc_id, tencent, Side.BUY, OrderType.LIMIT, Decimal(100), Decimal(400)
    )


# ---- armed


@stepped
async def test_arming_is_published_with_its_end_and_journaled() -> None:
    async with ready() as bench:
        assert arm(bench) == ""
        assert bench.safety.is_armed(Env.REAL, REAL.acc_id)
        assert bench.safety.armed_until == pytest.approx(bench.clock() + 60)
        entry = bench.journal.entries[-1]
        assert (entry.kind, entry.env, entry.acc_id) == (EntryKind.ARMED, Env.REAL, REAL.acc_id)


@stepped
async def test_one_account_is_armed_and_no_other() -> None:
    async with ready() as bench:
        assert arm(bench) == ""
        assert arm(bench, PAPER) == ""
        assert bench.safety.armed == (Env.PAPER, PAPER.acc_id)
        assert bench.kinds()[-3:] == [EntryKind.ARMED, EntryKind.DISARMED, EntryKind.ARMED]


@stepped
async def test_sixty_seconds_without_a_key_end_it() -> None:
    async with ready() as bench:
        arm(bench)
        await asyncio.sleep(59)
        assert bench.safety.armed is not None
        await asyncio.sleep(1.6)
        assert bench.safety.armed is None
        assert bench.safety.disarmed_because == "no key for 60 s"
        assert bench.journal.entries[-1].facts["why"] == "no key for 60 s"


@stepped
async def test_keys_keep_it_for_as_long_as_they_come() -> None:
    async with ready() as bench:
        arm(bench)
        for _ in range(10):
            await asyncio.sleep(50)
            bench.switches.user_acted()
        assert bench.safety.armed_until == pytest.approx(bench.clock() + 60)
        assert bench.kinds().count(EntryKind.ARMED) == 1


@stepped
async def test_a_key_when_nothing_is_armed_publishes_nothing() -> None:
    async with ready() as bench:
        before = len(bench.published)
        bench.switches.user_acted()
        assert len(bench.published) == before


# ---- lost

Loss = Callable[[Bench], None]


def stand_still(bench: Bench) -> None:
    bench.jumped += 6


def sleep_on(bench: Bench) -> None:
    bench.slept += 3600


def break_journal(bench: Bench) -> None:
    bench.journal.trouble = "disk full"


def lock(bench: Bench) -> None:
    bench.journal.note(Entry(EntryKind.LOCKED, START, acc_id=REAL.acc_id, facts={"why": "panic"}))


LOSSES: list[tuple[Loss, str]] = [
    (lambda bench: bench.switches.link_changed(LinkPhase.DOWN), "the link to OpenD was lost"),
    (lambda bench: bench.switches.link_changed(LinkPhase.SYNCING), "the link to OpenD was lost"),
    (lambda bench: bench.switches.link_changed(LinkPhase.CONNECTING), "the link to OpenD was lost"),
    (lambda bench: bench.switches.use_accounts([PAPER.acc_id]), "another account was chosen"),
    (lambda bench: bench.switches.set_unresolved([UNKNOWN_BUY]), "an order's outcome is unknown"),
    (lambda bench: bench.switches.disarm("too many orders"), "too many orders"),
    (stand_still, "the program stood still for 6 s"),
    (sleep_on, "the machine slept for 3600 s"),
    (break_journal, "the order journal cannot be written"),
    (lock, "trading is locked"),
]


@pytest.mark.parametrize(("lose", "why"), LOSSES)
def test_it_is_lost_and_never_comes_back_by_itself(lose: Loss, why: str) -> None:
    @stepped
    async def run() -> None:
        async with ready() as bench:
            arm(bench)
            lose(bench)
            await until(lambda: bench.safety.armed is None)
            assert bench.safety.disarmed_because == why
            assert bench.journal.entries[-1].kind is EntryKind.DISARMED
            # All is well again, and it stays lost.
            bench.journal.trouble = ""
            bench.journal.note(Entry(EntryKind.RELEASED, START, acc_id=REAL.acc_id))
            bench.switches.use_accounts([PAPER.acc_id, REAL.acc_id])
            bench.switches.set_unresolved(())
            bench.switches.link_changed(LinkPhase.LIVE)
            for _ in range(20):
                await asyncio.sleep(1)
                bench.switches.user_acted()
            assert bench.safety.armed is None
            assert bench.kinds().count(EntryKind.ARMED) == 1
            bench.switches.unlocked(Firm.FUTU_HK, "")
            assert arm(bench) == ""

    run()


# ---- not given


def lose_link(bench: Bench) -> None:
    bench.switches.link_changed(LinkPhase.SYNCING)


def never_look(bench: Bench) -> None:
    bench.switches._unresolved = None


def lock_again(bench: Bench) -> None:
    bench.switches.link_changed(LinkPhase.DOWN)
    bench.switches.link_changed(LinkPhase.LIVE)


REFUSALS: list[tuple[Loss, str]] = [
    (lose_link, words.NOT_LIVE),
    (never_look, words.NOT_LOOKED),
    (
        lambda bench: bench.switches.set_unresolved([UNKNOWN_BUY]),
        "1 of unknown outcome, wait for the search: BUY 200 HK.00700 at 400.0 (looked once)",
    ),
    (break_journal, "disk full"),
    (lock, "trading is locked: account 9003 since"),
    (lambda bench: bench.switches.set_limits(LimitsBook()), "no profile for real account 9003"),
    (lambda bench: bench.switches.set_limits(LimitsBook(trouble="line 3")), "line 3: this real account"),
    (lambda bench: bench.switches.locked_again(), words.NOT_UNLOCKED),
    (lock_again, words.NOT_UNLOCKED),
    (lambda bench: setattr(bench, "listed", (PAPER,)), "OpenD lists no account 9003"),
    (lambda bench: setattr(bench, "listed", (replace(REAL, env=Env.PAPER),)), "is PAPER, not REAL"),
    (lambda bench: bench.switches.use_accounts([PAPER.acc_id]), "account 9003 is not in use"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "why"), REFUSALS)
def test_it_is_not_given_and_says_why(spoil: Loss, why: str) -> None:
    @stepped
    async def run() -> None:
        async with ready() as bench:
            spoil(bench)
            await asyncio.sleep(1.6)
            assert why in arm(bench)
            assert bench.safety.armed is None
            assert EntryKind.ARMED not in bench.kinds()

    run()


@stepped
async def test_real_money_that_is_not_allowed_says_what_is_missing() -> None:
    async with ready(why_not_real="--real is missing") as bench:
        assert arm(bench) == "--real is missing"
        assert bench.safety.why_not_real == "--real is missing"
        assert arm(bench, PAPER) == ""


@stepped
async def test_an_unlock_that_failed_unlocks_nothing() -> None:
    async with ready() as bench:
        bench.switches.locked_again()
        bench.switches.unlocked(Firm.FUTU_HK, "wrong trade password")
        bench.switches.unlocked(Firm.MOOMOO_US, "")
        assert arm(bench) == words.NOT_UNLOCKED
        assert bench.journal.entries[-2].facts == {"firm": "FUTU_HK", "trouble": "wrong trade password"}


@stepped
async def test_paper_needs_neither_password_nor_limits() -> None:
    async with ready(limits=LimitsBook()) as bench:
        bench.switches.locked_again()
        assert arm(bench, PAPER) == ""


@stepped
async def test_an_open_order_of_one_account_does_not_hold_another() -> None:
    async with ready() as bench:
        bench.switches.set_unresolved([UNKNOWN_BUY])
        assert arm(bench, PAPER) == ""


@stepped
async def test_a_lock_of_all_accounts_holds_each_until_it_is_released() -> None:
    async with ready() as bench:
        bench.journal.note(Entry(EntryKind.LOCKED, START, facts={"why": "futu-tui panic"}))
        await asyncio.sleep(1.1)
        assert "all accounts" in bench.safety.locked
        assert "futu-tui panic" in arm(bench, PAPER)
        bench.journal.note(Entry(EntryKind.RELEASED, START))
        await asyncio.sleep(1.1)
        assert bench.safety.locked == ""
        assert arm(bench, PAPER) == ""


@stepped
async def test_a_lock_of_an_account_that_is_not_in_use_is_not_shown() -> None:
    async with ready() as bench:
        bench.journal.note(Entry(EntryKind.LOCKED, START, acc_id=OTHER.acc_id))
        await asyncio.sleep(1.1)
        assert bench.safety.locked == ""
        assert arm(bench) == ""
        bench.switches.use_accounts([OTHER.acc_id])
        assert "account 9004" in bench.safety.locked
        assert "account 9004" in arm(bench, OTHER)


@stepped
async def test_nothing_is_armed_before_the_locks_were_read() -> None:
    bench = Bench(MemoryJournal())
    switches = Switches(
        bench.journal, bench.published.append, bench.account, clock=bench.clock, wall=bench.wall
    )
    switches.use_accounts([PAPER.acc_id])
    switches.link_changed(LinkPhase.LIVE)
    switches.set_unresolved(())
    assert switches.arm(env=Env.PAPER, acc_id=PAPER.acc_id) == words.NOT_READ
    await switches.look_for_locks()
    assert switches.arm(env=Env.PAPER, acc_id=PAPER.acc_id) == ""


# ---- the gate


@stepped
async def test_the_gate_lets_real_orders_pass_only_while_armed() -> None:
    async with ready() as bench:
        gate = ArmingGate(bench.switches)
        change = AmendIntent(Env.REAL, REAL.acc_id, "A1", Decimal(100), Decimal(400))
        assert "not armed: arm the account" in gate.why_not(order())
        assert "not armed" in gate.why_not(change)
        arm(bench)
        assert (gate.why_not(order()), gate.why_not(change)) == ("", "")
        assert "not armed" in gate.why_not(order(OTHER))
        bench.switches.disarm("a key")
        assert gate.why_not(order()).startswith("not armed: a key; arm the account")


@stepped
async def test_the_gate_lets_paper_orders_pass() -> None:
    async with ready() as bench:
        assert ArmingGate(bench.switches).why_not(order(PAPER)) == ""


@stepped
async def test_the_gate_notices_a_stall_before_the_heartbeat_does() -> None:
    async with ready() as bench:
        arm(bench)
        bench.jumped += 6  # and no beat has come since
        assert "stood still" in ArmingGate(bench.switches).why_not(order())
        assert bench.safety.armed is None


@stepped
async def test_the_gate_notices_idle_time_to_the_moment() -> None:
    async with ready() as bench:
        arm(bench)
        for _ in range(15):
            await asyncio.sleep(4)
        bench.jumped += 0.01
        assert "no key for 60 s" in ArmingGate(bench.switches).why_not(order())
