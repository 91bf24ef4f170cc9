"""The keys on the command line and in the README: those in force, and what a file of them says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tui.app.actions import ACTIONS
from tui.app.keymap import KeyMap, use
from tui.app.keys_file import load_keys
from tui.commands.keys import page
from tui.paths import config_dir

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
AGAIN = "python -c 'from tui.commands.keys import page; print(page())'"


@pytest.fixture(autouse=True)
def _own_keys() -> Iterator[None]:
    yield
    use(KeyMap())


def write(text: str) -> None:
    """Make a file of keys."""
    folder = config_dir()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "keys.toml").write_text(text, encoding="utf-8")


def test_every_action_is_listed(run: Run) -> None:
    ran = run("keys")
    assert (ran.code, ran.err) == (0, "")
    assert "keys.toml does not exist: all as shipped" in ran.out.splitlines()[0]
    assert {action.id for action in ACTIONS} <= set(ran.out.split())
    contexts = run("keys", "--json").json["contexts"]
    assert {name for actions in contexts.values() for name in actions} == {action.id for action in ACTIONS}
    assert contexts["dashboard"]["find_code"]["keys"] == ["/"]


def test_changes_are_marked_and_mistakes_named(run: Run) -> None:
    write("[dashboard]\nquit = 'Q'\nshow_tape = 'alt+t'")
    out = run("keys").out
    assert re.search(r"^\* quit +Q +Leave", out, re.MULTILINE)
    assert re.search(r"^  show_tape +r ", out, re.MULTILINE)
    assert out.count("keys.toml line 3: show_tape cannot have Alt+T") == 1
    record = run("keys", "--json").json
    assert record["contexts"]["dashboard"]["quit"]["changed"]
    assert len(record["problems"]) == 1


def test_the_readme_holds_the_whole_table() -> None:
    assert page() in README, f"put this table in place of the README's: {AGAIN}"


def test_the_example_of_the_readme_holds(tmp_path: Path) -> None:
    (example,) = re.findall(
        r"```toml\n(.*?)```", README.partition("### Keys of your own")[2].partition("\n## ")[0], re.DOTALL
    )
    (tmp_path / "keys.toml").write_text(example, encoding="utf-8")
    keymap = load_keys(tmp_path / "keys.toml")
    assert keymap.problems == ()
    assert len(keymap.changed) == len(re.findall(r"^\w+ =", example, re.MULTILINE))
