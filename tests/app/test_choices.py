"""What was chosen by key is there the next time."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.app.face import running
from tests.app.fakes import FakeEngine
from tui.app.app import FutuApp
from tui.app.choices import Choices
from tui.app.settings import Settings, load_settings

SETTINGS = load_settings(Path(__file__).resolve().parents[2] / "themes", Path("nowhere"))


def looks(settings: Settings) -> tuple[str, bool]:
    return settings.theme, settings.red_up


def test_a_choice_stands_in_place_of_the_settings(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    assert looks(Choices(folder, SETTINGS).over()) == ("dark", False)
    Choices(folder, SETTINGS).keep("theme", "light")
    Choices(folder, SETTINGS).keep("up", "red")
    kept = Choices(folder, SETTINGS)
    assert looks(kept.over()) == ("light", True)
    assert kept.chosen == {"theme": "light", "up": "red"}


def test_settings_that_are_changed_afterwards_count_again(tmp_path: Path) -> None:
    Choices(tmp_path, SETTINGS).keep("theme", "light")
    Choices(tmp_path, SETTINGS).keep("up", "red")
    changed = replace(SETTINGS, theme="mono")
    assert looks(Choices(tmp_path, changed).over()) == ("mono", True)


def test_the_file_is_the_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    Choices(folder, SETTINGS).keep("theme", "light")
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


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    choices = Choices(tmp_path / "state", SETTINGS)
    choices.keep("theme", "light")
    assert looks(Choices(tmp_path / "state", SETTINGS).over()) == ("dark", False)


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
