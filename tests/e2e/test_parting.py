"""Ended from outside with an order on its way: the terminal is told which one."""

from __future__ import annotations

import signal
from decimal import Decimal
from pathlib import Path

from tests.cli.opend_thread import opend_in_thread
from tests.client.fakes import FakeOpenD
from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal
from tests.e2e.test_trading import ENTER
from tui.domain.accounts import MaxQuantities
from tui.wire.messages.trade import GetMaxQuantities, PlaceOrder


def takes_no_order(opend: FakeOpenD) -> None:
    opend.swallowed.add(PlaceOrder)
    # The ticket asks for this once it has not been changed for a moment.
    opend.answers[GetMaxQuantities] = MaxQuantities(cash_buy=Decimal(10_000), position_sell=Decimal(0))


def test_a_signal_while_an_order_is_out_leaves_its_tag_on_the_terminal(tmp_path: Path) -> None:
    env = environ(tmp_path)
    with opend_in_thread(takes_no_order) as opend:
        command = [COMMAND, "--port", str(opend.port)]
        with Terminal(command, columns=120, lines=40, env=env) as terminal:
            terminal.wait_for("OPEND LIVE", 20)
            terminal.send("/")
            terminal.wait_for("ype a code")
            terminal.send("00700")
            terminal.wait(lambda _: terminal.row_with("HK.00700", "TENCENT"), "the hit")
            terminal.send(ENTER)
            terminal.wait_gone("ype a code")
            terminal.send("b")
            terminal.wait_for("TICKET")
            terminal.send("\t400" + ENTER)
            terminal.wait_for("REVIEW")
            terminal.answer("y")
            terminal.wait(lambda _: opend.received(PlaceOrder), "the order at the broker")
            terminal.process.send_signal(signal.SIGTERM)
            terminal.wait_for("outcome unknown: PAPER account 1001")
            terminal.wait_for("1 order is of unknown outcome; to look at the broker's list: futu-tui audit")
        (sent,) = opend.received(PlaceOrder)
        assert sent.remark in "".join(terminal.screen.display)
