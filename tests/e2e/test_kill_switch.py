"""The kill switch in a real pty: two bytes from any screen, and trading stays locked until the word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal
from tests.e2e.test_trading import ENTER, ESCAPE, PAGE_DOWN, find, order_row, place

KILL = "\x18"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    """The demo at 120x40, live."""
    env = environ(tmp_path)
    with Terminal([COMMAND, "--demo"], columns=120, lines=40, env=env) as terminal:
        terminal.wait_for("OPEND LIVE", 30)
        yield terminal


def test_it_cancels_with_a_ticket_open_locks_and_is_released_by_the_word(demo: Terminal) -> None:
    find(demo, "00700")
    demo.send("o")
    place(demo, "200", PAGE_DOWN)
    demo.wait(lambda _: order_row(demo, "working", "200"), "the working order")
    demo.send("b")
    demo.wait_for("TICKET")

    demo.send(KILL)
    demo.wait_for("Ctrl+X again within 3 s")
    demo.wait_gone("Ctrl+X again within 3 s")
    assert "KILL SWITCH" not in demo.text
    demo.send(KILL)
    demo.settle(0.5)
    demo.send(KILL)
    demo.wait_for("KILL SWITCH")
    demo.wait_for("1/1 gone")
    demo.wait_for("trading is locked: all accounts")
    demo.send(ESCAPE)
    demo.wait_gone("KILL SWITCH")
    demo.wait_for("LOCKED")
    demo.send(ESCAPE)  # The ticket.
    demo.wait_gone("TICKET")
    demo.wait(lambda _: order_row(demo, "cancelled", "200"), "the cancelled order")

    demo.send("K")
    demo.wait_for("Type TRADE")
    demo.read_question()
    for letter in "TRADE":
        demo.send(letter)
        demo.settle(0.1)
    demo.send(ENTER)
    demo.wait_gone("LOCKED")
    demo.wait_gone("Type TRADE")
