"""Held keys, fast fingers and pastes in a real terminal: what leaves for OpenD is counted on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.conformance.sdk.relay import Relay
from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal

ENTER, ESCAPE, TAB, PAGE_DOWN = "\r", "\x1b", "\t", "\x1b[6~"
PLACE, MODIFY = 2202, 2205
LEAVE_S = 15
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
QUESTIONS = ("review", "cancel question")
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
        if stage in QUESTIONS:
            self.terminal.read_question()
        else:
            self.terminal.settle(0.4)  # what follows a key at once would be a paste with it

    def leave(self) -> None:
        """Go back to the dashboard; a page of help proves that all keys before it were handled."""
        deadline = time.monotonic() + LEAVE_S
        while True:
            self.terminal.settle(0.35)  # what follows a paste at once is its end
            if not any(shown in self.terminal.text for shown in OPEN):
                break
            if any(SHOWN[stage] in self.terminal.text for stage in QUESTIONS):
                # Pressed too early, and then again and again, it would be held down.
                self.terminal.read_question()
            assert time.monotonic() < deadline, f"it cannot be left; the screen is\n{self.terminal.text}"
            self.terminal.send(ESCAPE)
        self.terminal.press_until("?", "Keys   page 1")  # on a busy machine the end of a paste takes longer
        self.terminal.send(ESCAPE)
        self.terminal.wait_gone("Keys   page")
        self.terminal.wait_for("OPEND LIVE")


@pytest.fixture(scope="module")
def seat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One for all tests, with an order to cancel."""
    with running_simulator(rate=0.2, limits=False) as port:
        relay = Relay(port)
        command = [COMMAND, "--port", str(relay.port)]
        env = environ(tmp_path_factory.mktemp("home"))
        with Terminal(command, columns=80, lines=24, env=env) as terminal:
            terminal.wait_for("OPEND LIVE", 30)
            terminal.wait(lambda _: terminal.row_with("B1 "), "the order book")
            terminal.press_until("A", "Arm this account?")  # locks are read once a second
            terminal.answer("n")
            terminal.wait_gone("Arm this account?")
            seat = Seat(terminal, relay)
            order(seat, "700")
            yield seat


def order(seat: Seat, quantity: str) -> None:
    """Place an order ten ticks below the market."""
    seat.terminal.send("b" + quantity + TAB + PAGE_DOWN + ENTER)
    seat.terminal.wait_for("REVIEW")
    seat.terminal.answer("y")
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
    seat.terminal.hold(ENTER, 40)
    seat.leave()
    assert seat.sent() == before


def test_the_confirm_key_held_from_the_ticket_on_sends_nothing(seat: Seat) -> None:
    before = seat.sent()
    seat.go("ticket")
    seat.terminal.hold("y", 15)
    seat.terminal.hold(ENTER, 1)
    seat.terminal.hold("y", 40)
    seat.terminal.wait_for("REVIEW")
    seat.leave()
    assert seat.sent() == before


def test_the_confirm_key_held_in_a_review_sends_one_order(seat: Seat) -> None:
    orders, changes = seat.sent()
    seat.go("review")
    seat.terminal.hold("y", 40)
    seat.leave()
    assert seat.sent() == (orders + 1, changes)


def test_ten_presses_in_50_ms_send_one_order(seat: Seat) -> None:
    orders, changes = seat.sent()
    seat.terminal.send("b300" + TAB + PAGE_DOWN + ENTER)
    seat.terminal.wait_for("REVIEW")
    seat.terminal.read_question()
    seat.terminal.hold("y", 10, every_s=0.005)
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
