from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import count

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget

from tests.app.fakes import FakeEngine
from tests.app.listings import TENCENT, order_changed, quote
from tui.app.bridge import MOST_PUT_OFF, Bridge
from tui.app.output.hooks import Foreground
from tui.app.widgets.lines import Lines, Span
from tui.domain.events import QuoteChanged
from tui.domain.lazy import Lazy
from tui.domain.orders import OrderStatus, Side
from tui.state.dirty import Dirty, Topic

SLOW = count().__next__
"""A clock by which every pane takes a second."""


class Pane:
    """Notes when it was painted."""

    def __init__(self, *topics: Topic) -> None:
        self.topics = topics
        self.painted = 0

    def wants(self, changes: Dirty) -> bool:
        return any(topic in self.topics for topic, _ in changes)

    def paint(self) -> None:
        self.painted += 1


def push(engine: FakeEngine, price: str) -> None:
    engine.apply(QuoteChanged(TENCENT, Lazy.of(quote(TENCENT, price))))


def test_a_tick_paints_the_panes_that_show_a_change_once() -> None:
    engine, quotes, orders = FakeEngine(), Pane(Topic.QUOTE), Pane(Topic.ORDERS)
    bridge = Bridge(App(), engine.store)
    bridge.add(quotes, orders)
    bridge.tick()
    assert (quotes.painted, orders.painted) == (1, 1)
    for price in ("412.6", "412.4", "412.2"):
        push(engine, price)
    bridge.tick()
    assert (quotes.painted, orders.painted) == (2, 1)
    bridge.tick()
    assert (quotes.painted, orders.painted) == (2, 1)
    assert bridge.changes == 1


def test_an_owed_pane_is_painted_without_a_change() -> None:
    engine, pane = FakeEngine(), Pane()
    bridge = Bridge(App(), engine.store)
    bridge.add(pane)
    bridge.tick()
    bridge.owe((pane,))
    bridge.tick()
    assert pane.painted == 2


async def test_a_paint_that_is_due_waits_for_the_answer_to_a_key_but_not_for_ever() -> None:
    engine, pane, answers = FakeEngine(), Pane(), [True]
    bridge = Bridge(App(), engine.store, answers_key=lambda: answers[-1])
    bridge.add(pane)
    for _ in range(MOST_PUT_OFF):
        await bridge.due()
    assert pane.painted == 0
    await bridge.due()
    assert pane.painted == 1
    bridge.owe()
    await bridge.due()
    assert pane.painted == 1
    answers.append(False)
    await bridge.due()
    assert pane.painted == 2


@pytest.mark.parametrize("urgent", [False, True], ids=["due", "an order"])
async def test_other_work_has_its_turn_between_two_panes_that_are_due(urgent: bool) -> None:
    engine, panes, seen = FakeEngine(), (Pane(), Pane(), Pane()), list[tuple[int, ...]]()
    bridge = Bridge(App(), engine.store, clock=SLOW)
    bridge.add(*panes)
    painting = asyncio.create_task(bridge.at_once() if urgent else bridge.due())
    while not painting.done():
        await asyncio.sleep(0)
        seen.append(tuple(pane.painted for pane in panes))
    assert seen[:3] == [(1, 0, 0), (1, 1, 0), (1, 1, 1)]


async def test_a_key_between_two_panes_puts_the_second_off_until_the_next_time() -> None:
    engine, first, second, answers = FakeEngine(), Pane(), Pane(), [False, True, False]
    bridge = Bridge(App(), engine.store, answers_key=lambda: answers.pop(0), clock=SLOW)
    bridge.add(first, second)
    await bridge.due()
    assert (first.painted, second.painted) == (1, 0)
    await bridge.due()
    assert (first.painted, second.painted) == (1, 1)


