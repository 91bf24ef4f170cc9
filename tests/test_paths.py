"""The user's own folders."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.paths import config_dir, expanded, private, state_dir


def test_folders_follow_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert config_dir().name == state_dir().name == "futu-tui"
    assert config_dir() != state_dir()
    assert not config_dir().exists()


def test_a_name_begins_with_the_home_of_somebody() -> None:
    assert expanded("~/pin") == Path(os.environ["HOME"], "pin")
    with pytest.raises(ValueError, match=r"^~nobody-here: there is no such user here$"):
        expanded("~nobody-here/pin")


def test_private_folder_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = private(tmp_path / "a" / "b" / "c")
        assert {one.stat().st_mode & 0o777 for one in (folder, *folder.parents[:2])} == {0o700}
        folder.chmod(0o755)
        assert private(folder).stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
