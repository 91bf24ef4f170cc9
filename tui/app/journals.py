"""Which journal the dashboard writes: the user's own, or one that ends with the demo."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING

from tui.client.address import Address
from tui.paths import state_dir

if TYPE_CHECKING:
    from tui.trading.journal import Journal


class Journals:
    """Opens journals and closes them all at the end."""

    def __init__(self, *, demo: bool, address: Address) -> None:
        """Know which address is the user's own OpenD; every other one is a demo."""
        self._own = None if demo else address
        self._opened: list[Journal] = []
        self._kept: list[Journal] = []
        """Those of them that do not go with a demo."""
        self._folders: list[TemporaryDirectory[str]] = []

    def open(self, address: Address) -> Journal:
        """Open the journal for an OpenD; that of a demo is gone with the demo: its orders are, too."""
        from tui.trading.journal import FILE_NAME, Journal

        folder = state_dir()
        if not self.keeps(address):
            self._folders.append(TemporaryDirectory(prefix="futu-tui-demo-"))
            folder = Path(self._folders[-1].name)
        journal = Journal(folder / FILE_NAME)
        self._opened.append(journal)
        if self.keeps(address):
            self._kept.append(journal)
        return journal

    def keeps(self, address: Address) -> bool:
        """Whether orders at this address live on when the program has ended."""
        return address == self._own

    def close_now(self, within_s: float = 0.25) -> tuple[str, ...]:
        """Write what is waiting when no loop runs any more; return what may be missing on the disk."""
        until = monotonic() + within_s
        for journal in self._opened:
            journal.close_now(max(until - monotonic(), 0))
        return self._missing()

    async def close(self) -> tuple[str, ...]:
        """Write what is waiting; remove those of demos; return what may be missing on the disk."""
        for journal in self._opened:
            await journal.close()
        missing = self._missing()
        for folder in self._folders:
            folder.cleanup()
        return missing

    def _missing(self) -> tuple[str, ...]:
        """Say which journal is not whole; nobody misses that of a demo."""
        return tuple(why for journal in self._kept if (why := journal.incomplete))
