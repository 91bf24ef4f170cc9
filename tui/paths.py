"""Where the user's own files are: outside the program, private to the user."""

from __future__ import annotations

from pathlib import Path

import platformdirs

_NAME = "futu-tui"
LOG_NAME, CHOICES_NAME = "futu-tui.log", "choices.toml"
"""In the state folder."""


def config_dir() -> Path:
    """Folder of settings and the user's themes; may not exist."""
    return platformdirs.user_config_path(_NAME, appauthor=False)


def state_dir() -> Path:
    """Folder of what the program itself remembers, such as logs; may not exist."""
    return platformdirs.user_state_path(_NAME, appauthor=False)


def expanded(name: str) -> Path:
    """Return what a name with ~ stands for; ValueError for the home of nobody."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise ValueError(f"{name.partition('/')[0]}: there is no such user here") from None


def make_folder(folder: Path) -> None:
    """Make the folder, and those it is in, where there is none: for the user alone, whatever the umask."""
    for one in (*reversed(folder.parents), folder):
        one.mkdir(mode=0o700, exist_ok=True)


def private(folder: Path) -> Path:
    """Make the folder, readable by the user only, and return it."""
    make_folder(folder)
    folder.chmod(0o700)
    return folder
