"""A cancel takes risk away: nothing of ours holds it back, and OpenD's own lock is opened when it says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.client.fakes import REAL, FakeOpenD, Refusal
from tests.client.stepped import stepped
from tests.journals import MemoryJournal
from tui.cli import parser
from tui.commands.exit import DeniedError
from tui.commands.orders import Ask, cancel_order
from tui.commands.run import shown_once
from tui.domain.accounts import Env
from tui.domain.journal import EntryKind
from tui.trading.passwords import VARIABLE, Passwords
from tui.wire.messages.trade import ModifyOrder, OrderReply, UnlockTrade

LOCKED = "Unlock trade is needed before this request."


async def cancel(opend: FakeOpenD, passwords: Passwords, journal: MemoryJournal) -> int:
    options = parser().parse_args(["--port", str(opend.port), "--json", "orders", "--acc", "1001"])
    why = "real money is off"
    ask = Ask(REAL.acc_id, real=False, why_not_real=why, passwords=passwords, open_journal=lambda: journal)
    return await shown_once(options, lambda link: cancel_order(link, ask, "B1"))


def locked(opend: FakeOpenD) -> Any:
    def answer(request: ModifyOrder) -> OrderReply | Refusal:
        if not opend.received(UnlockTrade):
            return Refusal(LOCKED)
        return OrderReply(request.header, request.order_id, 1)

    return answer


@stepped
async def test_a_real_order_is_cancelled_without_permission_limits_or_a_password() -> None:
    journal = MemoryJournal()
    async with FakeOpenD() as opend:
        assert await cancel(opend, Passwords({}, None), journal) == 0
        (sent,) = opend.received(ModifyOrder)
        assert (sent.header.acc_id, sent.header.env, sent.order_id) == (REAL.acc_id, Env.REAL, "B1")
        assert opend.received(UnlockTrade) == []
    assert journal.kinds() == [EntryKind.CANCEL, EntryKind.ACCEPTED]


@stepped
async def test_a_password_file_that_cannot_be_used_holds_no_cancel_back(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("123456\n")
    file.chmod(0o644)
    async with FakeOpenD() as opend:
        assert await cancel(opend, Passwords({}, file), MemoryJournal()) == 0
        assert len(opend.received(ModifyOrder)) == 1


@stepped
async def test_a_locked_opend_is_unlocked_and_asked_again() -> None:
    async with FakeOpenD() as opend:
        opend.answers[ModifyOrder] = locked(opend)
        assert await cancel(opend, Passwords({VARIABLE: "123456"}, None), MemoryJournal()) == 0
        assert len(opend.received(ModifyOrder)) == 2
        assert len(opend.received(UnlockTrade)) == 1


@stepped
async def test_a_locked_opend_without_a_password_is_told_with_what_helps() -> None:
    async with FakeOpenD() as opend:
        opend.answers[ModifyOrder] = locked(opend)
        with pytest.raises(DeniedError, match="password_file, FUTU_TRADE_PASSWORD"):
            await cancel(opend, Passwords({}, None), MemoryJournal())
        assert len(opend.received(ModifyOrder)) == 1


@stepped
async def test_a_journal_that_cannot_be_written_holds_no_cancel_back() -> None:
    journal = MemoryJournal()
    journal.trouble = "disk full"
    async with FakeOpenD() as opend:
        assert await cancel(opend, Passwords({}, None), journal) == 0
        assert len(opend.received(ModifyOrder)) == 1
