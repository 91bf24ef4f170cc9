"""The official SDKs against the simulator, encrypted: every row of the matrix, every cipher.

One process of each SDK tries all ways, one after the other; the simulators run on a thread of this process.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.test_sdk import PACKAGES, SCRIPTS
from tests.sim.greeter import start_greeter
from tests.wire.keys import pem, rsa_key
from tui.domain.ids import SecurityId
from tui.sim.config import SimConfig
from tui.sim.listings.table import UNIVERSE
from tui.sim.server import SimServer

TIME_LIMIT_S = 90
LONG_S, SILENCE_S = 15, 2
"""How long a way may take to come to its end, and how long one that has none is watched."""
SMALL = UNIVERSE.only(map(SecurityId.parse, ("00700", "00005", "AAPL", "600519")))


@dataclass(frozen=True)
class Way:
    """How the SDK connects, to what, and what must come of it."""

    name: str
    server: str
    """A cipher, "keyless", or "sealer"."""
    key: str = "ours"
    switch: str = "context"
    works: bool = True
    says: str = ""
    """What the SDK must have said when it does not work."""


WAYS = (
    Way("encrypted_with_the_same_key_as_aes_cbc", "cbc", switch="global"),
    Way("encrypted_with_the_same_key_as_aes_ecb", "ecb"),
    Way("encrypted_with_the_same_key_as_ftaes_ecb", "ftaes"),
    Way("encrypted_without_waiting_for_the_connection", "cbc", switch="async"),
    Way("key_set_but_encryption_off_is_answered_in_plain_text", "cbc", switch=""),
    Way("no_key_and_encryption_off_on_a_server_with_a_key", "cbc", key="", switch=""),
    Way("key_set_but_encryption_off_and_a_sealed_answer", "sealer", switch="", works=False, says="check sha"),
    Way("encryption_on_without_a_key_file", "cbc", key="", works=False, says="AssertionError"),
    Way("encrypted_against_a_server_without_a_key", "keyless", works=False),
    Way("encrypted_against_a_server_with_another_key", "cbc", key="theirs", works=False),
    Way("encryption_off_and_a_sealed_answer", "sealer", key="", switch="", works=False, says="check sha"),
    Way("encrypted_with_a_key_of_2048_bits", "cbc", key="long", works=False),
)


@contextmanager
def servers() -> Iterator[dict[str, int]]:
    """One simulator for each cipher, one without a key, and a peer that always seals; their ports."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="servers")
    thread.start()
    stack = AsyncExitStack()

    async def start() -> dict[str, int]:
        ports = {}
        for name in ("cbc", "ecb", "ftaes", "keyless"):
            key = None if name == "keyless" else rsa_key()
            config = SimConfig(port=0, seed=3, rate=5.0, key=key, cipher="cbc" if key is None else name)
            ports[name] = (await stack.enter_async_context(SimServer(config, universe=SMALL))).port
        sealer = await stack.enter_async_context(await start_greeter(rsa_key()))
        return {**ports, "sealer": sealer.sockets[0].getsockname()[1]}

    try:
        yield asyncio.run_coroutine_threadsafe(start(), loop).result(30)
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


def keys(folder: Path) -> dict[str, str]:
    """Files of keys for the SDK, which reads nothing else; PKCS#1 as its documentation wants."""
    texts = {"ours": pem("ours"), "theirs": pem("theirs"), "long": pem("long", bits=2048)}
    for name, text in texts.items():
        (folder / name).write_bytes(text)
    return {"": "", **{name: str(folder / name) for name in texts}}


_finished: dict[str, dict[str, Any]] = {}


@pytest.fixture
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Try every way with one package, once a session."""
    package: str = request.param
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    if package not in _finished:
        home = tmp_path_factory.mktemp(f"{package}-home")
        files = keys(tmp_path_factory.mktemp("keys"))
        with servers() as ports:
            ways = [
                {
                    "name": way.name,
                    "port": ports[way.server],
                    "key": files[way.key],
                    "switch": way.switch,
                    "says": way.says,
                    "seconds": LONG_S if way.works or way.says else SILENCE_S,
                }
                for way in WAYS
            ]
            command = [sys.executable, str(SCRIPTS / "encryption.py"), package, json.dumps(ways)]
            finished = subprocess.run(
                command,
                env={**os.environ, "HOME": str(home)},
                capture_output=True,
                text=True,
                timeout=TIME_LIMIT_S,
                check=False,
            )
        lines = [json.loads(line) for line in finished.stdout.splitlines() if line.startswith("{")]
        _finished[package] = {line["name"]: line for line in lines}
        assert len(lines) == len(WAYS), finished.stderr[-2000:]
    return _finished[package]


@pytest.mark.parametrize(
    ("results", "way"),
    [
        pytest.param(
            package, way, marks=pytest.mark.xdist_group(f"{package}-matrix"), id=f"{package}-{way.name}"
        )
        for package in PACKAGES
        for way in WAYS
    ],
    indirect=["results"],
)
def test_sdk(results: dict[str, Any], way: Way) -> None:
    result = results[way.name]
    assert result["works"] is way.works, result["said"][-1000:]
    assert way.says in result["said"]
