"""What comes with the program: its data files, and its version."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def version() -> str:
    """Return the version of the program that is installed."""
    # Looking it up costs more than parsing a whole command line.
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("futu-tui")
    except PackageNotFoundError:
        return "(not installed)"


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
