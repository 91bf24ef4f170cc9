"""What was chosen by key is there the next time."""

from __future__ import annotations

import logging
import resource
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.app.face import running
from tests.app.fakes import FakeEngine
from tui.app import choices as module
from tui.app.app import FutuApp
from tui.app.choices import Choices
from tui.app.settings import Settings, load_settings

LIMIT_S = 10.0
SETTINGS = load_settings(Path(__file__).resolve().parents[2] / "themes", Path("nowhere"))


def looks(settings: Settings) -> tuple[str, bool]:
    return settings.theme, settings.red_up


def choose(folder: Path, name: str, value: str) -> None:
    """Choose, and wait for the disk."""
    choices = Choices(folder, SETTINGS)
    choices.keep(name, value)
    assert choices.flush(LIMIT_S)


def test_a_choice_stands_in_place_of_the_settings(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    assert looks(Choices(folder, SETTINGS).over()) == ("dark", False)
    choose(folder, "theme", "light")
    choose(folder, "up", "red")
    kept = Choices(folder, SETTINGS)
    assert looks(kept.over()) == ("light", True)
    assert kept.chosen == {"theme": "light", "up": "red"}


def test_two_dashboards_keep_what_each_of_them_chose(tmp_path: Path) -> None:
    one, other = Choices(tmp_path, SETTINGS), Choices(tmp_path, SETTINGS)
    one.keep("theme", "light")
    assert one.flush(LIMIT_S)
    other.keep("up", "red")
    assert other.flush(LIMIT_S)
    assert Choices(tmp_path, SETTINGS).chosen == {"theme": "light", "up": "red"}


def test_a_disk_that_takes_only_a_part_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    choose(tmp_path, "theme", "light")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        choose(tmp_path, "theme", "mono")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert Choices(tmp_path, SETTINGS).chosen == {"theme": "light"}
    assert [path.name for path in tmp_path.iterdir()] == ["choices.toml"]


def test_settings_that_are_changed_afterwards_count_again(tmp_path: Path) -> None:
    choose(tmp_path, "theme", "light")
    choose(tmp_path, "up", "red")
    changed = replace(SETTINGS, theme="mono")
    assert looks(Choices(tmp_path, changed).over()) == ("mono", True)


def test_the_file_is_the_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    choose(folder, "theme", "light")
    assert [path.name for path in folder.iterdir()] == ["choices.toml"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "choices.toml").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "theme = 3",
        "[theme",
        '[theme]\nchosen = 3\ninstead_of = "dark"',
        '[theme]\nchosen = "gone"\ninstead_of = "dark"',
        '[theme]\nchosen = "light"',
    ],
)
def test_what_cannot_be_read_is_forgotten(tmp_path: Path, text: str) -> None:
    (tmp_path / "choices.toml").write_text(text)
    assert looks(Choices(tmp_path, SETTINGS).over()) == ("dark", False)


def test_a_folder_that_cannot_be_written_keeps_nothing_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state").touch()
    with caplog.at_level(logging.INFO):
        choose(tmp_path / "state", "theme", "light")
    assert "Choices are not kept: " in caplog.text
    assert looks(Choices(tmp_path / "state", SETTINGS).over()) == ("dark", False)


class SlowDisk:
    """Writes nothing before it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.goes_on, self.reached = threading.Event(), threading.Event()
        self.written: list[str] = []
        self._write = module._write
        monkeypatch.setattr(module, "_write", self.write)

    def write(self, path: Path, text: str) -> None:
        self.reached.set()
        self.goes_on.wait(LIMIT_S)
        self.written.append(text)
        self._write(path, text)


def test_a_slow_disk_holds_nobody_up_and_the_last_choice_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SlowDisk(monkeypatch)
    choices = Choices(tmp_path, SETTINGS)
    choices.keep("theme", "light")
    assert disk.reached.wait(LIMIT_S)
    for theme in ("mono", "tide", "ember"):
        choices.keep("theme", theme)
    assert (choices.chosen, disk.written) == ({"theme": "ember"}, [])
    assert not choices.flush(0.0)
    disk.goes_on.set()
    assert choices.flush(LIMIT_S)
    # What was chosen in between is never written.
    assert ["light" in disk.written[0], "ember" in disk.written[-1], len(disk.written)] == [True, True, 2]
    assert Choices(tmp_path, SETTINGS).chosen == {"theme": "ember"}
    choose(tmp_path, "theme", "mono")
    assert Choices(tmp_path, SETTINGS).chosen == {"theme": "mono"}


async def test_keys_keep_what_they_choose_and_no_cursor_blinks() -> None:
    kept: list[tuple[str, str]] = []
    async with running(FakeEngine()) as pilot:
        app = pilot.app
        assert isinstance(app, FutuApp)
        app._on_choice = lambda name, value: kept.append((name, value))
        await pilot.press("t", "u", "u")
        assert kept == [("theme", app.theme), ("up", "red"), ("up", "green")]
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.focused, Input)
        assert not app.focused.cursor_blink
