"""What changed while there was no link is listed before LIVE."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.client.fakes import HSBC, PAPER, FakeOpenD, Refusal
from tests.client.running import ORDER, QUOTES, Running, running
from tests.client.stepped import stepped, until
from tests.domain.makers import position
from tui.client.away import MOST_LISTED, Away, difference_of
from tui.domain.accounts import Env
from tui.domain.events import (
    DifferenceKind,
    LinkChanged,
    LinkPhase,
    OrdersReported,
    Resynced,
)
from tui.domain.orders import Order, OrderStatus, OrderType
from tui.wire.messages.quote import Subscribe

FILLED = replace(ORDER, status=OrderStatus.FILLED_ALL, filled_qty=ORDER.qty)
STOP = replace(ORDER, type=OrderType.STOP_LIMIT, trigger_price=Decimal(410))


@pytest.mark.parametrize(
    ("before", "after", "kind", "text"),
    [
        (ORDER, ORDER, None, ""),
        (None, ORDER, DifferenceKind.ORDER_NEW, "order A1 BUY 200 HK.00700: new, submitted"),
        (ORDER, FILLED, DifferenceKind.ORDER_FILLED, "submitted -> filled all (200 filled)"),
        (
            ORDER,
            replace(ORDER, status=OrderStatus.FILLED_PART, filled_qty=Decimal(100)),
            DifferenceKind.ORDER_FILLED,
            "submitted -> filled part (100 filled)",
        ),
        (
            ORDER,
            replace(ORDER, status=OrderStatus.CANCELLED_ALL),
            DifferenceKind.ORDER_ENDED,
            "submitted -> cancelled all",
        ),
        (
            ORDER,
            replace(ORDER, price=Decimal(399)),
            DifferenceKind.ORDER_CHANGED,
            "submitted 200 @ 400 -> submitted 200 @ 399",
        ),
        (
            STOP,
            replace(STOP, trigger_price=Decimal("411.2")),
            DifferenceKind.ORDER_CHANGED,
            "submitted 200 @ 400 trigger 410 -> submitted 200 @ 400 trigger 411.2",
        ),
        (
            replace(STOP, type=OrderType.TRAILING_STOP),
            replace(STOP, type=OrderType.TRAILING_STOP, trigger_price=Decimal(412)),
            None,
            "",
        ),
        (
            ORDER,
            replace(ORDER, status=OrderStatus.UNKNOWN),
            DifferenceKind.ORDER_CHANGED,
            "of unknown status",
        ),
    ],
)
def test_what_became_of_an_order(
    before: Order | None, after: Order, kind: DifferenceKind | None, text: str
) -> None:
    found = difference_of(before, after)
    assert (None if found is None else found.kind) is kind
    assert found is None or text in found.text


def test_a_long_list_is_cut_and_says_so() -> None:
    away = Away()
    away.begin()
    away.follow(OrdersReported(PAPER.acc_id, Env.PAPER, ()))
    away.lost(0)
    away.begin()
    many = tuple(replace(ORDER, order_id=f"N{number}") for number in range(MOST_LISTED + 7))
    away.follow(OrdersReported(PAPER.acc_id, Env.PAPER, many))
    listed = away.end()
    assert len(listed) == MOST_LISTED + 1
    assert listed[-1].text == "and 7 more differences"


async def lose(opend: FakeOpenD, run: Running) -> None:
    downs = run.phases.count(LinkPhase.DOWN)
    opend.hang_up()
    await until(lambda: run.phases.count(LinkPhase.DOWN) > downs)


@stepped
async def test_differences_are_told_just_before_live() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.orders = [ORDER, replace(ORDER, order_id="A2"), replace(ORDER, order_id="A3")]
        opend.positions = (position("400", security=HSBC),)
        run.session.use_accounts([PAPER.acc_id])
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        assert run.told(Resynced) == []
        opend.orders = [FILLED, replace(ORDER, order_id="A2"), replace(ORDER, order_id="A4")]
        opend.positions = (position("400", security=HSBC), position("200"))
        opend.answers[Subscribe] = Refusal("no quote right")
        await lose(opend, run)
        await until(lambda: run.told(Resynced))
        await run.phase(LinkPhase.LIVE)
        (resynced,) = run.told(Resynced)
        place = run.events.index(resynced)
        assert run.events[place + 1] == LinkChanged(LinkPhase.LIVE, server_version=1011, encrypted=False)
        assert [difference.kind for difference in resynced.differences] == [
            DifferenceKind.ORDER_FILLED,
            DifferenceKind.ORDER_NEW,
            DifferenceKind.ORDER_GONE,
            DifferenceKind.POSITION_CHANGED,
            DifferenceKind.SUBSCRIPTION_LOST,
            DifferenceKind.SUBSCRIPTION_LOST,
        ]
        assert resynced.differences[3].text == "position HK.00700: 0 -> 200"


@stepped
async def test_differences_survive_a_link_that_breaks_while_reading() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.orders = [ORDER]
        run.session.use_accounts([PAPER.acc_id])
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        opend.cut.add(Subscribe)
        opend.orders = [FILLED]
        await lose(opend, run)
        await until(lambda: len(run.told(OrdersReported)) >= 3)
        assert run.told(Resynced) == []
        opend.cut.clear()
        await until(lambda: run.told(Resynced))
        (resynced,) = run.told(Resynced)
        assert [difference.kind for difference in resynced.differences] == [DifferenceKind.ORDER_FILLED]
        assert resynced.away_s >= 0


@stepped
async def test_nothing_changed_is_told_too() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        await lose(opend, run)
        await until(lambda: run.told(Resynced))
        assert run.told(Resynced)[0].differences == ()
