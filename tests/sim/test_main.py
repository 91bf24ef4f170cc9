"""The command as a process: its first line, and every way it ends."""

from __future__ import annotations

import signal
import socket

import pytest

from tests.sim.client import Client
from tests.sim.process import END_S, Simulator
from tui.sim.config import SimConfig
from tui.sim.main import run


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_time_with_code_zero(number: signal.Signals) -> None:
    with Simulator() as simulator, socket.create_connection(("127.0.0.1", simulator.port)):
        simulator.process.send_signal(number)
        assert simulator.process.wait(END_S) == 0
    assert simulator.errors == ""


async def test_it_listens_where_it_says() -> None:
    with Simulator("--seed", "5", "--lang", "zh", "--rate", "2.5") as simulator:
        client = await Client.connect(simulator.port)
        assert client.hello is not None
        assert client.hello.server_version == 1011
        await client.close()


def test_the_end_of_input_ends_it_when_asked_for() -> None:
    with Simulator("--exit-on-eof") as simulator:
        simulator.close_input()
        assert simulator.process.wait(END_S) == 0


def test_the_end_of_input_means_nothing_otherwise() -> None:
    with Simulator() as simulator:
        simulator.close_input()
        with socket.create_connection(("127.0.0.1", simulator.port)):
            assert simulator.process.poll() is None


def test_a_taken_port_is_one_line_and_code_three(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(SimConfig(port=port)) == 3
    out, error = capfd.readouterr()
    assert out == ""
    assert error == f"cannot listen on 127.0.0.1:{port}: Address already in use\n"


@pytest.mark.parametrize(
    ("host", "reason"), [("192.0.2.1", "Cannot assign requested address"), ("a..b", "not a host name")]
)
def test_an_impossible_address_is_one_line_too(
    host: str, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(SimConfig(host=host, port=0)) == 3
    assert capfd.readouterr().err == f"cannot listen on {host}:0: {reason}\n"
