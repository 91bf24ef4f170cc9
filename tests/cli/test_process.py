"""Exit codes as the process returns them, on OpenDs that do what a sound one must not."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import PAPER_HK, Ran
from tests.cli.opend_thread import opend_in_thread
from tests.client.fakes import TENCENT, FakeOpenD, Refusal
from tests.client.running import ORDER
from tests.e2e.simulator import COMMAND, kill_simulator, start_simulator
from tui.domain.accounts import Env, Position, PositionSide
from tui.wire.messages.quote import Subscribe
from tui.wire.messages.trade import GetAccounts, ModifyOrder, PlaceOrder

BUY = ("buy", "700", "100", "400", "--acc", "1001")
LIMIT_S = 30


def start(*arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
    command = [COMMAND, *arguments]
    return subprocess.Popen(
        command, text=True, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE
    )


def finished(process: subprocess.Popen[str]) -> Ran:
    out, err = process.communicate(timeout=LIMIT_S)
    return Ran(process.returncode, out or "", err or "")


def ran(*arguments: str) -> Ran:
    return finished(start(*arguments))


def one_line(done: Ran, code: int, *words: str) -> None:
    assert done.code == code, done
    assert done.err.startswith("futu-tui: "), done
    assert done.err.count("\n") == 1, done
    for word in words:
        assert word in done.err, done


def await_request(opend: FakeOpenD, kind: type) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not opend.received(kind):
        assert time.monotonic() < deadline, f"no {kind.__name__} came"
        time.sleep(0.01)


@pytest.mark.parametrize("command", [BUY, ("sell", *BUY[1:])])
def test_link_cut_after_the_order_left_is_exit_code_five(command: tuple[str, ...]) -> None:
    with opend_in_thread(lambda opend: opend.cut.add(PlaceOrder)) as opend:
        done = ran("--port", str(opend.port), "--json", *command)
        (sent,) = opend.received(PlaceOrder)
        one_line(done, 5, "outcome unknown", "do not send it again", sent.remark)
        assert json.loads(done.out)["status"] == "UNKNOWN"


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (("cancel", "A1", "--acc", "1001"), 0, "warning: this cancel is in no journal: journal.sqlite3"),
        (("sell", *BUY[1:]), 4, "nothing was sent"),
    ],
)
def test_without_a_journal_there_is_one_line(
    command: tuple[str, ...], code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_text("not a folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with opend_in_thread() as opend:
        done = ran("--port", str(opend.port), *command)
        one_line(done, code, words, "cannot be used", "not a folder")
        assert len(opend.received(ModifyOrder)) == (code == 0)
        assert opend.received(PlaceOrder) == []


@pytest.mark.parametrize("command", [("cancel", "A1"), ("amend", "A1", "--qty", "100")])
def test_link_cut_after_a_change_left_is_exit_code_five(command: tuple[str, ...]) -> None:
    def script(opend: FakeOpenD) -> None:
        opend.cut.add(ModifyOrder)
        opend.orders.append(ORDER)

    with opend_in_thread(script) as opend:
        done = ran("--port", str(opend.port), *command, "--acc", "1001")
        one_line(done, 5, "outcome unknown", "futu-tui orders --acc 1001")
        assert len(opend.received(ModifyOrder)) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_after_the_order_left_is_exit_code_five(number: signal.Signals) -> None:
    with opend_in_thread(lambda opend: opend.swallowed.add(PlaceOrder)) as opend:
        process = start("--port", str(opend.port), *BUY)
        await_request(opend, PlaceOrder)
        process.send_signal(number)
        done = finished(process)
        (sent,) = opend.received(PlaceOrder)
        one_line(done, 5, "outcome unknown", "interrupted", sent.remark)


def test_ignored_hang_up_does_not_interrupt_an_order() -> None:
    with opend_in_thread(lambda opend: opend.delays.update({PlaceOrder: 0.5})) as opend:
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # inherited, as from nohup
        try:
            process = start("--port", str(opend.port), *BUY)
        finally:
            signal.signal(signal.SIGHUP, before)
        await_request(opend, PlaceOrder)
        process.send_signal(signal.SIGHUP)
        assert finished(process).code == 0


def test_interrupted_before_the_order_left_sends_nothing() -> None:
    with opend_in_thread(lambda opend: opend.swallowed.add(GetAccounts)) as opend:
        process = start("--port", str(opend.port), *BUY)
        await_request(opend, GetAccounts)
        process.send_signal(signal.SIGINT)
        assert finished(process).code == 130
        assert opend.received(PlaceOrder) == []


def unread(*arguments: str) -> Ran:
    reader, writer = os.pipe()
    os.close(reader)
    process = start(*arguments, stdout=writer)
    os.close(writer)
    return finished(process)


def test_unknown_outcome_is_told_even_when_nobody_reads_the_output() -> None:
    with opend_in_thread(lambda opend: opend.cut.add(PlaceOrder)) as opend:
        one_line(unread("--port", str(opend.port), *BUY), 5, "outcome unknown")


def test_accepted_order_is_told_even_when_nobody_reads_the_output() -> None:
    with opend_in_thread() as opend:
        done = unread("--port", str(opend.port), *BUY)
        (sent,) = opend.received(PlaceOrder)
        one_line(done, 1, f"accepted: B{sent.packet.serial}; stdout did not take it")


def test_names_that_the_terminal_cannot_write_are_no_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    with opend_in_thread(hostile) as opend:
        done = ran("--port", str(opend.port), "positions", "--acc", "1001")
    assert (done.code, done.err) == (0, "")
    assert "? ?" in done.out


@contextmanager
def server_saying(data: bytes) -> Iterator[int]:
    """Accept one connection, say this, and leave."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.sendall(data)
                peer.recv(65536)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(LIMIT_S)


