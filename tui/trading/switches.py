"""The safety switches of one run: what keeps orders from leaving, in one value that the face shows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from tui.domain.accounts import Account, Env, Firm
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.journal import Entry, EntryKind, Fact
from tui.domain.limits import NO_BOOK, LimitsBook
from tui.domain.link import LinkPhase
from tui.domain.safety import Safety, Unresolved
from tui.trading.arming import IDLE_S, Arming
from tui.trading.cancels import is_trade_lock
from tui.trading.gate import Wish
from tui.trading.heartbeat import STOOD_STILL, Heartbeat
from tui.trading.lock import lock_words
from tui.trading.records import JournalError, Records

_log = logging.getLogger(__name__)

BEAT_S = 0.5
"""How often the loop shows that it still runs."""
LOOK_S = 1.0
"""How often the journal is asked for locks that another program set."""
NOT_LIVE = "the link to OpenD is not live: wait for OPEND LIVE"
NOT_UNLOCKED = "trade is not unlocked in OpenD by this run: give the trade password first"
NOT_LOOKED = "it is not known yet whether orders of an earlier run are open: wait for the search"
NOT_CAUGHT_UP = "the program was stopped: its orders are being read again; wait a moment"
NOT_READ = "the order journal was not read yet: try again in a second"


class Switches:
    """Arming, locks, unresolved orders, limits and journal trouble; every change of them is published.

    Nothing here ever stands in the way of a cancel.
    """

    def __init__(
        self,
        journal: Records,
        publish: Callable[[Safety], None],
        account: Callable[[int], Account | None],
        *,
        clock: Callable[[], float],
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        why_not_real: str = "",
        limits: LimitsBook = NO_BOOK,
        idle_s: float = IDLE_S,
    ) -> None:
        """`clock` is of the event loop, in seconds; `why_not_real` is empty when real money may be traded."""
        self._journal = journal
        self._publish = publish
        self._account = account
        self._clock = clock
        self._wall = wall
        self._arming = Arming(idle_s)
        self._heart = Heartbeat()
        self._phase = LinkPhase.DOWN
        self._in_use: tuple[int, ...] = ()
        self._behind: frozenset[int] = frozenset()
        """Accounts whose orders must be read again first."""
        self._locks: Mapping[int | None, str] | None = None
        """Why trading is locked, by account, None for all of them; None before the journal was read."""
        self._unresolved: tuple[Unresolved, ...] | None = None
        """None until the journal's open orders are known."""
        self._why_not_real = why_not_real
        self._limits = limits
        self._unlocked: frozenset[Firm] = frozenset()
        self._safety = Safety(why_not_real=why_not_real, limits=limits)
        self._publish(self._safety)

    @property
    def safety(self) -> Safety:
        """What was published last."""
        return self._safety

    # ---- what the trader does

    def why_not_arm(self, *, env: Env, acc_id: int) -> str:
        """Return why an account cannot be armed, the unlock aside; nothing when it can."""
        account = self._account(acc_id)
        if account is None:
            return f"OpenD lists no account {acc_id}"
        if account.env is not env or env is Env.UNKNOWN:
            return f"account {acc_id} is {account.env.name}, not {env.name}"
        if env is Env.REAL and self._why_not_real:
            return self._why_not_real
        if acc_id not in self._in_use:
            return f"account {acc_id} is not in use: choose it first"
        if self._phase is not LinkPhase.LIVE:
            return NOT_LIVE
        if acc_id in self._behind:
            return NOT_CAUGHT_UP
        return (
            self.why_locked(acc_id)
            or self._journal.trouble
            or self._why_unresolved(acc_id)
            or self._limits.why_closed(account)
        )

    def arm(self, *, env: Env, acc_id: int) -> str:
        """Let orders of this account leave for a while; return nothing, or why that cannot be."""
        why = self.why_not_arm(env=env, acc_id=acc_id)
        if not why and env is Env.REAL and self._firm(acc_id) not in self._unlocked:
            why = NOT_UNLOCKED
        if why:
            return why
        self.disarm("another account was armed")
        self._arming.arm(env=env, acc_id=acc_id, now=self._clock())
        self._note(EntryKind.ARMED, env, acc_id, idle_s=f"{self._arming.idle_s:g}")
        self._tell()
        return ""

    def disarm(self, why: str) -> None:
        """Let them leave no more; it never comes back by itself."""
        account = self._arming.account
        if self._arming.disarm(why):
            self._disarmed(account)

    def user_acted(self) -> None:
        """A key was pressed: the time until arming ends begins anew."""
        account = self._arming.account
        if account is None:
            return
        self._arming.touch(self._clock())
        if self._arming.account is None:
            self._disarmed(account)
        else:
            self._tell()

    def use_accounts(self, acc_ids: Iterable[int]) -> None:
        """Know which accounts are traded now; one that is armed and not among them is disarmed."""
        self._in_use = tuple(acc_ids)
        armed = self._arming.account
        if armed is not None and armed[1] not in self._in_use:
            self.disarm("another account was chosen")
        self._tell()

    # ---- what happens

    def link_changed(self, phase: LinkPhase) -> None:
        """Follow the link: without a live one nothing stays armed, and OpenD may come back locked."""
        self._phase = phase
        if phase is LinkPhase.LIVE:
            # Everything was read on the way to it.
            self._behind = frozenset()
            return
        if phase is LinkPhase.DOWN:
            self._unlocked = frozenset()
        self.disarm("the link to OpenD was lost")
        self._tell()

    def catching_up(self) -> None:
        """Know that the accounts in use are read again: what is known of their orders may be old."""
        self._behind = frozenset(self._in_use)

    def caught_up(self, acc_id: int) -> None:
        """Know that the orders of an account were read."""
        self._behind -= {acc_id}

    def unlocked(self, firm: Firm, trouble: str) -> None:
        """Know how an unlock in OpenD ended; never with what."""
        facts = {"firm": firm.name, "trouble": trouble}
        self._journal.note(Entry(EntryKind.UNLOCKED, self._wall(), facts=facts))
        if not trouble:
            self._unlocked |= {firm}
            self._tell()

    def locked_again(self) -> None:
        """Know that OpenD's trade lock is closed again."""
        self._unlocked = frozenset()
        self._tell()

    def request_ended(self, env: Env, acc_id: int, outcome: Outcome) -> None:
        """Know how an order, a change or a cancel ended: in doubt nothing stays armed.

        A refusal that tells of OpenD's trade lock shows that it is not open any more, whoever closed it.
        """
        if outcome.kind is OutcomeKind.UNKNOWN and self._arming.account == (env, acc_id):
            self.disarm("an order's outcome is unknown")
        elif outcome.kind is OutcomeKind.REJECTED and env is Env.REAL and is_trade_lock(outcome.text):
            self.disarm("trading is locked in OpenD")
            self.locked_again()

    def set_unresolved(self, unresolved: Iterable[Unresolved]) -> None:
        """Know the orders of which it is not known whether the broker has them, all accounts together."""
        self._unresolved = tuple(unresolved)
        armed = self._arming.account
        if armed is not None and any(one.acc_id == armed[1] for one in self._unresolved):
            self.disarm("an order's outcome is unknown")
        self._tell()

    def set_limits(self, limits: LimitsBook) -> None:
        """Take the trader's own limits."""
        self._limits = limits
        self._tell()

    async def look_for_locks(self) -> None:
        """Read from the journal what the kill switch keeps locked, here or in another program."""
        try:
            found = await self._journal.locks()
        except JournalError as error:
            _log.warning("Locks cannot be read: %s", error)
            self._check()
            return
        self._locks = {lock.acc_id: f"trading is locked: {lock_words(lock)}" for lock in found}
        armed = self._arming.account
        if armed is not None and self.why_locked(armed[1]):
            self.disarm("trading is locked")
        self._tell()

    def why_locked(self, acc_id: int) -> str:
        """Return why the kill switch keeps an account from trading; nothing when it does not."""
        if self._locks is None:
            return NOT_READ
        return self._locks.get(None) or self._locks.get(acc_id, "")

    # ---- the clock

    async def run(self) -> None:
        """Watch time and journal until cancelled."""
        while True:
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._beat_on(), name="heartbeat")
                    tasks.create_task(self._look_on(), name="locks")
            except Exception:  # noqa: BLE001
                # An isolation point: whoever watches must not stop watching without a word.
                _log.exception("The watch over the switches failed")
                self.disarm("internal error, see the log")
            await asyncio.sleep(LOOK_S)

    def still_armed(self, *, env: Env, acc_id: int) -> bool:
        """Whether an order of this account may leave now: a late loop and idle time disarm first."""
        now = self._clock()
        if self._heart.is_late(now):
            self.disarm(STOOD_STILL)
        self._check()
        return self._arming.account == (env, acc_id)

    async def _beat_on(self) -> None:
        while True:
            stood_still = self._heart.beat(self._clock(), self._wall().timestamp())
            if stood_still:
                self.disarm(stood_still)
            self._check()
            await asyncio.sleep(BEAT_S)

    async def _look_on(self) -> None:
        while True:
            await self.look_for_locks()
            await asyncio.sleep(LOOK_S)

    def _check(self) -> None:
        """Disarm for what comes without an event: idle time and a journal that cannot be written."""
        account = self._arming.account
        if self._arming.lapse(self._clock()):
            self._disarmed(account)
        if self._journal.trouble:
            self.disarm("the order journal cannot be written")
        if self._journal.trouble != self._safety.journal_trouble:
            self._tell()

    # ---- inner

    def _firm(self, acc_id: int) -> Firm:
        account = self._account(acc_id)
        return Firm.UNKNOWN if account is None else account.firm

    def _why_unresolved(self, acc_id: int) -> str:
        if self._unresolved is None:
            return NOT_LOOKED
        open_ = [one for one in self._unresolved if one.acc_id == acc_id]
        if not open_:
            return ""
        names = "; ".join(f"{one.words} ({one.state})" if one.state else one.words for one in open_)
        return f"{len(open_)} of unknown outcome, wait for the search: {names}"

    def _disarmed(self, account: tuple[Env, int] | None) -> None:
        env, acc_id = (None, None) if account is None else account
        self._note(EntryKind.DISARMED, env, acc_id, why=self._arming.lost_because)
        self._tell()

    def _note(self, kind: EntryKind, env: Env | None, acc_id: int | None, **facts: Fact) -> None:
        self._journal.note(Entry(kind, self._wall(), env, acc_id, facts=facts))

    def _tell(self) -> None:
        """Publish what has changed."""
        locks, scopes = self._locks or {}, (None, *self._in_use)
        safety = Safety(
            why_not_real=self._why_not_real,
            armed=self._arming.account,
            armed_until=self._arming.until,
            disarmed_because=self._arming.lost_because,
            locked=next((locks[scope] for scope in scopes if scope in locks), ""),
            unresolved=self._unresolved or (),
            limits=self._limits,
            journal_trouble=self._journal.trouble,
            unlocked=self._unlocked,
        )
        if safety != self._safety:
            self._safety = safety
            self._publish(safety)


class ArmingGate:
    """The gate of the dashboard's desk: with real money only an armed account sends orders and changes."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches

    def why_not(self, wish: Wish) -> str:
        """Return why this may not be sent; nothing when it may."""
        if wish.env is Env.PAPER or self._switches.still_armed(env=wish.env, acc_id=wish.acc_id):
            return ""
        lost = self._switches.safety.disarmed_because
        return f"not armed: {lost}; arm the account" if lost else "not armed: arm the account"

    def sent(self, wish: Wish) -> None:
        """Nothing changes by sending."""
