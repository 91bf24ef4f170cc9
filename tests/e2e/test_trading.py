"""The main job by keys only: `futu-tui --demo` in a real pty, read through a terminal emulator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal

ENTER, ESCAPE, TAB, DOWN, PAGE_DOWN = "\r", "\x1b", "\t", "\x1b[B", "\x1b[6~"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    """The demo at 120x40, live."""
    env = environ(tmp_path)
    with Terminal([COMMAND, "--demo"], columns=120, lines=40, env=env) as terminal:
        terminal.wait_for("OPEND LIVE", 30)
        yield terminal


def find(terminal: Terminal, code: str) -> None:
    """Focus a code through the finder."""
    terminal.send("/")
    terminal.wait_for("ype a code")
    terminal.send(code)
    terminal.wait(lambda _: terminal.row_with(f"HK.{code}", "TENCENT"), "the hit")
    terminal.send(ENTER)
    terminal.wait(lambda _: f"HK.{code}" in terminal.screen.display[0], "the code in the header")
    terminal.wait(lambda _: terminal.row_with("B1 "), "its order book")


def ladder_price(terminal: Terminal, level: str) -> Decimal:
    """The price the ladder shows at a level such as A1."""
    row = terminal.row_with(f" {level} ")
    found = re.search(rf" {level} +([\d,.]+)", row)
    assert found, f"no {level} on\n{terminal.text}"
    return Decimal(found.group(1).replace(",", ""))


def order_row(terminal: Terminal, *texts: str) -> str:
    """The row of the orders pane that holds these texts."""
    return terminal.row_with("PAPER", "HK.00700", "limit", *texts)


def position_qty(terminal: Terminal) -> int:
    """Shares of HK.00700 in the positions pane."""
    terminal.send("p")
    held = r"HK\.00700 +TENCENT +PAPER +\S+ +([\d,]+)"
    terminal.wait(lambda screen: re.search(held, screen), "the position")
    numbers = re.search(held, terminal.text)
    assert numbers
    return int(numbers.group(1).replace(",", ""))


def place(terminal: Terminal, quantity: str, price_keys: str) -> None:
    """Open a buy ticket, type the quantity, move the price, review, confirm."""
    terminal.send("b")
    terminal.wait_for("TICKET")
    terminal.send(quantity)
    terminal.wait(lambda screen: re.search(rf"{quantity}_? = ", screen), "the quantity")
    terminal.send(TAB + price_keys)
    terminal.send(ENTER)
    terminal.wait_for("REVIEW")
    terminal.send(ENTER)  # the key that reviews must not send
    confirm(terminal, "y", lambda screen: "REVIEW" not in screen)
    assert "TICKET" not in terminal.text


def confirm(terminal: Terminal, key: str, done: Callable[[str], object]) -> None:
    """Answer the question on the screen once it could be read, and see what comes of it."""
    terminal.answer(key)
    terminal.wait(done, f"what {key} leads to")


def test_place_amend_cancel_and_fill_by_keys_only(demo: Terminal) -> None:
    find(demo, "00700")
    before = position_qty(demo)
    demo.send("o")

    place(demo, "200", PAGE_DOWN)
    demo.wait(lambda _: order_row(demo, "working", "200"), "the working order")
    assert Decimal(order_price(demo)) < ladder_price(demo, "B1")

    demo.send("e")
    demo.wait_for("CHANGE ORDER")
    demo.send("300" + ENTER)
    demo.wait_for("REVIEW")
    confirm(demo, "y", lambda screen: "REVIEW" not in screen)
    demo.wait(lambda _: order_row(demo, "working", "300"), "the amended order")

    demo.send("c")
    demo.wait_for("cancel BUY 300 HK.00700")
    confirm(demo, "y", lambda _: order_row(demo, "cancelled", "300"))

    place(demo, "100", "x")
    demo.wait(lambda _: order_row(demo, "filled", "100"), "the fill", 20)
    demo.wait(lambda _: position_qty(demo) == before + 100, "the position after the fill")
    demo.send("f")
    demo.wait(lambda _: demo.row_with("HK.00700", "BUY", "100"), "the fill in its pane")


def order_price(terminal: Terminal) -> str:
    """The limit price of the working order's row."""
    found = re.search(r"limit +[\d,]+ +([\d.,]+)", order_row(terminal, "working"))
    assert found, terminal.text
    return found.group(1).replace(",", "")


def test_a_burst_of_keys_reaches_what_each_key_opened(demo: Terminal) -> None:
    demo.wait(lambda _: demo.row_with("B1 "), "the order book")
    demo.send("/700" + ENTER)
    demo.wait_for("HK.00700  TENCENT")
    demo.settle(0.3)
    demo.send("b300" + TAB + DOWN + ENTER)
    demo.wait_for("BUY 300 HK.00700 TENCENT")
    demo.wait_for("REVIEW")


def test_a_paste_of_commands_is_dropped_and_told_of(demo: Terminal) -> None:
    demo.wait(lambda _: demo.row_with("B1 "), "the order book")
    demo.send(("b300" + TAB + DOWN + ENTER + "y") * 20)
    demo.wait_for("a paste was ignored")
    assert "REVIEW" not in demo.text
    assert not order_row(demo, "working")


def test_prices_move(demo: Terminal) -> None:
    first = demo.text
    ladder = [row[45:] for row in demo.screen.display[2:24]]
    demo.wait(lambda _: [row[45:] for row in demo.screen.display[2:24]] != ladder, "another ladder")
    assert demo.text != first


def test_quit_asks_with_working_orders_and_restores_the_terminal(demo: Terminal) -> None:
    find(demo, "00700")
    place(demo, "100", PAGE_DOWN)
    demo.wait(lambda _: order_row(demo, "working"), "the working order")
    demo.send("q")
    demo.wait_for("1 PAPER order is working")
    demo.answer("y")
    assert demo.wait_exit() == 0
    assert b"\x1b[?1049l" in demo.tail
    assert b"\x1b[?25h" in demo.tail
