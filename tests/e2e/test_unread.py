"""A terminal that nobody reads: OpenD notices nothing, and the keys pressed meanwhile do nothing."""

from __future__ import annotations

from pathlib import Path

from tests.bench.line_unread import leave_unread


def test_a_fill_is_kept_and_no_key_trades_while_nobody_reads(tmp_path: Path) -> None:
    # The half minute of the real thing is `make bench`'s: here the terminal is given up after a second, and
    # a beat comes every 0.8.
    outcome = leave_unread(tmp_path, 2.0, 3, ("unread=1", "beat=1"))
    assert outcome.sent == (0, 0)
    assert outcome.beats >= 3
    assert (outcome.fill_journalled, outcome.disarmed, outcome.answers_again) == (True, True, True)
