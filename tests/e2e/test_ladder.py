"""Order keys of the ladder in a real terminal: what leaves for OpenD is counted on the way."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.sdk.relay import Relay
from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal
from tui.app.order_moves import GAP_S

DOWN, SHIFT_DOWN, DELETE = "\x1b[B", "\x1b[1;2B", "\x1b[3~"
PLACE, MODIFY = 2202, 2205
FAR = 9
"""Lines below the best bid, where an order stays at work."""


class Rider:
    """The ladder by prices, armed on paper, and a count of what is sent."""

    def __init__(self, terminal: Terminal, relay: Relay) -> None:
        self.terminal, self.relay = terminal, relay

    def sent(self, protocol: int) -> int:
        """How many of a kind left so far."""
        return self.relay.asked[protocol]


@pytest.fixture
def rider(tmp_path: Path) -> Iterator[Rider]:
    """Sit down before an armed ladder."""
    with running_simulator(rate=0.2) as port:
        relay = Relay(port)
        env = environ(tmp_path)
        with Terminal([COMMAND, "--port", str(relay.port)], columns=120, lines=40, env=env) as terminal:
            terminal.wait_for("OPEND LIVE", 30)
            terminal.wait(lambda _: terminal.row_with("B1 "), "the order book")
            terminal.press_until("A", "Arm this account?")  # locks are read once a second
            terminal.answer("y")
            terminal.wait(lambda _: terminal.row_with(" ARMED PAPER ", "1 lot = 100"), "the armed ladder")
            terminal.send("l")
            for _ in range(FAR):
                terminal.send(DOWN)
                terminal.settle(0.05)
            yield Rider(terminal, relay)


def price_at_cursor(terminal: Terminal) -> str:
    """The price that the title names."""
    found = re.search(r"1 lot = 100 at ([0-9.,]+)", terminal.text)
    assert found is not None
    return found[1]


def test_a_held_order_key_sends_one_order_which_moves_and_is_cancelled(rider: Rider) -> None:
    terminal = rider.terminal
    terminal.hold("L", 90)
    terminal.wait(lambda _: terminal.row_with("working", "BUY"), "the order")
    terminal.settle(1.0)
    assert (rider.sent(PLACE), rider.sent(MODIFY)) == (1, 0)
    assert terminal.row_with("working", "BUY", price_at_cursor(terminal))
    before = price_at_cursor(terminal)
    began = time.monotonic()
    terminal.hold(SHIFT_DOWN, 20)
    terminal.wait(lambda _: price_at_cursor(terminal) != before, "the cursor at the new price")
    terminal.settle(2.5)  # the last wish may have to wait for its turn
    terminal.wait(lambda _: terminal.row_with("working", "BUY", price_at_cursor(terminal)), "the moved order")
    assert rider.sent(PLACE) == 1
    # Twenty wishes, in two thirds of a second where nothing holds them up.
    assert 1 <= rider.sent(MODIFY) <= 1 + (time.monotonic() - began) // GAP_S
    moved = rider.sent(MODIFY)
    terminal.hold(DELETE, 20)
    terminal.wait(lambda _: terminal.row_with("cancelled", "BUY"), "the cancel")
    terminal.settle(0.5)
    assert rider.sent(MODIFY) == moved + 1


def test_a_paste_of_order_keys_on_an_armed_ladder_sends_one_order_at_most(rider: Rider) -> None:
    rider.terminal.send("LYLYLYLYLY" * 20)
    rider.terminal.settle(1.5)
    assert rider.sent(PLACE) <= 1
    assert rider.sent(MODIFY) == 0
