"""What a program is started with: a home of its own, and no word of who runs the tests and from where."""

from __future__ import annotations

import os
from pathlib import Path

_OTHERS = ("XDG_", "FUTU_", "SSH_", "TMUX")
"""What such names hold leads to the user's own files and OpenD, or tells of the terminal around the tests."""
_OTHER = frozenset({"STY", "VTE_VERSION", "NO_COLOR", "DISPLAY", "WAYLAND_DISPLAY"})


def environ(home: Path, **more: str) -> dict[str, str]:
    """Return an environment with this home.

    What a fixture of a module or session starts begins before `clean_environment` has cleaned the one here.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_OTHERS) and name not in _OTHER
    }
    return {**kept, "HOME": str(home), **more}
