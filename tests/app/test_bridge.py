from __future__ import annotations

from textual.app import App

from tests.app.fakes import TENCENT, FakeEngine, order_changed, quote
from tui.app.bridge import MOST_PUT_OFF, Bridge
from tui.domain.events import QuoteChanged
from tui.domain.lazy import Lazy
from tui.domain.orders import OrderStatus, Side
from tui.state.dirty import Dirty, Topic


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


def test_a_paint_that_is_due_waits_for_the_answer_to_a_key_but_not_for_ever() -> None:
    engine, pane, answers = FakeEngine(), Pane(), [True]
    bridge = Bridge(App(), engine.store, answers_key=lambda: answers[-1])
    bridge.add(pane)
    for _ in range(MOST_PUT_OFF):
        bridge.due()
    assert pane.painted == 0
    bridge.due()
    assert pane.painted == 1
    bridge.owe()
    bridge.due()
    assert pane.painted == 1
    answers.append(False)
    bridge.due()
    assert pane.painted == 2


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
