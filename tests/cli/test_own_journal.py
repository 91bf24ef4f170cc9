from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tui.commands.own_journal import close_journal
from tui.trading import journal as journals
from tui.trading.journal import Journal


def test_a_journal_that_closes_as_it_should_is_not_talked_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(close_journal(Journal(tmp_path / "journal.sqlite")))
    assert capsys.readouterr() == ("", "")


def test_a_disk_that_does_not_answer_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journals, "_CLOSE_S", 0.01)
    journal = Journal(tmp_path / "journal.sqlite")
    end = journal._writer.end
    monkeypatch.setattr(journal._writer, "end", lambda: None)
    asyncio.run(close_journal(journal))
    end()
    said = capsys.readouterr().err
    assert said.startswith("futu-tui: the order journal")
    assert said.endswith("its disk did not take the last entries in time\n")
