"""The lock of the kill switch: it lives in the journal, so that one program locks all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tui.domain.accounts import Env
from tui.domain.journal import Entry, EntryKind
from tui.domain.markets import Market, zone_of
from tui.domain.withdrawals import Scope
from tui.trading.records import JournalError, Records

WORD = "TRADE"
"""What must be typed before orders may leave again."""


def lock_entries(scope: Scope, at: datetime) -> tuple[Entry, ...]:
    """Return what is to be written when the kill switch goes off."""
    facts = {"why": f"kill switch: {scope.how}" if scope.how else "kill switch"}
    if scope.lock_all:
        return (Entry(EntryKind.LOCKED, at, facts=facts),)
    return tuple(
        Entry(EntryKind.LOCKED, at, None if env is Env.UNKNOWN else env, acc_id, facts=facts)
        for env, acc_id in scope.accounts
    )


async def lock(journal: Records, scope: Scope, at: datetime) -> str:
    """Lock trading; return nothing, or why no other program hears of it."""
    try:
        await journal.commit(*lock_entries(scope, at))
    except JournalError as error:
        return f"the lock could not be written, other programs may still trade: {error}"
    return ""


async def release(journal: Records, word: str, at: datetime, *, acc_id: int | None) -> str:
    """Release the lock of one account, or with None every lock; return nothing, or why that is not done."""
    if word != WORD:
        return f"trading stays locked: type {WORD}, in capitals, to release it"
    try:
        locks = await journal.locks()
        if acc_id is not None:
            trouble = _why_not_alone(locks, acc_id)
            if trouble:
                return trouble
            locks = tuple(one for one in locks if one.acc_id == acc_id)
        await journal.commit(*(Entry(EntryKind.RELEASED, at, one.env, one.acc_id) for one in locks))
    except JournalError as error:
        return f"trading stays locked: {error}"
    return ""


def lock_words(lock: Entry) -> str:
    """Say what a lock is on, since when, as the dashboard's clock goes, and why.

    For example `all accounts since 11-20 10:03:10 HKT (kill switch: Ctrl+X twice)`.
    """
    who = "all accounts" if lock.acc_id is None else f"account {lock.acc_id}"
    why = lock.facts.get("why")
    since = lock.at.astimezone(zone_of(Market.HK))
    return f"{who} since {since:%m-%d %H:%M:%S %Z}{f' ({why})' if why else ''}"


def _why_not_alone(locks: Iterable[Entry], acc_id: int) -> str:
    named = {one.acc_id for one in locks}
    if None in named:
        return "all accounts are locked together: release the lock without naming an account"
    return "" if acc_id in named else f"account {acc_id} is not locked"
