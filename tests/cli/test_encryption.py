"""--rsa-key and FUTU_RSA_KEY: checked before connecting, obeyed by every command, needed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import PAPER_HK, Run
from tests.e2e.simulator import running_simulator
from tests.sim.process import Simulator
from tests.wire.keys import PKCS8, pem
from tui.cli import parser
from tui.commands.address import address_of

ELSEWHERE = "127.1"
"""Leads to this machine, which the program does not know."""
CLOSED = "1"
"""A port nobody listens on: whoever tries it ends with code 3."""
KEYS = {
    "open": (pem("ours"), 0o644, "is open to other users (mode 0644); close it with: chmod 600"),
    "text": (
        b"hello",
        0o600,
        "holds no key in PEM; make one with: openssl genrsa -traditional -out FILE 1024",
    ),
    "public": (b"-----BEGIN PUBLIC KEY-----", 0o600, "holds a public key; OpenD and this program share"),
    "locked": (pem("ours", PKCS8, password=b"x"), 0o600, "is locked with a password; unlock a copy with"),
    "long": (pem("long", bits=2048), 0o600, "has 2048 bits, and OpenD speaks 1024 only"),
    "damaged": (pem("ours")[:200], 0o600, "holds a damaged key; copy it again"),
    "missing": (None, 0, "does not exist; name the file with OpenD's own private key"),
}


def kept(folder: Path, name: str) -> str:
    text, mode, _ = KEYS[name]
    path = folder / name
    if text is not None:
        path.write_bytes(text)
        path.chmod(mode)
    return str(path)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("keys") / "rsa"
    path.write_bytes(pem("ours"))
    path.chmod(0o600)
    return str(path)


@pytest.fixture(scope="module")
def port(key: str) -> Iterator[str]:
    """The port of a simulator with that key."""
    with Simulator("--seed", "7", "--rsa-key", key) as simulator:
        yield str(simulator.port)


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize(
    "command",
    [("quote", "700"), ("orders", "--acc", "1"), ("sim",), ()],
    ids=["quote", "orders", "sim", "dashboard"],
)
def test_each_bad_key_has_its_own_line(run: Run, name: str, command: tuple[str, ...], tmp_path: Path) -> None:
    path = kept(tmp_path, name)
    run(*command, "--rsa-key", path, "--port", CLOSED).fails(2, f"--rsa-key: {path} ", KEYS[name][2])


def test_the_variable_is_named_when_the_key_comes_from_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUTU_RSA_KEY", str(tmp_path / "none"))
    run("quote", "700", "--port", CLOSED).fails(2, "FUTU_RSA_KEY: ", "does not exist")


@pytest.mark.parametrize(
    "command", [("quote", "700"), ("panic", "--acc", "1"), ("config", "show"), ("doctor",)]
)
def test_a_home_that_nobody_has_is_told(
    run: Run, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUTU_RSA_KEY", "~nobody-here/key")
    ran = run(*command, "--port", CLOSED)
    words = "FUTU_RSA_KEY: ~nobody-here: there is no such user here"
    if command == ("doctor",):
        assert words in " ".join(ran.out.split()), ran
    else:
        ran.fails(2, words)


def test_the_argument_wins_over_the_variable(
    run: Run, port: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUTU_RSA_KEY", str(tmp_path / "none"))
    assert run("quote", "700", "--port", port, "--rsa-key", key).code == 0


@pytest.mark.parametrize("named", ["argument", "variable"])
def test_commands_encrypt(run: Run, port: str, key: str, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ["--port", port]
    if named == "argument":
        options += ["--rsa-key", key]
    else:
        monkeypatch.setenv("FUTU_RSA_KEY", key)
    for command in (("quote", "700"), ("watch", "700", "--count", "1"), ("orders", "--acc", PAPER_HK)):
        ran = run(*command, *options)
        assert (ran.code, ran.err) == (0, ""), ran


def test_a_demo_has_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUTU_RSA_KEY", str(tmp_path / "none"))
    assert address_of(parser().parse_args(["--demo"])).key is None


def test_a_cipher_needs_a_key(run: Run) -> None:
    run("sim", "--port", "0", "--cipher", "ecb").fails(2, "--cipher needs --rsa-key")


ORDERS = [
    ("buy", "700", "100", "400"),
    ("sell", "700", "100", "400"),
    ("amend", "A1", "--qty", "200"),
    ("cancel", "A1"),
]


@pytest.mark.parametrize("command", ORDERS, ids=[command[0] for command in ORDERS])
def test_orders_elsewhere_are_refused_before_connecting(run: Run, command: tuple[str, ...]) -> None:
    ran = run(*command, "--acc", PAPER_HK, "--host", ELSEWHERE, "--port", CLOSED)
    ran.fails(4, "another machine", "not encrypted: prices only, no orders", "ssh -L", "--rsa-key FILE")


def test_prices_elsewhere_come_with_a_warning(run: Run) -> None:
    with running_simulator(seed=7) as port:
        ran = run("quote", "700", "--json", "--host", ELSEWHERE, "--port", str(port))
    assert ran.code == 0
    assert ran.json[0]["code"] == "HK.00700"
    assert ran.err.startswith("futu-tui: warning: 127.1:")
    assert ran.err.count("\n") == 1


def test_orders_elsewhere_go_encrypted(run: Run, port: str, key: str) -> None:
    way = ("--host", ELSEWHERE, "--port", port, "--rsa-key", key)
    (quote,) = run("quote", "700", "--json", *way).json
    ran = run("buy", "700", "100", str(quote["bid"]), "--acc", PAPER_HK, "--json", *way)
    assert (ran.code, ran.err) == (0, ""), ran
    assert ran.json["status"] == "ACCEPTED"
