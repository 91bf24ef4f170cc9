"""Data files that come with the program."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def data_dir(name: str) -> Path:
    """Return the folder of our data files: inside the installed package, else beside it in a checkout."""
    package = Path(str(files("tui")))
    installed = package / "_data" / name
    if installed.is_dir():
        return installed
    checkout = package.parent / name
    if (package.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    raise FileNotFoundError(
        f"the data folder {name!r} of futu-tui is missing: the installation is incomplete"
    )
