"""What is not needed is not loaded: start-up time is mostly imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROBE = """
import sys
{first}
loaded = sorted(name for name in {heavy!r} if name in sys.modules)
print(" ".join(loaded))
"""


def loaded_by(first: str, heavy: tuple[str, ...]) -> list[str]:
    """Return which of some modules a fresh interpreter has after a statement."""
    code = PROBE.format(first=first, heavy=heavy)
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return result.stdout.split()


COMMAND_LINE = (
    "asyncio",
    "cryptography",
    "dataclasses",
    "google.protobuf",
    "importlib.metadata",
    "rich",
    "textual",
    "tui.app",
    "tui.sim",
    "tui.wire",
)
DASHBOARD = (
    "cryptography",
    "google.protobuf",
    "importlib.metadata",
    "tui.app.details_reader",
    "tui.app.screens.details",
    "tui.client.link",
    "tui.domain.events",
    "tui.engine",
    "tui.pb",
    "tui.sim",
    "tui.state.rows_details",
    "tui.trading.desk",
    "tui.wire.messages.base",
)


@pytest.mark.parametrize(
    ("first", "heavy"),
    [
        ("import tui.cli", COMMAND_LINE),
        ("import tui.cli; tui.cli._options(['--port', '1'])", COMMAND_LINE),
        ("import tui.app.start, tui.app.screens.dashboard", DASHBOARD),
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(first: str, heavy: tuple[str, ...]) -> None:
    assert loaded_by(first, heavy) == []


def test_a_plain_link_loads_no_cryptography() -> None:
    assert loaded_by("import tui.engine, tui.sim.server, tui.keyfile", ("cryptography",)) == []


def test_the_probe_sees_what_is_loaded() -> None:
    assert loaded_by("import tui.engine", DASHBOARD) != []
