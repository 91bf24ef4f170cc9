"""The report for people: groups, results in a column, and a cure under all that is bad."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tui.doctor.finding import Finding, State, worst

_MARKS = {State.OK: "ok", State.WARN: "WARN", State.FAIL: "FAIL", State.UNKNOWN: "?"}
_INKS = {State.OK: "32", State.WARN: "33", State.FAIL: "31", State.UNKNOWN: "36"}
_MARK_CELLS = 4
_LEAST, _MOST = 60, 110


def report(findings: Sequence[Finding], width: int, *, coloured: bool) -> str:
    """Lay the findings out in at most `width` columns."""
    width = max(min(width, _MOST), _LEAST)
    names = max((len(finding.name) for finding in findings), default=0)
    lines: list[str] = []
    for group in dict.fromkeys(finding.group for finding in findings):
        lines += ["", group] if lines else [group]
        for finding in findings:
            if finding.group == group:
                lines += _lines(finding, names, width, coloured=coloured)
    return "\n".join([*lines, "", summary(findings)])


def summary(findings: Sequence[Finding]) -> str:
    """Say how it is in one sentence."""
    failed = sum(finding.state is State.FAIL for finding in findings)
    warned = sum(finding.state is State.WARN for finding in findings)
    if worst(tuple(findings)) is State.OK:
        return "Everything is fine."
    counts = [f"{failed} failed" if failed else "", f"{warned} to look at" if warned else ""]
    return f"{', '.join(count for count in counts if count)}; what helps stands behind each arrow."


def _lines(finding: Finding, names: int, width: int, *, coloured: bool) -> list[str]:
    mark = _MARKS[finding.state].ljust(_MARK_CELLS)
    if coloured:
        mark = f"\x1b[{_INKS[finding.state]}m{mark}\x1b[0m"
    indent = 2 + _MARK_CELLS + 2 + names + 2
    first, *rest = _wrapped(finding.detail, width - indent) or [""]
    lines = [f"  {mark}  {finding.name.ljust(names)}  {first}".rstrip()]
    lines += [" " * indent + more for more in rest]
    if finding.fix:
        cure, *rest = _wrapped(finding.fix, width - indent - 3)
        lines += [f"{' ' * indent}-> {cure}", *(f"{' ' * indent}   {more}" for more in rest)]
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False)
