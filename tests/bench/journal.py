"""The journal: a commit against a bare SQLite one, and how long it ever holds the event loop."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from tui.domain.accounts import Env
from tui.domain.journal import Entry, EntryKind
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.tags import new_tag

COMMITS, NOTES = 1_000, 10_000
AIM_MS = 10.0
TICK_S, BUSY_S = 0.001, 0.0005
FACTS = {
    "code": "HK.00700", "side": "BUY", "type": "LIMIT", "qty": "200", "price": "400.2", "tif": "DAY",
    "how": "key y", "sentence": "PAPER 3180001: BUY 200 HK.00700 TENCENT at 400.2 = 80,040 HKD",
}  # fmt: skip


@dataclass(frozen=True)
class Times:
    """Milliseconds of many calls."""

    sorted_ms: list[float]

    def at(self, share: float) -> float:
        """Return a quantile."""
        return self.sorted_ms[min(int(share * len(self.sorted_ms)), len(self.sorted_ms) - 1)]


def times(moments: list[float]) -> Times:
    """Return the times between moments."""
    return Times(sorted((end - begin) * 1000 for begin, end in pairwise(moments)))


def bare(folder: Path) -> Times:
    """Commit one row at a time to a table of the same shape, and nothing else."""
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, at INTEGER, tag TEXT, facts TEXT)")
        moments = [time.perf_counter()]
        for _ in range(COMMITS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "INSERT INTO events (at, tag, facts) VALUES (?, ?, ?)", (1, new_tag(), str(FACTS))
            )
            connection.execute("COMMIT")
            moments.append(time.perf_counter())
    return times(moments)


def entry() -> Entry:
    """Return an order as the desk writes it."""
    return Entry(EntryKind.INTENT, datetime.now(UTC), Env.PAPER, 3180001, new_tag(), facts=FACTS)


async def commit_all(journal: Journal) -> Times:
    """Commit orders one after the other."""
    moments = [time.perf_counter()]
    for _ in range(COMMITS):
        await journal.commit_order(entry())
        moments.append(time.perf_counter())
    return times(moments)


async def note_all(journal: Journal) -> None:
    """Note pushes as they come: ten a millisecond, and the loop busy with them for a good part of it."""
    for _ in range(NOTES // 10):
        began = time.perf_counter()
        for _ in range(10):
            journal.note(replace(entry(), kind=EntryKind.PUSH))
        while time.perf_counter() - began < BUSY_S:
            pass
        await asyncio.sleep(TICK_S)


async def largest_stall_ms(work: asyncio.Future[Any]) -> float:
    """Return by how much the loop was late at most, while work goes on."""
    largest = 0.0
    while not work.done():
        began = time.perf_counter()
        await asyncio.sleep(TICK_S)
        largest = max(largest, time.perf_counter() - began - TICK_S)
    return largest * 1000


async def measured(folder: Path) -> tuple[list[Times], list[float]]:
    """Return the commits of a quiet and of a flooded journal, and the stalls without any, and with those."""
    idle = await largest_stall_ms(asyncio.ensure_future(asyncio.sleep(1)))
    journal = Journal(folder / FILE_NAME)
    quiet = asyncio.ensure_future(commit_all(journal))
    quiet_stall = await largest_stall_ms(quiet)
    flooded = asyncio.ensure_future(commit_all(journal))
    flood_stall = await largest_stall_ms(asyncio.gather(flooded, note_all(journal)))
    assert journal.trouble == "", journal.trouble
    await journal.close()
    return [quiet.result(), flooded.result()], [idle, quiet_stall, flood_stall]


def report() -> None:
    """Print the quantiles as ratios to a bare commit, and the stalls."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = bare(folder)
        (quiet, flooded), stalls = asyncio.run(measured(folder))
    print(f"journal, {COMMITS:,} commits with synchronous=FULL, then again with {NOTES:,} notes among them")
    for what, one in (("bare sqlite3", base), ("quiet journal", quiet), ("flooded journal", flooded)):
        ratios = "".join(
            f"   p{share * 100:.0f} {one.at(share):6.2f} ms {one.at(share) / base.at(share):5.1f}x"
            for share in (0.5, 0.99)
        )
        print(f"  {what:16s}{ratios}   worst {one.at(1):6.2f} ms")
    idle, quiet_stall, flood_stall = stalls
    print(
        f"  largest stall of the loop: idle {idle:.2f} ms, quiet {quiet_stall:.2f} ms,"
        f" flooded {flood_stall:.2f} ms   aim < {AIM_MS:.0f} ms"
    )
