"""The shape the customer fixed and the sizes the house keeps."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "constraints.txt",
    "protos",
    "pyproject.toml",
    "screenshots",
    "tests",
    "themes",
    "tui",
}
LONG_TABLES = {"tui/sim/listings/table.py"}
LIMIT = 600


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """Every file git knows, as paths from the root."""
    if shutil.which("git") is None:
        pytest.skip("no git here")
    root = Path(__file__).resolve().parents[2]
    listing = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    return listing.stdout.split("\n")[:-1]


def test_top_level_is_the_agreed_one(tracked: list[str]) -> None:
    assert {name.split("/")[0] for name in tracked} <= TOP_LEVEL


def test_no_source_file_outgrows_the_limit(tracked: list[str], repository: Path) -> None:
    sources = [name for name in tracked if name.endswith((".py", ".tcss")) and not name.startswith("tui/pb/")]
    lengths = {name: len((repository / name).read_text().splitlines()) for name in sources}
    assert {name: n for name, n in lengths.items() if n > LIMIT and name not in LONG_TABLES} == {}


def test_no_package_host_is_named(tracked: list[str], repository: Path) -> None:
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "deb.debian" + ".org")
    texts = [name for name in tracked if name.endswith((".txt", ".toml", ".md", ".py", ".cfg"))]
    named = [name for name in texts if any(host in (repository / name).read_text() for host in hosts)]
    assert named == []