async def test_an_order_does_not_wait_for_panes_whose_turn_comes_later() -> None:
    engine, quotes, orders = FakeEngine(), Pane(Topic.QUOTE), Pane(Topic.ORDERS)
    bridge = Bridge(App(), engine.store, clock=SLOW)
    bridge.add(quotes, orders)
    bridge.tick()
    push(engine, "412.6")
    engine.apply(order_changed("A1", Side.BUY, "411.0", 100, OrderStatus.SUBMITTED))
    painting = asyncio.create_task(bridge.due())
    await asyncio.sleep(0)
    assert (quotes.painted, orders.painted) == (2, 1)
    bridge.tick()
    assert orders.painted == 2
    await painting


async def test_a_pane_dropped_between_two_turns_is_not_painted() -> None:
    engine, first, second = FakeEngine(), Pane(Topic.QUOTE), Pane(Topic.QUOTE)
    bridge = Bridge(App(), engine.store, clock=SLOW)
    bridge.add(first, second)
    bridge.tick()
    push(engine, "412.6")
    painting = asyncio.create_task(bridge.due())
    await asyncio.sleep(0)
    bridge.drop(second)
    await painting
    assert (first.painted, second.painted) == (2, 1)


async def test_panes_that_paint_quickly_share_a_turn() -> None:
    engine, panes = FakeEngine(), (Pane(), Pane(), Pane())
    bridge = Bridge(App(), engine.store, clock=lambda: 0.0)
    bridge.add(*panes)
    painting = asyncio.create_task(bridge.due())
    await asyncio.sleep(0)
    assert [pane.painted for pane in panes] == [1, 1, 1]
    await painting


async def test_orders_wake_the_bridge_once_and_quotes_do_not() -> None:
    engine, pane = FakeEngine(), Pane(Topic.ORDERS, Topic.QUOTE)
    app: App[None] = App()
    async with app.run_test() as pilot:
        bridge = Bridge(app, engine.store)
        bridge.add(pane)
        bridge.tick()
        engine.store.on_urgent = bridge._wake
        push(engine, "412.6")
        await pilot.pause()
        assert pane.painted == 1
        for qty in (100, 200, 300):
            engine.apply(order_changed("A1", Side.BUY, "411.0", qty, OrderStatus.SUBMITTED))
        await pilot.pause()
        assert pane.painted == 2


class Drawing(Lines):
    """A pane that is a widget."""

    def wants(self, changes: Dirty) -> bool:
        return bool(changes)

    def paint(self) -> None:
        self.show([(Span("painted"),)])


class Board(App[None]):
    def compose(self) -> ComposeResult:
        yield Drawing([(Span("new"),)], id="first")
        yield Drawing([(Span("new"),)], id="second")


async def test_what_is_painted_in_turns_is_shown_as_one_picture() -> None:
    app, shown = Board(), list[tuple[list[str | None], bool]]()
    async with app.run_test() as pilot:
        await pilot.pause()

        def show(widgets: Sequence[Widget], more: bool) -> None:
            shown.append(([widget.id for widget in widgets], more))

        bridge = Bridge(app, FakeEngine().store, show=show, clock=SLOW)
        bridge.add(*app.query(Drawing))
        await bridge.due()
    assert shown == [(["first"], True), (["second"], True), ([], False)]


async def test_what_is_shown_at_once_asks_for_nothing_more_and_what_is_not_takes_its_course() -> None:
    app, idle = Board(), list[str | None]()
    async with app.run_test() as pilot:
        await pilot.pause()
        first, second = app.query(Drawing)

        def show(widgets: Sequence[Widget], more: bool) -> None:
            del more
            assert [widget.id for widget in widgets] == ["first", "second"]
            list(Foreground().take(app.screen, [first]))
            idle.extend(widget.id for widget in widgets if not widget._message_queue.empty())

        bridge = Bridge(app, FakeEngine().store, show=show, clock=lambda: 0.0)
        bridge.add(first, second)
        await bridge.due()
        assert idle == [], "nothing is asked for before it is known what was shown"
        assert (first._message_queue.empty(), second._message_queue.empty()) == (True, False)
        await pilot.pause()
        assert not second._repaint_required
