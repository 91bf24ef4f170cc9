"""Answers that are about another account or environment than was asked for: never used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.wire.test_fields_trade import ORDER
from tui.domain.accounts import Env
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.trade import (
    Filter,
    GetFills,
    GetHistoryOrders,
    GetOrders,
    GetPositions,
    Header,
    ModifyOrder,
    OrderReply,
    TradeReply,
)

ASKED = Header(Env.PAPER, 1001, TradeMarket.HK)
CANCEL = ModifyOrder(PacketId(1, 2), ASKED, ModifyOp.CANCEL, "A1")
LISTS: tuple[Request[Any], ...] = (
    GetOrders(ASKED),
    GetHistoryOrders(ASKED, Filter()),
    GetFills(ASKED),
    GetPositions(ASKED),
)
OTHERS = (replace(ASKED, env=Env.REAL), replace(ASKED, acc_id=1002))


def answered(request: Request[Any], header: Header) -> Any:
    value = OrderReply(header, "A1", 1) if request is CANCEL else TradeReply(header, ())
    return codec.decode_reply(request, codec.encode_reply(request.proto_id, value))


@pytest.mark.parametrize("told", OTHERS, ids=["environment", "account"])
@pytest.mark.parametrize("request_", [*LISTS, CANCEL], ids=lambda one: type(one).__name__)
def test_an_answer_about_another_account_is_refused(request_: Request[Any], told: Header) -> None:
    with pytest.raises(BodyError, match="and not for account 1001 PAPER"):
        answered(request_, told)


def test_the_refusal_names_both_accounts() -> None:
    with pytest.raises(
        BodyError, match="OpenD answered for account 1001 REAL, and not for account 1001 PAPER"
    ):
        answered(GetOrders(ASKED), OTHERS[0])


@pytest.mark.parametrize("request_", [*LISTS, CANCEL], ids=lambda one: type(one).__name__)
def test_the_market_of_an_answer_is_a_hint_only(request_: Request[Any]) -> None:
    answered(request_, replace(ASKED, market=TradeMarket.US))


def test_an_environment_nobody_knows_is_another_one() -> None:
    body = codec.encode_reply(GetOrders.proto_id, TradeReply(ASKED, (replace(ORDER, env=Env.PAPER),)))
    strange = body.replace(b"\x0a\x07\x08\x00\x10\xe9\x07", b"\x0a\x07\x08\x07\x10\xe9\x07")
    assert strange != body
    with pytest.raises(BodyError, match="1001 environment 7"):
        codec.decode_reply(GetOrders(ASKED), strange)
