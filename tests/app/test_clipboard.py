"""Ways to a clipboard: which one is taken, what is claimed, and what happens when it hangs."""

from __future__ import annotations

import asyncio
import base64
import re
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.app.clipboard import LONGEST, Clipboard, Way, osc52, pasteable, ways_for

TMUX, TERMINAL, DESKTOP, FILE = Way.TMUX, Way.TERMINAL, Way.DESKTOP, Way.FILE
TERM = {"TERM": "xterm-256color"}
IN_TMUX = {"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "TMUX": "/tmp/tmux-0/default,1,0"}
IN_SCREEN = {"TERM": "screen.xterm-256color", "STY": "1.pts-0.here"}
SSH = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}
X = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("env", "tmux", "ways"),
    [
        (TERM, False, [TERMINAL, FILE]),
        (TERM | SSH, True, [TERMINAL, FILE]),
        (TERM | X, False, [TERMINAL, DESKTOP, FILE]),
        (TERM | X | SSH, False, [TERMINAL, FILE]),
        (TERM | X | {"SSH_TTY": "/dev/pts/3"}, False, [TERMINAL, FILE]),
        (IN_TMUX, True, [TMUX, TERMINAL, FILE]),
        (IN_TMUX, False, [TERMINAL, FILE]),
        (IN_TMUX | X | SSH, True, [TMUX, TERMINAL, FILE]),
        ({"TERM": "linux"}, False, [FILE]),
        ({"TERM": "dumb"}, False, [FILE]),
        ({}, False, [FILE]),
        ({"TERM": "linux", "WAYLAND_DISPLAY": "wayland-0"}, False, [DESKTOP, FILE]),
        (TERM | {"TERM_PROGRAM": "Apple_Terminal"}, False, [DESKTOP, FILE]),
        (TERM | {"TERM_PROGRAM": "Apple_Terminal"} | SSH, False, [FILE]),
        (TERM | {"VTE_VERSION": "7006"} | X, False, [DESKTOP, FILE]),
        (IN_SCREEN, False, [TERMINAL, FILE]),
        (IN_SCREEN | SSH | X, True, [TERMINAL, FILE]),
        (IN_SCREEN | X, False, [DESKTOP, FILE]),
        (IN_SCREEN | {"TERM": "screen.linux"}, False, [FILE]),
        (IN_SCREEN | {"VTE_VERSION": "7006"} | SSH, False, [FILE]),
        # Which of them stands before the other nobody tells.
        (IN_SCREEN | {"TMUX": IN_TMUX["TMUX"]}, True, [TMUX, FILE]),
    ],
)
def test_the_ways_of_an_environment(env: dict[str, str], *, tmux: bool, ways: list[Way]) -> None:
    assert ways_for(env, tmux=tmux) == tuple(ways)


class Bench:
    """A folder for programs, one for the state, and what the terminal was handed."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.state = folder / "state"
        self.taken = folder / "taken"
        self.controls: list[str] = []
        self.slow = False

    def program(self, name: str, script: str) -> None:
        """Put a program on the PATH."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def control(self, text: str) -> bool:
        """Take a sequence, unless the line is slow."""
        if not self.slow:
            self.controls.append(text)
        return not self.slow

    def clipboard(self, env: dict[str, str], cap_s: float = 10) -> Clipboard:
        """Make one that sees these programs and the system's shell, and no others."""
        whole = env | {"PATH": str(self.bin)}
        return Clipboard(self.control, env=whole, folder=lambda: self.state, cap_s=cap_s)

    def copied(self) -> str:
        """Return what the terminal was handed."""
        (control,) = self.controls
        head, payload = control[:7], control[7:-1]
        assert (head, control[-1]) == ("\x1b]52;c;", "\x07")
        return base64.b64decode(payload, validate=True).decode()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def test_inside_tmux_its_buffer_is_loaded_from_standard_input(bench: Bench) -> None:
    bench.program(
        "tmux", f'echo "$@" > {bench.taken}; while IFS= read -r l; do echo "$l"; done >> {bench.taken}'
    )
    placed = await bench.clipboard(IN_TMUX).put("HK.00700\n騰訊\n")
    assert (placed.way, placed.said) == (TMUX, "in the tmux buffer, 12 characters")
    assert bench.taken.read_text() == "load-buffer -w -\nHK.00700\n騰訊\n"
    assert bench.controls == []


