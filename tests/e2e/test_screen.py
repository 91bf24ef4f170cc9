"""The dashboard inside a real GNU screen: what is seen, left behind, and seen again by another terminal."""

from __future__ import annotations

import base64
import fcntl
import os
import re
import shutil
import signal
import struct
import subprocess
import termios
from pathlib import Path

import pytest

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.skipif(shutil.which("screen") is None, reason="GNU screen is not installed")
PROMPT = "shell-ready>"
SCREEN = ("screen", "-c", "/dev/null", "-S", "seen")
DETACH = "\x01d"
ENDS = (" HK.00700  TENCENT", " b Buy  ")
"""What the first and the last line begin with when nothing stray has moved them."""


def whole(terminal: Terminal) -> bool:
    """Whether the picture of the dashboard is there, from its first cell to its last line."""
    lines = terminal.screen.display
    framed = lines[0].startswith(ENDS[0]) and lines[-1].startswith(ENDS[1])
    return bool(framed and terminal.row_with("B1 ") and terminal.row_with(" PAPER ", "OPEND LIVE"))


def colours(terminal: Terminal) -> set[str]:
    """Every colour on the screen; those of the first sixteen have names, the others are numbers."""
    lines = [terminal.screen.buffer[y] for y in range(terminal.screen.lines)]
    cells = [line[x] for line in lines for x in range(terminal.screen.columns)]
    return {colour for cell in cells for colour in (cell.fg, cell.bg)}


def resize(terminal: Terminal, columns: int, lines: int) -> None:
    """Give the window another size, as a person does who drags its corner."""
    terminal.screen.resize(lines, columns)
    fcntl.ioctl(terminal._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    os.killpg(terminal.process.pid, signal.SIGWINCH)


def test_it_is_seen_whole_left_clean_and_found_again(tmp_path: Path, sockets: Path) -> None:
    env = environ(tmp_path, SCREENDIR=str(sockets), SYSSCREENRC="/dev/null", PS1=PROMPT, ENV="")
    try:
        with Terminal([*SCREEN, "/bin/sh"], columns=80, lines=24, env=env) as terminal:
            terminal.wait_for(PROMPT)
            terminal.send(f"{COMMAND} --demo\r")
            terminal.wait(lambda _: whole(terminal), "the dashboard", 30)
            # Screen makes other attributes and the first sixteen colours of a true one.
            found = colours(terminal) - {"default"}
            assert len(found) > 1
            assert all(re.fullmatch("[0-9a-f]{6}", colour) for colour in found), found

            terminal.send("b")
            terminal.wait_for("TICKET")
            resize(terminal, 120, 40)
            terminal.wait(lambda _: terminal.row_with("OPEND LIVE", "link plain"), "a wider status bar")
            terminal.wait(lambda _: terminal.row_with("TICKET", "BUY HK.00700"), "the ticket")
            terminal.send("\x1b")
            terminal.wait_gone("TICKET")
            terminal.send(DETACH)
            assert terminal.wait_exit() == 0

        with Terminal([*SCREEN, "-r"], columns=100, lines=30, env=env) as terminal:
            terminal.wait(lambda _: whole(terminal), "the dashboard in another size")
            terminal.send("2")
            terminal.wait_for("2 lots: now buy or sell")
            terminal.send("\x19c")
            terminal.wait_for("sent through screen to the terminal (OSC 52), 8 characters")
            handed_on = b"\x1b]52;c;%b\x07" % base64.b64encode(b"HK.00700")
            terminal.wait(lambda _: handed_on in terminal.tail, "the text at the terminal")
            terminal.send("q")
            # Screen keeps no second picture: what is not blanked stays around the prompt.
            terminal.wait(lambda text: text.split() == [PROMPT], "a prompt and nothing else")
            assert terminal.screen.display[0].startswith(PROMPT)
            terminal.send("exit\r")
            assert terminal.wait_exit() == 0
    finally:
        quit_it = [*SCREEN, "-X", "quit"]
        subprocess.run(quit_it, check=False, timeout=10, capture_output=True, env={**env, "TERM": "xterm"})
