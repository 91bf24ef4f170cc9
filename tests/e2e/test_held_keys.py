"""Held keys, fast fingers and pastes in a real terminal: what leaves for OpenD is counted on the way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.sdk.relay import Relay
from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal

ENTER, ESCAPE, TAB, PAGE_DOWN = "\r", "\x1b", "\t", "\x1b[6~"
PLACE, MODIFY = 2202, 2205
REPEAT_S = 1 / 30
TEXT = ("b\r12y\nT34y\rx=0.5 sT\ty" * 10)[:200]
"""What a paste may hold: orders in the language of our keys."""
MARKED = f"\x1b[200~{TEXT}\x1b[201~"
STAGES = {
    "dashboard": "",
    "ticket": "b",
    "note": "b",
    "finder": "/",
    "review": "b" + PAGE_DOWN + ENTER,
    "cancel question": "oc",
}
SHOWN = {
    "dashboard": "OPEND LIVE",
    "ticket": "TICKET",
    "note": "▸Note",
    "finder": "ype a code",
    "review": "REVIEW",
    "cancel question": "cancel BUY",
}


OPEN = ("TICKET", "REVIEW", "Code         Name", "ype a code", "cancel BUY")


class Seat:
    """A dashboard on a paper account, and a count of what it sends."""

    def __init__(self, terminal: Terminal, relay: Relay) -> None:
        self.terminal = terminal
        self.relay = relay

    def sent(self) -> tuple[int, int]:
        """How many orders left so far, and how many changes and cancels."""
        return self.relay.asked[PLACE], self.relay.asked[MODIFY]

    def go(self, stage: str) -> None:
        """Come to a stage from the dashboard; what it asks has been read."""
        self.terminal.send(STAGES[stage])
        if stage == "note":
            # A paste into the finder may have led to a market whose tickets have more fields.
            self.terminal.wait_for(SHOWN["ticket"])
            self.terminal.press_until(TAB, SHOWN[stage])
        self.terminal.wait_for(SHOWN[stage])
        self.terminal.settle(0.4)  # a question takes no key in its first 300 ms

    def hold(self, key: str, times: int) -> None:
        """Let the terminal repeat a key."""
        for _ in range(times):
            self.terminal.send(key)
            self.terminal.settle(REPEAT_S)

    def leave(self) -> None:
        """Go back to the dashboard; a page of help proves that all keys before it were handled."""
        for _ in range(6):
            self.terminal.settle(0.35)  # what follows a paste at once is its end; questions want to be read
            if not any(shown in self.terminal.text for shown in OPEN):
                break
            self.terminal.send(ESCAPE)
        self.terminal.press_until("?", "Keys   page 1")  # on a busy machine the end of a paste takes longer
        self.terminal.send(ESCAPE)
        self.terminal.wait_gone("Keys   page")
        self.terminal.wait_for("OPEND LIVE")


@pytest.fixture(scope="module")
def seat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One for all tests, with an order to cancel."""
    home: Path = tmp_path_factory.mktemp("home")
    with running_simulator(rate=0.2, limits=False) as port:
        relay = Relay(port)
        command = [COMMAND, "--port", str(relay.port)]
        env = {**os.environ, "HOME": str(home)}
        with Terminal(command, columns=80, lines=24, env=env) as terminal:
            terminal.wait_for("OPEND LIVE", 30)
            terminal.wait(lambda _: terminal.row_with("B1 "), "the order book")
            terminal.settle(1.5)  # locks are read once a second
            seat = Seat(terminal, relay)
            order(seat, "700")
            yield seat


def order(seat: Seat, quantity: str) -> None:
    """Place an order ten ticks below the market."""
    seat.terminal.send("b" + quantity + TAB + PAGE_DOWN + ENTER)
    seat.terminal.wait_for("REVIEW")
    seat.terminal.settle(0.8)
    seat.terminal.send("y")
    seat.terminal.wait(lambda _: seat.terminal.row_with("working", quantity), "the order")


@pytest.mark.parametrize("stage", STAGES)
def test_a_marked_paste_sends_nothing(seat: Seat, stage: str) -> None:
    before = seat.sent()
    seat.go(stage)
    seat.terminal.send(MARKED)
    seat.leave()
    assert seat.sent() == before


@pytest.mark.parametrize("stage", STAGES)
def test_a_paste_as_bare_keys_sends_nothing(seat: Seat, stage: str) -> None:
    before = seat.sent()
    seat.go(stage)
    seat.terminal.send(TEXT)
    seat.leave()
    assert seat.sent() == before


@pytest.mark.parametrize("stage", ["dashboard", "ticket", "note", "review", "cancel question"])
def test_enter_two_hundred_times_sends_nothing(seat: Seat, stage: str) -> None:
    before = seat.sent()
    seat.go(stage)
    seat.terminal.send(ENTER * 200)
    seat.leave()
    assert seat.sent() == before


def test_enter_held_sends_nothing(seat: Seat) -> None:
    before = seat.sent()
    seat.go("ticket")
    seat.hold(ENTER, 40)
    seat.leave()
    assert seat.sent() == before


def test_the_confirm_key_held_from_the_ticket_on_sends_nothing(seat: Seat) -> None:
    before = seat.sent()
    seat.go("ticket")
    seat.hold("y", 15)
    seat.terminal.send(ENTER)
    seat.terminal.wait_for("REVIEW")
    seat.hold("y", 40)
    seat.leave()
    assert seat.sent() == before


def test_the_confirm_key_held_in_a_review_sends_one_order(seat: Seat) -> None:
    orders, changes = seat.sent()
    seat.go("review")
    seat.hold("y", 40)
    seat.leave()
    assert seat.sent() == (orders + 1, changes)


def test_ten_presses_in_50_ms_send_one_order(seat: Seat) -> None:
    orders, changes = seat.sent()
    seat.terminal.send("b300" + TAB + PAGE_DOWN + ENTER)
    seat.terminal.wait_for("REVIEW")
    seat.terminal.settle(0.4)
    for _ in range(10):
        seat.terminal.send("y")
        seat.terminal.settle(0.005)
    seat.leave()
    assert seat.sent() == (orders + 1, changes)


@pytest.mark.parametrize("stage", ["review", "cancel question"])
def test_a_question_takes_no_key_in_its_first_300_ms(seat: Seat, stage: str) -> None:
    before = seat.sent()
    keys = STAGES[stage]
    seat.terminal.send(keys[:-1])
    seat.terminal.settle(0.5)
    seat.terminal.send(keys[-1] + "y")
    seat.terminal.wait_for(SHOWN[stage])
    seat.leave()
    assert seat.sent() == before
