"""The user's journal for one command: what is wrong with it is told by the command, in a line of its own."""

from __future__ import annotations

import logging
import sys

from tui.paths import state_dir
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.records import Records

_NOWHERE = logging.NullHandler()


def own_journal() -> Journal:
    """Open the user's journal; its warnings, which no log takes here, would be lines without a sender."""
    logging.getLogger("tui.trading.journal_writer").addHandler(_NOWHERE)
    return Journal(state_dir() / FILE_NAME)


async def close_journal(journal: Records) -> None:
    """Close the journal, and say when entries may be missing in it for a reason not told before."""
    told = journal.trouble
    await journal.close()
    if isinstance(journal, Journal) and journal.incomplete and not told:
        print(f"futu-tui: {journal.incomplete}", file=sys.stderr)
