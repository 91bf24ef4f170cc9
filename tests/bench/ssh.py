"""A real OpenSSH server at the far end of 16 kbit/s: is every key acted on, and painted?

Two network namespaces with a pair of virtual cards between them, each of which lets so many bits a second
out. On one side the server, the simulator and the dashboard, on the other the client and its pty. All of it
is in a process namespace of its own, too, which takes everything with it when it ends, however it ends.

Skipped with one line where a tool, a namespace or a queue for the cards is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

TOOLS = ("sshd", "ssh", "ssh-keygen", "ip", "tc", "unshare", "nsenter", "mount")
LONGEST_S = 240
_ADMIN = ("/usr/sbin", "/sbin")


class MissingError(Exception):
    """Says in one line why this cannot be measured here."""


def tools() -> dict[str, str]:
    """Return where each tool is; MissingError names those that are not there."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_ADMIN))
    found = {tool: shutil.which(tool, path=path) for tool in TOOLS}
    if missing := [tool for tool, place in found.items() if place is None]:
        raise MissingError(f"there is no {', '.join(missing)} here")
    return {tool: place for tool, place in found.items() if place is not None}


def apart(unshare: str) -> list[str]:
    """Return the command that runs another one in namespaces of its own; MissingError when it cannot."""
    command = [unshare, "--net", "--pid", "--mount", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid():
        command[1:1] = ["--user", "--map-root-user"]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise MissingError(f"namespaces cannot be made here: {tried.stderr.strip()}")
    return command


def report() -> None:
    """Measure in namespaces, or say in one line why not."""
    print("keys through a real sshd on a line of 16 kbit/s, 120x40, 200 pushes/s", flush=True)
    try:
        found = tools()
        inside = [sys.executable, "-m", "tests.bench.ssh_inside"]
        env = {**os.environ, "PATH": os.pathsep.join((os.environ.get("PATH", os.defpath), *_ADMIN))}
        root = Path(__file__).parents[2]
        ran = subprocess.run(
            [*apart(found["unshare"]), *inside], env=env, cwd=root, check=False, timeout=LONGEST_S
        )
        if ran.returncode:
            print(f"  failed with code {ran.returncode}")
    except MissingError as why:
        print(f"  skipped: {why}")
    except subprocess.TimeoutExpired:
        print(f"  failed: not done in {LONGEST_S} s")


if __name__ == "__main__":
    report()
