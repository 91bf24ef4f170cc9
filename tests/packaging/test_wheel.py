"""The wheel carries what the program reads, and runs from wherever it was installed."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECK = """
import pathlib, tui
from tui.resources import data_dir
assert "site" in tui.__file__, tui.__file__
print(sorted(path.name for path in data_dir("themes").glob("*.toml")))
print(len(list(data_dir("protos").rglob("*.proto"))))
from tui.wire.codec import decode_request, encode_request
from tui.wire.messages.session import KeepAlive
assert decode_request(1004, encode_request(KeepAlive(time=7))) == KeepAlive(time=7)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist as an index would."""
    root = Path(__file__).resolve().parents[2]
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


def test_wheel_holds_code_themes_and_protos_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"tui"}
    assert any(name.startswith("tui/_data/themes/") for name in names)
    assert any(name.startswith("tui/_data/protos/tui/pb/") for name in names)
    assert any(name.endswith(".tcss") for name in names)
    assert any(name.startswith("tui/sim/faults/scenarios/") and name.endswith(".toml") for name in names)


def test_installed_wheel_finds_its_data(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    done = subprocess.run(
        [sys.executable, "-c", CHECK],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "dark.toml" in done.stdout


def test_an_installed_wheel_is_compiled(wheel: Path, tmp_path: Path) -> None:
    """Without bytecode the program starts in several times the time."""
    site = tmp_path / "site"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
    ]
    done = subprocess.run([*pip, str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    sources = {path.relative_to(site) for path in (site / "tui").rglob("*.py")}
    compiled = {
        path.relative_to(site).parent.parent / f"{path.name.partition('.')[0]}.py"
        for path in (site / "tui").rglob("*.pyc")
    }
    assert sources
    assert compiled == sources
