"""Only the desk may send orders: nothing but its sender even names the requests, and only it has that."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SENDER = "tui/trading/sender.py"
DESK = "tui/trading/desk.py"
PASSED_ON = {"tui/client/link.py", "tui/client/session.py", "tui/opend.py", "tui/trading/port.py"}
"""Where an order request goes through on its way to the socket."""
SPEAKERS = ("tui/wire/", "tui/sim/", "tui/pb/")
REQUESTS = frozenset({"PlaceOrder", "PlaceComboOrder", "ModifyOrder"})


def order_requests_named(source: str) -> set[str]:
    """Return the order requests a module imports or uses, under any alias of its own module."""
    return words_of(source) & REQUESTS


def words_of(source: str) -> set[str]:
    """Return every name, attribute, definition, import and text of a module."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            named.add(node.id)
        elif isinstance(node, ast.Attribute):
            named.add(node.attr)
        elif isinstance(node, ast.alias):
            named.add(node.name.rpartition(".")[2])
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            named.add(node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            named.add(node.value)
    return named


def test_only_the_desk_names_order_requests(repository: Path) -> None:
    offenders = {
        path.relative_to(repository).as_posix()
        for path in (repository / "tui").rglob("*.py")
        if order_requests_named(path.read_text("utf-8"))
    }
    assert {name for name in offenders if not name.startswith(SPEAKERS)} == {SENDER}


@pytest.mark.parametrize(
    "planted",
    [
        "from tui.wire.messages.trade import PlaceOrder",
        "from tui.wire.messages.trade import ModifyOrder as Quiet",
        "from tui.wire.messages.trade_extras import PlaceComboOrder",
        "import tui.wire.messages.trade as m\nsend(m.PlaceOrder(1))",
        "import tui.wire.messages.trade as m\nsend(getattr(m, 'ModifyOrder')(1))",
    ],
)
def test_a_planted_sender_is_found(planted: str) -> None:
    assert order_requests_named(planted)


def test_each_request_is_built_and_sent_in_one_place(repository: Path) -> None:
    tree = ast.parse((repository / SENDER).read_text("utf-8"))
    calls = [
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert (calls.count("PlaceOrder"), calls.count("PlaceComboOrder")) == (1, 1)
    sends = [
        node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "request_order"
    ]
    assert len(sends) == 1


@pytest.mark.parametrize(("name", "users"), [("sender", {DESK}), ("request_order", PASSED_ON)])
def test_only_the_desk_reaches_the_sender(repository: Path, name: str, users: set[str]) -> None:
    naming = {
        path.relative_to(repository).as_posix()
        for path in (repository / "tui").rglob("*.py")
        if name in words_of(path.read_text("utf-8"))
    }
    assert naming - {SENDER} == users


def test_the_desk_sends_orders_at_one_place_and_cancels_at_another(repository: Path) -> None:
    tree = ast.parse((repository / DESK).read_text("utf-8"))
    senders = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr == "send" and ast.unparse(node.value) == "sender"
    }
    assert senders == {"_send_written", "_send_at_once"}
