"""The unmodified official SDKs against the simulator: every check of tests/conformance/sdk as a named test.

One process of each SDK runs all checks in plain text, another one runs all of them encrypted. The SDK
installs signal handlers and writes logs, so it never enters this process, and it gets a home of its own.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.sim.process import Simulator
from tests.wire.keys import pem
from tui.wire.protoids import ProtoId

PACKAGES = ("futu", "moomoo")
MODES = ("plain", "aes-cbc")
SCRIPTS = Path(__file__).resolve().parent / "sdk"
TIME_LIMIT_S = 200
"""A run takes a tenth of it; the machine may be busy with others."""
pytestmark = pytest.mark.timeout(TIME_LIMIT_S + 40)
END = "comes_to_its_end"
"""Names the script's own end among the checks."""
Results = dict[str, dict[str, Any]]


def ask_script(option: str) -> str:
    """Return what the script says of its checks."""
    command = [sys.executable, str(SCRIPTS / "drive.py"), option]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def check_names() -> list[str]:
    """Ask the script which checks it has."""
    return ask_script("--names").split()


_finished: dict[tuple[str, str], Results] = {}


@pytest.fixture
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Run every check with one package in one mode, once a session."""
    package, mode = request.param
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    if (package, mode) not in _finished:
        home = tmp_path_factory.mktemp(f"{package}-home")
        key = [] if mode == "plain" else [str(key_file(home))]
        options = [] if mode == "plain" else ["--rsa-key", *key]
        with Simulator("--seed", "7", "--rate", "2", *options) as simulator:
            _finished[package, mode] = drive(package, simulator.port, home, key)
        assert simulator.errors == ""
    return _finished[package, mode]


def key_file(folder: Path) -> Path:
    """Keep a new key where both ends read it."""
    path = folder / "rsa.pem"
    path.touch(mode=0o600)
    path.write_bytes(pem("sdk"))
    return path


def drive(package: str, port: int, home: Path, key: list[str]) -> Results:
    """Run the script and read its lines, also those of one that did not come to its end."""
    # The SDK takes its default periods from the machine's clock: let that be the exchange's.
    environment = {**os.environ, "HOME": str(home), "TZ": "Asia/Hong_Kong"}
    output, errors = home / "output", home / "errors"
    command = [sys.executable, str(SCRIPTS / "drive.py"), package, str(port), *key]
    code: int | None = None
    with output.open("w") as out, errors.open("w") as err, suppress(subprocess.TimeoutExpired):
        code = subprocess.run(
            command, env=environment, stdout=out, stderr=err, timeout=TIME_LIMIT_S, check=False
        ).returncode
    lines = [json.loads(line) for line in output.read_text().splitlines() if line.startswith("{")]
    end = {"ok": code == 0, "detail": f"exit code {code}: {errors.read_text()[-2000:]}"}
    return {END: end, **{line["name"]: line for line in lines}}


NAMES = [*check_names(), END]
RUNS = tuple(product(PACKAGES, MODES))


def group(package: str, mode: str) -> pytest.MarkDecorator:
    """Keep the checks of a run in one process of the tests."""
    return pytest.mark.xdist_group(f"{package}-{mode}")


@pytest.mark.parametrize(
    ("results", "name"),
    [
        pytest.param((package, mode), name, marks=group(package, mode), id=f"{package}-{mode}-{name}")
        for package, mode in RUNS
        for name in NAMES
    ],
    indirect=["results"],
)
def test_sdk(results: Results, name: str) -> None:
    assert name in results, "the script ended before this check"
    assert results[name]["ok"], results[name]["detail"]


@pytest.mark.parametrize(
    "results",
    [
        pytest.param((package, mode), marks=group(package, mode), id=f"{package}-{mode}")
        for package, mode in RUNS
    ],
    indirect=True,
)
def test_every_protocol_is_spoken_to_the_sdk(results: Results) -> None:
    spoken = {number for result in results.values() for number in result.get("protocols", ())}
    assert {number.name for number in ProtoId if number not in spoken} == set()


def test_contributing_lists_every_check() -> None:
    listed = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text()
    assert ask_script("--table") in listed, "run `make checks` and paste its table"


def test_there_are_as_many_checks_as_promised() -> None:
    assert len(set(NAMES)) == len(NAMES) > 90
