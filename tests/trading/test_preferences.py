"""The table of settings.toml that decides about real money: read strictly, and off when in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.trading.preferences import Preferences, load_preferences, why_not_real


def written(folder: Path, text: str) -> Preferences:
    (folder / "settings.toml").write_text(text)
    return load_preferences(folder)


def test_without_a_file_or_a_table_nothing_is_allowed(tmp_path: Path) -> None:
    assert load_preferences(tmp_path) == Preferences()
    assert written(tmp_path, 'theme = "dark"') == Preferences()
    assert not Preferences().real


def test_all_of_it(tmp_path: Path) -> None:
    text = (
        "[trading]\nreal = true\narm_idle_s = 30\ndisarm_on_blur = true\n"
        'password_file = "pin"\nlock_opend_on_exit = true\npace_orders = 4\npace_s = 2.5\n'
    )
    assert written(tmp_path, text) == Preferences(
        real=True,
        arm_idle_s=30,
        disarm_on_blur=True,
        password_file=tmp_path / "pin",
        lock_opend_on_exit=True,
        pace_orders=4,
        pace_s=2.5,
    )


def test_a_password_file_may_be_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert written(tmp_path, '[trading]\npassword_file = "~/pin"').password_file == Path("/home/somebody/pin")
    assert written(tmp_path, '[trading]\npassword_file = "/etc/pin"').password_file == Path("/etc/pin")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("reel = true", '"reel" is not known; did you mean "real"?'),
        ("disarm_on_blurr = true", 'did you mean "disarm_on_blur"?'),
        ("xyz = 1", '"xyz" is not known; there are real, arm_idle_s'),
        ('real = "yes"', "real must be true or false, not 'yes'"),
        ("real = 1", "real must be true or false, not 1"),
        ("arm_idle_s = 9", "arm_idle_s must be 10 to 600 seconds, not 9"),
        ("arm_idle_s = 601", "must be 10 to 600 seconds"),
        ("arm_idle_s = true", "must be 10 to 600 seconds, not True"),
        ("arm_idle_s = nan", "must be 10 to 600 seconds, not nan"),
        ("pace_orders = 0", "pace_orders must be a whole number from 1 to 100, not 0"),
        ("pace_orders = 2.5", "must be a whole number from 1 to 100, not 2.5"),
        ("pace_s = 0.5", "pace_s must be 1 to 600 seconds, not 0.5"),
        ("pace_s = inf", "must be 1 to 600 seconds, not inf"),
        ("password_file = 1", "must be the name of a file, not 1"),
        ('password_file = " "', "must be the name of a file"),
        ('password_file = "a\\u0000b"', "must be the name of a file, not 'a\\x00b'"),
        ('password_file = "~nobody-here/pin"', "~nobody-here: there is no such user here"),
    ],
)
def test_a_wrong_line_is_told_and_keeps_real_money_off(tmp_path: Path, line: str, words: str) -> None:
    more = "" if line.startswith("real") else "real = true\n"
    found = written(tmp_path, f"[trading]\n{more}{line}\n")
    (problem,) = found.problems
    assert problem.startswith(f"settings.toml line {3 if more else 2}: [trading] ")
    assert words in problem
    assert words in why_not_real(found, asked=True)
    assert found.arm_idle_s == 60


@pytest.mark.parametrize(
    ("text", "words"),
    [("[trading", "settings.toml line 1: "), ("trading = 1", "trading must be a table: write [trading]")],
)
def test_a_file_that_cannot_be_read_keeps_real_money_off(tmp_path: Path, text: str, words: str) -> None:
    found = written(tmp_path, text)
    assert words in found.problems[0]
    assert words in why_not_real(found, asked=True)


@pytest.mark.parametrize(
    ("real", "asked", "why"),
    [
        (True, True, ""),
        (True, False, "real money is off: add --real to trade real money"),
        (
            False,
            True,
            "real money is off: --real is there, add `real = true` under [trading] in settings.toml",
        ),
        (
            False,
            False,
            "real money is off: add --real to trade real money, and `real = true` under [trading]"
            " in settings.toml",
        ),
    ],
)
def test_both_keys_are_needed_and_the_missing_one_is_named(real: bool, asked: bool, why: str) -> None:
    assert why_not_real(Preferences(real=real), asked=asked) == why