@pytest.mark.parametrize(
    "data", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n" * 4, b"\x00" * 200, b"FT" + b"\xff" * 200, b"FT\x1b[2J"]
)
def test_server_that_is_no_opend_is_exit_code_three(data: bytes) -> None:
    with server_saying(data) as port:
        done = ran("--port", str(port), "quote", "700")
        one_line(done, 3, "not connected", f"127.0.0.1:{port}", "no handshake")
        assert "\x1b" not in done.err


def test_watch_ends_with_exit_code_three_when_the_link_is_lost() -> None:
    process, port = start_simulator(seed=3)
    watching = start("--port", str(port), "watch", "700", "--types", "depth")
    try:
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["type"] == "depth"
    finally:
        kill_simulator(process)
    one_line(finished(watching), 3, "connection lost")


def hostile(opend: FakeOpenD) -> None:
    name = "[/]\x1b]52;c;aGk=\x07\x9b2J\u202e騰\n訊"
    hundred, price = Decimal(100), Decimal("88.125")
    position = Position(
        1001, Env.PAPER, 1, TENCENT, name, PositionSide.LONG, hundred, hundred, price, price * 100, None
    )
    opend.positions = (replace(position, average_cost=Decimal("0.425")),)
    opend.orders = [
        replace(ORDER, order_id="0123", price=Decimal("0.425"), remark="[@click=app.quit]\x1b[2J")
    ]


@pytest.mark.parametrize("command", ["positions", "orders"])
def test_text_from_outside_is_shown_and_does_nothing(command: str) -> None:
    with opend_in_thread(hostile) as opend:
        shown = ran("--port", str(opend.port), command, "--acc", "1001")
        told = ran("--port", str(opend.port), command, "--acc", "1001", "--json")
    assert (shown.code, shown.err, told.code, told.err) == (0, "", 0, "")
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown.out + told.out)
    assert len(shown.out.splitlines()) == 2
    assert ("[/]" if command == "positions" else "[@click=app.quit]") in shown.out
    (row,) = told.json
    if command == "positions":
        assert (row["name"], row["cost"], row["price"]) == (
            "[/]]52;c;aGk=2J騰 訊", Decimal("0.425"), Decimal("88.125")
        )  # fmt: skip
    else:
        assert (row["order_id"], row["price"]) == ("0123", Decimal("0.425"))


def test_refused_subscription_is_exit_code_four() -> None:
    def refuse(opend: FakeOpenD) -> None:
        opend.answers[Subscribe] = Refusal("No right\x1b[2J to\nsubscribe")

    with opend_in_thread(refuse) as opend:
        done = ran("--port", str(opend.port), "watch", "700")
        one_line(done, 4, "No right[2J to subscribe")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("buy", "700", "abc", "1", "--acc", PAPER_HK), 2),
        (("buy", "700", "100", "400"), 2),
        (("--host", "no such host", "quote", "700"), 3),
        (("--host", "a\x1b[31mb\nc", "quote", "700"), 3),
        (("quote", "700", "--bad\n\x1b[31moption"), 2),
    ],
)
def test_process_fails_in_one_clean_line(arguments: tuple[str, ...], code: int) -> None:
    done = ran(*arguments)
    one_line(done, code)
    assert "\x1b" not in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("FUTU_OPEND_PORT", "eleven", 2),
        ("FUTU_OPEND_PORT", "70000", 2),
        ("FUTU_OPEND_HOST", "no.such.host.invalid", 3),
    ],
)
def test_wrong_environment_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, code: int
) -> None:
    monkeypatch.setenv(variable, value)
    one_line(ran("quote", "700"), code, value, *([variable] if code == 2 else []))