async def test_a_tmux_that_hangs_is_killed_with_its_children_and_the_next_way_taken(bench: Bench) -> None:
    bench.program("tmux", f"echo $$ > {bench.taken}; /bin/sleep 10 & wait")
    turns = 0

    async def live() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.001)

    living = asyncio.create_task(live())
    placed = await bench.clipboard(IN_TMUX, cap_s=2).put("HK.00700")
    living.cancel()
    assert placed.way is TERMINAL
    assert placed.said == "sent to the terminal (OSC 52), 8 characters; tmux did not answer in 2 s"
    assert turns > 50, "the loop stood still"
    with pytest.raises(ProcessLookupError):
        signal_group(int(bench.taken.read_text()))


def signal_group(pid: int) -> None:
    """Touch every process of a group that is more than a zombie."""
    alive = [
        one
        for one in Path("/proc").glob("[0-9]*/stat")
        if (fields := _stat(one)) and fields[2] == str(pid) and fields[0] not in "ZX"
    ]
    if not alive:
        raise ProcessLookupError


def _stat(path: Path) -> list[str]:
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []


@pytest.mark.parametrize(
    ("script", "why"),
    [("exit 1", "tmux refused it (1)"), (None, "")],
    ids=["refuses", "cannot be started"],
)
async def test_a_tmux_that_fails_is_told(bench: Bench, script: str | None, why: str) -> None:
    bench.program("tmux", script or "")
    if script is None:
        (bench.bin / "tmux").write_text("#!/nowhere\n")
        why = "tmux could not be started: No such file or directory"
    placed = await bench.clipboard(IN_TMUX).put("HK.00700")
    assert placed.said == f"sent to the terminal (OSC 52), 8 characters; {why}"
    assert bench.copied() == "HK.00700"


async def test_the_terminal_is_handed_the_text_and_not_said_to_have_it(bench: Bench) -> None:
    placed = await bench.clipboard(TERM | SSH | X).put("騰訊控股\t412.8")
    assert (placed.way, placed.said) == (TERMINAL, "sent to the terminal (OSC 52), 10 characters")
    assert bench.copied() == "騰訊控股\t412.8"
    assert not bench.state.exists()


async def test_screen_is_told_to_hand_it_on_in_pieces_that_it_takes(bench: Bench) -> None:
    text = "HK.00700\t騰訊控股\n" * 40
    placed = await bench.clipboard(IN_SCREEN | SSH).put(text)
    said = f"sent through screen to the terminal (OSC 52), {len(text)} characters"
    assert (placed.way, placed.said) == (TERMINAL, said)
    (control,) = bench.controls
    pieces = re.findall("\x1bP([^\x1b]*|\x1b][^\x1b]*)\x1b\\\\", control)
    assert len(control) == sum(len(piece) + 4 for piece in pieces)
    # The shortest string that a version of it takes is 255.
    assert 1 < max(map(len, pieces)) <= 255
    bench.controls[:] = ["".join(pieces)]
    assert bench.copied() == text


