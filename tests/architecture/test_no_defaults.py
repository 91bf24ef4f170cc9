"""Whoever asks for something that trades names environment and account: there is no default of either."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

NAMES = frozenset({"env", "acc_id"})
PLACES = (
    "tui/domain/intents.py",
    "tui/domain/combos.py",
    "tui/engine.py",
    "tui/order_path.py",
    "tui/app/ports.py",
    "tui/app/order_port.py",
    "tui/trading/desk.py",
    "tui/trading/switches.py",
    "tui/trading/arming.py",
    "tui/trading/withdraw.py",
    "tui/trading/lock.py",
)


def assumed(source: str) -> set[str]:
    """Return where an account or an environment may be left out: functions and classes by name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            plain = [*node.args.posonlyargs, *node.args.args]
            behind = plain[len(plain) - len(node.args.defaults) :]
            named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            optional = [*behind, *(one for one, default in named if default is not None)]
            if any(one.arg in NAMES for one in optional):
                found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            fields = [one for one in node.body if isinstance(one, ast.AnnAssign) and one.value is not None]
            if any(isinstance(one.target, ast.Name) and one.target.id in NAMES for one in fields):
                found.add(node.name)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_account_and_environment_are_always_named(repository: Path, place: str) -> None:
    assert assumed((repository / place).read_text("utf-8")) == set()


@pytest.mark.parametrize(
    "planted",
    [
        "def send(order, acc_id=1): ...",
        "async def send(order, *, env=None): ...",
        "class Intent:\n    acc_id: int = 0",
    ],
)
def test_a_planted_default_is_found(planted: str) -> None:
    assert assumed(planted)
