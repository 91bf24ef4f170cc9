"""config: what is wrong with the user's files, what holds and why, and where things are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import REAL, Run, limit
from tui.app.choices import Choices
from tui.app.settings import load_settings
from tui.paths import config_dir, state_dir
from tui.resources import data_dir

VARIABLES = ("SSH_CONNECTION", "SSH_TTY", "TMUX", "STY", "ESCDELAY", "NO_COLOR", "TEXTUAL_COLOR_SYSTEM")


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of this machine, whoever runs the tests."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def write(name: str, text: str) -> None:
    file = config_dir() / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def shown(run: Run, *words: str) -> dict[str, tuple[Any, str]]:
    """Each setting that is shown: its value and its source."""
    rows = run(*words, "--json", "config", "show").json["settings"]
    return {row["name"]: (row["value"], row["source"]) for row in rows}


def test_without_files_nothing_is_wrong(run: Run) -> None:
    ran = run("config", "check")
    assert (ran.code, ran.out, ran.err) == (0, f"{config_dir()}: nothing is wrong\n", "")


def test_every_file_is_checked_and_each_mistake_is_a_line(run: Run) -> None:
    write("settings.toml", 'up = "red"\n\n[terminal]\nclock = "minute"\n[trading]\nreel = true\n[them]\n')
    write("watchlist.toml", 'codes = ["700"]\nname = "mine"\n')
    write("keys.toml", "[dashbord]\nquit = []\n")
    write("themes/mine.toml", 'name = "mine"\ncolour = 1\n[colours]\nprimary = "#ffffff"\n')
    write("themes/dim.toml", 'name = "dim"\n[colours]\nprimary = "#fff"\n[in-16]\ndim = "ansi_blue"\n')
    limit("max_qtty = 5")
    ran = run("config", "check")
    assert (ran.code, ran.err) == (2, "")
    lines = ran.out.splitlines()
    assert 'settings.toml line 6: [trading] "reel" is not known; did you mean "real"?' in lines
    assert 'settings.toml line 7: "them" is not known; did you mean "theme"?' in lines
    assert 'limits.toml line 2: "max_qtty" is not known; did you mean "max_qty"?' in lines
    assert 'watchlist.toml line 2: "name" is not known; there are codes' in lines
    assert any("keys.toml" in line and "dashbord" in line for line in lines)
    assert any("mine.toml" in line and "colour" in line for line in lines)
    assert any("dim.toml line 5: in 16 colours dim cannot be read" in line for line in lines)
    assert len(lines) == 7
    assert run("config", "check", "--json").json["problems"] == lines


def test_every_setting_tells_where_it_comes_from(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        "settings.toml",
        'theme = "light"\n[trading]\narm_idle_s = 30\npace_orders = "many"\n[terminal]\nclock = "minute"\n'
        f"mouse = true\n[fees.{REAL}.HK]\nplatform_fee = 15\n",
    )
    monkeypatch.setenv("FUTU_OPEND_PORT", "22222")
    found = shown(run, "--up-colour", "red", "--host", "10.0.0.1")
    assert found["host"] == ("10.0.0.1", "command line")
    assert found["port"] == (22222, "environment FUTU_OPEND_PORT")
    assert found["theme"] == ("light", "settings.toml line 1")
    assert found["up"] == ("red", "command line")
    assert found["trading.arm_idle_s"] == (30, "settings.toml line 3")
    assert found["trading.pace_orders"] == (10, "default")
    assert found["terminal.clock"] == ("minute", "settings.toml line 6")
    assert found["terminal.mouse"] == (False, "default")
    assert found["terminal.profile"] == ("off", "default")
    assert found[f"fees.{REAL}.HK"][1] == "settings.toml line 8"
    assert "2 of your lines count for nothing: see futu-tui config check" in run("config", "show").out


def test_what_the_line_is_treated_like_is_explained(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
    monkeypatch.setenv("ESCDELAY", "40")
    found = shown(run, "--budget", "4k")
    assert found["terminal.profile"] == ("on", "the line: SSH_TTY")
    assert found["terminal.clock"] == ("minute", "the line: SSH_TTY")
    assert found["terminal.budget"] == (4000, "command line")
    assert found["terminal.colours"] == ("256", "the line: less than 8000 bytes a second")
    assert found["terminal.escape_delay_ms"] == ("40", "environment ESCDELAY")
    low = shown(run, "--low-bandwidth")
    assert low["terminal.budget"] == (10_000, "command line: --low-bandwidth")
    assert low["terminal.frames_per_s"] == (2, "command line: --low-bandwidth")
    monkeypatch.setenv("STY", "1.pts-0.here")
    assert shown(run)["terminal.colours"] == ("256", "inside screen")
    run("--budget", "4kb", "config", "show").fails(2, "--budget must be bytes a second")


def test_a_choice_by_key_is_told(run: Run) -> None:
    choices = Choices(state_dir(), load_settings(data_dir("themes"), config_dir()))
    choices.keep("theme", "light")
    assert choices.flush(10.0)
    assert shown(run)["theme"] == ("light", "chosen by key: choices.toml")
    assert shown(run, "--theme", "dark")["theme"] == ("dark", "command line")


def test_secrets_are_never_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUTU_TRADE_PASSWORD", "geheim")
    write("settings.toml", '[trading]\npassword_file = "pin"\n')
    write("pin", "verborgen\n")
    for words in (("config", "show"), ("--json", "config", "show")):
        out = run(*words).out
        assert "geheim" not in out
        assert "verborgen" not in out
    assert shown(run)["trade password"] == ("set", "environment FUTU_TRADE_PASSWORD")


def test_the_places_are_named_without_loading_the_face(run: Run) -> None:
    places = run("--json", "config", "path").json
    assert places["config"] == str(config_dir())
    assert places["log"] == str(state_dir() / "futu-tui.log")
    assert Path(places["journal"]).parent == state_dir()
    code = "import sys, tui.cli; tui.cli.main(['config', 'path']); print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0].startswith("config ")
    assert done.stdout.splitlines()[-1] == "False"
