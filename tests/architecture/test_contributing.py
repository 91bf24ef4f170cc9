"""What CONTRIBUTING.md names is where it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = "app|client|commands|domain|sim|state|trading|wire"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(rf"`((?:{LAYERS})(?:[./]\w+)+)`", TEXT)))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_module_or_stands_in_one(name: str) -> None:
    *parents, last = re.split("[./]", name)
    folder = ROOT.joinpath("tui", *parents)
    if folder.joinpath(last).is_dir() or folder.joinpath(f"{last}.py").is_file():
        return
    modules = [folder.with_suffix(".py"), *folder.glob("*.py")]
    defined = re.compile(rf"^(class|def) {last}\b|^{last}\b", re.MULTILINE)
    assert any(path.is_file() and defined.search(path.read_text(encoding="utf-8")) for path in modules)
