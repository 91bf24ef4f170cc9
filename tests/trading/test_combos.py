"""Combined orders leave through the desk like any other: once, tagged, with one of three outcomes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.trading.test_desk import ACCEPT, PAPER, REAL, TAG, Port, desk_on
from tui.domain.accounts import Env
from tui.domain.combos import ComboIntent
from tui.domain.ids import SecurityId
from tui.domain.intents import OutcomeKind
from tui.domain.markets import Market, TradeMarket
from tui.domain.orders import ComboLeg, OrderType, Side
from tui.trading.port import NoAnswerError, NotSentError
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.base import PacketId
from tui.wire.messages.trade import Header
from tui.wire.messages.trade_extras import PlaceComboOrder

LOW, HIGH = (SecurityId(Market.HK, f"TCH261230C{strike}") for strike in (490_000, 500_000))
LEGS = (ComboLeg(LOW, Side.BUY, 1), ComboLeg(HIGH, Side.SELL, 1))
INTENT = ComboIntent(
    TAG, Env.PAPER, PAPER.acc_id, LEGS, OrderType.LIMIT, Decimal(2), Decimal("-1.5"), note="spread"
)


async def test_a_combination_is_sent_whole_with_our_tag() -> None:
    port = Port()
    outcome = await desk_on(port).place_combo(INTENT)
    assert (outcome.kind, outcome.order_id) == (OutcomeKind.ACCEPTED, "B1")
    assert port.sent == [
        PlaceComboOrder(
            PacketId(77, 1),
            Header(Env.PAPER, PAPER.acc_id, TradeMarket.HK),
            LEGS,
            OrderType.LIMIT,
            Decimal(2),
            Decimal("-1.5"),
            remark=f"{TAG} spread",
        )
    ]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (ACCEPT, OutcomeKind.ACCEPTED),
        (RefusedError(2227, "no"), OutcomeKind.REJECTED),
        (RefusedError(2227, "", ret_type=-100), OutcomeKind.UNKNOWN),
        (NotSentError("no link"), OutcomeKind.REJECTED),
        (NoAnswerError("no answer within 12 s"), OutcomeKind.UNKNOWN),
        (BodyError("undecodable"), OutcomeKind.UNKNOWN),
    ],
)
async def test_each_answer_has_one_outcome(answer: Any, kind: OutcomeKind) -> None:
    port = Port([answer])
    desk = desk_on(port)
    assert (await desk.place_combo(INTENT)).kind is kind
    again = await desk.place_combo(INTENT)
    assert again.kind is OutcomeKind.REJECTED
    assert "was sent before" in again.text
    assert len(port.sent) == (0 if isinstance(answer, NotSentError) else 1)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"legs": LEGS[:1]}, "2 legs"),
        ({"legs": (LEGS[0], LEGS[0])}, "are the same"),
        ({"legs": (LEGS[0], replace(LEGS[1], side=Side.UNKNOWN))}, "no side"),
        ({"legs": (LEGS[0], replace(LEGS[1], ratio=0))}, "no size"),
        ({"legs": (LEGS[0], replace(LEGS[1], id=SecurityId(Market.US, "AAPL")))}, "several markets"),
        ({"qty": Decimal(0)}, "not positive"),
        ({"qty": Decimal("NaN")}, "not positive"),
        ({"price": None}, "needs a price"),
        ({"price": Decimal("Infinity")}, "not a price"),
        ({"type": OrderType.MARKET}, "carries no price"),
        ({"tag": "x"}, "no tag"),
        ({"env": Env.REAL}, "says REAL"),
        ({"env": Env.REAL, "acc_id": REAL.acc_id}, "paper only"),
        ({"acc_id": 7}, "lists no account 7"),
    ],
)
async def test_an_unsound_combination_never_leaves(change: dict[str, Any], word: str) -> None:
    port = Port()
    outcome = await desk_on(port).place_combo(replace(INTENT, **change))
    assert outcome.kind is OutcomeKind.REJECTED
    assert word in outcome.text
    assert port.sent == []
