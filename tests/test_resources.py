"""Data files are found in a checkout and in an installed package, and their absence is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui import resources
from tui.resources import data_dir


def test_checkout(repository: Path) -> None:
    assert data_dir("protos").resolve() == repository / "protos"


def test_installed_package_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "tui"
    (package / "_data" / "themes").mkdir(parents=True)
    monkeypatch.setattr(resources, "files", lambda _: package)
    assert data_dir("themes") == package / "_data" / "themes"


@pytest.mark.parametrize("stray", ["themes", "pyproject.toml"])
def test_a_folder_that_only_happens_to_be_there_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stray: str
) -> None:
    (tmp_path / stray).mkdir()
    monkeypatch.setattr(resources, "files", lambda _: tmp_path / "tui")
    with pytest.raises(FileNotFoundError, match="'themes' of futu-tui is missing"):
        data_dir("themes")
