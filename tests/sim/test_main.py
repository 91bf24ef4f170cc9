"""The command as a process: its first line, and every way it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import pytest

from tests.sim.client import Client
from tests.sim.process import END_S, Simulator
from tui.sim.main import main


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
        assert main(["--port", str(port)]) == 3
    out, error = capfd.readouterr()
    assert out == ""
    assert error == f"cannot listen on 127.0.0.1:{port}: Address already in use\n"


@pytest.mark.parametrize(
    "options", [["--rate", "0"], ["--rate", "fast"], ["--port", "70000"], ["--lang", "fr"], ["--what"]]
)
def test_wrong_usage_is_code_two(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(options)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_nothing_is_printed_before_the_first_line() -> None:
    with Simulator() as simulator:
        pass
    assert simulator.exit_code == 0
    help_ = subprocess.run(
        [sys.executable, "-m", "tui.sim.main", "--help"], capture_output=True, text=True, check=True
    )
    assert "--exit-on-eof" in help_.stdout
