"""What cannot be had from a sound simulator: answers that never come, and what is said of them."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.client.fakes import PAPER, TENCENT, FakeOpenD, Refusal
from tests.client.stepped import stepped
from tests.journals import MemoryJournal
from tui.cli import parser
from tui.commands.exit import DeniedError, UnconnectedError, UnknownOutcomeError
from tui.commands.orders import Ask, Wish, place
from tui.commands.run import shown_once
from tui.domain.orders import OrderType, Side
from tui.trading.passwords import VARIABLE, Passwords
from tui.wire.messages.trade import GetAccounts, PlaceOrder

WISH = Wish(TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), Decimal(400), "")


async def buy(opend: FakeOpenD) -> int:
    options = parser().parse_args(["--port", str(opend.port), "--json", "orders", "--acc", "1001"])
    ask = Ask(
        PAPER.acc_id, real=False, why_not_real="", passwords=Passwords({}, None), open_journal=MemoryJournal
    )
    return await shown_once(options, lambda link: place(link, ask, WISH))


@stepped
async def test_no_answer_is_an_unknown_outcome_and_sent_once(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeOpenD() as opend:
        opend.swallowed.add(PlaceOrder)
        with pytest.raises(UnknownOutcomeError) as failure:
            await buy(opend)
        (sent,) = opend.received(PlaceOrder)
        assert failure.value.code == 5
        assert "within 12 s" in str(failure.value)
        assert f"do not send it again; look for {sent.remark}" in str(failure.value)
        shown = json.loads(capsys.readouterr().out)
        assert (shown["status"], shown["order_id"], shown["tag"]) == ("UNKNOWN", None, sent.remark)


@stepped
async def test_connection_cut_after_sending_is_an_unknown_outcome() -> None:
    async with FakeOpenD() as opend:
        opend.cut.add(PlaceOrder)
        with pytest.raises(UnknownOutcomeError, match="the link was lost before the answer"):
            await buy(opend)
        assert len(opend.received(PlaceOrder)) == 1


@stepped
async def test_connection_lost_before_sending_is_not_connected() -> None:
    async with FakeOpenD() as opend:
        opend.cut.add(GetAccounts)
        with pytest.raises(UnconnectedError):
            await buy(opend)
        assert opend.received(PlaceOrder) == []


@stepped
async def test_refusal_is_passed_on_and_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeOpenD() as opend:
        opend.answers[PlaceOrder] = Refusal("not enough buying power")
        with pytest.raises(DeniedError, match=r"^not enough buying power$"):
            await buy(opend)
        assert capsys.readouterr().out == ""


@stepped
async def test_accounts_that_cannot_be_read_in_time() -> None:
    async with FakeOpenD() as opend:
        opend.swallowed.add(GetAccounts)
        with pytest.raises(UnconnectedError, match="no answer to TRD_GET_ACC_LIST within 12 s"):
            await buy(opend)


def test_password_is_not_in_the_picture_of_a_request() -> None:
    passwords = Passwords({VARIABLE: "246810"}, None)
    ask = Ask(1, real=True, why_not_real="", passwords=passwords)
    assert "246810" not in f"{ask!r} {vars(passwords)}"
