from __future__ import annotations

from pathlib import Path

import pytest

from tui.app.settings import load_settings, told_at_start
from tui.app.watchlists import BUILT_IN

THEMES = Path(__file__).resolve().parents[2] / "themes"


def test_without_files_everything_has_a_default(tmp_path: Path) -> None:
    settings = load_settings(THEMES, tmp_path)
    assert (settings.theme, settings.red_up, settings.codes, settings.problems) == (
        "dark",
        False,
        BUILT_IN,
        (),
    )


@pytest.mark.parametrize(
    ("text", "theme", "red_up", "cause"),
    [
        ('theme = "light"\nup = "red"', "light", True, ""),
        ('theme = "pink"', "dark", False, "settings.toml line 1: there is no theme 'pink': "),
        ('up = "blue"', "dark", False, "settings.toml line 1: up must be green or red, not 'blue'"),
        ("up = 1", "dark", False, "up must be green or red"),
        ("up = []", "dark", False, "up must be green or red, not []"),
        ("theme = 3", "dark", False, "there is no theme 3"),
        (
            'up = "red"\nthem = "x"',
            "dark",
            True,
            'settings.toml line 2: "them" is not known; did you mean "theme"?',
        ),
        ("theme", "dark", False, "settings.toml line 1: Expected"),
    ],
)
def test_a_bad_line_falls_back_and_is_told(
    tmp_path: Path, text: str, theme: str, red_up: bool, cause: str
) -> None:
    (tmp_path / "settings.toml").write_text(text)
    settings = load_settings(THEMES, tmp_path)
    assert (settings.theme, settings.red_up) == (theme, red_up)
    assert cause in "".join(settings.problems)
    assert bool(settings.problems) == bool(cause)


def test_the_table_of_trading_is_left_to_its_own_module(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('up = "red"\n[trading]\nreal = true\narm_idle_s = 30\n')
    settings = load_settings(THEMES, tmp_path)
    assert (settings.trading.real, settings.trading.arm_idle_s) == (True, 30)
    assert settings.problems == ()


def test_what_is_wrong_with_trading_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[trading]\nreel = true\n")
    (problem,) = load_settings(THEMES, tmp_path).problems
    assert problem == 'settings.toml line 2: [trading] "reel" is not known; did you mean "real"?'


def test_a_users_theme_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "mine.toml").write_text('name = "mine"\n[colours]\nprimary = "#ffffff"\n')
    (tmp_path / "settings.toml").write_text('theme = "mine"')
    assert load_settings(THEMES, tmp_path).theme == "mine"


def test_a_mistake_in_the_table_of_the_terminal_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[terminal]\nclock = "minute"\nmouse = true\n')
    settings = load_settings(THEMES, tmp_path)
    assert settings.terminal.clock == "minute"
    assert settings.problems == ('settings.toml line 3: [terminal] mouse must be false or "click", not True',)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_a_few_mistakes_are_told_one_by_one(count: int) -> None:
    problems = tuple(f"line {number}" for number in range(count))
    assert told_at_start(problems) == problems


def test_of_many_mistakes_the_first_are_told_and_where_the_others_are() -> None:
    told = told_at_start([f"line {number}" for number in range(8)])
    assert told == ("line 0", "line 1", "line 2", "5 more mistakes in your files: see futu-tui config check")
