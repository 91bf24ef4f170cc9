from __future__ import annotations

import pytest

from tests.domain.makers import HSBC, PAPER, TENCENT, instrument, position, quote
from tui.domain.accounts import Env
from tui.domain.events import LinkChanged, LinkPhase, PositionsReported, QuoteChanged
from tui.domain.lazy import Lazy
from tui.domain.markets import SecurityType
from tui.state.rows import Cell, Tone
from tui.state.rows_positions import PositionRow, position_row, position_rows
from tui.state.store import Store


def test_everything_a_position_row_says() -> None:
    made = position_row(position("500", "300"), instrument(), quote("420"), stale=False)
    assert made == PositionRow(
        key=(PAPER, 1, TENCENT),
        acc_id=PAPER,
        id=TENCENT,
        code=Cell("HK.00700", Tone.STRONG),
        name=Cell("TENCENT"),
        qty=Cell("500"),
        can_sell=Cell("300"),
        cost=Cell("400.0"),
        price=Cell("420.0"),
        market_value=Cell("210,000.00"),
        pl=Cell("+10,000.00", Tone.UP),
        pl_percent=Cell("+5.00%", Tone.UP),
        account=Cell("*1001", Tone.DIM),
        env=Cell("PAPER", Tone.PAPER),
    )


def test_without_a_quote_the_price_of_the_broker_counts_and_is_marked() -> None:
    made = position_row(position(), instrument(), None, stale=True)
    assert (made.price, made.pl) == (Cell("419.8", Tone.STALE), Cell("+9,900.00", Tone.STALE))


def test_a_short_position_gains_when_the_price_falls() -> None:
    made = position_row(position("-10", cost="420"), instrument(), quote("400"), stale=False)
    assert (made.qty, made.pl.text, made.pl_percent.text) == (Cell("-10", Tone.DOWN), "+200.00", "+4.76%")


def test_a_contract_counts_with_its_size() -> None:
    future = instrument("HK.MHImain", SecurityType.FUTURE, 10)
    made = position_row(position("2", cost="25000"), future, quote("25010"), stale=False)
    assert made.pl.text == "+200.00"


@pytest.mark.parametrize(("cost", "text"), [("400.123456", "400.1235"), (None, "-")])
def test_cost_is_rounded_only_where_nobody_trades(cost: str | None, text: str) -> None:
    assert position_row(position(cost=cost), instrument(), quote("420"), stale=False).cost.text == text


def test_the_pane_leaves_out_what_is_sold() -> None:
    store = Store()
    store.apply(LinkChanged(LinkPhase.LIVE))
    store.apply(QuoteChanged(TENCENT, Lazy.of(quote("420"))))
    store.apply(PositionsReported(PAPER, Env.PAPER, (position(), position("0", security=HSBC))))
    (made,) = position_rows(store, [PAPER])
    assert (made.id, made.price) == (TENCENT, Cell("420.0"))
