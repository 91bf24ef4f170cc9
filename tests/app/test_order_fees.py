"""Fees in the fills pane: asked for once for what was filled, and only of real accounts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from textual.app import App, ComposeResult

from tests.app.fakes import FakeEngine
from tests.app.listings import NOW, PAPER_HK, REAL_HK, TENCENT, order_changed
from tui.app.order_fees import OrderFees
from tui.app.widgets.fills import FillsPane
from tui.domain.accounts import Env
from tui.domain.events import FillReported
from tui.domain.fees import OrderFee
from tui.domain.orders import Fill, OrderStatus, Side
from tui.wire.messages.trade_extras import GetOrderFees

FILL = Fill("F1", "H1", REAL_HK, Env.REAL, TENCENT, "", Side.BUY, Decimal(300), Decimal(411), NOW)
COST = OrderFee("H1", Decimal("58.5"))


class Pane(App[None]):
    """The fills of one account."""

    def __init__(self, engine: FakeEngine, acc_id: int) -> None:
        super().__init__()
        self.fills = FillsPane(engine.store, lambda: (acc_id,), fees=OrderFees(engine, gather_s=0))

    def compose(self) -> ComposeResult:
        """Nothing else."""
        yield self.fills


def asked(engine: FakeEngine) -> list[tuple[str, ...]]:
    return [one.order_ids for one in engine.asked if isinstance(one, GetOrderFees)]


def engine_with(*fills: Fill) -> FakeEngine:
    engine = FakeEngine()
    engine.go_live()
    engine.apply(*(FillReported(fill) for fill in fills))
    engine.replies[GetOrderFees] = (COST,)
    return engine


async def shown(app: Pane, engine: FakeEngine, *more: Fill) -> list[str]:
    engine.apply(*(FillReported(fill) for fill in more))
    app.fills.paint()
    await app.workers.wait_for_complete()
    return [row.fees.text for row in app.fills.rows]


async def test_the_newest_fill_of_an_order_says_what_the_order_cost() -> None:
    engine = engine_with(FILL)
    app = Pane(engine, REAL_HK)
    async with app.run_test(size=(120, 10)) as pilot:
        assert await shown(app, engine) == ["58.50"]
        await shown(app, engine)
        assert asked(engine) == [("H1",)]
        engine.replies[GetOrderFees] = (replace(COST, total=Decimal(60)),)
        second = replace(FILL, fill_id="F2", at=NOW.replace(minute=5))
        assert await shown(app, engine, second) == ["60.00", ""]
        assert asked(engine) == [("H1",), ("H1",)]
        await pilot.pause()
        assert "60.00" in app.fills.render_line(1).text


async def test_what_was_refused_is_asked_for_with_the_next_fill() -> None:
    engine = engine_with(FILL)
    del engine.replies[GetOrderFees]
    app = Pane(engine, REAL_HK)
    async with app.run_test(size=(120, 10)):
        assert await shown(app, engine) == [""]
        assert await shown(app, engine) == [""]
        assert asked(engine) == [("H1",)]
        engine.replies[GetOrderFees] = (COST,)
        assert await shown(app, engine, replace(FILL, fill_id="F2", order_id="H2")) == ["", "58.50"]
        assert asked(engine)[-1] == ("H2", "H1")


async def test_paper_accounts_are_not_asked_about() -> None:
    engine = engine_with()
    engine.apply(order_changed("A2", Side.BUY, "412.2", 500, OrderStatus.FILLED_PART, 200))
    app = Pane(engine, PAPER_HK)
    async with app.run_test(size=(120, 10)):
        assert await shown(app, engine) == [""]
        assert asked(engine) == []
