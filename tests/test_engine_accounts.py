"""Two accounts in one engine: every order and fill lands in its own, whatever OpenD mixes up."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from decimal import Decimal

from tests.client.fakes import PAPER, REAL, TENCENT, FakeOpenD
from tests.client.stepped import stepped, until
from tests.engines import intent_of, live, order_of
from tui.domain.accounts import Env
from tui.domain.intents import OutcomeKind
from tui.domain.orders import Fill, OrderStatus, Side
from tui.engine import Engine
from tui.wire.codec import encode_reply
from tui.wire.messages.trade import FillPush, GetOrders, Header, OrderPush, OrderReply, PlaceOrder, TradeReply

PAPER_ORDER = order_of(intent_of(), order_id="B1")
REAL_ORDER = replace(
    order_of(intent_of(env=Env.REAL, acc_id=REAL.acc_id)), order_id="B1", qty=Decimal(700), remark=""
)


def fill(number: int, acc_id: int, env: Env) -> Fill:
    return Fill(
        f"F{number}", "B1", acc_id, env, TENCENT, "TENCENT", Side.BUY, Decimal(100), Decimal(400), None,
        number=number,
    )  # fmt: skip


def told(engine: Engine, *words: str) -> bool:
    return any(all(word in one.text for word in words) for one in engine.store.notices)


@stepped
async def test_interleaved_pushes_of_one_code_and_one_order_id_land_in_their_accounts() -> None:
    steps = [(OrderStatus.SUBMITTED, 0), (OrderStatus.FILLED_PART, 100), (OrderStatus.FILLED_PART, 150)]
    for turn in itertools.permutations((0, 1, 2)):
        async with live() as (opend, engine):
            for place in turn:
                status, filled = steps[place]
                qty = Decimal(filled)
                opend.push(OrderPush(replace(PAPER_ORDER, status=status, filled_qty=qty)))
                opend.push(OrderPush(replace(REAL_ORDER, status=status, filled_qty=qty * 2)))
                opend.push(FillPush(fill(place + 1, REAL.acc_id, Env.REAL)))
            await until(lambda: len(engine.store.fills(REAL.acc_id)) == len(steps))
            (paper,) = engine.store.orders(PAPER.acc_id)
            (real,) = engine.store.orders(REAL.acc_id)
            assert (paper.env, paper.qty, paper.filled_qty) == (Env.PAPER, Decimal(200), Decimal(150))
            assert (real.env, real.qty, real.filled_qty) == (Env.REAL, Decimal(700), Decimal(300))
            assert {one.acc_id for one in engine.store.fills(REAL.acc_id)} == {REAL.acc_id}
            assert sum(one.qty for one in engine.store.fills(PAPER.acc_id)) == Decimal(150)


@stepped
async def test_a_push_that_names_the_wrong_environment_is_dropped_and_told() -> None:
    async with live() as (opend, engine):
        opend.requests.clear()
        opend.push(OrderPush(replace(PAPER_ORDER, env=Env.REAL)))
        opend.push(FillPush(fill(9, PAPER.acc_id, Env.REAL)))
        await until(lambda: told(engine, f"account {PAPER.acc_id} as REAL, which is PAPER"))
        await until(lambda: opend.received(GetOrders))
        assert engine.store.orders(PAPER.acc_id) == engine.store.orders(REAL.acc_id) == ()
        assert engine.store.fills(PAPER.acc_id) == ()


def swapped(opend: FakeOpenD, header: Header) -> None:
    """Answer order requests and lists of the paper account as if they were about another one."""
    opend.answers[PlaceOrder] = lambda _: OrderReply(header, "B1", 1)
    opend.answers[GetOrders] = lambda request: (
        encode_reply(GetOrders.proto_id, TradeReply(header, (REAL_ORDER,)))
        if request.header.acc_id == PAPER.acc_id
        else ()
    )


@stepped
async def test_an_answer_that_names_the_wrong_environment_is_an_unknown_outcome() -> None:
    async with live() as (opend, engine):
        swapped(opend, Header(Env.REAL, PAPER.acc_id, REAL.markets[0]))
        outcome = await engine.place(intent_of())
        assert outcome.kind is OutcomeKind.UNKNOWN
        assert f"OpenD answered for account {PAPER.acc_id} REAL" in outcome.text
        assert f"and not for account {PAPER.acc_id} PAPER" in outcome.text
        await asyncio.sleep(60)
        assert len(opend.received(PlaceOrder)) == 1
        assert engine.store.orders(PAPER.acc_id) == engine.store.orders(REAL.acc_id) == ()
        (unresolved,) = engine.store.safety.unresolved
        assert "could not be looked for" in unresolved.state


@stepped
async def test_a_list_of_another_account_is_not_taken_into_the_store() -> None:
    async with live() as (opend, engine):
        swapped(opend, Header(Env.REAL, REAL.acc_id, REAL.markets[0]))
        opend.push(OrderPush(replace(PAPER_ORDER, env=Env.REAL)))
        await until(lambda: told(engine, "orders not read: OpenD answered for account", str(REAL.acc_id)))
        assert engine.store.orders(PAPER.acc_id) == engine.store.orders(REAL.acc_id) == ()
