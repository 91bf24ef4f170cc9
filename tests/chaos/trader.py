"""A trader on two accounts, one of them real, who places, amends and cancels whatever happens to the link."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from tests.engines import knowing
from tests.scenarios.stage import HSBC, LADDER, Stage
from tests.sim.bench import TENCENT
from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import Order, OrderType, Side
from tui.domain.secret import Secret
from tui.sim.trading.accounts import PAPER_HK, REAL_SECURITIES, TRADE_PASSWORD
from tui.trading.tags import new_tag

ACCOUNTS = ((Env.PAPER, PAPER_HK), (Env.REAL, REAL_SECURITIES))
_EVERY_S = 1.6
"""Between two deeds: each account stays within 15 orders in 30 seconds by itself."""
_WORKING = 4
_KINDS = ((Side.BUY, -8), (Side.BUY, -20), (Side.BUY, 2), (Side.SELL, 8), (Side.SELL, -2))
_SECURITIES = ((TENCENT, 100), (HSBC, 400))
_NUMBERS = re.compile(r"[0-9][0-9.,]*")


@dataclass
class Flow:
    """What was asked for, and what was said to it."""

    done: Counter[str] = field(default_factory=Counter)
    """Deeds and their outcomes."""
    refusals: Counter[str] = field(default_factory=Counter)
    """Texts of what was refused, without their numbers."""
    outcomes: Counter[OutcomeKind] = field(default_factory=Counter)
    """Of the orders placed."""


async def trade(stage: Stage, chance: random.Random, flow: Flow) -> None:
    """Be busy until cancelled."""
    while True:
        for env, acc_id in ACCOUNTS:
            await asyncio.sleep(_EVERY_S)
            await _be_ready(stage, env, acc_id)
            working = stage.store.working_orders(acc_id)
            deed = "place" if not working else chance.choice(("place", "place", "amend"))
            if len(working) > _WORKING:
                deed = "cancel"
            outcome = await _do(stage, chance, deed, env, acc_id)
            flow.done[f"{deed} {outcome.kind.value}"] += 1
            if deed == "place":
                flow.outcomes[outcome.kind] += 1
            if outcome.kind is OutcomeKind.REJECTED:
                flow.refusals[f"{deed}: {_NUMBERS.sub('#', outcome.text)}"] += 1


async def _be_ready(stage: Stage, env: Env, acc_id: int) -> None:
    """Do what a trader does who finds OpenD locked by a restart, or the account disarmed by a lost link."""
    engine, account = stage.engine, stage.store.account(acc_id)
    engine.user_acted()
    if env is not Env.REAL or account is None:
        return
    locked = stage.server.daemon.world.brokerage.locked
    if locked or account.firm not in stage.store.safety.unlocked:
        await engine.unlock(Secret(TRADE_PASSWORD), account.firm)
    if not stage.store.safety.is_armed(env, acc_id):
        engine.arm(env=env, acc_id=acc_id)


async def _do(stage: Stage, chance: random.Random, deed: str, env: Env, acc_id: int) -> Outcome:
    engine = stage.engine
    if deed == "place":
        return await engine.place(knowing(engine, _intent(stage, chance, env, acc_id)))
    working = stage.store.working_orders(acc_id)
    if deed == "cancel":
        oldest = min(working, key=lambda order: order.order_id)
        return await engine.cancel(CancelIntent(env, acc_id, oldest.order_id))
    order = chance.choice(working)
    return await engine.amend(AmendIntent(env, acc_id, order.order_id, order.qty, _a_tick_off(order)))


def _intent(stage: Stage, chance: random.Random, env: Env, acc_id: int) -> OrderIntent:
    id_, lot = chance.choice(_SECURITIES)
    side, away = chance.choice(_KINDS)
    qty = Decimal(lot * chance.randint(1, 3))
    price = _price(stage, id_, away)
    return OrderIntent(new_tag(), env, acc_id, id_, side, OrderType.LIMIT, qty, price)


def _price(stage: Stage, id_: SecurityId, away: int) -> Decimal:
    """A price some ticks below the bid, or above the ask."""
    book = stage.server.daemon.world.exchange.book(id_)
    assert book.best_bid is not None
    assert book.best_ask is not None
    return LADDER.down(book.best_bid, -away) if away < 0 else LADDER.up(book.best_ask, away)


def _a_tick_off(order: Order) -> Decimal:
    """A price a tick farther from the market."""
    assert order.price is not None
    return LADDER.down(order.price) if order.side is Side.BUY else LADDER.up(order.price)
