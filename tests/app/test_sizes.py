"""What stays in sight when the terminal is small, and what a resize may not do."""

from __future__ import annotations

from random import Random

import pytest
from rich.cells import cell_len

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import IDS, TENCENT
from tests.app.test_ticket_types import REAL, of_type, ticket
from tests.app.ticket_values import typed
from tui.app.layout import SMALLEST
from tui.app.ticket_frame import HEIGHT
from tui.app.ticket_model import Stage, TicketModel
from tui.app.ticket_text import Around, side_word
from tui.app.ticket_view import ticket_lines
from tui.app.widgets.lines import text_of
from tui.domain.decimals import price_text, quantity_text
from tui.domain.ids import SecurityId
from tui.domain.orders import OrderType, Side
from tui.domain.rules import Field
from tui.state.rows_orders import account_tail

AAPL = IDS[7]
OFFERED = [
    pytest.param(security, side, kind, id=f"{security} {side.name} {kind.name}")
    for security in (TENCENT, AAPL)
    for side in (Side.BUY, Side.SELL)
    for kind in ticket(security, side).types
]
SEED = 20261120


def filled(kind: OrderType, security: SecurityId, side: Side) -> TicketModel:
    """Return a ticket of a type with legal values."""
    model = of_type(kind, security, side)
    model.set_lots(123)
    for field in model.conditions:
        while model.field is not field:
            model.move(1)
        if kind.trails and field is Field.TRIGGER:
            typed(model, "2")
            continue
        model.step(5)
        if model.blocking is not None:
            model.step(-10)
    while model.field is not Field.QTY:
        model.move(1)
    return model


def lines_of(model: TicketModel, width: int) -> list[str]:
    """Return the panel of a ticket as text."""
    return [text_of(line) for line in ticket_lines(model, Around(), (width, HEIGHT))]


@pytest.mark.parametrize("width", [80, SMALLEST[0]])
@pytest.mark.parametrize(("security", "side", "kind"), OFFERED)
def test_a_small_ticket_and_its_review_name_all_that_matters(
    security: SecurityId, side: Side, kind: OrderType, width: int
) -> None:
    model = filled(kind, security, side)
    qty = quantity_text(model.lot * 123)
    price = (
        "market" if model.price.value is None or not kind.needs_price else price_text(model.price.value, None)
    )
    for stage in (Stage.EDIT, Stage.REVIEW):
        if stage is Stage.REVIEW:
            model.review()
        assert model.stage is stage
        lines = lines_of(model, width)
        assert len(lines) == HEIGHT
        assert max(map(cell_len, lines)) <= width
        text = "\n".join(lines)
        for wanted in ("REAL MONEY", account_tail(REAL.acc_id), side_word(side), qty, price):
            assert wanted in text, (stage, wanted)


async def test_a_resize_loses_nothing_of_a_ticket() -> None:
    async with running(FakeEngine()) as pilot:
        await pilot.press("b", "7", "0", "0", "tab", "4", "1", "1", ".", "4")
        await settled(pilot)
        panel = dashboard(pilot).panel
        before, model = panel.text, panel.ticket
        assert model is not None
        for size in ((50, 15), (80, 24), (120, 40)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
        assert panel.ticket is model
        assert panel.text == before
        assert panel.has_focus
        await pilot.press("5")
        assert (model.field, model.number()) == (Field.PRICE, model.price)
        assert (str(model.qty.value), model.price.text) == ("700", "411.45")


async def test_no_size_breaks_a_screen() -> None:
    random = Random(SEED)
    keys = (
        "b",
        "enter",
        "escape",
        "escape",
        "w",
        "o",
        "v",
        "question_mark",
        "escape",
        "slash",
        "escape",
        "s",
    )
    async with running(FakeEngine()) as pilot:
        for key in keys:
            await pilot.press(key)
            size = (random.randint(20, 220), random.randint(8, 70))
            await pilot.resize_terminal(*size)
            await settled(pilot)
            rows = picture(pilot)
            assert len(rows) == size[1]
            assert {cell_len(row) for row in rows} == {size[0]}, size
            small = size[0] < SMALLEST[0] or size[1] < SMALLEST[1]
            if pilot.app.screen is dashboard(pilot):
                assert small == ("Make the terminal" in "".join(rows))
