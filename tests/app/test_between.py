"""What stands in for the terminal is found in the environment and among the parents."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.app.between import stand_ins


def processes(folder: Path, *names: str) -> Path:
    """Write what a system shows of the processes above this one, the nearest first."""
    numbers = [os.getppid(), *range(900_001, 900_001 + len(names)), 0]
    for name, number, parent in zip(names, numbers, numbers[1:], strict=False):
        (folder / str(number)).mkdir()
        (folder / str(number) / "stat").write_bytes(f"{number} ({name}) S {parent} 1 2\n".encode())
    return folder


@pytest.mark.parametrize(
    ("environ", "parents", "found"),
    [
        ({}, ("bash", "sshd", "systemd"), ()),
        ({}, ("bash", "mosh-server", "systemd"), ("mosh",)),
        ({}, ("a) S 1 (b", "mosh-server"), ("mosh",)),
        ({}, (), ()),
        ({"TMUX": "/tmp/tmux-0/default,1,0"}, ("bash", "tmux: server"), ("tmux",)),
        ({"STY": "1.pts", "TMUX": "x"}, ("bash",), ("tmux", "screen")),
        ({"STY": "1.pts"}, ("bash", "screen", "bash", "mosh-server"), ("screen", "mosh")),
        ({"STY": ""}, ("bash", "not-mosh-server"), ()),
    ],
)
def test_what_can_be_known(
    environ: dict[str, str], parents: tuple[str, ...], found: tuple[str, ...], tmp_path: Path
) -> None:
    assert stand_ins(environ, processes(tmp_path, *parents)) == found


@pytest.mark.parametrize("told", [b"", b"1 (bash) S", b"1 bash S x 2", b"\xff\xfe(", b"9 (x) S -4 1"])
def test_what_a_system_tells_oddly_is_nothing(told: bytes, tmp_path: Path) -> None:
    (tmp_path / str(os.getppid())).mkdir()
    (tmp_path / str(os.getppid()) / "stat").write_bytes(told)
    assert stand_ins({}, tmp_path) == ()


def test_processes_that_are_each_others_parents_are_left(tmp_path: Path) -> None:
    own = os.getppid()
    (tmp_path / str(own)).mkdir()
    (tmp_path / str(own) / "stat").write_text(f"{own} (bash) S {own} 1\n")
    assert stand_ins({}, tmp_path) == ()
