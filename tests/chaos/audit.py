"""What must hold after chaos: the store's orders and fills are the broker's, each of them once."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from weakref import WeakSet

from tests.chaos.trader import ACCOUNTS
from tests.scenarios.stage import Stage
from tui.client.link import Link
from tui.domain.accounts import Env
from tui.domain.trades import Trade
from tui.sim.market.candles import Bar
from tui.sim.market.matching import Resting
from tui.sim.trading.books import AccountBooks
from tui.wire.protocol import Connection

_HISTORY = (Trade, Bar, Resting)
_PAGE = 4096
_MEGABYTE = 1024 * 1024


def audit(stage: Stage) -> Iterator[str]:
    """Yield what differs between the store and the broker's books."""
    for env, acc_id in ACCOUNTS:
        books = stage.server.daemon.world.brokerage.books(env, acc_id)
        yield from (f"{env.name}: {fault}" for fault in _orders(stage, books, acc_id))
        yield from (f"{env.name}: {fault}" for fault in _fills(stage, books, env, acc_id))


def _orders(stage: Stage, books: AccountBooks, acc_id: int) -> Iterator[str]:
    real = {order_id: live.order for order_id, live in books.live.items() if live.order.remark}
    all_shown = [order for order in stage.store.orders(acc_id) if order.remark.startswith("ft")]
    shown = {order.order_id: order for order in all_shown}
    if len(shown) < len(all_shown):
        yield "an order is shown twice"
    if set(shown) != set(real):
        yield f"orders differ: lost {set(real) - set(shown)}, invented {set(shown) - set(real)}"
    for tag, times in Counter(order.remark for order in real.values()).items():
        if times > 1:
            yield f"{tag} was sent {times} times"
    for order_id in set(real) & set(shown):
        truth, ours = real[order_id], shown[order_id]
        for what in ("status", "filled_qty", "qty", "price", "avg_fill_price"):
            if getattr(truth, what) != getattr(ours, what):
                yield f"{order_id}: {what} is {getattr(truth, what)}, shown is {getattr(ours, what)}"
    for one in stage.store.pending(acc_id):
        if one.outcome is None:
            yield f"{one.intent.tag} has no outcome"


def _fills(stage: Stage, books: AccountBooks, env: Env, acc_id: int) -> Iterator[str]:
    shown = stage.store.fills(acc_id)
    filled: dict[str, Decimal] = {}
    for fill in shown:
        filled[fill.order_id] = filled.get(fill.order_id, Decimal(0)) + fill.qty
    for order_id, live in books.live.items():
        if live.order.remark and filled.get(order_id, Decimal(0)) != live.order.filled_qty:
            yield f"{order_id}: {live.order.filled_qty} filled, fills sum to {filled.get(order_id, 0)}"
    if env is Env.REAL:
        # OpenD lists the fills of real accounts: there each of them must be there by its id, once.
        ours = Counter(fill.fill_id for fill in shown)
        truth = {fill.fill_id for fill in books.fills}
        if set(ours) != truth or any(times > 1 for times in ours.values()):
            yield f"fills differ: lost {truth - set(ours)}, too many {ours - Counter(truth)}"


def standing_connections() -> WeakSet[Link | Connection]:
    """Return the connections of whatever ran in this process before."""
    return WeakSet(one for one in gc.get_objects() if isinstance(one, (Link, Connection)))


class Footprint:
    """What the process holds at one moment, rubbish removed."""

    def __init__(self, others: WeakSet[Link | Connection] | None = None) -> None:
        """Count no connections of `others`: those that were there before the run."""
        gc.collect()
        everything = gc.get_objects()
        self.objects = sum(not isinstance(one, _HISTORY) for one in everything)
        """All but the past of the simulated market, which grows with the day."""
        self.connections = sum(
            isinstance(one, (Link, Connection)) and (others is None or one not in others)
            for one in everything
        )
        """Both ends of links; each is used once, so old ones are leaks."""
        self.tasks = len(asyncio.all_tasks())
        self.megabytes = int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / _MEGABYTE

    def __str__(self) -> str:
        return (
            f"{self.objects:,} objects, {self.connections} connection objects, "
            f"{self.tasks} tasks, {self.megabytes:.0f} MB"
        )
