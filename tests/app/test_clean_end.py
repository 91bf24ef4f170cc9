"""A session that was cut off is known to the next one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tui.app.clean_end import Session

_KILLED = """
import os, signal, sys
from pathlib import Path
from tui.app.clean_end import Session
session = Session(Path(sys.argv[1]))
print("up", flush=True)
sys.stdin.readline()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_one_that_ended_leaves_nothing(tmp_path: Path) -> None:
    session = Session(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"session-{os.getpid()}"]
    session.ended()
    session.ended()
    assert not [*tmp_path.iterdir()]
    assert not Session(tmp_path).was_cut_off


def test_one_that_was_killed_is_told_of_once_and_one_that_lives_not(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "up\n"
        beside = Session(tmp_path)
        assert not beside.was_cut_off
        beside.ended()
        other.communicate("\n")
    after = Session(tmp_path)
    assert after.was_cut_off
    after.ended()
    assert not Session(tmp_path).was_cut_off


def test_without_a_place_nothing_is_known_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    session = Session(tmp_path / "file")
    session.ended()
    assert not session.was_cut_off
