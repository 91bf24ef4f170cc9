"""Terminal, environment and files, judged from what they say."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tui.doctor.finding import Finding, State
from tui.doctor.machine import Terminal, check_environment, check_folder, check_terminal

GOOD = Terminal(is_tty=True, columns=120, lines=40, encoding="utf-8", smallest=(60, 20))
MODERN = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def named(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def test_a_good_terminal() -> None:
    assert {one.state for one in check_terminal(GOOD, MODERN)} == {State.OK}


@pytest.mark.parametrize(
    ("terminal", "environ", "name", "state", "detail"),
    [
        (GOOD, {"TERM": "dumb"}, "kind", State.FAIL, "'dumb'"),
        (GOOD, {}, "kind", State.FAIL, "TERM is not set"),
        (replace(GOOD, is_tty=False), {}, "kind", State.WARN, "TERM is not set"),
        (replace(GOOD, is_tty=False), MODERN, "kind", State.OK, "goes elsewhere"),
        (GOOD, {"TERM": "xterm-256color"}, "colours", State.OK, "256"),
        (GOOD, {"TERM": "xterm-direct"}, "colours", State.OK, "16 million"),
        (GOOD, {"TERM": "linux"}, "colours", State.WARN, "8 or 16"),
        (GOOD, MODERN | {"STY": "1.pts-0.here"}, "colours", State.OK, "256: GNU screen"),
        (GOOD, {"TERM": "screen", "STY": "1.pts-0.here"}, "colours", State.WARN, "8 or 16"),
        (GOOD, MODERN | {"NO_COLOR": "1"}, "colours", State.WARN, "NO_COLOR"),
        (replace(GOOD, columns=59), MODERN, "size", State.FAIL, "59 x 40"),
        (replace(GOOD, lines=19), MODERN, "size", State.FAIL, "120 x 19"),
        (replace(GOOD, encoding="ascii"), MODERN, "encoding", State.WARN, "ascii"),
        (GOOD, MODERN, "by way of", State.OK, "nothing in between"),
        (
            replace(GOOD, stand_ins=("tmux",)),
            MODERN | {"SSH_CONNECTION": "y"},
            "by way of",
            State.OK,
            "tmux, SSH",
        ),
        (replace(GOOD, stand_ins=("screen", "mosh")), MODERN, "by way of", State.OK, "screen, mosh"),
    ],
)
def test_what_a_terminal_lacks(
    terminal: Terminal, environ: dict[str, str], name: str, state: State, detail: str
) -> None:
    finding = named(check_terminal(terminal, environ))[name]
    assert (finding.state, detail in finding.detail) == (state, True)
    assert bool(finding.fix) == (state in (State.FAIL, State.WARN))


def test_a_secret_in_the_environment_is_named_and_not_shown() -> None:
    found = named(check_environment({"FUTU_TRADE_PASSWORD": "246810", "FUTU_OPEND_PORT": "11112"}))
    assert found["FUTU_TRADE_PASSWORD"].state is State.WARN
    assert "246810" not in repr(found)
    assert found["FUTU_OPEND_PORT"].detail == "11112"


def test_no_variables() -> None:
    (finding,) = check_environment({"HOME": "/nowhere"})
    assert finding.detail == "none of ours is set"


def test_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    finding = check_folder("state", tmp_path / "none", os.getuid())
    assert (finding.state, "does not exist yet" in finding.detail) == (State.OK, True)


@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "state"),
    [(0o700, 0o600, State.OK), (0o755, 0o600, State.WARN), (0o700, 0o644, State.WARN)],
)
def test_a_folder_that_others_can_read(
    tmp_path: Path, folder_mode: int, file_mode: int, state: State
) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / "log").touch()
    (folder / "log").chmod(file_mode)
    folder.chmod(folder_mode)
    finding = check_folder("state", folder, os.getuid())
    assert finding.state is state
    assert (f"chmod -R go= {folder}" == finding.fix) == (state is State.WARN)


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    finding = check_folder("state", tmp_path, os.getuid() + 1)
    assert (finding.state, "belongs to somebody else" in finding.detail) == (State.FAIL, True)


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    finding = check_folder("state", tmp_path / "state", os.getuid())
    assert (finding.state, "is not a folder" in finding.detail) == (State.FAIL, True)


def test_a_bad_finding_without_a_cure_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing helps"):
        Finding("group", "name", State.FAIL, "broken")
