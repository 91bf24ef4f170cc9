"""A process that may hold a trade password leaves no core file, and no other one looks into it."""

from __future__ import annotations

import subprocess
import sys

import pytest

_TELL = """
import ctypes, resource, sys
from tui.cli import main
code = main(sys.argv[1:])
print(code, resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
CLOSED = "(0, 0) 0"


def told(*arguments: str) -> str:
    """Run a command line that ends early, and return what the process says of itself."""
    ran = subprocess.run(
        [sys.executable, "-c", _TELL, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return ran.stdout.splitlines()[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="what a dump holds is asked of the kernel's own call")
@pytest.mark.parametrize(
    ("arguments", "closed"),
    [
        ((), True),
        (("--real",), True),
        (("buy", "700", "100", "400", "--acc", "1", "--port", "1"), True),
        (("sell", "700", "100", "400", "--acc", "1", "--port", "1"), True),
        (("amend", "A1", "--qty", "100", "--acc", "1", "--port", "1"), True),
        (("cancel", "A1", "--acc", "1", "--port", "1"), True),
        (("quote", "700", "--port", "1"), False),
    ],
)
def test_what_may_unlock_keeps_its_memory_to_itself(arguments: tuple[str, ...], closed: bool) -> None:
    assert told(*arguments).endswith(CLOSED) is closed
