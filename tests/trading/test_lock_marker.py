"""A lock outlives the journal it was written to."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.trading.test_desk import INTENT, NOW, PAPER
from tui.domain.journal import Entry, EntryKind
from tui.trading.entries import intent_entry
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.lock import WORD, release
from tui.trading.records import LockedError

ORDER = intent_entry(INTENT, NOW)


async def moved_away(folder: Path, acc_id: int | None) -> Journal:
    """Lock, move the journal away, and start again."""
    first = Journal(folder / FILE_NAME)
    await first.commit(Entry(EntryKind.LOCKED, NOW, acc_id=acc_id, facts={"why": "kill switch"}))
    await first.close()
    for file in folder.glob(f"{FILE_NAME}*"):
        file.rename(folder / f"old-{file.name}")
    return Journal(folder / FILE_NAME)


@pytest.mark.parametrize("acc_id", [None, PAPER.acc_id])
async def test_a_lock_holds_when_the_journal_is_moved_away_until_the_word(
    tmp_path: Path, acc_id: int | None
) -> None:
    journal = await moved_away(tmp_path, acc_id)
    with pytest.raises(LockedError, match="the word TRADE releases it"):
        await journal.commit_order(ORDER)
    (lock,) = await journal.locks()
    assert lock.acc_id == acc_id
    assert await journal.lock_on(PAPER.acc_id) == lock
    assert stat.S_IMODE((tmp_path / "locked").stat().st_mode) == 0o600
    assert await release(journal, WORD, NOW, acc_id=acc_id) == ""
    assert await journal.locks() == ()
    assert not (tmp_path / "locked").exists()
    assert await journal.commit_order(ORDER) > 0
    await journal.close()


async def test_the_lock_of_another_account_is_none_of_this_one(tmp_path: Path) -> None:
    journal = await moved_away(tmp_path, PAPER.acc_id + 1)
    assert await journal.commit_order(ORDER) > 0
    assert await journal.lock_on(PAPER.acc_id) is None
    await journal.close()


async def test_a_lock_in_the_journal_is_told_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path / FILE_NAME)
    await journal.commit(Entry(EntryKind.LOCKED, NOW, facts={"why": "kill switch"}))
    (lock,) = await journal.locks()
    assert lock.facts["why"] == "kill switch"
    assert await journal.lock_on(None) == lock
    await journal.close()


@pytest.mark.parametrize("text", ["", "not an account\n"])
async def test_a_file_that_cannot_be_read_as_accounts_locks_all(tmp_path: Path, text: str) -> None:
    (tmp_path / "locked").write_text(text)
    journal = Journal(tmp_path / FILE_NAME)
    with pytest.raises(LockedError):
        await journal.commit_order(ORDER)
    await journal.close()
