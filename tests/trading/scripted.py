"""Orders on a scripted OpenD, and what became of them when many are cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.client.fakes import PAPER, REAL, FakeOpenD
from tests.client.running import ORDER
from tests.journals import MemoryJournal
from tui.domain.orders import Order, OrderStatus
from tui.domain.withdrawals import Fate, Scope, Withdrawal
from tui.engine import Engine
from tui.wire.messages.trade import ModifyOrder, OrderPush, OrderReply

SCOPE = Scope(((PAPER.env, PAPER.acc_id),), how="test")
KILL = replace(SCOPE, lock=True)
BOTH = replace(KILL, accounts=((PAPER.env, PAPER.acc_id), (REAL.env, REAL.acc_id)))
Ended = OrderStatus.CANCELLED_ALL


def orders_of(number: int, **change: Any) -> list[Order]:
    return [
        replace(ORDER, order_id=f"A{place}", price=Decimal(400 - place), number=place + 1, **change)
        for place in range(number)
    ]


def obeys(opend: FakeOpenD, become: OrderStatus = Ended, **change: Any) -> Callable[[ModifyOrder], Any]:
    """Answer a cancel by ending the order, as a sound broker does."""

    def answer(request: ModifyOrder) -> OrderReply:
        for place, order in enumerate(opend.orders):
            if order.order_id == request.order_id or (request.everything and order.market is request.market):
                opend.orders[place] = replace(order, status=become, **change)
                opend.push(OrderPush(opend.orders[place]))
        return OrderReply(request.header, request.order_id, 1)

    return answer


def cancels(opend: FakeOpenD) -> list[str]:
    return [request.order_id for request in opend.received(ModifyOrder)]


async def withdrawn(engine: Engine, scope: Scope = SCOPE) -> tuple[Withdrawal, list[Withdrawal]]:
    told: list[Withdrawal] = []
    return await engine.withdraw(scope, told.append), told


def fates(withdrawal: Withdrawal) -> dict[str, Fate]:
    return {one.order.order_id: one.fate for one in withdrawal.orders}


def journal_of(engine: Engine) -> MemoryJournal:
    journal = engine._journal
    assert isinstance(journal, MemoryJournal)
    return journal
