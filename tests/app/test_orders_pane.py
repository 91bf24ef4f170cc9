"""Orders, positions, fills and their tabs: the cursor stays on its order, and nothing is a lie."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.app.fakes import FakeEngine
from tests.app.listings import PAPER_HK, PAPER_US, TENCENT, order, quote
from tests.app.ticket_fakes import order_of
from tests.app.ticket_values import TAG
from tui.app.widgets.fills import PAPER_NOTE, FillsPane
from tui.app.widgets.grid import Grid
from tui.app.widgets.orders import OrdersPane
from tui.app.widgets.positions import PositionsPane
from tui.app.widgets.tabs import Tab, Tabs
from tui.domain.accounts import Env
from tui.domain.events import IntentChanged, OrderChanged, OrdersReported, QuoteChanged
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.lazy import Lazy
from tui.domain.orders import Order, OrderStatus, OrderType, Side

INTENT = OrderIntent(
    TAG, Env.PAPER, PAPER_HK, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(200), Decimal("411.6")
)


class Panes(App[None]):
    """The three lists, one under the other."""

    def __init__(self, engine: FakeEngine, acc_ids: tuple[int, ...]) -> None:
        super().__init__()
        self.orders = OrdersPane(engine.store, lambda: acc_ids)
        self.positions = PositionsPane(engine.store, lambda: acc_ids)
        self.fills = FillsPane(engine.store, lambda: acc_ids)
        self.tabs = Tabs([Tab("orders", "Orders", "o"), Tab("fills", "Fills", "f")])
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        """All of them."""
        yield self.tabs
        yield self.orders
        yield self.positions
        yield self.fills

    def on_tabs_chosen(self, event: Tabs.Chosen) -> None:
        """Keep what was clicked."""
        self.chosen.append(event.tab_id)


@asynccontextmanager
async def panes(
    engine: FakeEngine, acc_ids: tuple[int, ...] = (PAPER_HK, PAPER_US), width: int = 80
) -> AsyncIterator[tuple[Panes, Pilot[None]]]:
    app = Panes(engine, acc_ids)
    async with app.run_test(size=(width, 40)) as pilot:
        paint(app)
        await pilot.pause()
        yield app, pilot


def paint(app: Panes) -> None:
    for pane in (app.orders, app.positions, app.fills):
        pane.paint()


def engine_with(*orders: Order) -> FakeEngine:
    engine = FakeEngine(orders=False)
    engine.go_live()
    engine.use_accounts((PAPER_HK, PAPER_US))
    for number, one in enumerate(orders):
        created = one.created_at
        assert created is not None
        engine.apply(OrderChanged(replace(one, created_at=created.replace(second=number))))
    return engine


def lines(pane: Grid[Any]) -> list[str]:
    return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]


def some(order_id: str, status: OrderStatus = OrderStatus.SUBMITTED) -> Order:
    return order(order_id, Side.BUY, "411.0", 100, status)


async def test_the_cursor_stays_on_its_order_while_rows_move() -> None:
    engine = engine_with(some("A1"), some("A2"), some("A3"))
    async with panes(engine) as (app, _):
        assert app.orders.move_to((PAPER_HK, "A2"))
        engine.apply(OrderChanged(some("A1", OrderStatus.FILLED_ALL)), IntentChanged(INTENT, None))
        paint(app)
        assert app.orders.rows[0].tag == TAG
        assert app.orders.selected_order is not None
        assert app.orders.selected_order.order_id == "A2"


async def test_the_cursor_follows_our_order_from_pending_to_the_brokers_row() -> None:
    engine = engine_with(some("A1"), some("A2"))
    async with panes(engine) as (app, _):
        engine.apply(IntentChanged(INTENT, None))
        paint(app)
        assert app.orders.move_to((PAPER_HK, TAG))
        assert app.orders.selected_order is None
        assert app.orders.rows[0].status.text == "sending"
        engine.apply(OrderChanged(order_of(INTENT, "B7")))
        paint(app)
        assert app.orders.selected_order is not None
        assert app.orders.selected_order.order_id == "B7"


@pytest.mark.parametrize(
    ("outcome", "status", "cause"),
    [
        (None, "sending", ""),
        (Outcome(OutcomeKind.REJECTED, text="no power"), "rejected", "no power"),
        (Outcome(OutcomeKind.UNKNOWN, text="no answer"), "UNKNOWN", "no answer"),
    ],
)
async def test_an_order_of_ours_shows_from_the_key_press_on(
    outcome: Outcome | None, status: str, cause: str
) -> None:
    engine = engine_with()
    engine.apply(IntentChanged(INTENT, outcome))
    async with panes(engine, width=120) as (app, _):
        row = lines(app.orders)[1]
        for word in (status, "PAPER", "BUY", "HK.00700", "200", "411.6", cause):
            assert word in row


async def test_orders_keep_what_matters_at_80_columns() -> None:
    engine = engine_with(order("A2", Side.BUY, "412.2", 500, OrderStatus.FILLED_PART, 200))
    async with panes(engine) as (app, _):
        row = lines(app.orders)[1]
        for word in ("part filled", "PAPER", "BUY", "HK.00700", "500", "412.2", "200"):
            assert word in row


async def test_positions_follow_the_price() -> None:
    engine = FakeEngine()
    engine.go_live()
    engine.use_accounts((PAPER_HK,))
    async with panes(engine, (PAPER_HK,), 120) as (app, _):
        engine.store.drain()
        engine.apply(QuoteChanged(TENCENT, Lazy.of(quote(TENCENT, "420.0"))))
        assert app.positions.wants(engine.store.drain())
        paint(app)
        row = lines(app.positions)[1]
        assert "420.0" in row
        assert "+10,800.00" in row
        assert app.positions.selected_position is not None
        assert app.positions.selected_position.id == TENCENT
        assert not app.positions.wants(frozenset())


@pytest.mark.parametrize(("width", "note"), [(80, "from orders"), (120, PAPER_NOTE)])
async def test_fills_of_paper_accounts_say_where_they_come_from(width: int, note: str) -> None:
    engine = engine_with()
    async with panes(engine, width=width) as (app, _):
        assert PAPER_NOTE in lines(app.fills)[1]
        engine.apply(OrderChanged(order("A9", Side.BUY, "412.2", 500, OrderStatus.FILLED_PART, 200)))
        paint(app)
        header, row = lines(app.fills)[:2]
        assert note in header
        for word in ("BUY", "HK.00700", "200", "412.2", "local"):
            assert word in row


async def test_a_lost_link_marks_every_list() -> None:
    engine = FakeEngine()
    engine.go_live()
    engine.use_accounts((PAPER_HK,))
    engine.go_down()
    async with panes(engine, (PAPER_HK,)) as (app, _):
        for pane in (app.orders, app.positions, app.fills):
            assert "STALE" in lines(pane)[0]


async def test_empty_lists_say_why() -> None:
    async with panes(engine_with()) as (app, _):
        assert "no orders today: b buys, s sells" in lines(app.orders)[1]
        assert "no positions" in lines(app.positions)[1]
    async with panes(FakeEngine(), ()) as (app, _):
        for pane in (app.orders, app.positions, app.fills):
            assert "no account in use: a chooses one" in lines(pane)[1]


async def test_a_complete_read_takes_vanished_orders_away() -> None:
    engine = engine_with(some("A1"))
    engine.apply(OrdersReported(PAPER_HK, Env.PAPER, (some("A1"),)), OrdersReported(PAPER_HK, Env.PAPER, ()))
    async with panes(engine) as (app, _):
        assert app.orders.rows == ()


async def test_tabs_name_their_keys_mark_the_active_one_and_take_clicks() -> None:
    async with panes(engine_with()) as (app, pilot):
        assert app.tabs.text == " o Orders   f Fills  "
        app.tabs.activate("fills")
        app.tabs.count("fills", 12)
        assert app.tabs.active == "fills"
        assert "f Fills 12" in app.tabs.text
        await pilot.click(Tabs, offset=(2, 0))
        await pilot.click(Tabs, offset=(13, 0))
        await pilot.click(Tabs, offset=(60, 0))
        assert app.chosen == ["orders", "fills"]


async def test_the_cursor_waits_for_an_order_that_is_only_being_written_down() -> None:
    engine = engine_with(some("A1"), some("A2"))
    async with panes(engine) as (app, _):
        app.orders.await_row((PAPER_HK, TAG))
        paint(app)
        assert app.orders.cursor_row is not None
        assert app.orders.cursor_row.tag == ""
        engine.apply(IntentChanged(INTENT, None))
        paint(app)
        assert app.orders.cursor_row.tag == TAG
        assert app.orders.move_to((PAPER_HK, "A1"))
        engine.apply(OrderChanged(some("A3")))
        paint(app)
        assert app.orders.cursor_row.order_id == "A1"
