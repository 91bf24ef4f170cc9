from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.listings import IDS, TENCENT, instrument, quote
from tui.app.glyphs import CUT
from tui.app.widgets.header import header_lines
from tui.app.widgets.lines import text_of
from tui.app.widgets.parts import width_of
from tui.domain.ids import SecurityId
from tui.domain.markets import MarketState
from tui.state.rows_header import HeaderView, header_view


def view(security: SecurityId = TENCENT, last: str | None = None, *, stale: bool = False) -> HeaderView:
    return header_view(
        security, instrument(security), quote(security, last), MarketState.MORNING, stale=stale
    )


def test_eighty_cells_hold_everything_a_trader_needs() -> None:
    first, second = (text_of(line) for line in header_lines(view(), 80))
    assert first == " HK.00700  騰訊控股  412.8 ▴ +6.6 +1.62%           Lot 100  Tick 0.2  open (am) "
    assert second == (" O 406.2  H 412.8  L 406.2  Prev 406.2  Vol 12.3M  Turnover 5.08B  at 10:03:10")


def test_lot_and_tick_move_down_when_the_first_line_is_full() -> None:
    first, second = (text_of(line) for line in header_lines(view(), 62))
    assert "Lot" not in first
    assert first.endswith("open (am) ")
    assert second.endswith("Vol 12.3M  Lot 100")


def test_what_is_unknown_is_a_dash() -> None:
    empty = header_view(TENCENT, None, None, None, stale=True)
    first, second = (text_of(line) for line in header_lines(empty, 80))
    assert first.startswith(" HK.00700  - - -")
    assert second.startswith(" O -  H -  L -  Prev -  Vol -")


@pytest.mark.parametrize(("last", "sign"), [("412.8", "▴"), ("400.0", "▾"), ("406.2", "")])
def test_direction_is_told_without_colour_even_when_stale(last: str, sign: str) -> None:
    for stale in (False, True):
        first = text_of(header_lines(view(last=last, stale=stale), 120)[0])
        assert ("▴" if "▴" in first else "▾" if "▾" in first else "") == sign
        assert ("STALE" in first) is stale


@given(st.integers(60, 200), st.decimals(Decimal("0.01"), Decimal(10) ** 12, places=2), st.sampled_from(IDS))
def test_no_number_is_ever_cut(width: int, last: Decimal, security: SecurityId) -> None:
    made = view(security, str(last))
    lines = header_lines(made, width)
    whole = {cell.text for cell in (made.last, made.change, made.change_percent, made.open, made.high)}
    whole |= {cell.text for cell in (made.low, made.prev_close, made.volume, made.turnover, made.lot)}
    whole |= {cell.text for cell in (made.tick, made.updated, made.code)}
    for line in lines:
        words = {word for word in text_of(line).split() if any(char.isdigit() for char in word)}
        assert {word for word in words if not word.endswith(CUT)} <= whole | {"500"}
    assert width_of(lines[1]) <= width
