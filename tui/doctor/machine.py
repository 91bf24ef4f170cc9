"""This machine: the terminal, the environment and our own files. Reads only; no network."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.doctor.finding import Finding, State

TERMINAL, ENVIRONMENT, FILES = "terminal", "environment", "files"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_TRUE_COLOUR = ("truecolor", "24bit")
_SHOWN = ("FUTU_OPEND_HOST", "FUTU_OPEND_PORT", "FUTU_RSA_KEY", "FUTU_TUI_DEBUG", "NO_COLOR")
_SECRET = "FUTU_TRADE_PASSWORD"
_PROXIES = ("ALL_PROXY", "all_proxy")


@dataclass(frozen=True, slots=True)
class Terminal:
    """What is known of the terminal without asking it anything."""

    is_tty: bool
    columns: int
    lines: int
    encoding: str
    """Of standard output."""
    smallest: tuple[int, int]
    """Columns and lines that the dashboard needs."""
    stand_ins: tuple[str, ...] = ()
    """What answers in its place, the innermost first."""


def check_terminal(terminal: Terminal, environ: Mapping[str, str]) -> tuple[Finding, ...]:
    """Judge whether the dashboard can be drawn here."""
    return (
        _kind(terminal, environ),
        _colours(environ),
        _size(terminal),
        _encoding(terminal),
        _between(terminal, environ),
    )


def _kind(terminal: Terminal, environ: Mapping[str, str]) -> Finding:
    name = environ.get("TERM", "")
    if name in ("", "dumb"):
        told = f"TERM is {name!r}" if name else "TERM is not set"
        fix = "start it in a terminal; over SSH use ssh -t, and export TERM=xterm-256color"
        return Finding(TERMINAL, "kind", State.FAIL if terminal.is_tty else State.WARN, told, fix)
    if not terminal.is_tty:
        return Finding(TERMINAL, "kind", State.OK, f"{name}; the output goes elsewhere just now")
    return Finding(TERMINAL, "kind", State.OK, name)


def _colours(environ: Mapping[str, str]) -> Finding:
    name = environ.get("TERM", "")
    if environ.get("NO_COLOR"):
        return Finding(
            TERMINAL,
            "colours",
            State.WARN,
            "none: NO_COLOR is set",
            "unset NO_COLOR to see up and down in colour",
        )
    many = environ.get("COLORTERM", "") in _TRUE_COLOUR or name.endswith("-direct")
    in_screen = bool(environ.get("STY"))
    if in_screen and (many or "256color" in name):
        return Finding(TERMINAL, "colours", State.OK, "256: GNU screen garbles more of them up to version 4")
    if many:
        return Finding(TERMINAL, "colours", State.OK, "16 million")
    if "256color" in name:
        return Finding(
            TERMINAL, "colours", State.OK, "256; export COLORTERM=truecolor if the terminal has more"
        )
    fix = f"export TERM={'screen' if in_screen else 'xterm'}-256color"
    return Finding(TERMINAL, "colours", State.WARN, f"8 or 16, as far as TERM={name} tells", fix)


def _size(terminal: Terminal) -> Finding:
    columns, lines = terminal.smallest
    told = f"{terminal.columns} x {terminal.lines}"
    if terminal.columns < columns or terminal.lines < lines:
        return Finding(
            TERMINAL, "size", State.FAIL, told, f"make the window at least {columns} columns by {lines} lines"
        )
    return Finding(TERMINAL, "size", State.OK, told)


def _encoding(terminal: Terminal) -> Finding:
    if terminal.encoding.lower().replace("-", "") == "utf8":
        return Finding(TERMINAL, "encoding", State.OK, "UTF-8")
    return Finding(
        TERMINAL, "encoding", State.WARN, f"{terminal.encoding}: Chinese names cannot be shown",
        "export LC_ALL=C.UTF-8",
    )  # fmt: skip


def _between(terminal: Terminal, environ: Mapping[str, str]) -> Finding:
    """Name what stands between the program and the eye: it decides about clipboard and speed."""
    there = [*terminal.stand_ins, *(("SSH",) if environ.get("SSH_CONNECTION") else ())]
    return Finding(TERMINAL, "by way of", State.OK, ", ".join(there) or "nothing in between")


def check_environment(environ: Mapping[str, str]) -> tuple[Finding, ...]:
    """Name the variables in use; secrets never with their values."""
    found = [
        Finding(ENVIRONMENT, name, State.OK, environ[name])
        for name in _SHOWN
        if environ.get(name, "").strip()
    ]
    if environ.get(_SECRET):
        found.append(
            Finding(
                ENVIRONMENT,
                _SECRET,
                State.WARN,
                "set; its value is not shown",
                "unset it when it is not needed: every program started from this shell can read it",
            )
        )
    found += [
        Finding(ENVIRONMENT, name, State.OK, "set; the link to OpenD does not use a proxy")
        for name in _PROXIES
        if environ.get(name)
    ]
    return tuple(found) or (Finding(ENVIRONMENT, "variables", State.OK, "none of ours is set"),)


def check_folder(name: str, folder: Path, uid: int) -> Finding:
    """Judge a folder of our own: the user's, and nobody else's to read."""
    try:
        about = folder.stat()
    except FileNotFoundError:
        return Finding(FILES, name, State.OK, f"{folder} does not exist yet")
    except OSError as error:
        fix = f"make it yours: sudo chown -R $USER {folder.parent}"
        return Finding(FILES, name, State.FAIL, f"{folder} cannot be read ({error.strerror})", fix)
    if not stat.S_ISDIR(about.st_mode):
        return Finding(FILES, name, State.FAIL, f"{folder} is not a folder", f"move {folder} away")
    if about.st_uid != uid:
        fix = f"sudo chown -R $USER {folder}"
        return Finding(FILES, name, State.FAIL, f"{folder} belongs to somebody else", fix)
    open_ones = [folder] if about.st_mode & _OTHERS else []
    open_ones += [file for file in sorted(folder.iterdir()) if _open_to_others(file)]
    if open_ones:
        told = f"{open_ones[0]} is open to other users"
        more = f", and {len(open_ones) - 1} more" if len(open_ones) > 1 else ""
        return Finding(FILES, name, State.WARN, told + more, f"chmod -R go= {folder}")
    return Finding(FILES, name, State.OK, f"{folder} is yours alone")


def _open_to_others(file: Path) -> bool:
    try:
        return bool(file.lstat().st_mode & _OTHERS) and not file.is_symlink()
    except OSError:
        return False
