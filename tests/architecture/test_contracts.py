"""The import contracts hold, and they bite: each planted violation breaks them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLANTED = [
    ("tui/domain/ids.py", "import asyncio", "pure layers do no I/O and know no clock"),
    ("tui/state/store.py", "from tui.client import session", "layers"),
    ("tui/engine.py", "import textual", "only the face imports Textual"),
    ("tui/sim/server.py", "import tui.engine", "the simulator knows the wire and the vocabulary only"),
    ("tui/sim/listings/universe.py", "import tui.sim.market.exchange", "inside the simulator"),
    ("tui/sim/market/exchange.py", "import tui.sim.trading.books", "inside the simulator"),
    ("tui/sim/trading/fees.py", "import tui.sim.handlers.trade", "inside the simulator"),
    ("tui/sim/daemon.py", "import tui.sim.faults.layer", "inside the simulator"),
    ("tui/trading/desk.py", "import tui.client.session", "layers"),
    ("tui/order_path.py", "import tui.engine", "layers"),
    ("tui/opend.py", "import tui.order_path", "layers"),
    ("tui/hardening.py", "import tui.domain.ids", "layers"),
    ("tui/trading/entries.py", "import tui.trading.journal", "inside trading, top to bottom"),
    ("tui/trading/desk.py", "import tui.trading.withdraw", "inside trading, top to bottom"),
    ("tui/trading/switches.py", "import sqlite3", "only the journal's own modules touch its file"),
    ("tui/trading/replay.py", "import threading", "only the journal's own modules touch its file"),
    (
        "tui/trading/arming.py",
        "import time",
        "the judging parts of trading wait for nothing and read no clock",
    ),
    (
        "tui/trading/repeats.py",
        "import asyncio",
        "the judging parts of trading wait for nothing and read no clock",
    ),
    ("tui/client/session.py", "from tui.pb import Common_pb2", "only the wire imports generated code"),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the checkout in this folder."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and its contracts that a test may spoil."""
    root = Path(__file__).resolve().parents[2]
    copy = tmp_path_factory.mktemp("checkout")
    shutil.copy(root / "pyproject.toml", copy)
    shutil.copytree(root / "tui", copy / "tui", ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def test_contracts_hold(checkout: Path) -> None:
    result = lint_imports(checkout)
    assert result.returncode == 0, result.stdout


def test_a_module_without_a_place_is_caught(checkout: Path) -> None:
    stray = checkout / "tui/trading/stray.py"
    stray.write_text('"""Nobody said where this belongs."""\n')
    try:
        result = lint_imports(checkout)
    finally:
        stray.unlink()
    assert result.returncode != 0
    assert "inside trading, top to bottom BROKEN" in result.stdout


@pytest.mark.parametrize(("module", "line", "contract"), PLANTED)
def test_a_planted_violation_is_caught(checkout: Path, module: str, line: str, contract: str) -> None:
    path = checkout / module
    sound = path.read_text()
    path.write_text(sound + "\n" + line + "\n")
    try:
        result = lint_imports(checkout)
    finally:
        path.write_text(sound)
    assert result.returncode != 0
    assert f"{contract} BROKEN" in result.stdout