@pytest.mark.parametrize("slow", [False, True])
async def test_what_is_too_long_for_the_terminal_goes_into_a_file(bench: Bench, *, slow: bool) -> None:
    bench.slow = slow
    text = "HK.00700" if slow else "x" * (LONGEST * 3 // 4 - 5)
    placed = await bench.clipboard(TERM).put(text)
    path = bench.state / "copied.txt"
    line = "a line this slow" if slow else "the terminal"
    assert (placed.way, placed.said) == (FILE, f"in {path}; too long for {line} (OSC 52)")
    assert path.read_text() == f"{text}\n"
    assert bench.controls == []


async def test_the_file_is_the_users_alone_and_written_anew(bench: Bench) -> None:
    clipboard = bench.clipboard({"TERM": "linux"})
    for text in ("a longer text", "b"):
        placed = await clipboard.put(text)
        assert (placed.way, placed.text) == (FILE, text)
    (path,) = bench.state.iterdir()
    assert path.read_text() == "b\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(bench.state.stat().st_mode) == 0o700


async def test_a_link_in_the_place_of_the_file_is_not_followed(bench: Bench, tmp_path: Path) -> None:
    bench.state.mkdir()
    (tmp_path / "victim").write_text("mine")
    (bench.state / "copied.txt").symlink_to(tmp_path / "victim")
    await bench.clipboard({}).put("b")
    assert (tmp_path / "victim").read_text() == "mine"
    assert (bench.state / "copied.txt").read_text() == "b\n"


async def test_without_any_way_it_is_said_that_it_is_nowhere(bench: Bench) -> None:
    bench.state.write_text("not a folder")
    placed = await bench.clipboard({}).put("b")
    assert (placed.way, placed.said, placed.text) == (None, "no file could be written: File exists", "b")


# ---- the desktop, with the real pyperclip


@pytest.fixture
def desktop(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Clipboard]:
    """Have pyperclip look for programs anew, among those of the test only."""
    import pyperclip

    monkeypatch.setattr(pyperclip, "copy", vars(pyperclip)["lazy_load_stub_copy"])
    monkeypatch.setenv("PATH", str(bench.bin))
    for name, value in X.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    def make(script: str) -> Clipboard:
        bench.program("which", f'test -x "{bench.bin}/$1" && echo "{bench.bin}/$1"')
        if script:
            bench.program("xclip", script)
        return bench.clipboard({"TERM": "linux"} | X, cap_s=5)

    return make


async def test_at_the_desktop_its_own_program_takes_the_text(
    bench: Bench, desktop: Callable[[str], Clipboard]
) -> None:
    placed = await desktop(f'echo "$@" > {bench.taken}; read -r l; echo "$l" >> {bench.taken}').put(
        "HK.00700\n"
    )
    assert (placed.way, placed.said) == (DESKTOP, "in the desktop's clipboard, 9 characters")
    assert bench.taken.read_text() == "-selection c\nHK.00700\n"


async def test_a_desktop_without_a_program_ends_nothing(
    bench: Bench, desktop: Callable[[str], Clipboard]
) -> None:
    placed = await desktop("").put("HK.00700")
    assert placed.way is FILE
    assert placed.said == f"in {bench.state / 'copied.txt'}; the desktop has no clipboard program"


async def test_a_desktop_that_hangs_is_left_alone_and_not_asked_twice(
    bench: Bench, desktop: Callable[[str], Clipboard]
) -> None:
    clipboard = desktop(f"while [ ! -e {bench.taken} ]; do /bin/sleep 0.02; done")
    clipboard._cap_s = 0.3
    first, second = await clipboard.put("a"), await clipboard.put("b")
    assert first.said.endswith("; the desktop's clipboard did not answer in 0.3 s")
    assert second.said.endswith("; the desktop's clipboard does not answer")
    bench.taken.touch()
    for thread in threading.enumerate():
        if thread.name == "clipboard":
            await asyncio.to_thread(thread.join)
    clipboard._cap_s = 5
    while clipboard._stuck:
        await asyncio.sleep(0)
    assert (await clipboard.put("c")).way is DESKTOP


# ---- what goes out


@given(st.text())
def test_a_sequence_is_always_one_write_and_never_a_question(text: str) -> None:
    sequence = osc52(pasteable(text))
    assert sequence.startswith("\x1b]52;c;")
    body = sequence[7:-1]
    assert base64.b64decode(body, validate=True).decode() == pasteable(text)
    assert "?" not in sequence
    assert not any(char < " " or char == "\x7f" for char in body)


def test_no_source_asks_for_what_is_in_a_clipboard(repository: Path) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (repository / "tui").rglob("*.py")]
    assert [text for text in sources if "]52;" in text and "]52;c;{payload}" not in text] == []
    assert not any(
        "pyperclip.paste" in text or "show-buffer" in text or "save-buffer" in text for text in sources
    )


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b]52;c;AAAA\x07", "]52;c;AAAA"),
        ("x\x9b2Jy\x00\r\x7f", "x2Jy"),
        ("\u202eevil\u200b\u2028", "evil"),
        ("\ud800", ""),
    ],
)
def test_control_characters_are_left_out(text: str, put: str) -> None:
    assert pasteable(text) == put


async def test_what_is_put_anywhere_is_cleaned_first(bench: Bench) -> None:
    placed = await bench.clipboard(TERM).put("rm\r\x1b[201~\n")
    assert (bench.copied(), placed.text) == ("rm[201~\n", "rm[201~\n")
