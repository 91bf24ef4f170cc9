"""What the dashboard says when OpenD is not there, goes away, and comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.environment import environ
from tests.e2e.simulator import (
    COMMAND,
    kill_simulator,
    reserved_port,
    running_simulator,
    start_simulator,
    stop_simulator,
)
from tests.e2e.terminal import Terminal
from tests.e2e.test_trading import ENTER, ESCAPE, PAGE_DOWN, find, order_row, place

LOSS_S = 5
"""The engine has 2 s for it; here a busy machine has two processes to run besides."""


@pytest.fixture
def port() -> Iterator[int]:
    """A port where nobody listens until a simulator is started on it."""
    with reserved_port() as port:
        yield port


def colours_of(terminal: Terminal, text: str) -> set[str]:
    """The foreground colours in which this text stands on the screen's status line or ladder."""
    for y, row in enumerate(terminal.screen.display):
        x = row.find(text)
        if x >= 0:
            return {terminal.screen.buffer[y][x + i].fg for i in range(len(text))}
    return set()


def price_colours(terminal: Terminal) -> set[str]:
    """The colours of the ladder's prices; none in a frame without them."""
    rows = [(y, row.find(" B1 ")) for y, row in enumerate(terminal.screen.display) if " B1 " in row]
    if not rows:
        return set()
    y, x = rows[0]
    cells = [terminal.screen.buffer[y][column] for column in range(x + 4, x + 16)]
    return {cell.fg for cell in cells if cell.data.isdigit()}


def test_loss_shows_soon_and_recovery_re_reads_orders(tmp_path: Path, port: int) -> None:
    simulator, _ = start_simulator(port=port)
    env = environ(tmp_path)
    try:
        with Terminal([COMMAND, "--port", str(port)], columns=120, lines=40, env=env) as terminal:
            terminal.wait_for("OPEND LIVE", 20)
            find(terminal, "00700")
            place(terminal, "100", PAGE_DOWN)
            terminal.wait(lambda _: order_row(terminal, "working"), "the working order")
            terminal.wait(lambda _: price_colours(terminal), "prices")
            live_lamp, live_prices = colours_of(terminal, "OPEND LIVE"), price_colours(terminal)

            kill_simulator(simulator)
            killed = time.monotonic()
            terminal.wait_for("OPEND DOWN", 5)
            terminal.wait(lambda _: price_colours(terminal) not in (set(), live_prices), "dimmed prices", 5)
            assert time.monotonic() - killed < LOSS_S
            assert colours_of(terminal, "OPEND DOWN") != live_lamp

            simulator, _ = start_simulator(port=port)
            restarted = time.monotonic()
            terminal.wait_for("OPEND LIVE", 15)
            terminal.wait(lambda _: price_colours(terminal) == live_prices, "lively prices", 10)
            assert time.monotonic() - restarted < 10
            # A new simulator knows nothing of the order: the re-read must have taken it off the list.
            terminal.wait(lambda _: not order_row(terminal, "working"), "the re-read orders")
            moving = terminal.screen.display[2:24]
            terminal.wait(lambda _: terminal.screen.display[2:24] != moving, "moving prices again")
    finally:
        if simulator.poll() is None:
            stop_simulator(simulator)


def test_without_opend_it_says_so_retries_and_offers_the_demo(tmp_path: Path, port: int) -> None:
    env = environ(tmp_path)
    with Terminal([COMMAND, "--port", str(port)], columns=80, lines=24, env=env) as terminal:
        screen = terminal.wait_for(f"127.0.0.1:{port}", 20)
        assert "refused" in screen
        terminal.send("d")
        terminal.wait_for("OPEND LIVE", 30)
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_it_connects_by_itself_once_opend_is_there(tmp_path: Path, port: int) -> None:
    env = environ(tmp_path)
    with Terminal([COMMAND, "--port", str(port)], columns=80, lines=24, env=env) as terminal:
        terminal.wait_for(f"127.0.0.1:{port}", 20)
        simulator, _ = start_simulator(port=port)
        try:
            terminal.wait_for("OPEND LIVE", 15)
        finally:
            stop_simulator(simulator)


def test_read_only_opens_no_ticket(tmp_path: Path) -> None:
    env = environ(tmp_path)
    with running_simulator() as port:
        command = [COMMAND, "--port", str(port), "--read-only"]
        with Terminal(command, columns=80, lines=24, env=env) as terminal:
            terminal.wait_for("OPEND LIVE", 20)
            for key in "bs":
                terminal.send(key + ENTER + "y")
                terminal.wait_for("read-only")
                assert "TICKET" not in terminal.text
                terminal.send("?")  # a page of help proves that the keys before it were handled
                terminal.wait_for("Keys   page 1")
                assert "TICKET" not in terminal.text
                terminal.send(ESCAPE)
                terminal.wait_gone("Keys   page")
