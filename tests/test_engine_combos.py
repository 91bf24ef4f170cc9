"""A combined order of unknown outcome: it has a row and is counted, in whichever account it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.client.fakes import PAPER, REAL, FakeOpenD
from tests.client.stepped import stepped, until
from tests.engines import START, running
from tests.journals import MemoryJournal
from tui.domain.accounts import Env
from tui.domain.combos import ComboIntent
from tui.domain.ids import SecurityId
from tui.domain.orders import ComboLeg, OrderType, Side
from tui.state.rows_orders import Stage, order_rows
from tui.state.rows_status import unknown_orders
from tui.trading.entries import combo_entry
from tui.wire.messages.trade import GetHistoryOrders, GetOrders

LEGS = tuple(
    ComboLeg(SecurityId.parse(code), side, 1)
    for code, side in (("US.AAPL261218C230000", Side.BUY), ("US.AAPL261218C240000", Side.SELL))
)
COMBO = ComboIntent(
    "ft:" + "C" * 26, Env.REAL, REAL.acc_id, LEGS, OrderType.LIMIT, Decimal(2), Decimal("1.25")
)


@stepped
@pytest.mark.parametrize("used", [(REAL.acc_id,), (PAPER.acc_id,)], ids=["in use", "not in use"])
async def test_a_combo_that_an_earlier_run_may_have_sent_is_seen(used: tuple[int, ...]) -> None:
    journal = MemoryJournal()
    await journal.commit_order(replace(combo_entry(COMBO, START), run="earlier"))
    async with FakeOpenD() as opend:
        opend.swallowed |= {GetHistoryOrders}
        async with running(opend, read_only=False, allow_real=True, journal=journal) as engine:
            engine.use_accounts(used)
            await until(lambda: engine.store.safety.unresolved)
            rows = order_rows(engine.store, used)
            assert opend.received(GetOrders)
            if used == (REAL.acc_id,):
                (row,) = rows
                assert (row.tag, row.stage, row.status.text) == (COMBO.tag, Stage.UNKNOWN, "UNKNOWN")
                assert "AAPL261218C230000" in row.name.text
                assert unknown_orders(engine.store, used) == (1, 0)
            else:
                assert rows == ()
                assert unknown_orders(engine.store, used) == (0, 1)
            assert engine.why_not_arm(env=Env.REAL, acc_id=REAL.acc_id)
