"""The key that arms, where it must not be pressed once too often."""

from __future__ import annotations

import time

from tests.e2e.terminal import Terminal

ARM = "A"
_OTHER = "o"
"""Any key takes a refusal away."""
_AGAIN_S = 0.3


def ask_to_arm(terminal: Terminal, question: str, timeout_s: float = 15) -> None:
    """Press the key until its question comes; never again before it is known what became of the last press.

    Locks are read once a second and the orders of an account after it was chosen: until then it is refused.
    What is pressed twice would be typed into the question.
    """
    deadline = time.monotonic() + timeout_s
    while True:
        terminal.send(ARM)
        terminal.wait(lambda screen: question in screen or _is_refused(terminal), f"{question!r} or why not")
        if question in terminal.text:
            return
        assert time.monotonic() < deadline, f"it is still refused; the screen is\n{terminal.text}"
        terminal.send(_OTHER)
        terminal.wait(lambda _: not _is_refused(terminal), "the end of the refusal")
        terminal.settle(_AGAIN_S)


def _is_refused(terminal: Terminal) -> bool:
    return terminal.screen.display[-1].lstrip().startswith("not armed: ")
