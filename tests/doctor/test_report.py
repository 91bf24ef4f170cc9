from __future__ import annotations

import pytest

from tui.doctor.finding import Finding, State, worst
from tui.doctor.report import report

FINE = Finding("OpenD", "version", State.OK, "10.11")
BAD = Finding("OpenD", "trade login", State.FAIL, "not logged in " * 12, "type relogin " * 12)
ODD = Finding("files", "state", State.WARN, "open to others", "chmod it")
UNSURE = Finding("files", "settings", State.UNKNOWN, "not told")
ALL = (FINE, BAD, ODD, UNSURE)


@pytest.mark.parametrize("width", [10, 60, 80, 110, 300])
def test_everything_stands_in_columns_that_fit(width: int) -> None:
    lines = report(ALL, width, coloured=False).splitlines()
    assert max(map(len, lines)) <= max(min(width, 110), 60)
    starts = {line.index(text) for line in lines for text in ("10.11", "chmod it") if text in line}
    assert starts == {21, 24}
    assert lines[0] == "OpenD"
    assert lines[-1] == "1 failed, 1 to look at; what helps stands behind each arrow."


def test_every_bad_line_is_followed_by_its_cure() -> None:
    text = report(ALL, 80, coloured=False)
    assert text.count("-> ") == 2
    assert " ".join(text.split()).count("type relogin") == 12


def test_colours_only_when_asked_for() -> None:
    assert "\x1b[31mFAIL" in report(ALL, 80, coloured=True)
    assert "\x1b" not in report(ALL, 80, coloured=False)


def test_the_last_line_when_all_is_well() -> None:
    assert report((FINE,), 80, coloured=False).endswith("Everything is fine.")


def test_the_worst_counts() -> None:
    assert worst(ALL) is State.FAIL
    assert worst((FINE, ODD)) is State.WARN
    assert worst((FINE, UNSURE)) is State.OK
