"""The table of controls in CONTRIBUTING.md: each has a test, and each test it names exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.domain.rules import Check

ROOT = Path(__file__).resolve().parents[2]
HEADING = "## Controls and their tests"
_TEST = re.compile(r"`([^`]+)::([^`]+)`")


def section(text: str) -> str:
    """Return what stands under the heading of the table."""
    _, found, rest = text.partition(f"\n{HEADING}\n")
    assert found, HEADING
    return re.split(r"\n## ", rest)[0]


def rows_of(text: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return each control with the tests its row names, as file and function."""
    lines = [line for line in section(text).splitlines() if line.startswith("|")]
    for line in lines[2:]:
        control, tests = line.strip("|").split(" | ", 1)
        yield control.strip(), tuple(_TEST.findall(tests))


def exists(root: Path, file: str, function: str) -> bool:
    """Whether pytest collects a function of this name from this file."""
    path = root / file
    if not path.is_file() or not path.name.startswith("test_") or not function.startswith("test_"):
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function
        for node in tree.body
    )


ROWS = tuple(rows_of((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize(("control", "tests"), ROWS, ids=[control for control, _ in ROWS])
def test_a_control_has_tests_that_exist(control: str, tests: tuple[tuple[str, str], ...]) -> None:
    assert tests, control
    assert [name for name in tests if not exists(ROOT, *name)] == []


def test_every_test_that_is_named_anywhere_exists() -> None:
    names = _TEST.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(names) > len(ROWS)
    assert [name for name in names if not exists(ROOT, *name)] == []


def test_no_control_has_two_rows() -> None:
    controls = [control for control, _ in ROWS]
    assert len(set(controls)) == len(controls)


def test_each_of_the_fourteen_checks_has_a_row() -> None:
    named = {control.partition(":")[0] for control, _ in ROWS if control.startswith("check ")}
    assert named == {f"check {one.value}" for one in Check}


FILE = "tests/architecture/test_controls.py"


@pytest.mark.parametrize(
    ("file", "function"),
    [
        (FILE, "test_that_nobody_wrote"),
        ("tests/architecture/test_nowhere.py", "test_no_control_has_two_rows"),
        (FILE, "exists"),
        ("tests/conftest.py", "test_no_control_has_two_rows"),
    ],
)
def test_a_planted_wrong_name_is_found(file: str, function: str) -> None:
    head = f"x\n{HEADING}\n\n| control | tests |\n|---|---|\n"
    table = f"{head}| a planted one | `{file}::{function}` |\n\n## Next\n"
    ((control, tests),) = rows_of(table)
    assert (control, tests) == ("a planted one", ((file, function),))
    assert not exists(ROOT, file, function)
    assert exists(ROOT, FILE, "test_a_planted_wrong_name_is_found")
