"""What the checks say of the order of a command: shown, written down, and sent only if nothing forbids it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.client.fakes import PAPER, TENCENT, FakeOpenD, Refusal
from tests.client.stepped import stepped
from tests.journals import MemoryJournal
from tui.cli import parser
from tui.commands.exit import DeniedError
from tui.commands.orders import Ask, Wish, place
from tui.commands.run import shown_once
from tui.domain.journal import EntryKind
from tui.domain.markets import MarketState
from tui.domain.orders import OrderType, Side
from tui.domain.quotes import SecurityState
from tui.trading.passwords import Passwords
from tui.wire.messages.quote import GetMarketStates
from tui.wire.messages.trade import PlaceOrder

WISH = Wish(TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), Decimal(400), "dip")


async def buy(opend: FakeOpenD, wish: Wish, journal: MemoryJournal) -> int:
    options = parser().parse_args(["--port", str(opend.port), "--json", "orders", "--acc", "1001"])
    passwords = Passwords({}, None)
    ask = Ask(PAPER.acc_id, real=False, why_not_real="", passwords=passwords, open_journal=lambda: journal)
    return await shown_once(options, lambda link: place(link, ask, wish))


def in_state(state: MarketState) -> Any:
    return lambda request: tuple(SecurityState(id_, "", state) for id_ in request.ids)


@stepped
async def test_what_the_phase_does_to_the_order_is_told_and_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    journal = MemoryJournal()
    async with FakeOpenD() as opend:
        opend.answers[GetMarketStates] = in_state(MarketState.CLOSED)
        assert await buy(opend, WISH, journal) == 0
        assert len(opend.received(PlaceOrder)) == 1
    (warning, *_) = json.loads(capsys.readouterr().out)["warnings"]
    assert warning.startswith("not open (closed): it waits ")
    assert journal.entries[0].kind is EntryKind.INTENT
    written = journal.entries[0].facts["warnings"]
    assert isinstance(written, tuple)
    assert warning in written


@stepped
async def test_an_order_goes_without_the_phase_where_it_is_not_told() -> None:
    journal = MemoryJournal()
    async with FakeOpenD() as opend:
        opend.answers[GetMarketStates] = Refusal("no quote right")
        assert await buy(opend, WISH, journal) == 0
        assert len(opend.received(PlaceOrder)) == 1


@pytest.mark.parametrize(
    ("wish", "cause"),
    [
        (replace(WISH, qty=Decimal(150)), "lot is 100"),
        (replace(WISH, price=Decimal("400.1")), "the step is 0.2"),
        (replace(WISH, note="x" * 60), "note"),
    ],
    ids=["lot", "tick", "note"],
)
@stepped
async def test_what_a_check_forbids_is_written_and_never_sent(wish: Wish, cause: str) -> None:
    journal = MemoryJournal()
    async with FakeOpenD() as opend:
        with pytest.raises(DeniedError, match=cause) as denied:
            await buy(opend, wish, journal)
        assert opend.received(PlaceOrder) == []
    (entry,) = journal.entries
    assert (entry.kind, entry.acc_id, entry.ref) == (EntryKind.REFUSED, PAPER.acc_id, None)
    assert entry.facts["text"] == str(denied.value)
    assert entry.facts["qty"] == f"{wish.qty:f}"
    assert entry.facts["how"] == "command line"
